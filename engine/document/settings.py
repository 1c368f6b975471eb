"""What an op was given beside its tensors, as JSON."""

from __future__ import annotations

from types import EllipsisType
from typing import Any

import numpy as np

from engine.document.digits import number_json
from engine.document.numbers import array_json

TEXT = 1_000
"""Characters of a note or of a word that an op was given; the rest stands in the source."""


def setting_json(value: Any) -> Any:
    """Give an op's keyword argument as JSON: a slice and ``...`` as they are written."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return shortened(value)
        case float():
            return number_json(float(value))
        case tuple() | list():
            return [setting_json(part) for part in value]
        case slice():
            ends = ("" if end is None else str(end) for end in (value.start, value.stop))
            step = "" if value.step is None else f":{value.step}"
            return ":".join(ends) + step
        case EllipsisType():
            return "..."
        case np.ndarray() | np.generic():
            return array_json(value)
    return str(value)


def shortened(text: str) -> str:
    """Give a text, or its beginning."""
    return text if len(text) <= TEXT else f"{text[:TEXT]}…"
