"""The scalar level: every op of the catalogue, opened on each of its cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine import evaluate
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.document.build import _Builder
from engine.errors import EngineError
from engine.examples import write_example
from engine.language.dialects import UNSPOKEN_OPS
from engine.op import Case, Elementwise, Op
from tests.engine.analysis.scalar_graph import (
    check_form,
    close,
    contributed,
    elements,
    is_taken,
    known,
    number,
    run,
    walk_back,
)
from tests.engine.analysis.slopes import check_slopes
from tests.engine.ops.points import ROWS
from tests.engine.programs import PROGRAMS

SUMS = {
    *("matmul", "dot", "inner", "tensordot", "vdot", "outer", "kron", "cross", "einsum", "trace"),
    *("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d", "conv1d_filter", "conv2d_filter"),
    *("avg_pool1d", "avg_pool2d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "fold", "nll"),
    *("sum", "mean", "cumsum", "scatter_add", "dropout"),
}
"""Ops that open into multiplications and sums."""

HUGE = 1e100

MOVES = {
    *("broadcast_to", "reshape", "view", "contiguous", "flatten", "expand_dims", "squeeze"),
    *("transpose", "swapaxes", "moveaxis", "flip", "roll", "rot90", "repeat", "tile", "pad"),
    *("diagonal", "diag", "triu", "tril", "concatenate", "stack", "meshgrid", "getitem"),
    *("split", "array_split", "chunk", "unbind", "take", "take_along_axis", "gather"),
    *("embedding", "unfold", "sort", "topk", "max_at", "min_at", "median_at"),
}
"""Ops that only hand elements on, and so open into as many small copies of themselves."""

PROGRAMS_TO_OPEN = PROGRAMS | {
    "gradients of gradients": (
        "import torch\nx = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n"
        "y = (x[[0, 2, 0]] ** 2).sum()\n(g,) = torch.autograd.grad(y, x, create_graph=True)\n"
        "(g * g).sum().backward()\n"
    ),
    "the same matrix twice": "A = input([[1.0, 2.0], [3.0, -1.0]])\nsum(A @ A)\n",
    "infinity times nothing": (
        "x = input([0.0, 2.0, inf])\nw = input([inf, 0.0, 0.0])\nsum(w * x) + w @ x\n"
    ),
    "a mask before infinity": (
        "x = input([0.0, -1.0, -2.0])\nlog(max(x)) + sum(log(relu(x))) + sum(log(max_pool1d("
        "reshape(x, (1, 3)), 3)))\n"
    ),
    "an output that is no number": "x = input([nan, 1.0])\nmean(x) + max(x) + var(x)\n",
    "labels and truths": (
        "x = input([[1.0, 2.0], [0.5, -1.0]])\nk = argmax(x, axis=1)\n"
        "sum(x * (x > 0.75)) + cross_entropy(x, k) + sum(k)\n"
    ),
}


def opened(program: str) -> Any:
    """Evaluate a program with all its ops opened."""
    evaluation = evaluate(program, expand="all")
    assert evaluation.complete
    return evaluation.document


@pytest.mark.parametrize(
    ("name", "case"), [row for row in ROWS if row[0] not in UNSPOKEN_OPS], ids=str
)
def test_an_opened_op_is_the_op(name: str, case: int) -> None:
    op = CATALOG[name]
    document = opened(write_example(op, op.cases[case]).program)
    expansions = {one["op"]: one for one in document["expansions"]}
    mine = [one for one in document["ops"] if one["op"] == name]
    assert mine
    for one in mine:
        expansion = expansions[one["id"]]
        if op.elementwise or (op.differentiable and op.element is not None):
            assert "refused" not in expansion
            check_opened(document, one, expansion)
            check_kind(op, expansion)
        else:
            assert expansion["refused"].startswith(f"{name} stays whole")
            assert op.reason in expansion["refused"]
            assert expansion["tensors"] == expansion["ops"] == []
    check_slopes(op, op.cases[case], expansions[mine[0]["id"]], mine[0])


def check_kind(op: type[Op], expansion: Mapping[str, Any]) -> None:
    """See that sums of products are drawn as such, and other ops as themselves."""
    drawn = {scalar["op"] for scalar in expansion["ops"] if not is_taken(op.name, scalar)}
    if op.name in SUMS:
        assert drawn <= {"mul", "sum", "neg"}
    else:
        assert drawn <= ({op.name} if op.name not in MOVES else set())


def check_opened(document: Any, op: Mapping[str, Any], expansion: Mapping[str, Any]) -> None:
    """Run the scalar graph forward and back, and hold it against the tensors."""
    check_form(document, expansion)
    numbers = {tensor["id"]: number(tensor["value"]) for tensor in expansion["tensors"]}
    for scalar in expansion["ops"]:
        inputs = [numbers[id] for id in scalar["inputs"]]
        made = run(scalar, inputs, op)
        check_locals(scalar, inputs, op)
        assert made is None or close(made, numbers[scalar["output"]], sum(map(abs, inputs)))
    for one in document["passes"][1:]:
        check_back(document, op, expansion, one["index"])


def check_locals(scalar: Mapping[str, Any], inputs: list[float], own: Mapping[str, Any]) -> None:
    """Hold the local derivatives of an elementwise op against those that it tells in plain Python.

    Where a number is not finite, or huge, plain Python and NumPy part ways.
    """
    op = CATALOG[own["op"]]
    if not issubclass(op, Elementwise) or scalar["locals"].count(None) == len(inputs):
        return
    if not all(abs(value) < HUGE for value in inputs):
        return
    constants = {key: known(value) for key, value in own.get("constants", {}).items()}
    try:
        slopes = op.slopes(*inputs, **constants)
    except (ArithmeticError, ValueError):
        return
    for local, slope in zip(scalar["locals"], slopes, strict=True):
        if local is not None and np.isfinite([number(local), slope]).all():
            assert close(number(local), slope, 10.0)


def check_back(
    document: Any, op: Mapping[str, Any], expansion: Mapping[str, Any], index: int
) -> None:
    """Hold what the scalar ops send to each element against what the op sends there."""
    gradients = walk_back(expansion, str(index))
    sent = contributed(document, op, index)
    for tensor, total in sent.items():
        scale = float(np.abs(total[np.isfinite(total)]).max(initial=1.0))
        for id, expected in elements(tensor, total):
            assert close(gradients.get(id, 0.0), expected, scale)
    assert {id.rpartition("[")[0] for id in gradients} <= set(sent)


@pytest.mark.parametrize("name", PROGRAMS_TO_OPEN)
def test_programs_that_are_opened_whole(name: str) -> None:
    document = opened(PROGRAMS_TO_OPEN[name])
    ops = {op["id"]: op for op in document["ops"]}
    assert [one["op"] for one in document["expansions"]] == list(ops)
    for expansion in document["expansions"]:
        if "refused" not in expansion:
            check_opened(document, ops[expansion["op"]], expansion)


@pytest.mark.parametrize("name", [*PROGRAMS, "gradients of gradients"])
def test_gradients_accumulate_over_the_scalar_graph_of_a_whole_program(name: str) -> None:
    document = opened(PROGRAMS_TO_OPEN[name])
    assert all("refused" not in one for one in document["expansions"])
    ops = [op for one in document["expansions"] for op in one["ops"]]
    told = {t["id"]: t for one in document["expansions"] for t in one["tensors"]}
    for one in document["passes"][1:]:
        index = str(one["index"])
        shape = next(t["shape"] for t in document["tensors"] if t["id"] == one["output"])
        found = {f"{one['output']}[{','.join('0' * len(shape))}]": 1.0}
        scales = dict(found)
        for op in reversed(ops):
            for id, local in zip(op["inputs"], op["locals"], strict=True):
                if op["output"] in found and local is not None:
                    sent = found[op["output"]] * number(local)
                    found[id] = found.get(id, 0.0) + sent
                    scales[id] = scales.get(id, 1.0) + abs(sent)
        for id, gradient in found.items():
            assert close(number(told[id]["gradients"][index]), gradient, scales[id])


@pytest.mark.parametrize("filling", [0.0, np.nan, np.inf, -np.inf, 1e300])
@pytest.mark.parametrize("name", sorted({*CATALOG} - UNSPOKEN_OPS))
def test_any_number_can_be_opened(name: str, filling: float) -> None:
    op = CATALOG[name]
    given = [
        value if op.domain[min(slot, len(op.domain) - 1)].whole else filled(value, filling)
        for slot, value in enumerate(map(as_value, op.cases[0].inputs))
    ]
    try:
        program = write_example(op, Case(*given, **op.cases[0].constants)).program
    except EngineError:
        return  # the op refuses such numbers itself
    document = evaluate(program, expand="all").document
    ops = {one["id"]: one for one in document["ops"]}
    for expansion in document["expansions"]:
        if "refused" not in expansion:
            check_form(document, expansion)
            check_opened(document, ops[expansion["op"]], expansion)


def filled(value: Any, number: float) -> Any:
    """Put a number in the place of every other element."""
    array = np.array(value, float)
    array.reshape(-1)[::2] = number
    return as_value(array)


def expansions(program: str, expand: Any = "all") -> dict[str, Any]:
    """Give the opened ops of a program by their ids."""
    return {one["op"]: one for one in evaluate(program, expand=expand).document["expansions"]}


SMALLER = "and a document holds {}. Make its tensors smaller."

TOO_MUCH = {
    "known from the plan": (
        "x = input(randn(300, 300))\nsum(x @ x)",
        "matmul stays whole: it would open into at least 180,000 scalar nodes, "
        + SMALLER.format("2,000"),
    ),
    "while it opens": (
        "x = input(randn(12, 12))\nsum(x @ x)",
        "matmul stays whole: it would open into at least 2,001 scalar nodes, "
        + SMALLER.format("2,000"),
    ),
    "edges": (
        "x = input(randn(95))\nsum(softmax(x))",
        "softmax stays whole: it would open into at least 8,064 scalar edges, "
        + SMALLER.format("8,000"),
    ),
    "looks": (
        "x = input(randn(300, 300))\nsum(x[0])",
        "getitem stays whole: its tensors are too large to look through. Make them smaller.",
    ),
    "no rule": (
        "x = input(randn(9, 9))\nsum(qr(x)[1])",
        (
            "qr stays whole: an element of its gradient is no sum of products of a few others, it "
            "depends on all of them at once."
        ),
    ),
}


@pytest.mark.parametrize(("program", "reason"), TOO_MUCH.values(), ids=TOO_MUCH)
def test_what_is_too_much_stays_whole(program: str, reason: str) -> None:
    document = evaluate(program, expand="all").document
    told = [one["refused"] for one in document["expansions"] if "refused" in one]
    assert told[0] == reason


def test_ops_open_in_order_until_there_is_no_room() -> None:
    found = list(expansions("x = input(randn(300))\ny = sin(x)\nz = cos(x)\nsum(y * z)").values())
    nodes = {tensor["id"] for one in found for tensor in one["tensors"]}
    count = len(nodes) + sum(len(one["ops"]) for one in found)
    assert ["refused" in one for one in found] == [False, False, True, False]
    assert found[2]["refused"] == (
        "mul stays whole: it needs more scalar nodes than the 500 that are left of the document's "
        "2,000. Open fewer ops."
    )
    assert count <= 2_000


def test_an_element_has_one_id_and_one_gradient_in_all_expansions() -> None:
    found = expansions("a = input([2.0, 3.0])\nb = a * a\nsum(b) + sum(a)")
    (square, first, second, _) = found.values()
    assert square["ops"][0]["inputs"] == ["a[0]", "a[0]"]
    assert square["ops"][0]["contributions"]["1"] == [2.0, 2.0]
    told = [t for one in (square, second) for t in one["tensors"] if t["id"] == "a[0]"]
    assert [t["gradients"] for t in told] == [{"1": 5.0}] * 2
    assert square["ops"][0]["output"] in first["ops"][0]["inputs"]


def test_products_stand_between_and_a_mean_is_a_sum_times_a_number() -> None:
    found = expansions("V = param([[1.0, 2.0]])\nh = input([3.0, 0.5])\ny = V @ h\nmean(h) + y[0]")
    product, mean = found["y:matmul"], found["mean"]
    between = [tensor for tensor in product["tensors"] if "tensor" not in tensor]
    assert [(t["label"], t["value"]) for t in between] == [
        ("V[0,0]·h[0]", 3.0),
        ("V[0,1]·h[1]", 1.0),
    ]
    assert [(op["op"], op["symbol"]) for op in product["ops"]] == [
        ("mul", "×"),
        ("mul", "×"),
        ("sum", "Σ"),
    ]
    assert [op["op"] for op in mean["ops"]] == ["sum", "mul"]
    assert "1/2" in [tensor["label"] for tensor in mean["tensors"]]
    assert mean["ops"][1]["locals"] == [None, 0.5]


def test_dead_branches_open_without_gradients() -> None:
    found = expansions("x = 3.0\ndead = x * x\ny = x * x\ny + y")
    (op,) = found["dead:mul"]["ops"]
    assert op["locals"] == [3.0, 3.0]
    assert "contributions" not in op
    assert all("gradients" not in t for t in found["dead:mul"]["tensors"] if t["id"] != "x[]")


def test_many_passes_weigh() -> None:
    again = "x = input(randn(300))\ny = sum(sin(x))\nfor i in range({}):\n    y.backward()\ny"
    few, many = (expansions(again.format(passes)) for passes in (1, 40))
    assert "refused" not in few["y:sin"]
    assert "refused" in many["y:sin"]


def test_without_expand_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> Any:
        raise AssertionError("asked to open")

    monkeypatch.setattr(_Builder, "expansions", never)
    assert "expansions" not in evaluate(PROGRAMS["lecture"]).document
