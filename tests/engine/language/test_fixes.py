"""Fixes: each is applied, and the result runs, or gets further than the program did before."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Fix
from engine.language import FAST, run
from tests.engine.language.test_messages import BLOCKS
from tests.engine.language.test_properties import GRAMMATICAL, PIECES


def applied(source: str, fix: Fix) -> str:
    """Do to the text what a click on the fix does."""
    lines = source.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines) + 1)]
    span = fix.span
    start, end = starts[span.line - 1] + span.column, starts[span.end_line - 1] + span.end_column
    return source[:start] + fix.text + source[end:]


def offered(source: str) -> dict[str, str]:
    """Give what a program becomes by each fix that is offered, by the fixes' titles."""
    diagnostics = run(source, budget=FAST, strict=True).diagnostics
    return {fix.title: applied(source, fix) for one in diagnostics for fix in one.fixes}


MATRICES = "W = param([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])\n"

MENDED = [
    # What is no Python.
    ("x = 2.0\nsin(x", "Write `)`", "x = 2.0\nsin(x)"),
    ("x = [1.0,\n2.0\nsum(x)", "Write `]`", "x = [1.0,\n2.0]\nsum(x)"),
    ("x = 1.0)\nx * x", "Delete `)`", "x = 1.0\nx * x"),
    ("x = [1.0, 2.0)\nsum(x)", "Write `]`", "x = [1.0, 2.0]\nsum(x)"),
    ("x = 1.0\nif x > 0  # so\n    x * x", "Write `:`", "x = 1.0\nif x > 0:  # so\n    x * x"),
    ("def f(x)\n    return x\nf(2.0) * 2", "Write `:`", "def f(x):\n    return x\nf(2.0) * 2"),
    ("x = 1.0\nif x = 1:\n    x * x", "Write `==`", "x = 1.0\nif x == 1:\n    x * x"),
    ("x = 1.0\n  y = x * x", "Move it to the left", "x = 1.0\ny = x * x"),
    (
        "x = 1.0\nfor i in range(2):\nx = x * x",
        "Indent it like a block",
        "x = 1.0\nfor i in range(2):\n    x = x * x",
    ),
    ("x = [1.0 2.0]\nsum(x)", "Write a comma", "x = [1.0, 2.0]\nsum(x)"),
    ("x = 3.0\ny = 2x", "Write `*`", "x = 3.0\ny = 2 * x"),
    ("x = 3.0\ny = 2 x", "Write `*`", "x = 3.0\ny = 2 * x"),
    ("x = 3.0\nprint x\nx * x", "Write the brackets", "x = 3.0\nprint(x)\nx * x"),
    ("x = 3.0\ny = x \u2212 2 \u00d7 x", "Write `-`", "x = 3.0\ny = x - 2 * x"),
    ("x = 3.0\ny = x\u00b2", "Write `** 2`", "x = 3.0\ny = x ** 2"),
    (
        "x = 1.0\nprint(\u201ca\u201d)\nx * x",
        "Write plain quotation marks",
        'x = 1.0\nprint("a")\nx * x',
    ),
    (
        "x = 1.0\nif x > 0 && x < 2:\n    x * x",
        "Write `and`",
        "x = 1.0\nif x > 0 and x < 2:\n    x * x",
    ),
    ("x = 1.0\nx++\nx * x", "Write `+= 1`", "x = 1.0\nx += 1\nx * x"),
    ("x = 1.0\nprint('a)\nx * x", "Close the string", None),
    (
        "f(x) = x ** 2\nx = 3.0\ny = f(x)",
        "Write a `def`",
        "def f(x): return x ** 2\nx = 3.0\ny = f(x)",
    ),
    # What is no part of the language.
    ("x = 2.0\nreturn x * x", "Leave `return` out", "x = 2.0\nx * x"),
    (
        "class Net:\n    def forward(self, x):\n        return x * x\nNet()(param(2.0))",
        "Derive it from `nn.Module`",
        "class Net(nn.Module):\n    def forward(self, x):\n        return x * x\nNet()(param(2.0))",
    ),
    ("x = {1.0, 2.0}\nsum(x)", "Write a list", "x = [1.0, 2.0]\nsum(x)"),
    ("x = 1.0\nif x is 1:\n    x * x", "Write `==`", "x = 1.0\nif x == 1:\n    x * x"),
    ("x = 1.0\nif x is not 2:\n    x * x", "Write `!=`", "x = 1.0\nif x != 2:\n    x * x"),
    ("from math import *\nx = 1.0\nsin(x)", "Delete the line", "x = 1.0\nsin(x)"),
    ("x = 1.0\ny = x * x\ndel x  # gone", "Delete the line", "x = 1.0\ny = x * x\n"),
    # Names.
    ("x = 1.0\nsni(x)", "Write `sin`", "x = 1.0\nsin(x)"),
    ("alpha = 1.0\nalpah * 2", "Write `alpha`", "alpha = 1.0\nalpha * 2"),
    ("x = param([1.0])\nx.summ()", "Write `sum`", "x = param([1.0])\nx.sum()"),
    ("x = 1.0\nnp.sni(x)", "Write `sin`", "x = 1.0\nnp.sin(x)"),
    (
        "x = 1.0\nnumpy.sin(x)",
        "Write `import numpy` at the top",
        "import numpy\nx = 1.0\nnumpy.sin(x)",
    ),
    (
        "w = param(1.0)\no = optim.SGD([w])\nw * w",
        "Write `from torch import optim` at the top",
        "from torch import optim\nw = param(1.0)\no = optim.SGD([w])\nw * w",
    ),
    ("2 * foo", "Bind it: `foo = 1.0`", "foo = 1.0\n2 * foo"),
    (
        "x = 2.0\nif x > 0:\n    y = x * foo\ny",
        "Bind it: `foo = 1.0`",
        "x = 2.0\nfoo = 1.0\nif x > 0:\n    y = x * foo\ny",
    ),
    (
        "x = 2.0\ny = x * x\ny.backward()\nprint(x.gradient)",
        "Write `.grad`",
        "x = 2.0\ny = x * x\ny.backward()\nprint(x.grad)",
    ),
    ("x = param(2.0)\n(x * x).cuda()", "Leave `.cuda()` out", "x = param(2.0)\nx * x"),
    (
        "import nunpy as np\nx = 1.0\nnp.sin(x)",
        "Write `numpy`",
        "import numpy as np\nx = 1.0\nnp.sin(x)",
    ),
    ("import os\nx = 1.0\nsin(x)", "Delete the line", "x = 1.0\nsin(x)"),
    # Shapes and operands.
    (
        MATRICES + "x = [1.0, 2.0, 3.0]\nsum(W @ x)",
        "Write `W.T`",
        MATRICES + "x = [1.0, 2.0, 3.0]\nsum(W.T @ x)",
    ),
    (MATRICES + "sum(W @ (W + 1))", "Write `(W + 1).T`", MATRICES + "sum(W @ (W + 1).T)"),
    (MATRICES + "sum(W @ (W + 1))", "Write `W.T`", MATRICES + "sum(W.T @ (W + 1))"),
    (MATRICES + "sum(matmul(W, W))", "Write `W.T` on the left", MATRICES + "sum(matmul(W.T, W))"),
    (
        MATRICES + "b = [1.0, 2.0, 3.0]\nsum(W + b)",
        "Write `b[:, None]`",
        MATRICES + "b = [1.0, 2.0, 3.0]\nsum(W + b[:, None])",
    ),
    (
        MATRICES + "b = zeros(2, 3)\nsum(b - W)",
        "Write `b.T`",
        MATRICES + "b = zeros(2, 3)\nsum(b.T - W)",
    ),
    ("x = 3.0\ny = x ^ 2", "Write `**`", "x = 3.0\ny = x ** 2"),
    ("x = [1, 2] * 1.5\nsum(x)", "Make it a tensor", "x = tensor([1, 2]) * 1.5\nsum(x)"),
    ("x = 3.0\ny = 2(x + 1)", "Write `*`", "x = 3.0\ny = 2 * (x + 1)"),
    ("x = 3.0\ny = 1 / x(x + 1)", "Write `*`", "x = 3.0\ny = 1 / (x * (x + 1))"),
    (
        "x = [1.0, -1.0]\nif x > 0:\n    x\nsum(x)",
        "Ask for any of them",
        "x = [1.0, -1.0]\nif any(x > 0):\n    x\nsum(x)",
    ),
    (
        "x = [[1.0], [2.0]]\nsum(sum(x, axes=0))",
        "Write `axis`",
        "x = [[1.0], [2.0]]\nsum(sum(x, axis=0))",
    ),
    (
        "w = param(1.0)\no = SGD([w], learning_rate=0.1)\nw * w",
        "Write `lr`",
        "w = param(1.0)\no = SGD([w], lr=0.1)\nw * w",
    ),
    (
        "def f(a, rate=1):\n    return a * rate\nf(2.0, rat=3)",
        "Write `rate`",
        "def f(a, rate=1):\n    return a * rate\nf(2.0, rate=3)",
    ),
    # Outputs.
    ("x = [1.0, 2.0]\nx * 2", "Sum it", "x = [1.0, 2.0]\nsum(x * 2)"),
    ("x = [1.0, 2.0]\nx * 2", "Take its mean", "x = [1.0, 2.0]\nmean(x * 2)"),
    (
        "x = [1.0, 2.0]\n(x * 2).backward()",
        "Take its mean",
        "x = [1.0, 2.0]\n(mean(x * 2)).backward()",
    ),
    ("x = [1.0, 2.0]\ny = x * 2\n", "Sum it", "x = [1.0, 2.0]\ny = x * 2\nsum(y)"),
]


