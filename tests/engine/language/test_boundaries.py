"""The budget of heavy programs as it comes: what has so much of a thing runs, and no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from engine.language import HEAVY, JOB, run

SQUARE = "x = 2.0\nx * x"


def _nodes(count: int) -> str:
    """Write a module, an assignment, its target and a list, and numbers in it."""
    return f"x = [{'1,' * (count - 4)}]"


def _statements(count: int) -> str:
    """Write a loop, and two statements for each of its turns."""
    turns, more = divmod(count - 3, 2)
    return f"{SQUARE}\nfor i in range({turns}):\n    pass" + "\ny = 1" * more


def _ops(count: int) -> str:
    turns, more = divmod(count, 10)
    chain = f"y = y{' * x' * 10}"
    return f"x = param(1.0)\ny = x\nfor i in range({turns}):\n    {chain}\ny{' * x' * more}"


def _elements(count: int) -> str:
    full, rest = divmod(count, 1_000_000)
    sizes = [1_000_000] * full + [rest] * (rest > 0)
    return "\n".join(f"x{number} = zeros({size})" for number, size in enumerate(sizes))


def _depth(count: int) -> str:
    return f"def f(x, n):\n    return x if n == 0 else f(x, n - 1)\nf(1.0, {count - 1})"


def _printed(count: int) -> str:
    """Write two lines, and an op between them."""
    half = count // 2
    return f"{SQUARE}\nprint('a' * {half})\n{SQUARE}\nprint('a' * {count - half})"


AT: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "source_characters": (32 * 1024, lambda n: f"{'#' * (n - len(SQUARE) - 1)}\n{SQUARE}"),
    "syntax_nodes": (8_000, _nodes),
    "nesting": (64, lambda n: f"x = 1.0\n{'sin(' * (n - 2)}x{')' * (n - 2)}"),
    "name_characters": (64, lambda n: f"{'a' * n} = 2.0"),
    "rank": (8, lambda n: f"x = zeros({', '.join('1' * n)})\nsum(x)"),
    "statements": (20_000, _statements),
    "call_depth": (64, _depth),
    "ops": (10_000, _ops),
    "tensor_elements": (10**6, lambda n: f"x = zeros({n})"),
    "elements": (4 * 10**6, _elements),
    "prints": (1_000, lambda n: f"{SQUARE}\nfor i in range({n}):\n    print(i)"),
    "printed_characters": (64 * 1024, _printed),
}


@pytest.mark.parametrize("limit", AT)
def test_so_much_runs_and_one_more_is_refused(limit: str) -> None:
    number, program = AT[limit]
    assert getattr(HEAVY, limit) == number
    whole = run(program(number), strict=True)
    assert whole.complete, whole.diagnostics
    refused = run(program(number + 1), strict=True).refusal
    assert refused is not None
    assert (refused.limit, refused.asked) == (limit, number + 1)


def test_jobs_hold_sixty_four_million_elements() -> None:
    assert JOB.elements == 64 * 10**6
