"""Python's own small functions. On plain numbers they act plainly, on tensors as ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from engine.catalog import CATALOG
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.formatting import text_of
from engine.language.sequences import all_of, collected, items_of, length_of
from engine.language.truth import close, is_true
from engine.language.values import (
    LARGEST_WHOLE,
    Anything,
    Group,
    Reading,
    is_number,
    is_sequence,
    number,
    whole,
)


def _print(
    call: Call,
    *values: Anything,
    sep: Anything = " ",
    end: Anything = "\n",
    flush: Anything = None,  # noqa: ARG001 - what is printed is shown at the end
) -> None:
    session = call.session
    if not isinstance(sep, str) or not isinstance(end, str):
        raise call.fault("sep and end are strings", 'Write `print(x, y, sep=", ")`.')
    line = sep.join(text_of(session.plain(value)) for value in values)
    session.meter.count("prints")
    ending = end.removesuffix("\n")
    session.meter.count("printed_characters", len(line) + len(ending))
    begun = session.printed.pop() if session.line_is_open else ""
    session.line_is_open = ending == end
    session.printed.append(begun + line + ending)


def _len(call: Call, value: Anything) -> Anything:
    return Reading(length_of(call.session, value))


def _range(call: Call, *ends: Anything) -> range:
    numbers = [whole(end, "an end of range") for end in ends]
    if not 1 <= len(numbers) <= 3 or numbers[2:] == [0]:
        raise call.fault(
            "it takes one to three whole numbers, and no step of 0",
            "Write `range(5)`, `range(1, 5)` or `range(5, 0, -1)`.",
        )
    return range(*numbers)


def _zip(call: Call, *values: Anything) -> list[Anything]:
    walks = [items_of(call.session, value, call.span) for value in values]
    if values and all(isinstance(value, list | tuple | range) for value in values):
        call.session.meter.foresee("expressions", min(map(len, values)))
    return collected(call.session, zip(*walks, strict=False))


def _enumerate(call: Call, value: Anything, start: Anything = 0) -> list[Anything]:
    first = whole(call.session.plain(start), "start")
    items = all_of(call.session, value, call.span)
    return [(Reading(place), item) for place, item in enumerate(items, first)]


SPELLED_OUT = {"inf": np.inf, "-inf": -np.inf, "nan": np.nan}
"""The strings that ``float`` takes: the numbers for which Python has no literal."""


def _list(call: Call, value: Anything = ()) -> list[Anything]:
    return all_of(call.session, value, call.span)


def _tuple(call: Call, value: Anything = ()) -> tuple[Anything, ...]:
    return tuple(_list(call, value))


def _reversed(call: Call, value: Anything) -> list[Anything]:
    return _list(call, value)[::-1]


def _sorted(call: Call, value: Anything, *, reverse: Anything = False) -> list[Anything]:
    items = _list(call, value)
    keys = [call.session.plain(item) for item in items]
    if not (all(map(is_number, keys)) or all(isinstance(key, str) for key in keys)):
        raise call.fault("it puts numbers in order, or words", "`np.sort(x)` sorts a tensor.")
    order = sorted(range(len(items)), key=keys.__getitem__, reverse=is_true(reverse))
    return [items[place] for place in order]


def _str(call: Call, value: Anything = "") -> str:
    text = text_of(call.session.plain(value))
    call.session.meter.count("expressions", len(text))
    return text


def _bool(call: Call, value: Anything = False) -> bool:
    return is_true(call.session.plain(value))


def _float(call: Call, value: Anything) -> Anything:
    if isinstance(value, str) and value.lower() in SPELLED_OUT:
        return SPELLED_OUT[value.lower()]
    return _like(value, call.number(value))


def _int(call: Call, value: Anything) -> Anything:
    found = call.number(value)
    if not np.isfinite(found):
        raise call.fault(f"{found} is not a whole number", "Only a finite number can be cut.")
    return _like(value, number(int(found)) if abs(found) <= LARGEST_WHOLE else found)


def _like(value: Anything, result: Anything) -> Anything:
    """Give a number as a reading where it was read off a tensor."""
    return result if is_number(value) else Reading(result)


def _allclose(
    call: Call, a: Anything, b: Anything, rtol: Anything = 1e-5, atol: Anything = 1e-8
) -> bool:
    return close(
        call.session, call.array(a), call.array(b), rtol=call.number(rtol), atol=call.number(atol)
    )


ALLCLOSE = Builtin("allclose", "allclose(a, b)", _allclose)
"""A comparison that gives one truth."""


class BaseClass:
    """What ``super()`` gives: the class from which all modules derive."""

    kind = "nn.Module"


def _super(_: Call, *__: Anything) -> BaseClass:
    return BaseClass()


def _ready(_: Call) -> None:
    """Do nothing: a module can be given attributes from the start."""


READY = Builtin("__init__", "super().__init__()", _ready)
"""The one method of the base class that a program calls."""


def _module(call: Call, label: Anything) -> Group:
    if not isinstance(label, str) or not label or len(label) > 64 or "/" in label:
        raise call.fault(
            "a name is a string of 1 to 64 characters without `/`",
            'Write `with module("encoder"):`.',
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
        Builtin("list", "list(x)", _list, takes_tensors=True),
        Builtin("tuple", "tuple(x)", _tuple, takes_tensors=True),
        Builtin("float", "float(x)", _float, takes_tensors=True),
        Builtin("int", "int(x)", _int, takes_tensors=True),
        Builtin("bool", "bool(x)", _bool, takes_tensors=True),
        Builtin("str", "str(x)", _str, takes_tensors=True),
        Builtin("sorted", "sorted(x)", _sorted, takes_tensors=True),
        Builtin("reversed", "reversed(x)", _reversed, takes_tensors=True),
        Builtin("super", "super().__init__()", _super),
        ALLCLOSE,
        Builtin("module", 'module("encoder")', _module),
    )
}


def _plainly(name: str, act: Callable[..., Any], most: int, of_two: str = "") -> Builtin:
    """Make a function that acts on plain numbers itself and hands tensors to the op of its name.

    It takes up to ``most`` loose numbers, or one list. ``of_two`` is the op for two arguments whose
    first is a scalar, which has no axis.
    """

    def run(call: Call, *values: Anything, **keywords: Anything) -> Anything:
        listed = most > 2 and len(values) == 1 and is_sequence(values[0])
        numbers = values[0] if listed else values[:most]
        call.session.meter.count("expressions", len(numbers))
        fits = len(numbers) > 0 and len(values) <= most and not keywords
        if fits and all(map(is_number, numbers)):
            return act(numbers)
        if fits and all(map(_is_known, numbers)):
            return Reading(act([call.session.plain(one) for one in numbers]))
        op = CATALOG[name]
        if of_two and len(values) == 2 and call.session.shape(values[0]) == ():
            op = CATALOG[of_two]
        return CatalogFunction(op).call(call.session, call.arguments)

    return Builtin(name, CATALOG[name].usage(), run, takes_tensors=True)


def _is_known(value: Anything) -> bool:
    """Tell a number that was read off, or one that the program has written into an expression."""
    return is_number(value.value if isinstance(value, Reading) else value)


def _abs(numbers: Sequence[Any]) -> Any:
    return abs(numbers[0])


def _sum(numbers: Sequence[Any]) -> Any:
    total = float(np.add.reduce(np.asarray(numbers, dtype=float)))
    whole_ones = all(isinstance(part, int) for part in numbers)
    return number(int(total)) if whole_ones and abs(total) <= LARGEST_WHOLE else total


def _round(numbers: Sequence[Any]) -> Any:
    value, digits = numbers[0], whole(numbers[1], "the digits") if len(numbers) > 1 else 0
    rounded = float(np.round(float(value), digits))
    near = len(numbers) == 1 and abs(rounded) <= LARGEST_WHOLE
    return number(int(rounded)) if near else rounded


OVERLOADED: Mapping[str, Builtin] = {
    "abs": _plainly("abs", _abs, 1),
    "max": _plainly("max", max, 99, "maximum"),
    "min": _plainly("min", min, 99, "minimum"),
    "sum": _plainly("sum", _sum, 99),
    "round": _plainly("round", _round, 2),
}
"""Names that Python and the catalogue share."""
