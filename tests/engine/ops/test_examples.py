"""Every case is a program that a reader can run: the same call on the same numbers, and back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import catalog_entries, catalog_entry, evaluate
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from engine.language.dialects import UNSPOKEN_OPS
from tests.engine.ops.points import COMPOSITION_ROWS, ROWS, Point, points

SPOKEN = [row for row in (*ROWS, *COMPOSITION_ROWS) if row[0] not in UNSPOKEN_OPS]


@pytest.mark.parametrize(("name", "number"), SPOKEN, ids=str)
def test_a_case_is_a_program(name: str, number: int) -> None:
    case = catalog_entry(name)["cases"][number]
    point = next(points(name, number))
    evaluation = evaluate(case["program"])
    document = evaluation.document
    assert evaluation.complete
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == []
    leaves = document["tensors"][: len(point.inputs)]
    for leaf, given in zip(leaves, point.inputs, strict=True):
        assert equal(leaf["value"], given)
    with np.errstate(all="ignore"):
        results = point.run()
    for result in results:
        assert any(equal(tensor["value"], result.value) for tensor in outputs_of(document, name))
    check_way_back(document, point, [leaf["id"] for leaf in leaves])


def check_way_back(document: Any, point: Point, leaves: list[str]) -> None:
    """Find a gradient, of the right shape, for each input that has one."""
    wanted = [slot for slot in range(len(point.inputs)) if point.has_gradient(slot)]
    if not point.op.differentiable:
        assert len(document["passes"]) == 1
        return
    _, back = document["passes"]
    for slot in wanted:
        gradient = back["gradients"][leaves[slot]]
        assert gradient["shape"] == list(np.shape(point.inputs[slot]))


def outputs_of(document: Any, name: str) -> list[Any]:
    """Give what the op made; of a composition, what was made inside its module."""
    made_by = {
        op["id"]: op["module"] if name in COMPOSITIONS else op["op"]
        for op in document["ops"]
        if name not in COMPOSITIONS or "module" in op
    }
    return [t for t in document["tensors"] if made_by.get(t.get("source")) == name]


def equal(array: Any, value: Any) -> bool:
    """Compare an array of a document with a value; a large one has only its shape to compare."""
    expected = np.asarray(as_value(value), float)
    if "data" not in array:
        return array["shape"] == list(expected.shape)
    found = np.array([float(number) for number in array["data"]]).reshape(array["shape"])
    return found.shape == expected.shape and np.array_equal(found, expected, equal_nan=True)


@pytest.mark.parametrize("name", [*CATALOG, *COMPOSITIONS])
def test_one_case_can_be_drawn_number_by_number(name: str) -> None:
    assert any(case["fits"] for case in catalog_entry(name)["cases"])


def test_what_no_program_calls_has_no_program() -> None:
    for entry in catalog_entries():
        silent = [case["program"] == "" for case in entry["cases"]]
        assert silent == [entry["name"] in UNSPOKEN_OPS] * len(silent)
