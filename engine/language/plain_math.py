"""Functions of Python's ``math`` that are more, or other, than the op of their name."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.catalog import CATALOG
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.operators import OPERATORS, operate
from engine.language.values import Anything, number, whole


def _log(call: Call, _: Anything, base: Anything = None) -> Anything:
    """Give the natural logarithm, or that to another base: the quotient of two of them."""
    log = CatalogFunction(CATALOG["log"], torch=call.torch, plainly=True)
    if base is None:
        return log.call(call.session, call.arguments)
    of_x, of_base = (log.call(call.session, _alone(call, place)) for place in (0, 1))
    return operate(call.session, OPERATORS[ast.Div], of_x, of_base, [call.span] * 3)


def _alone(call: Call, place: int) -> Any:
    """Give a call with one of the arguments only."""
    one = call.arguments.positional[place]
    return replace(call.arguments, positional=[one], keywords={}, spans={})


MOST = 170
"""Beyond its factorial there is no float64."""


def _of_counts(name: str, act: Callable[..., int], many: int) -> Builtin:
    """Make a function of whole numbers, which are no part of the graph."""

    def run(call: Call, *values: Anything) -> Any:
        counts = [whole(value, "a number") for value in values]
        if len(counts) != many or (name != "gcd" and not all(0 <= n <= MOST for n in counts)):
            raise call.fault(
                f"it takes {many} whole number{'s' * (many > 1)} from 0 to {MOST}",
                f"Write `math.{name}({', '.join('52'[:many])})`.",
            )
        return number(act(*counts))

    return Builtin(name, f"math.{name}(5)", run)


PLAIN_MATH: Mapping[str, Anything] = {
    "tau": math.tau,
    "log": Builtin("log", "math.log(x)", _log, takes_tensors=True),
    "factorial": _of_counts("factorial", math.factorial, 1),
    "comb": _of_counts("comb", math.comb, 2),
    "gcd": _of_counts("gcd", math.gcd, 2),
}
"""Behind ``math`` before anything else."""
