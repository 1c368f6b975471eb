"""Words that look at values and give masks: ``isnan(x)``, ``logical_and(a, b)``, ``x.eq(y)``.

They are what comparisons and ``&``, ``|``, ``~`` are: no gradient passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.language.calls import Builtin, Call
from engine.language.truth import elementwise
from engine.language.values import Anything, Reading, plain

QUESTIONS: Mapping[str, Callable[[Any], Any]] = {
    "isnan": np.isnan,
    "isinf": np.isinf,
    "isfinite": np.isfinite,
    "logical_not": np.logical_not,
}
"""What is asked of each number."""

COMPARISONS: Mapping[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("eq",), np.equal),
    **dict.fromkeys(("ne", "not_equal"), np.not_equal),
    **dict.fromkeys(("lt", "less"), np.less),
    **dict.fromkeys(("le", "less_equal"), np.less_equal),
    **dict.fromkeys(("gt", "greater"), np.greater),
    **dict.fromkeys(("ge", "greater_equal"), np.greater_equal),
    "logical_and": np.logical_and,
    "logical_or": np.logical_or,
    "logical_xor": np.logical_xor,
}
"""What is asked of the numbers of two tensors, which broadcast."""


def _question(name: str, ask: Callable[[Any], Any]) -> Builtin:
    def run(call: Call, x: Anything) -> Anything:
        return _mask(ask(call.array(x)))

    return Builtin(name, f"{name}(x)", run)


def _comparison(name: str, ask: Callable[[Any, Any], Any]) -> Builtin:
    def run(call: Call, x: Anything, y: Anything) -> Anything:
        return _mask(elementwise(call.session, name, ask, call.array(x), call.array(y)))

    return Builtin(name, f"{name}(x, y)", run)


def _isclose(
    call: Call,
    x: Anything,
    y: Anything,
    rtol: Anything = 1e-5,
    atol: Anything = 1e-8,
    *,
    equal_nan: Anything = False,
) -> Anything:
    """Tell which numbers are near those of another tensor: |x - y| ≤ atol + rtol · |y|."""
    relative, absolute = call.number(rtol), call.number(atol)

    def ask(a: Any, b: Any) -> Any:
        return np.isclose(a, b, relative, absolute, equal_nan=equal_nan is True)

    return _mask(elementwise(call.session, call.name, ask, call.array(x), call.array(y)))


def _same(call: Call, x: Anything, y: Anything) -> bool:
    """Tell whether two tensors have the same shape and the same numbers."""
    return bool(np.array_equal(call.array(x), call.array(y)))


def _mask(value: Any) -> Anything:
    value = plain(value)
    return Reading(value) if isinstance(value, np.ndarray) else value


EQUAL = _comparison("equal", np.equal)
SAME = Builtin("equal", "torch.equal(x, y)", _same)

MASK_WORDS: Mapping[str, Builtin] = {
    **{name: _question(name, ask) for name, ask in QUESTIONS.items()},
    **{name: _comparison(name, ask) for name, ask in COMPARISONS.items()},
    "isclose": Builtin("isclose", "isclose(x, y)", _isclose),
    "array_equal": Builtin("array_equal", "np.array_equal(x, y)", _same),
}
"""Each means the same behind every prefix; of ``equal`` there are two."""
