"""Every op of the catalogue, on its cases and on points sampled from its domain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pkgutil import iter_modules

import numpy as np
import pytest

from engine import EngineError, TensorNode, apply, constant, ops
from engine.catalog import ALIASES, CATALOG
from engine.op import Op
from tests.engine.ops.checks import CHECKS, reads
from tests.engine.ops.points import ROWS, Point, points


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("check_"))
@pytest.mark.parametrize(("name", "number"), ROWS, ids=str)
def test_check(check: Callable[[Point], None], name: str, number: int) -> None:
    with np.errstate(all="ignore"):
        for point in points(name, number):
            check(point)


@pytest.mark.parametrize("name", CATALOG)
def test_everything_saved_is_read(name: str) -> None:
    read, saved = set[str](), set[str]()
    with np.errstate(all="ignore"):
        for number in range(len(CATALOG[name].cases)):
            for point in points(name, number):
                seen, kept = reads(point)
                read, saved = read | seen, saved | kept
    assert read == saved


@pytest.mark.parametrize("op", CATALOG.values(), ids=lambda op: op.name)
def test_it_has_all_its_parts(op: type[Op]) -> None:
    assert op.__doc__
    assert op.title
    assert 0 < len(op.symbol) <= 8
    assert op.source
    assert op.cases
    assert len(op.domain) == len(op.inputs)
    assert op.formula.forward.startswith(f"@{op.output}")
    assert all(f"@{output}" in op.formula.forward for output in op.outputs)
    assert set(op.flat) < {*op.outputs, ""}
    assert len(op.formula.backward) == len(op.derivation) == len(op.inputs)
    assert bool(op.reason) is not op.differentiable
    assert any(op.formula.backward) is op.differentiable


@pytest.mark.parametrize("op", CATALOG.values(), ids=lambda op: op.name)
def test_its_derivation_has_four_steps_and_ends_in_its_formula(op: type[Op]) -> None:
    for name, line, steps in zip(op.inputs, op.formula.backward, op.derivation, strict=True):
        assert steps.vectorise == line
        written = (steps.element, steps.sum, steps.work_out, steps.vectorise)
        assert all(written) if line else not any(written)
        if line:
            assert steps.element.startswith(f"@{name}^{{\\nabla}}_")
            assert steps.sum.startswith("=")
            assert steps.work_out.startswith("=")


@pytest.mark.parametrize("op", CATALOG.values(), ids=lambda op: op.name)
def test_its_formulas_speak_of_its_own_tensors_only(op: type[Op]) -> None:
    steps = [part for d in op.derivation for part in (d.element, d.sum, d.work_out)]
    for line in (op.formula.forward, *op.formula.backward, *steps):
        assert set(re.findall(r"@([a-z]+)", line)) <= {*op.inputs, *op.outputs}
        assert line.count("{") == line.count("}")
        assert line.count(r"\left") == line.count(r"\right")


def test_no_name_stands_for_two_ops() -> None:
    names = Counter(name for op in CATALOG.values() for name in (op.name, *op.aliases))
    assert [name for name, count in names.items() if count > 1] == []
    assert len(ALIASES) == len(names)


def test_every_file_of_ops_is_a_family_of_the_catalogue() -> None:
    assert len(CATALOG) >= 90
    assert {op.family for op in CATALOG.values()} == {m.name for m in iter_modules(ops.__path__)}


@pytest.mark.parametrize(
    "op", [op for op in CATALOG.values() if len(op.inputs) == 2], ids=lambda op: op.name
)
def test_it_is_called_commutative_where_swapping_its_inputs_changes_nothing(op: type[Op]) -> None:
    pairs = [
        point
        for number in range(len(op.cases))
        for point in points(op.name, number)
        if len(point.inputs) == 2
    ]
    assert op.commutative is all(map(_is_symmetric, pairs))


def _is_symmetric(point: Point) -> bool:
    first, second = point.inputs
    with np.errstate(all="ignore"):
        try:
            one, other = (
                apply(point.op.name, *map(constant, inputs), **point.constants)
                for inputs in ((first, second), (second, first))
            )
        except (EngineError, ValueError, IndexError, TypeError):
            return False
    return isinstance(one, TensorNode) and np.array_equal(one.value, other.value, equal_nan=True)
