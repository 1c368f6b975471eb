"""Gradients that are tensors of the graph: what is drawn of them, and what goes through them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from engine.language import run
from engine.language.budget import HEAVY
from tests.engine.language.observed import gradient, ops, passes, ran, value

CUBE = "x = param(2.0)\ny = x * x * x\ng, = torch.autograd.grad(y, x, create_graph=True)\n"


def test_the_ops_of_a_drawn_pass_are_a_module() -> None:
    result = ran(f"{CUBE}z = g * g")
    assert [(m.name, m.kind) for m in result.trace.modules.values()] == [("grad", "function")]
    inside = [r for r in result.trace.ops.values() if r.module == "grad"]
    assert {r.node.op.name for r in inside} <= {"mul", "add"}
    assert value(result, "g") == 12.0


def test_a_later_pass_goes_through_it() -> None:
    result = ran(f"{CUBE}h = torch.autograd.grad(g, x)[0]\nprint(h)\n(g * g).backward()")
    assert result.printed == ["12.0"]
    assert gradient(result, "x") == 2 * 12.0 * 12.0


def test_it_is_no_pass_to_be_shown_and_adds_nothing_up() -> None:
    assert passes(ran(f"{CUBE}print(x.grad)\ny.backward()")) == 1
    assert ran(f"{CUBE}print(x.grad)\nz = g * g").printed == ["None"]


def test_a_gradient_that_no_op_made_is_a_constant() -> None:
    result = ran(
        "x = param(2.0)\ny = +x\ng = torch.autograd.grad(y, x, create_graph=True)[0]\ng * x"
    )
    assert ops(result) == ["mul"]
    assert gradient(result, "x") == 1.0


def test_what_may_lack_is_none() -> None:
    asks = "torch.autograd.grad(y, [x, w], create_graph={}, allow_unused=True)"
    for create in ("True", "False"):
        program = f"w = param(1.0)\n{CUBE}print({asks.format(create)})"
        assert ran(program).printed == ["(12.0, None)"]


@pytest.mark.parametrize(("limit", "least"), [("passes", 1), ("backward_ops", 2)])
def test_a_drawn_pass_is_counted(limit: str, least: int) -> None:
    program = f"{CUBE}constant(1.0)"
    assert run(program, budget=replace(HEAVY, **{limit: least})).complete
    assert run(program, budget=replace(HEAVY, **{limit: least - 1})).over_budget


@pytest.mark.parametrize("name", sorted({*CATALOG, *COMPOSITIONS} - {"getitem", "place_add"}))
def test_the_gradient_of_every_word_is_drawn_or_refused_by_name(name: str) -> None:
    word = CATALOG.get(name) or COMPOSITIONS[name]
    case = word.cases[0]
    names = [f"a{place}" for place in range(len(case.inputs))]
    given = [f"{name} = param({x!r})\n" for name, x in zip(names, case.inputs, strict=True)]
    called = names
    if word.positional and not word.variadic:
        called = [f"{slot}={given}" for slot, given in zip(word.inputs, names, strict=True)]
    constants = [f"{key}={x!r}" for key, x in case.constants.items()]
    program = f"""{"".join(given)}y = {name}({", ".join([*called, *constants])})
y = y[0] if isinstance(y, (list, tuple)) else y
g, = torch.autograd.grad(sum(y), a0, create_graph=True)
sum(g * g).backward()
"""
    faults = [d for d in run(program, strict=True).diagnostics if d.severity == "error"]
    assert all(d.message.startswith("grad: the output does not depend on a0") for d in faults)
