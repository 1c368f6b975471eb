"""What the language says of a program that it cannot run, or has something to remark on.

``messages.txt`` holds blocks of a program, a line of three dashes, and everything that is said of
it, each remark after its code; a line of three equals signs stands between two blocks.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import Diagnostic, Fix, Span
from engine.language import Budget, render, run

BLOCKS = [
    block.split("\n---\n")
    for block in Path(__file__)
    .with_name("messages.txt")
    .read_text()
    .removesuffix("\n")
    .split("\n===\n")
]


@pytest.mark.parametrize(("program", "said"), BLOCKS, ids=[program for program, _ in BLOCKS])
def test_everything_that_is_said(program: str, said: str) -> None:
    diagnostics = run(program, strict=True).diagnostics
    assert "\n\n".join(f"[{d.code}] {render(program, d)}" for d in diagnostics) == said


@pytest.mark.parametrize(
    "program", ["y = sum(x", "x = 1 +", "x = 1\n  y = 2", "for i in x\n  pass", "x = 'a"]
)
def test_python_says_what_is_no_python(program: str) -> None:
    """Its wording changes from version to version, so only its place is held."""
    (diagnostic,) = run(program, strict=True).diagnostics
    assert diagnostic.code == "syntax"
    assert diagnostic.message.startswith("this is not Python: ")
    assert diagnostic.span is not None
    assert render(program, diagnostic).endswith("^")


@pytest.mark.parametrize(
    "number", ["1" + "0" * 309, "9" * 5_000, "9_" * 9_999 + "9", "0x" + "f" * 5_000]
)
def test_a_number_of_too_many_digits_is_told_as_one_that_is_too_large(number: str) -> None:
    (diagnostic,) = run(f"x = {number}", strict=True).diagnostics
    assert diagnostic.message == "the number is too large for a float64"
    assert diagnostic.hint == "The largest is about 1.8e308."


@pytest.mark.parametrize("character", ["\0", chr(0xD800), chr(0xDFFF)])
def test_what_is_no_character(character: str) -> None:
    program = f"x = 2.0\ny = '{character}'"
    (diagnostic,) = run(program, strict=True).diagnostics
    code = f"U+{ord(character):04X}"
    assert diagnostic.message == f"the program holds {code}, which is no character"
    assert diagnostic.span == Span(2, 5, 2, 6)
    assert render(program, diagnostic).splitlines()[2] == "    y = '\N{REPLACEMENT CHARACTER}'"


def test_an_output_that_is_not_scalar_can_be_summed_on_a_click() -> None:
    bare = run("x = [1.0, 2.0]\nx * 2", strict=True).diagnostics[0]
    assert bare.fixes[0] == Fix("Sum it", Span(2, 0, 2, 5), "sum(x * 2)")
    named = run("x = [1.0, 2.0]\ny = x * 2\nn = 3", strict=True, outputs=["y"]).diagnostics[0]
    assert named.fixes[0] == Fix("Sum it", Span(3, 5, 3, 5), "\nsum(y)")
    asked = run("x = [1.0, 2.0]\n(x * 2).backward()", strict=True).diagnostics[0]
    assert asked.fixes[0] == Fix("Sum it", Span(2, 1, 2, 6), "sum(x * 2)")


@pytest.mark.parametrize(
    ("program", "mended"),
    [
        ("alpha = 2.0\nalhpa * 2", "alpha = 2.0\nalpha * 2"),
        ("x = 2.0\n(x * 2).expp() + 1", "x = 2.0\n(x * 2).exp() + 1"),
        ("np.sni(2.0)", "np.sin(2.0)"),
    ],
)
def test_a_misspelled_name_can_be_mended_on_a_click(program: str, mended: str) -> None:
    fix = run(program, strict=True).diagnostics[0].fixes[0]
    assert applied(program, fix) == mended


def test_a_name_that_is_refused_is_not_mended() -> None:
    assert run("np.random.seed(0)", strict=True).diagnostics[0].fixes == ()


def applied(program: str, fix: Fix) -> str:
    lines = program.split("\n")
    line = lines[fix.span.line - 1]
    lines[fix.span.line - 1] = line[: fix.span.column] + fix.text + line[fix.span.end_column :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "program",
    ["x = [1.0, 2.0]\nx * 2", "x = [1.0, 2.0]\ny = x * 2", "x = [1.0]\n(x * [1, 2]).backward()"],
)
def test_the_fix_mends_the_fault(program: str) -> None:
    for fix in run(program, strict=True).diagnostics[0].fixes:
        assert run(applied(program, fix), strict=True).diagnostics == []


def test_spans_count_characters_and_not_bytes() -> None:
    program = "# 𝛼\nä𝛽 = 2.0\nprint('€𝛾', ä𝛽, 𝛿)"
    (diagnostic,) = run(program, strict=True).diagnostics
    assert diagnostic.span == Span(3, 16, 3, 17)


def test_lines_end_as_they_like() -> None:
    for ending in ("\n", "\r\n", "\r"):
        program = ending.join(["x = 2.0", "", "y = x +", ""])
        assert run(program, strict=True).diagnostics[0].span.line == 3  # type: ignore[union-attr]
        program = ending.join(["x = 2.0", "# note", "y = x * z"])
        assert run(program, strict=True).diagnostics[0].span == Span(3, 8, 3, 9)


def test_tabs_stand_under_tabs() -> None:
    program = "for i in range(1):\n\tx = 2.0\n\ty = x @ x"
    text = render(program, run(program, strict=True).diagnostics[0])
    assert "    \ty = x @ x\n    \t    ~~~~^" in text


def test_a_span_of_several_lines_is_marked_to_the_end_of_the_first() -> None:
    program = "y = sin(\n    z)"
    diagnostic = Diagnostic("shape", "error", "no", span=Span(1, 4, 2, 6))
    assert render(program, diagnostic) == "line 1: no\n\n    y = sin(\n        ~~~^"


def test_a_diagnostic_without_a_place() -> None:
    assert render("x", Diagnostic("empty", "info", "nothing", "Type.")) == "info: nothing\n\nType."


def test_seeds() -> None:
    for seed in (-1, 2**32):
        (diagnostic,) = run("x = 2.0", seed=seed).diagnostics
        assert diagnostic.message == f"the seed is {seed}"
    assert run("x = 2.0", seed=2**32 - 1).complete


def test_outputs_that_are_none() -> None:
    for name in ("z", "f", "names"):
        source = "x = 2.0\ndef f(a): return a\nnames = [sin, cos]\ny = x * x"
        result = run(source, outputs=[name], strict=True)
        assert result.diagnostics[0].message == f"the output `{name}` is no tensor of the program"
        assert len(result.trace.ops) == 1


def test_a_fault_of_the_engine_is_confessed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.language.session.Session.bind", lambda *_: 1 / 0)
    (diagnostic,) = run("x = 2.0").diagnostics
    assert diagnostic.code == "internal"
    with pytest.raises(ZeroDivisionError):
        run("x = 2.0", strict=True)


def test_a_lack_of_memory_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("engine.language.session.Session.bind", fail)
    result = run("x = 2.0", budget=Budget())
    assert result.over_budget
    assert result.diagnostics[0].code == "budget-memory"
