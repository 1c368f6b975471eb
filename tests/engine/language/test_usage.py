"""What is known of a program's names before it runs."""

from __future__ import annotations

import ast

import pytest

from engine.language.namespaces import bare_names
from engine.language.usage import Usage

COUNTERS = [
    ("i = 0\nwhile i < 3:\n    i += 1", {"i"}),
    ("n = 3\nx = zeros(n, n + 1)", {"n"}),
    ("n = 3\nm = n * 2\nx = randn(m)", {"n", "m"}),
    ("i = 1\nx[i], x[:i]", {"i"}),
    ("n = 2\nx ** n", {"n"}),
    ("n = 2\n2 ** n", set()),
    ("k = 1\nsum(x, axis=k)", {"k"}),
    ("lr = 0.1\nlr = lr * 0.9\nw - lr * w.grad", {"lr"}),
    ("lr = 0.1\nw - lr * g", set()),
    ("n = 3\nx * n", set()),
    ("n = 3\nx = zeros(n) * n", set()),
    ("n = 3\nm = n * 2\nx * m", set()),
    ("n = 3\nprint(n)", set()),
    ("n = 3", set()),
    ("n = 3\nn = n + 1", set()),
    ("n = f(3)\nx[n]", set()),
    ("for n in range(3):\n    x[n]\nn = 3", set()),
    ("def f(n):\n    return x[n]\nn = 3", set()),
    ("from math import e as n\nn = 3\nx[n]", set()),
    ("n, m = 2, 3\nx[n] * m", {"n"}),
    ("n, m = [2, 3]\nx[n]", set()),
    ("def f(a):\n    return a\nn = 3\nf(n=n)", set()),
    ("n = 3\ny = 1.0 if n > 2 else 2.0", {"n"}),
    ("n: 'count' = -3\nx[n]", {"n"}),
]


@pytest.mark.parametrize(("source", "wanted"), COUNTERS)
def test_names_that_only_count(source: str, wanted: set[str]) -> None:
    assert Usage(ast.parse(f"{source}\nother = f(1)")).counters(bare_names()) == wanted


def test_where_nothing_else_is_set_they_are_what_the_program_is_about() -> None:
    newton = "x = 1.0\nwhile x * x > 2.001:\n    x = x / 2 + 1 / x\nprint(f'{x}')"
    assert Usage(ast.parse(newton)).counters(bare_names()) == set()
    assert Usage(ast.parse(f"{newton}\ny = sin(1)")).counters(bare_names()) == {"x"}


UNUSED = [
    ("x = 1\ny = x", {"y": 2}),
    ("x = 1\nx = 2", {"x": 1}),
    ("x = 1\nx += 2", {}),
    ("_ = 1", {}),
    ("a, b = 1, 2\na", {"b": 1}),
    ("def f(a):\n    b = a\n    return a\nf(1)", {"b": 2}),
    ("for i in range(3):\n    pass", {}),
    ("x: 'note' = 1", {"x": 1}),
]


@pytest.mark.parametrize(("source", "wanted"), UNUSED)
def test_names_that_nothing_uses(source: str, wanted: dict[str, int]) -> None:
    unused = Usage(ast.parse(source)).unused()
    assert {name: place.lineno for name, place in unused.items()} == wanted
