"""What is long without being nested runs, and what never ends is told so."""

import pytest

from engine.language import run


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
        ("while True:\n    while True:\n        pass\n",
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
