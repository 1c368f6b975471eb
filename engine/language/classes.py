"""``isinstance``: whether a value is of a class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.language.calls import CLASSES, Builtin, Call, Function
from engine.language.layer import Layer
from engine.language.layers import LAYERS
from engine.language.values import TENSORS, Anything, Given, Reading, kind_of

PLAIN: Mapping[str, Any] = {
    "int": int,
    "float": float,
    "bool": bool,
    "str": str,
    "list": list,
    "tuple": tuple,
}
"""Python's own classes. Numbers that were only written down, or read off, still are of them."""

OF_TENSORS = frozenset({"Tensor", "tensor", "array", "ndarray"})


def _isinstance(_: Call, value: Anything, classes: Anything) -> bool:
    each = classes if isinstance(classes, tuple) else (classes,)
    return any(_is_of(value, one) for one in each)


def _is_of(value: Anything, kind: Anything) -> bool:
    if not isinstance(kind, Function):
        raise EngineError(f"{kind_of(kind)} is no class", code="operands", hint=CLASSES)
    name = kind.name if isinstance(kind, Builtin) else ""
    if name in PLAIN:
        written = isinstance(value, Reading) or (isinstance(value, Given) and value.written)
        return isinstance(value.data if written else value, PLAIN[name])
    if name in OF_TENSORS:
        return isinstance(value, TENSORS)
    if name == "Module":
        return isinstance(value, Layer)
    if name in LAYERS:
        return isinstance(value, Layer) and value.name == name
    return kind.has_made(value)


ISINSTANCE = Builtin("isinstance", "isinstance(m, nn.Linear)", _isinstance, takes_tensors=True)
