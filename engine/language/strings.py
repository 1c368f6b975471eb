"""What is done with strings: they are put together, and numbers are written into them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from string import Formatter

from engine.errors import EngineError
from engine.language.calls import Builtin, Call
from engine.language.formatting import formatted
from engine.language.session import Session
from engine.language.values import Anything, is_list, kind_of, whole

F_STRING = 'An f-string says the same: `print(f"{x:.3f}")`.'

_PLACE = re.compile(r"%(%|-?\d{0,2}s|-?0?\d{0,2}(?:\.\d{1,2})?[difeg])")


def put_together(session: Session, symbol: str, left: Anything, right: Anything) -> str | None:
    """Give ``"a" + "b"``, ``"-" * 40`` or ``"%d" % n``; None for what is none of these."""
    if symbol == "%" and isinstance(left, str):
        return _filled(session, left, session.plain(right))
    if symbol == "+" and isinstance(left, str) and isinstance(right, str):
        return _charged(session, len(left) + len(right), left + right)
    if symbol == "*":
        for text, times in ((left, right), (right, left)):
            count = session.plain(times)
            if isinstance(text, str) and type(count) is int:
                _charged(session, len(text) * max(count, 0))
                return text * count
    return None


def _charged(session: Session, characters: int, text: str = "") -> str:
    session.meter.count("expressions", characters)
    return text


def _filled(session: Session, text: str, values: Anything) -> str:
    """Write values into a text at ``%d``, ``%.3f`` and ``%s``. Raises EngineError."""
    waiting = list(values) if isinstance(values, tuple) else [values]
    _charged(session, len(text))
    written, end = [], 0
    for place in _PLACE.finditer(text):
        written.append(text[end : place.start()])
        end = place.end()
        if place[1] == "%":
            written.append("%")
            continue
        if not waiting:
            raise _fault("there are more places in the text than values")
        written.append(_as_percent_says(waiting.pop(0), place[1]))
    rest = text[end:]
    if waiting or "%" in rest or any("%" in part for part in written[::2] if part != "%"):
        raise _fault("the values do not fit the places in the text")
    return "".join([*written, rest])


def _as_percent_says(value: Anything, place: str) -> str:
    """Write a value as printf does: numbers to the right, unless a minus says otherwise."""
    digits, kind = place[:-1], place[-1]
    side = "<" if digits.startswith("-") else ">"
    digits = digits.removeprefix("-")
    if kind == "s":
        return format(formatted(value, ""), f"{side}{digits}")
    if kind in "di":
        finite = isinstance(value, float) and math.isfinite(value)
        value, kind = whole(math.trunc(value) if finite else value, "a value"), "d"
    elif "." not in digits:
        digits += ".6"
    return formatted(value, f"{side if not digits.startswith('0') else ''}{digits}{kind}")


def _format(call: Call, text: Anything, *values: Anything, **named: Anything) -> str:
    """Write values into a text at ``{}``, ``{0}``, ``{name}`` or ``{:.3f}``."""
    session = call.session
    _charged(session, len(text))
    return "".join(_pieces(text, [session.plain(v) for v in values], named, session))


def _pieces(
    text: str, values: Sequence[Anything], named: dict[str, Anything], session: Session
) -> Iterator[str]:
    following = iter(range(len(values)))
    try:
        for before, field, digits, conversion in Formatter().parse(text):
            yield before
            if field is None:
                continue
            key = field or str(next(following, len(values)))
            if conversion or not (key in named or (key.isdecimal() and int(key) < len(values))):
                raise _fault(f"nothing is given for `{{{field}}}`")
            value = session.plain(named[key]) if key in named else values[int(key)]
            yield formatted(value, digits or "")
    except ValueError:
        raise _fault("the braces in the text do not match") from None


def _fault(message: str) -> EngineError:
    return EngineError(message, code="format", hint=F_STRING)


def _startswith(_: Call, text: Anything, start: Anything) -> bool:
    return isinstance(start, str) and str(text).startswith(start)


def _endswith(_: Call, text: Anything, end: Anything) -> bool:
    return isinstance(end, str) and str(text).endswith(end)


def _join(call: Call, text: Anything, parts: Anything) -> str:
    if not is_list(parts) or not all(isinstance(part, str) for part in parts):
        raise call.fault(f"it puts strings together, and not {kind_of(parts)}", F_STRING)
    return _charged(call.session, sum(map(len, parts)) + len(text) * len(parts), text.join(parts))


STRING_METHODS = {
    method.name: method
    for method in (
        Builtin("format", '"{:.3f}".format(x)', _format, takes_tensors=True),
        Builtin("startswith", 'name.startswith("layer")', _startswith),
        Builtin("endswith", 'name.endswith("weight")', _endswith),
        Builtin("join", '", ".join(names)', _join),
    )
}
"""What can be asked of a string."""
