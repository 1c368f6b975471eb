"""How values look in ``print``: as NumPy prints them, or in a format of digits."""

from __future__ import annotations

import re

import numpy as np

from engine.errors import EngineError
from engine.language.layer import Layer
from engine.language.values import Anything, Kind, Prefix, kind_of, whole

_FORMAT = re.compile(r"[<>^]?\+?0?\d{0,2},?(\.\d{1,2})?[defg%]?")
_TEXT_FORMAT = re.compile(r"[<>^]?\d{0,2}s?")

FORMAT_HINT = "Write digits, a precision and one of d e f g %, such as `{x:8.4f}`."


def text_of(value: Anything) -> str:
    """Write a plain value out."""
    match value:
        case str():
            return value
        case bool() | None:
            return str(value)
        case int() | float():
            return repr(value)
        case np.ndarray():
            return np.array2string(value, threshold=200, precision=8, max_line_width=100)
        case list():
            return f"[{', '.join(map(text_of, value))}]"
        case tuple():
            inside = ", ".join(map(text_of, value))
            return f"({inside},)" if len(value) == 1 else f"({inside})"
        case range():
            return f"range({value.start}, {value.stop})"
        case Layer():
            return value.text()
        case Prefix() | Kind():
            return value.name
    return kind_of(value)


def formatted(value: Anything, specification: str) -> str:
    """Write a plain value in a format. Raises EngineError for one that is not understood."""
    if not specification:
        return text_of(value)
    if isinstance(value, str) and _TEXT_FORMAT.fullmatch(specification):
        return format(value, specification)
    if not _FORMAT.fullmatch(specification):
        raise EngineError(
            f"the format `{specification}` is not part of the language",
            code="format",
            hint=FORMAT_HINT,
        )
    if isinstance(value, np.ndarray):
        each = {"all": lambda x: formatted(x.item(), specification)}
        return np.array2string(value, threshold=200, formatter=each)  # type: ignore[arg-type]
    if isinstance(value, int | float):
        if specification.endswith("d"):
            return format(whole(value, f"the number for `{specification}`"), specification)
        is_width = not specification.endswith(("e", "f", "g", "%")) and "." not in specification
        as_it_is = is_width and not isinstance(value, bool)
        return format(value if as_it_is else float(value), specification)
    raise EngineError(
        f"{kind_of(value)} has no digits to format",
        code="format",
        hint="Leave the format out: `{x}`.",
    )