@pytest.mark.parametrize(("source", "title", "mended"), MENDED)
def test_a_fix_mends(source: str, title: str, mended: str | None) -> None:
    fixes = offered(source)
    assert title in fixes
    if mended is None:
        mended = fixes[title]
    assert fixes[title] == mended
    after = run(mended, budget=FAST, strict=True)
    assert [one for one in after.diagnostics if one.severity != "info"] == []
    assert after.trace.ops


def reached(source: str) -> tuple[int, int]:
    """Tell how far a program gets: the place of its fault, or beyond its end."""
    faults = [d for d in run(source, budget=FAST, strict=True).diagnostics if d.severity == "error"]
    if not faults or faults[0].span is None:
        return (10**9, 0)
    return (faults[0].span.line, faults[0].span.column)


def check_all(source: str) -> None:
    """Apply every fix of every fault; another fault may come, but not the same one again."""
    for before in run(source, budget=FAST, strict=True).diagnostics:
        for fix in before.fixes:
            mended = applied(source, fix)
            assert mended != source
            after = run(mended, budget=FAST, strict=True).diagnostics
            shift = mended.count("\n") - source.count("\n")
            for other in after:
                same = (other.code, other.message) == (before.code, before.message)
                assert not same or (before.span and other.span), fix
                if same and before.span and other.span:
                    place = before.span.line + shift, before.span.column
                    assert (other.span.line, other.span.column) != place, fix


@pytest.mark.parametrize("program", [program for program, _ in BLOCKS])
def test_all_fixes_of_all_messages_mend(program: str) -> None:
    check_all(program)


@settings(max_examples=60)
@given(GRAMMATICAL)
def test_fixes_of_generated_programs_mend(source: str) -> None:
    check_all(source)


@settings(max_examples=100)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_fixes_of_what_is_hardly_a_program_lie_in_the_text(source: str) -> None:
    for one in run(source, budget=FAST, strict=True).diagnostics:
        for fix in one.fixes:
            text = source.replace("\r\n", "\n").replace("\r", "\n")
            assert applied(text, fix) != text


def test_python_warns_of_nothing_while_a_fix_is_looked_for() -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        assert offered("sines = 1if 2 else 3\nsinus = sines\nsinse + sinus")
    assert told == []
