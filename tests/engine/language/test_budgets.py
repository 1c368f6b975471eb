"""Budgets: what is counted, and that n is accepted where n + 1 is refused."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from engine.catalog import CATALOG
from engine.language import FAST, HEAVY, JOB, Budget, run
from engine.language.budget import GROUP, PRICES, Meter
from engine.op.op import INSTRUCTION
from tests.engine.language.observed import ops

LOOP = "x = 2.0\ny = x\nfor i in range(5):\n    y = y * x\ny"


def _work_of_loop() -> int:
    """Add up what is counted in the loop; a flop of a product counts twice on the way back."""
    counted = {
        "statements": 14,
        "expressions": 21,
        "leaves": 1,
        "ops": 5,
        "edges": 25,
        "id_characters": 47,
        "passes": 1,
        "backward_ops": 5,
        "elements": 15,
    }
    flops = int(CATALOG["mul"].flop) * (5 + 2 * 5)
    return sum(PRICES[limit] * number for limit, number in counted.items()) + flops


USES: dict[str, tuple[str, int]] = {
    "source_characters": ("x = 2.0", 7),
    # Module, assignment, target, number; expression, product, its two operands.
    "syntax_nodes": ("x = 2.0\nx * x", 8),
    # Module, expression, call, sum, name.
    "nesting": ("x = 2.0\nsin(x + x)", 4),
    "name_characters": ("long = 2.0", 4),
    # Two assignments, the loop, a turn and an assignment five times over, the last line.
    "statements": (LOOP, 2 + 1 + 5 * 2 + 1),
    "round_statements": (LOOP, 2 + 1 + 5 * 2 + 1),
    # 2.0, x, range(5) with its name and number, three for each product, y.
    "expressions": (LOOP, 1 + 1 + 3 + 5 * 3 + 1),
    "round_expressions": (LOOP, 1 + 1 + 3 + 5 * 3 + 1),
    # Two assignments and an expression, the loop and four turns of two; 0, range(4), 2.0, x * x.
    "idle": ("y = 0\nfor i in range(4):\n    pass\nx = 2.0\nx * x", 3 + 1 + 4 * 2 + 8),
    "call_depth": ("def f(x, n):\n    return x if n == 0 else f(x, n - 1)\nx = 1.0\nf(x, 3)", 4),
    "leaves": ("x = 2.0\nx * 2 + 3", 3),
    "updates": ("w = param(1.0)\nfor i in range(3):\n    w.data.add_(1)\nw", 3),
    "modules": ("a = nn.Sequential(nn.Linear(1, 1), nn.Tanh())\nsum(a(ones(1)))", 3),
    "attributes": ("class A(nn.Module):\n    n = 1\na = A()\na.n = a.m = 2\na.n = 3\nx = 1.0", 3),
    "ops": (LOOP, 5),
    "round_ops": (LOOP, 5),
    # Three at each product, and two of them again in the pass.
    "edges": (LOOP, 5 * 3 + 5 * 2),
    # x; y:mul to y:mul#5; y to y#5.
    "id_characters": (LOOP, 1 + 5 * 5 + 4 * 2 + 5 * 1 + 4 * 2),
    "passes": (LOOP + ".backward()\ny.backward()", 2),
    "backward_ops": (LOOP + ".backward()\ny.backward()", 10),
    "rank": ("x = [[[1.0]]]\nsum(x)", 3),
    "tensor_elements": ("x = [[1.0], [2.0]]\nsum(x * [1, 2, 3])", 6),
    # x + 1: 2, the sum: 1, and the same again backward.
    "elements": ("x = [1.0, 2.0]\nsum(x + 1)", 6),
    # x + 1: 2, the sum: 2, and twice that backward.
    "flops": ("x = [1.0, 2.0]\nsum(x + 1)", 12),
    "work": (LOOP, _work_of_loop()),
    "prints": ("x = 2.0\nfor i in range(3):\n    print(i)\nx", 3),
    "printed_characters": ("x = 2.0\nprint('abc')\nprint(x)", 6),
}


def test_every_limit_has_a_row() -> None:
    told = {"scalar_nodes", "scalar_edges", "scalar_visits", "term_visits"}
    assert set(USES) | told == {field.name for field in fields(Budget)}


@pytest.mark.parametrize("profile", [FAST, HEAVY, JOB], ids=["fast", "heavy", "job"])
@pytest.mark.parametrize("limit", USES)
def test_n_is_accepted_and_one_more_is_refused(limit: str, profile: Budget) -> None:
    source, used = USES[limit]
    enough = run(source, budget=replace(profile, **{limit: used}), strict=True)
    assert enough.complete, enough.diagnostics
    assert not enough.over_budget
    short = run(source, budget=replace(profile, **{limit: used - 1}), strict=True)
    assert short.over_budget
    assert not short.complete
    diagnostic = short.diagnostics[0]
    assert diagnostic.code == f"budget-{limit.replace('_', '-')}"
    assert f"the limit is {used - 1:,}" in diagnostic.message
    assert f"{used:,}" in diagnostic.message


@pytest.mark.parametrize("limit", ["statements", "expressions", "ops"])
def test_a_backward_pass_begins_another_round(limit: str) -> None:
    source = "x = 2.0\ny = x * x\ny.backward()\n"
    once = {"statements": 3, "expressions": 6, "ops": 1}[limit]
    budget = replace(HEAVY, **{f"round_{limit}": once + 2})
    assert run(source * 10, budget=budget, strict=True).complete
    short = replace(budget, **{limit: 9 * once})
    assert run(source * 10, budget=short, strict=True).diagnostics[0].code == f"budget-{limit}"


def test_a_loop_that_cannot_train_is_refused_before_its_first_turn() -> None:
    budget = replace(HEAVY, statements=1_000, round_statements=100)
    source = "x = 0\nfor i in range(10):\n    for j in range(20):\n        x = {}"
    refused = run(source.format("j"), budget=budget, strict=True).refusal
    assert refused is not None
    assert (refused.limit, refused.asked) == ("round_statements", 2 + 10 * (2 + 20 * 2))
    later = run(source.format("float(j)"), budget=budget, strict=True).refusal
    assert later is not None
    assert (later.limit, later.asked) == ("round_statements", 101)


def test_a_refusal_names_the_limit_what_was_asked_for_and_the_place() -> None:
    (diagnostic,) = run("x = randn(3)\ny = randn(1000, 2000)").diagnostics
    assert diagnostic.message == (
        "over budget: 2,000,000 elements in one tensor, and the limit is 1,000,000"
    )
    assert diagnostic.span is not None
    assert (diagnostic.span.line, diagnostic.span.column) == (2, 4)


def test_what_ran_before_a_refusal_stays() -> None:
    result = run(LOOP, budget=replace(HEAVY, ops=3), strict=True)
    assert ops(result) == ["mul"] * 3
    assert result.diagnostics[0].span.line == 4  # type: ignore[union-attr]


def test_numbers_that_are_only_looked_at_are_charged_too() -> None:
    source = "x = randn(100)\nwhile sum(x * x) > -1:\n    pass\n"
    result = run(source, budget=replace(HEAVY, ops=50), strict=True)
    assert result.diagnostics[0].code == "budget-ops"
    assert not result.trace.ops


def test_what_is_computed_from_gradients_is_charged_too() -> None:
    source = "w = param(randn(100))\nl = sum(w * w)\nl.backward()\ng = w.grad\n"
    assert run(source, budget=replace(HEAVY, elements=600)).complete
    more = source + "for i in range(5):\n    g = g * 0.5\n"
    assert run(more, budget=replace(HEAVY, elements=600)).over_budget


def test_no_profile_asks_for_more_than_the_next_one() -> None:
    for field in fields(Budget):
        fast, heavy, job = (getattr(profile, field.name) for profile in (FAST, HEAVY, JOB))
        assert fast <= heavy <= job


def test_what_is_sent_to_one_tensor_again_and_again_is_charged() -> None:
    source = "x = zeros(1000)\ns = 0.0\nfor i in range(10):\n    s = s + x[i]\ns"
    used = 1_000 + 20 + 20 + 9 * 1_000
    assert run(source, budget=replace(HEAVY, elements=used), strict=True).complete
    refusal = run(source, budget=replace(HEAVY, elements=used - 1), strict=True).refusal
    assert refusal is not None
    assert (refusal.limit, refusal.asked) == ("elements", used)


def test_a_call_and_a_long_code_are_work() -> None:
    def work(source: str) -> int:
        meter = run(source, strict=True).trace.meter
        assert isinstance(meter, Meter)
        return meter.used["work"]

    plain = work("x = 2.0\ny = x * x\ny")
    called = work("def f(x):\n    return x * x\nx = 2.0\ny = f(x)\ny")
    assert called > plain + GROUP
    x = "x = param(ones(1, 1, 4))\ny = {}\nsum(y)"
    short, long = work(x.format("relu(x)")), work(x.format("max_pool1d(x, 1)"))
    assert long > short + 2 * INSTRUCTION * CATALOG["max_pool1d"].overhead


def test_an_op_with_several_outputs_counts_for_each() -> None:
    source = "x = zeros(4, 3)\na, b = split(x, 2)\nsum(a * b)"
    assert run(source, budget=replace(HEAVY, ops=4, tensor_elements=12), strict=True).complete
    assert run(source, budget=replace(HEAVY, ops=3), strict=True).over_budget
    grid = "x = zeros(3)\na, b = meshgrid(x, x)\nsum(a * b)"
    assert run(grid, budget=replace(HEAVY, tensor_elements=9), strict=True).complete
    assert run(grid, budget=replace(HEAVY, tensor_elements=8), strict=True).over_budget
    pieces = run("x = zeros(1000)\nfor row in x.chunk(1000):\n    y = row", budget=FAST)
    assert pieces.diagnostics[0].code == "budget-ops"


def test_the_heavy_profile_holds_ten_thousand_ops() -> None:
    source = "x = 0.5\ny = x\nfor i in range(5000):\n    y = y * x\n    y = y + x\ny"
    result = run(source, strict=True)
    assert result.complete
    assert len(result.trace.ops) == 10_000
