"""Attributes and methods, from a table: no attribute of Python is ever looked up by a user's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

import numpy as np

from engine.catalog import ALIASES, CATALOG
from engine.errors import EngineError, Fix, UnknownNameError, Span
from engine.graph import TensorNode
from engine.language.calls import Builtin, Call, CatalogFunction, Function
from engine.language.indexing import place
from engine.language.layers import Layer
from engine.language.namespaces import reach
from engine.language.passes import run_backward
from engine.language.session import Session
from engine.language.values import (
    Anything,
    Element,
    Given,
    Prefix,
    Reading,
    kind_of,
    plain,
    whole,
)


def attribute(session: Session, owner: Anything, name: str, owner_span: Span, span: Span) -> Anything:
    """Give ``owner.name``. Raises UnknownNameError for what the tables do not list."""
    if isinstance(owner, Prefix):
        return reach(owner, name)
    if isinstance(owner, Layer):
        return owner.parameter(session, name)
    if not isinstance(owner, TensorNode | Given | Element | Reading):
        hint = "Build lists with a comprehension: `[... for ...]`." if name == "append" else ""
        raise UnknownNameError(
            f"{kind_of(owner)} has no `{name}`", hint=hint or "Tensors have attributes and methods."
        )
    torch = _follows_torch(session, owner)
    if name in ATTRIBUTES and not (torch and name == "size"):
        return ATTRIBUTES[name](session, owner, span)
    if name in METHODS:
        usage, run = METHODS[name]
        return Builtin(name, usage, lambda call, *args: run(call, owner, owner_span, *args))
    return _op_as_method(name, owner, owner_span, torch)


def _op_as_method(name: str, owner: Anything, owner_span: Span, torch: bool) -> Function:
    if name in ALIASES:
        return CatalogFunction(CATALOG[ALIASES[name]], torch, (owner, owner_span))
    near = get_close_matches(name, [*ATTRIBUTES, *METHODS, *ALIASES], n=1)
    hint = f"Did you mean `.{near[0]}`?" if near else "The ops of the catalogue are its methods."
    raise UnknownNameError(f"a tensor has no `{name}`", hint=hint)


def _follows_torch(session: Session, owner: Anything) -> bool:
    match owner:
        case TensorNode():
            return owner in session.from_torch
        case Given():
            return owner.follows_torch
        case Element():
            return _follows_torch(session, owner.of)
    return False


def _label(session: Session, span: Span) -> str:
    text = session.source.text_at(span)
    return text if len(text) <= 24 and "\n" not in text else ""


def _transposed(session: Session, owner: Anything, span: Span) -> Anything:
    return session.apply(CATALOG["transpose"], [owner], {}, span)


def _shape(session: Session, owner: Anything, span: Span) -> Anything:
    return tuple(map(Reading, np.shape(session.plain(owner))))


def _ndim(session: Session, owner: Anything, span: Span) -> Anything:
    return Reading(int(np.ndim(session.plain(owner))))


def _size(session: Session, owner: Anything, span: Span) -> Anything:
    return Reading(int(np.size(session.plain(owner))))


def _data(session: Session, owner: Anything, span: Span) -> Anything:
    return Reading(session.plain(owner), _label(session, span), span)


def _gradient(session: Session, owner: Anything, span: Span) -> Anything:
    node = owner.node if isinstance(owner, Given | Element) else owner
    gradient = node.gradient if isinstance(node, TensorNode) else None
    if gradient is None:
        return None
    return Reading(plain(gradient), _label(session, span), span, of_gradient=True)


ATTRIBUTES: Mapping[str, Callable[[Session, Anything, Span], Anything]] = {
    "T": _transposed,
    "shape": _shape,
    "ndim": _ndim,
    "size": _size,
    "data": _data,
    "grad": _gradient,
}


def _item(call: Call, owner: Anything, span: Span) -> Anything:
    numbers = np.asarray(call.session.plain(owner))
    if numbers.size != 1:
        raise EngineError(
            f"a tensor of shape {numbers.shape} is not one number",
            code="not-scalar",
            hint="Choose one element, such as `y[0]`, or reduce it with `sum(...)`.",
        )
    return Reading(plain(numbers.reshape(())[()]))


def _detached(call: Call, owner: Anything, span: Span) -> Anything:
    return Reading(call.session.plain(owner), _label(call.session, call.span), call.span)


def _backward(call: Call, owner: Anything, span: Span) -> None:
    session = call.session
    if isinstance(owner, Reading) or session.reading:
        raise EngineError(
            "there is no graph behind these numbers",
            code="no-graph",
            hint="Call `.backward()` on a tensor, on a line of its own.",
        )
    output = session.operand(owner, span)
    try:
        run_backward(session, output)
    except EngineError as fault:
        if fault.code == "not-scalar":
            text = session.source.text_at(span)
            fault.fix = Fix("Sum it", span, f"sum({text})")
        raise


def _size_method(call: Call, owner: Anything, span: Span, axis: Anything = None) -> Anything:
    shape = _shape(call.session, owner, span)
    return shape if axis is None else shape[place(whole(call.session.plain(axis), "dim"), len(shape))]


METHODS: Mapping[str, tuple[str, Callable[..., Anything]]] = {
    "item": ("x.item()", _item),
    "detach": ("x.detach()", _detached),
    "numpy": ("x.numpy()", _detached),
    "backward": ("y.backward()", _backward),
    "size": ("x.size(0)", _size_method),
    "dim": ("x.dim()", lambda call, owner, span: _ndim(call.session, owner, span)),
}
