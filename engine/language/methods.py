"""Attributes and methods, from tables: nothing of Python is ever looked up by a program's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from engine.arrays import size_of
from engine.catalog import CATALOG
from engine.errors import EngineError, Fix, Span, UnknownNameError
from engine.graph import TensorNode
from engine.language.calls import Bound, Builtin, Call, Function
from engine.language.dialects import function_named, known_names
from engine.language.indexing import place
from engine.language.layer import Layer
from engine.language.names import MisspelledNameError
from engine.language.namespaces import reach
from engine.language.passes import run_backward
from engine.language.session import Session
from engine.language.values import (
    TENSORS,
    Anything,
    Element,
    Given,
    Prefix,
    Reading,
    kind_of,
    plain,
    whole,
)


def attribute(session: Session, owner: Anything, name: str, spans: tuple[Span, Span]) -> Anything:
    """Give ``owner.name``. ``spans`` are those of the owner and of the whole.

    Raises UnknownNameError for what the tables do not list.
    """
    if isinstance(owner, Prefix):
        return reach(owner, name)
    if isinstance(owner, Layer):
        return owner.parameter(session, name)
    if not isinstance(owner, TENSORS):
        hint = REFUSED.get(name, "Tensors have attributes and methods.")
        raise UnknownNameError(f"{kind_of(owner)} has no `{name}`", hint=hint)
    torch = _follows_torch(session, owner)
    if name in ATTRIBUTES and not (torch and name == "size"):
        return ATTRIBUTES[name](session, owner, spans[1])
    return Bound(_method(name, torch=torch), owner, spans[0])


def _method(name: str, *, torch: bool) -> Function:
    found = METHODS.get(name) or function_named(name, torch=torch)
    if found is not None:
        return found
    message = f"a tensor has no `{name}`"
    near = get_close_matches(name, [*ATTRIBUTES, *METHODS, *known_names()], n=1)
    if name in REFUSED or not near:
        hint = REFUSED.get(name, "The ops of the catalogue are its methods.")
        raise MisspelledNameError(message, hint=hint)
    raise MisspelledNameError(message, hint=f"Did you mean `.{near[0]}`?", meant=near[0])


def _follows_torch(session: Session, owner: Anything) -> bool:
    match owner:
        case TensorNode():
            return owner in session.from_torch
        case Given():
            return owner.follows_torch
        case Element():
            return _follows_torch(session, owner.of)
    return False


def _transposed(session: Session, owner: Anything, span: Span) -> Anything:
    return session.apply(CATALOG["transpose"], [owner], {}, span)


def _shape(session: Session, owner: Anything, _: Span) -> Anything:
    return tuple(map(Reading, session.shape(owner)))


def _ndim(session: Session, owner: Anything, _: Span) -> Anything:
    return Reading(len(session.shape(owner)))


def _size(session: Session, owner: Anything, _: Span) -> Anything:
    return Reading(size_of(session.shape(owner)))


def _data(session: Session, owner: Anything, _: Span) -> Anything:
    return Reading(session.plain(owner))


def _gradient(_: Session, owner: Anything, __: Span) -> Anything:
    node = owner.node if isinstance(owner, Given | Element) else owner
    if not isinstance(node, TensorNode) or node.gradient is None:
        return None
    return Reading(plain(node.gradient), of_gradient=True)


ATTRIBUTES: Mapping[str, Callable[[Session, Anything, Span], Anything]] = {
    "T": _transposed,
    "shape": _shape,
    "ndim": _ndim,
    "size": _size,
    "data": _data,
    "grad": _gradient,
}


def _item(call: Call, owner: Anything) -> Reading:
    return Reading(call.number(owner))


def _detached(call: Call, owner: Anything) -> Reading:
    return Reading(call.session.plain(owner))


def _backward(call: Call, owner: Anything) -> None:
    session, span = call.session, call.arguments.spans[0]
    if isinstance(owner, Reading) or session.reading:
        raise EngineError(
            "no graph leads to these numbers",
            code="no-graph",
            hint="Call `.backward()` on a tensor, on a line of its own.",
        )
    text = session.source.text_at(span)
    try:
        run_backward(session, session.operand(owner, span), text)
    except EngineError as fault:
        if fault.code == "not-scalar":
            fault.fix = Fix("Sum it", span, f"sum({text})")
        raise


def _torch_size(call: Call, owner: Anything, dim: Anything = None) -> Anything:
    shape = _shape(call.session, owner, call.span)
    if dim is None:
        return shape
    return shape[place(whole(call.session.plain(dim), "dim"), len(shape))]


def _torch_dim(call: Call, owner: Anything) -> Anything:
    return _ndim(call.session, owner, call.span)


METHODS: Mapping[str, Function] = {
    method.name: method
    for method in (
        Builtin("item", "x.item()", _item, takes_tensors=True),
        Builtin("detach", "x.detach()", _detached, takes_tensors=True),
        Builtin("numpy", "x.numpy()", _detached, takes_tensors=True),
        Builtin("backward", "y.backward()", _backward, takes_tensors=True),
        Builtin("size", "x.size(0)", _torch_size, takes_tensors=True),
        Builtin("dim", "x.dim()", _torch_dim, takes_tensors=True),
    )
}

REFUSED: Mapping[str, str] = {
    "append": "Make a list in one go: `[... for ... in ...]`.",
    "zero_": "Each line that binds a name makes a new tensor with a gradient of its own.",
    "requires_grad_": "Write `param(...)`: inputs and parameters receive gradients.",
    "requires_grad": "Inputs, targets and parameters receive gradients, constants do not.",
    "gradient": "The gradient is `.grad`.",
    "value": "The value is `.data`.",
}
"""What programs of other libraries write, and what to write instead."""
