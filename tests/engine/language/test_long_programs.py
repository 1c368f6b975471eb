"""What is long without being nested runs, and what never ends is told so."""

import pytest

from engine.language import Budget, run


@pytest.mark.parametrize("operator", ["+", "-", "*"])
def test_a_chain_of_operators_is_no_nesting(operator: str) -> None:
    ran = run(f"x = 1.0\ny = {f' {operator} '.join(['x'] * 500)}\n", strict=True)
    assert ran.diagnostics == []
    assert ran.outputs[0].value == {"+": 500.0, "-": -498.0, "*": 1.0}[operator]


def test_a_fault_within_a_chain_is_underlined_up_to_where_it_happened() -> None:
    (fault,) = run("x = 1.0\nx + x + [1, 2] @ [1] + x\n").diagnostics
    assert fault.span is not None
    assert (fault.span.column, fault.span.end_column) == (8, 20)


@pytest.mark.parametrize(
    ("program", "hint"),
    [
        ("x = 1.0\nwhile x > 0:\n    x = x + 1\n",
         "The `while` on line 2 is in its turn 10,000: does its condition ever become false?"),
        ("while 0 < 1:\n    while 0 < 1:\n        pass\n",
         "The `while` on line 2 is in its turn 9,999: does its condition ever become false?"),
    ],
)  # fmt: skip
def test_a_loop_that_does_not_end_is_named(program: str, hint: str) -> None:
    ran = run(program)
    assert [d.hint for d in ran.diagnostics if d.severity == "error"] == [hint]


def test_an_output_behind_an_op_without_a_derivative_says_which() -> None:
    (remark,) = run("x = 4.0\ny = floor(x / 3)\n", strict=True).diagnostics
    assert remark.message == "no gradient passes through floor, so no input has one"


def test_an_output_of_constants_says_how_to_get_an_input() -> None:
    (remark,) = run("sin(1.0)\n", strict=True).diagnostics
    assert remark.message == "the output depends on no input, so there is no gradient"


ENDLESS = "this `while` never ends: its condition is always true, and nothing inside leaves it"


@pytest.mark.parametrize(
    ("program", "ends"),
    [
        ("while True:\n    pass", False),
        ("while 1:\n    if 0 < 1:\n        pass\n    else:\n        continue", False),
        ("while True:\n    for i in range(3):\n        break", False),
        ("def f(x):\n    while True:\n        return x\nf(1.0)", True),
        ("x = 1.0\nwhile True:\n    x = x + 1\n    if x > 3:\n        break\nx", True),
        ("while False:\n    pass\nx = 1.0\nx * x", True),
    ],
)
def test_a_loop_that_nothing_leaves_is_not_begun(program: str, ends: bool) -> None:
    errors = [d.message for d in run(program, strict=True).diagnostics if d.severity == "error"]
    assert errors == ([] if ends else [ENDLESS])


@pytest.mark.parametrize(
    ("turns", "counted"),
    [
        ("for i in range(60):\n    pass", 1 + 60 * 2),
        ("for i in range(60):\n    break", 1 + 2),
        ("for i in range(60):\n    if i > 2:\n        break", 1 + 3 * 2 + 3),
        ("for i in range(60):\n    if i > 2:\n        continue\n    x = 1.0", 1 + 60 * 3),
        ("for i in range(6):\n    for j in range(10):\n        pass", 1 + 6 * (2 + 10 * 2)),
        ("n = 6\nfor i in range(n):\n    for j in range(n):\n        pass", 2 + 6 * (2 + 6 * 2)),
        ("n = 6\nfor i in range(n):\n    n = 0\n    for j in range(n):\n        pass", 2 + 6 * 3),
        ("for i in range(6):\n    for j in range(i):\n        pass", 1 + 6 * 2 + 15 * 2),
        ("def f():\n    for i in range(60):\n        return 1.0\nf()", 2 + 1 + 2),
        ("for i in range(6):\n    while 0 < 1:\n        break", 1 + 6 * 4),
    ],
)
def test_what_is_foreseen_of_a_loop_is_never_more_than_comes(turns: str, counted: int) -> None:
    assert not run(turns, budget=Budget(statements=counted), strict=True).over_budget
    assert run(turns, budget=Budget(statements=counted - 1), strict=True).over_budget
