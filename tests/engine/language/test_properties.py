"""Random programs: nothing that can be typed makes ``run`` raise, and what runs is right."""

from __future__ import annotations

import ast
import math

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog import ALIASES, CATALOG
from engine.language import FAST, render, run
from engine.language.dialects import known_names
from tests.engine.language.observed import gradient, output, ran
from tests.engine.language.test_identity import events, ids
from tests.engine.programs import PROGRAMS

WORDS = """
x y z W f i ( ) [ ] { } , : ; . = + - * / % ** // @ < > == != and or not if else for in while def
return with as import from print sum zeros reshape T grad data None True 0 1 2.5 1e999 -3 'a' f'{x}'
... # é 𝛼 ＿ \\
"""
LINES = [line for program in PROGRAMS.values() for line in program.splitlines(keepends=True)]
BLANKS = ["\n", "\t", " ", "\n    ", "\0", chr(0xD800)]
PIECES = st.sampled_from([*LINES, *WORDS.split(), *BLANKS])


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60))
def test_whatever_is_typed_there_is_an_answer(source: str) -> None:
    result = run(source, budget=FAST, strict=True)
    for diagnostic in result.diagnostics:
        assert render(source, diagnostic)
        assert diagnostic.message
        span = diagnostic.span
        if span is not None:
            lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert 0 <= span.column <= len(lines[span.line - 1])
            assert 0 <= span.end_column <= len(lines[span.end_line - 1]) + 1


VALUES = st.sampled_from(
    ["a", "b", "v", "M", "2.0", "-1", "[1.0, 2.0]", "v[0]", "a.grad", "len(v)"]
)
UNARY = st.sampled_from(
    ["sin({})", "-({})", "({}).relu()", "sum({})", "({}).T", "({})[0]", "not {}"]
)
SYMBOLS = ("+", "*", "@", "**", "/", "//", "<", "and")
BINARY = st.sampled_from(
    [f"({{}}) {symbol} ({{}})" for symbol in SYMBOLS]
    + ["where({}, {}, 1)", "f({}, {})", "stack([{}, {}])", "({}) if b > 0 else ({})"]
)
EXPRESSIONS = st.recursive(
    VALUES,
    lambda inner: (
        st.builds(lambda form, x: form.format(x), UNARY, inner)
        | st.builds(lambda form, x, y: form.format(x, y), BINARY, inner, inner)
    ),
    max_leaves=6,
)
STATEMENTS = st.one_of(
    st.builds("{} = {}".format, st.sampled_from("abvM"), EXPRESSIONS),
    st.builds("{} += {}".format, st.sampled_from("abv"), EXPRESSIONS),
    st.builds("for i in range(2):\n    a = {}".format, EXPRESSIONS),
    st.builds("if {}:\n    b = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("print({}, f'{{{}:.3f}}')".format, EXPRESSIONS, st.just("a")),
    st.builds("sum({}).backward()".format, EXPRESSIONS),
)
GRAMMATICAL = st.lists(STATEMENTS, max_size=6).map(
    lambda statements: "\n".join(
        [
            "def f(x, y):\n    return x * y\na = 2.0\nb = param(0.5)\nv = [1.0, -2.0]",
            "M = [[1.0, 2.0], [3.0, 4.0]]",
            *statements,
        ]
    )
)


@settings(max_examples=150)
@given(GRAMMATICAL)
def test_programs_of_the_grammar_run_or_say_why_and_always_alike(source: str) -> None:
    ast.parse(source)
    first, second = (run(source, budget=FAST, strict=True) for _ in range(2))
    # As text, since NaN is equal to nothing.
    assert repr(events(first)) == repr(events(second))
    assert repr(first.diagnostics) == repr(second.diagnostics)
    assert first.printed == second.printed


@settings(max_examples=150)
@given(GRAMMATICAL)
def test_ids_of_random_programs_outlive_a_line_above(source: str) -> None:
    before = run(source, budget=FAST, strict=True)
    after = run(f"extra = 3.0 * input(1.0)\n{source}", budget=FAST, strict=True)
    assert [id for id in ids(after) if not id.startswith("extra")] == ids(before)


NUMBERS = st.floats(-4, 4).map(lambda x: round(x, 3))
SCALARS = st.recursive(
    st.sampled_from(["x", "y"]) | NUMBERS.map("({})".format),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("({} * {})".format, inner, inner),
        st.builds("sin({})".format, inner),
        st.builds("tanh({})".format, inner),
        st.builds("(-{})".format, inner),
        st.builds("({} ** 2)".format, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=150)
@given(SCALARS, NUMBERS, NUMBERS)
def test_expressions_are_worth_what_python_makes_of_them(text: str, x: float, y: float) -> None:
    """The value is Python's, and the gradient that of central differences."""

    def wanted(x: float, y: float) -> float:
        names = {"x": x, "y": y, "sin": math.sin, "tanh": math.tanh}
        return float(eval(text, {"__builtins__": {}}, names))

    result = ran(f"x = input({x})\ny = input({y})\n0 * x + 0 * y + {text}")
    assert math.isclose(output(result), wanted(x, y), rel_tol=1e-12, abs_tol=1e-12)
    h = 1e-5
    for name, slope in (
        ("x", (wanted(x + h, y) - wanted(x - h, y)) / (2 * h)),
        ("y", (wanted(x, y + h) - wanted(x, y - h)) / (2 * h)),
    ):
        near = 1e-4 * max(1, abs(output(result)))
        assert math.isclose(gradient(result, name), slope, rel_tol=1e-4, abs_tol=near)


ARGUMENTS = """
a v M T i z k e 2 -1 0 1.5 1e300 nan inf None True 'mean' 'x' [0,1] (0,1) [0.5] [] (2,-1) [[0],[1]]
a>1 v>0 M>0 v.shape [v,v] [M,v] 9e15 sin np
"""
TENSORS = """\
a = 2.0
v = [1.0, -2.0, 3.0]
M = [[1.0, 2.0], [3.0, 4.0]]
T = randn(2, 2, 3)
i = [0, 1]
z = zeros(0, 2)
k = param(1.0)
e = ones(1, 1)
"""


@st.composite
def calls(draw: st.DrawFn) -> str:
    """Write a call of an op with arguments that fit as often as not."""
    name = draw(st.sampled_from(known_names()))
    op = CATALOG[ALIASES.get(name, "sum")]
    arguments = draw(st.lists(st.sampled_from(ARGUMENTS.split()), max_size=len(op.inputs) + 2))
    keywords = draw(st.lists(st.sampled_from([*op.constants, "dim", "size"]), unique=True))
    arguments += [f"{keyword}={draw(st.sampled_from(ARGUMENTS.split()))}" for keyword in keywords]
    prefix = draw(st.sampled_from(["", "np.", "torch.", "math."]))
    return f"{prefix}{name}({', '.join(arguments)})"


@settings(max_examples=300)
@given(calls())
def test_every_op_takes_its_arguments_or_says_what_is_wrong(call: str) -> None:
    result = run(f"{TENSORS}y = {call}\nsum(y * y)", budget=FAST, strict=True)
    assert result.complete or result.diagnostics[0].message
