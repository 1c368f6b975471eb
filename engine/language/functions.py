"""Python's own small functions. On plain numbers they act plainly, on tensors as ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from engine.catalog import CATALOG
from engine.errors import EngineError
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.formatting import text_of
from engine.language.sequences import items_of, length_of
from engine.language.values import (
    Anything,
    Element,
    Given,
    Group,
    Reading,
    TensorNode,
    is_sequence,
    kind_of,
    number,
    whole,
)


def _print(call: Call, *values: Anything) -> None:
    session = call.session
    line = " ".join(text_of(session.plain(value)) for value in values)
    session.meter.count("prints")
    session.meter.count("printed_characters", len(line))
    session.printed.append(line)


def _len(call: Call, value: Anything) -> Anything:
    return Reading(length_of(call.session, value))


def _range(call: Call, *ends: Anything) -> range:
    numbers = [whole(call.session.plain(end), "an end of range") for end in ends]
    if not 1 <= len(numbers) <= 3 or numbers[2:] == [0]:
        raise EngineError(
            "range takes one, two or three whole numbers, and no step of 0",
            code="arguments",
            hint="Write `range(5)`, `range(1, 5)` or `range(5, 0, -1)`.",
        )
    return range(*numbers)


def _zip(call: Call, *values: Anything) -> list[Anything]:
    walks = [items_of(call.session, value, call.span) for value in values]
    return _collected(call, zip(*walks, strict=False))


def _enumerate(call: Call, value: Anything, start: Anything = 0) -> list[Anything]:
    first = whole(call.session.plain(start), "start")
    items = items_of(call.session, value, call.span)
    return _collected(call, ((Reading(i), item) for i, item in enumerate(items, first)))


def _collected(call: Call, items: Any) -> list[Anything]:
    """Make a list, charging each item before the next is made."""
    result = []
    for item in items:
        call.session.meter.count("expressions")
        result.append(item)
    return result


def _float(call: Call, value: Anything) -> Anything:
    return _one_number(call, value, float)


def _int(call: Call, value: Anything) -> Anything:
    return _one_number(call, value, lambda x: number(np.trunc(x)) if abs(x) < 2**53 else x)


def _one_number(call: Call, value: Anything, convert: Callable[[float], Any]) -> Anything:
    plain = call.session.plain(value)
    if isinstance(plain, np.ndarray) and plain.size == 1:
        plain = plain.item()
    if not isinstance(plain, bool | int | float):
        raise EngineError(
            f"{call.name}: {kind_of(value)} is not one number",
            code="arguments",
            hint="Choose one element, such as `x[0]`.",
        )
    result = convert(float(plain))
    return result if isinstance(value, int | float) else Reading(result)


def _module(call: Call, name: Anything) -> Group:
    label = call.session.plain(name)
    if not isinstance(label, str) or not label or len(label) > 64 or "/" in label:
        raise EngineError(
            "a module's name is a string of 1 to 64 characters without `/`",
            code="arguments",
            hint='Write `with module("encoder"):`.',
        )
    session = call.session

    def opened() -> AbstractContextManager[object]:
        return session.grouped(label, "block")

    return Group(opened)


PYTHON: Mapping[str, Builtin] = {
    function.name: function
    for function in (
        Builtin("print", "print(x)", _print, takes_tensors=True),
        Builtin("len", "len(x)", _len, takes_tensors=True),
        Builtin("range", "range(n)", _range),
        Builtin("zip", "zip(a, b)", _zip, takes_tensors=True),
        Builtin("enumerate", "enumerate(x)", _enumerate, takes_tensors=True),
        Builtin("float", "float(x)", _float, takes_tensors=True),
        Builtin("int", "int(x)", _int, takes_tensors=True),
        Builtin("module", 'module("encoder")', _module),
    )
}


def _plainly(
    name: str, act: Callable[..., Any], pairwise: str = ""
) -> Builtin:
    """Make a function that acts on plain numbers itself and hands tensors to the op of its name.

    ``pairwise`` is the op for two arguments, where the first is a scalar and has no axis.
    """
    op = CATALOG[name]

    def run(call: Call, *values: Anything, **keywords: Anything) -> Anything:
        numbers = values[0] if len(values) == 1 and is_sequence(values[0]) else values
        if numbers and not keywords and all(map(_is_number, numbers)):
            return act(*values)
        of_scalar = values and np.shape(call.session.plain(values[0])) == ()
        if pairwise and len(values) == 2 and not keywords and of_scalar:
            return CatalogFunction(CATALOG[pairwise]).call(call.session, call.arguments)
        return CatalogFunction(op).call(call.session, call.arguments)

    return Builtin(name, op.usage(), run, takes_tensors=True)


def _is_number(value: Anything) -> bool:
    return isinstance(value, bool | int | float)


def _sum(values: Any) -> Any:
    total = np.add.reduce(np.asarray(values, dtype=float))
    return number(total) if all(isinstance(v, int) for v in values) else float(total)


def _round(value: Any, digits: Any = 0) -> Any:
    rounded = float(np.round(float(value), whole(digits, "the digits")))
    return number(int(rounded)) if not digits and abs(rounded) < 2**53 else rounded


OVERLOADED: Mapping[str, Builtin] = {
    name: _plainly(name, act, pairwise)
    for name, act, pairwise in (
        ("abs", abs, ""),
        ("max", max, "maximum"),
        ("min", min, "minimum"),
        ("sum", _sum, ""),
        ("round", _round, ""),
    )
    if name in CATALOG
}
"""Names that Python and the catalogue share."""
