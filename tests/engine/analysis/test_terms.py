"""Which cells each element of a gradient was computed from."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine import evaluate, terms
from engine.catalog import CATALOG
from engine.examples import write_example
from engine.language.dialects import UNSPOKEN_OPS
from tests.engine.analysis.scalar_graph import array, close, number


def told(program: str, tensor: str, index: list[int], **more: Any) -> Any:
    """Ask for the terms of an element that is there."""
    found = terms(program, tensor=tensor, index=index, **more)
    assert found.missing == ""
    return found.terms


@pytest.mark.parametrize("name", sorted({*CATALOG} - UNSPOKEN_OPS))
def test_the_terms_of_an_element_sum_to_its_gradient(name: str) -> None:
    op = CATALOG[name]
    case = len(op.cases) - 1
    program = write_example(op, op.cases[case]).program
    document: Any = evaluate(program).document
    tensors = {tensor["id"]: tensor for tensor in document["tensors"]}
    for one in document["passes"][1:]:
        for id, gradient in one["gradients"].items():
            if tensors[id].get("role") in ("input", "parameter") and gradient["data"]:
                indices = list(np.ndindex(*gradient["shape"]))
                check_element(document, program, id, indices[-1])


def check_element(document: Any, program: str, tensor: str, index: tuple[int, ...]) -> None:
    """Sum everything up again, from the numbers that the document tells."""
    back = document["passes"][-1]
    found = told(program, tensor, list(index))
    assert close(number(found["sum"]), array(back["gradients"][tensor])[index])
    sums = [number(one["sum"]) for one in found["contributions"]]
    assert close(sum(sums), number(found["sum"]), max(1.0, sum(map(abs, sums))))
    for one in found["contributions"]:
        key = f"{one['op']}:{one['slot']}"
        assert close(number(one["sum"]), array(back["contributions"][key])[index])
        made_by = next(op["op"] for op in document["ops"] if op["id"] == one["op"])
        if CATALOG[made_by].element is None:
            assert (one["terms"], one["count"]) == (None, 0)
            continue
        products = [check_term(document, term) for term in one["terms"]]
        assert one["count"] == len(products)
        assert close(sum(products), number(one["sum"]), max(1.0, sum(map(abs, products))))


def check_term(document: Any, term: Mapping[str, Any]) -> float:
    """Multiply a term again; give its product."""
    values = {t["id"]: t["value"] for t in document["tensors"]}
    places = {"value": values, "gradient": document["passes"][-1]["gradients"]}
    for cell in term["cells"]:
        found = array(places[cell["of"]][cell["tensor"]])[tuple(cell["index"])]
        assert close(number(cell["value"]), found)
    factors = [number(cell["value"]) for cell in term["cells"] if not cell.get("within")]
    product = number(term["factor"]) * math.prod(factors)
    assert close(number(term["product"]), product)
    assert sum(cell.get("within", False) for cell in term["cells"]) == term["within"]
    return product


def test_a_product_names_both_of_its_cells() -> None:
    program = "W = param([[1.0, 2.0], [3.0, -1.0]])\nx = input([0.5, 2.0])\nsum((W @ x) ** 2)"
    (one,) = told(program, "W", [1, 0])["contributions"]
    assert (one["slot"], one["count"]) == (0, 1)
    gradient, value = one["terms"][0]["cells"]
    assert gradient == {"tensor": "matmul.out", "of": "gradient", "index": [1], "value": -1.0}
    assert value == {"tensor": "x", "of": "value", "index": [0], "value": 0.5}
    assert (one["terms"][0]["factor"], one["terms"][0]["text"]) == (1.0, None)


def test_each_slot_of_a_tensor_that_stands_in_two_sends_its_own() -> None:
    found = told("x = 3.0\nx * x", "x", [])
    assert [(one["slot"], one["sum"]) for one in found["contributions"]] == [(0, 3.0), (1, 3.0)]
    assert found["sum"] == 6.0


def test_of_many_terms_the_first_travel() -> None:
    found = told("w = param(2.0)\nx = input(arange(1000))\nsum(w * x)", "w", [])
    (one,) = found["contributions"]
    assert (len(one["terms"]), one["count"], one["sum"]) == (64, 1000, 499_500.0)
    found = told("x = input(randn(300))\nW = input(randn(100, 300))\nsum(W @ x)", "x", [7])
    assert (len(found["contributions"][0]["terms"]), found["contributions"][0]["count"]) == (
        64,
        100,
    )
    (spread,) = told("x = input(randn(500))\nvar(x)", "x", [7])["contributions"]
    (term,) = spread["terms"]
    assert (len(term["cells"]), term["within"]) == (65, 500)


def test_what_arrives_late_or_never() -> None:
    program = "x = 2.0\ny = x ** 3\ny.backward()\nz = x * x\nz.backward()\n"
    assert told(program, "x", [], number=1)["sum"] == 12.0
    assert told(program, "x", [])["sum"] == 4.0
    assert told(program, "z", [])["contributions"] == []


def test_a_mask_before_infinity_sends_nothing() -> None:
    found = told("x = input([2.0, -1.0])\nsum(log(relu(x)))", "x", [1])
    (one,) = found["contributions"]
    assert (one["sum"], one["terms"][0]["product"]) == (0.0, 0.0)


def test_an_output_that_nobody_used_sends_nothing() -> None:
    program = (
        "x = input([[2.0, 1.0], [0.5, 3.0]])\nu, s, vh = svd(x)\na, b = unbind(x)\nsum(a) + s[0]"
    )
    found = told(program, "x", [0, 1])
    by_op = {one["op"]: one for one in found["contributions"]}
    assert by_op["u,s,vh:svd"]["terms"] is None
    assert by_op["a,b:unbind"]["count"] == 1
    below = told(program, "x", [1, 1])["contributions"]
    assert [one["count"] for one in below if "unbind" in one["op"]] == [0]


MISSING = {
    "The program has no tensor 'z'.": ("z", [], None),
    "The program has no backward pass 2: it has 1.": ("x", [0], 2),
    "The backward pass 1 computed no gradient of 'k'.": ("k", [0], None),
    "'x' has the shape (2,), and no element [2].": ("x", [2], None),
    "'x' has the shape (2,), and no element [].": ("x", [], None),
}


@pytest.mark.parametrize(("missing", "asked"), MISSING.items())
def test_what_is_not_there(missing: str, asked: tuple[str, list[int], int | None]) -> None:
    tensor, index, number = asked
    program = "x = input([1.0, 2.0])\nk = constant([1.0, 2.0])\nsum(x * k)"
    found = terms(program, tensor=tensor, index=index, number=number)
    assert (found.missing, found.terms) == (missing, None)


def test_without_a_pass_there_is_no_gradient() -> None:
    found = terms("x = input([1.0, 2.0])\nargmax(x)", tensor="x", index=[0], number=None)
    assert (found.missing, found.terms) == ("The program has no backward pass.", None)
