"""Every composition, on its cases and on points sampled from its domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from engine import compose, evaluate
from engine.catalog import ALIASES
from engine.compositions import COMPOSITION_ALIASES, COMPOSITIONS, Composition
from tests.engine.ops.checks import CHECKS_OF_WORDS
from tests.engine.ops.points import COMPOSITION_ROWS, Point, points


@pytest.mark.parametrize(
    "check", CHECKS_OF_WORDS, ids=lambda check: check.__name__.removeprefix("check_")
)
@pytest.mark.parametrize(("name", "number"), COMPOSITION_ROWS, ids=str)
def test_check(check: Callable[[Point], None], name: str, number: int) -> None:
    with np.errstate(all="ignore"):
        for point in points(name, number):
            check(point)


@pytest.mark.parametrize("composition", COMPOSITIONS.values(), ids=lambda c: c.name)
def test_it_has_all_its_parts(composition: type[Composition]) -> None:
    assert composition.__doc__
    assert composition.title
    assert composition.source
    assert composition.cases
    assert len(composition.domain) == len(composition.inputs)
    assert composition.formula.forward.startswith("@")
    assert composition.formula.forward.count("{") == composition.formula.forward.count("}")
    assert composition.formula.backward == ()


@pytest.mark.parametrize(("name", "number"), COMPOSITION_ROWS, ids=str)
def test_each_call_is_a_module_that_opens_into_its_ops(name: str, number: int) -> None:
    composition, case = COMPOSITIONS[name], COMPOSITIONS[name].cases[number]
    given = [f"tensor({x!r})" for x in case.inputs]
    constants = [f"{key}={value!r}" for key, value in case.constants.items()]
    document = evaluate(f"{composition.name}({', '.join([*given, *constants])})").document
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == []
    assert [(m["name"], m["type"]) for m in document["modules"]] == [(name, "composition")]
    inside = [op for op in document["ops"] if op.get("module") == name]
    assert inside == document["ops"]
    assert len(inside) > 1


def test_no_name_stands_for_two_words() -> None:
    names = Counter([*ALIASES, *COMPOSITION_ALIASES])
    assert [name for name, count in names.items() if count > 1] == []


def test_truths_and_counts_are_taken_as_numbers() -> None:
    near, far = np.array([True, False]), np.array([3, 4])
    distances = compose("triplet_margin", near, near, far, reduction="none")
    assert distances.value == 0.0
    loss = compose("cosine_embedding", near, near, np.array(1))
    assert loss.value == pytest.approx(0.0, abs=1e-11)
