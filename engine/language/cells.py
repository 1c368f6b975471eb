"""Leaves that are changed in place, and what needs a gradient."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.arrays import Shape, Value, as_value, size_of
from engine.errors import Diagnostic, EngineError, ShapeError, Span
from engine.graph import TensorNode
from engine.language.session import Session
from engine.language.values import Anything, Element, Given, Reading, kind_of, plain

NO_GRAD_HINT = "Do it inside `with torch.no_grad():`."


def write(
    session: Session, target: Anything, value: Anything, span: Span, *, how: str, free: bool = False
) -> None:
    """Put numbers in the place of those that ``target`` holds, as ``how`` in the program asks.

    A leaf gets a new version; what was read off a leaf or its gradient is written there. Raises
    EngineError where PyTorch refuses it: a leaf that needs a gradient is only changed where no
    gradients are recorded (or ``free``), and what an op made is not changed at all.
    """
    _check_place(session, target, how, free=free)
    new = fitted(session, value, session.shape(target))
    if isinstance(target, Given):
        session.leaves.change(target, new, span)
    elif target.cell is None:
        target.data = plain(new)
    elif target.of_gradient:
        target.cell.gradient = new
    else:
        session.leaves.change(target.cell, new, span)


def writes_in_place(session: Session, target: Anything) -> bool:
    """Tell whether ``target -= ...`` is meant to change a tensor, or to bind a name anew."""
    match target:
        case Reading():
            return target.cell is not None and target.follows_torch
        case Given():
            return session.without_gradients and not target.written
        case TensorNode() | Element():
            return session.without_gradients and requires_gradient(session, target)
    return False


def fitted(session: Session, value: Anything, shape: Shape) -> Value:
    """Take numbers in another shape, as far as they can be broadcast to it. Raises ShapeError."""
    given = session.shape(value)
    session.meter.make(size_of(shape))
    try:
        return as_value(np.broadcast_to(session.plain(value), shape).astype(np.float64))
    except ValueError:
        raise ShapeError(
            f"numbers of the shape {given} do not fit into a tensor of the shape {shape}",
            hint="What is written in place keeps its shape.",
        ) from None


def requires_gradient(session: Session, value: Anything) -> bool:
    """Tell whether PyTorch would compute a gradient of a tensor.

    Of PyTorch's own tensors that is what was said of them, and plain numbers have none; everything
    else that is no constant has one.
    """
    match value:
        case Given():
            is_asked = value.role == "parameter" or not (value.follows_torch or value.written)
            return is_asked and value.differentiable and value.role != "constant"
        case Element():
            return requires_gradient(session, value.of)
        case TensorNode():
            return value.differentiable and _leads_to_one(session, value)
    return False


def ask_for_gradient(session: Session, value: Anything, span: Span, *, on: bool = True) -> Anything:
    """Do what ``requires_grad_()`` does, and give the leaf that it is then. Raises EngineError."""
    if isinstance(value, Reading):
        if on:
            value.leaf = _leaf_of(session, value, value.label, span)
        return value.leaf or value
    if isinstance(value, TensorNode):
        needed = requires_gradient(session, value)
        if on and not needed:
            label = session.trace.label_of(value)
            session.leaves_of[value] = _leaf_of(session, value, label, span)
        if on or not needed:
            return session.leaves_of.get(value, value)
        raise EngineError(
            "only a leaf can do without a gradient, and an op made this tensor",
            code="in-place",
            hint="`x.detach()` gives its numbers as a constant.",
        )
    if not isinstance(value, Given):
        raise EngineError(
            f"{kind_of(value)} has no gradient of its own",
            code="operands",
            hint="Ask for the gradient of the whole tensor.",
        )
    value.differentiable = on
    if on and value.role != "parameter":
        value.role = "parameter"
        value.written = False
    if value.node is not None:
        value.node.differentiable = on
        session.trace.tensors[value.node].role = value.role
    return value


def _leaf_of(session: Session, value: Reading | TensorNode, label: str, span: Span) -> Given:
    """Make a leaf of numbers that need no gradient so far; names stand for it from then on."""
    return Given(
        as_value(value.value),
        span,
        "parameter",
        label=label if label.isidentifier() else "",
        module=session.trace.module,
        moment=session.trace.now(),
        follows_torch=session.follows_torch(value),
    )


def _leads_to_one(session: Session, output: TensorNode) -> bool:
    """Look for a leaf that needs a gradient among those that a tensor came from."""
    seen, waiting = {output}, [output]
    while waiting:
        node = waiting.pop()
        session.meter.count("expressions")
        cell = session.leaves.cell(node)
        if cell is not None and requires_gradient(session, cell):
            return True
        inputs = node.source.inputs if node.source is not None else ()
        fresh = [tensor for tensor in inputs if tensor.differentiable and tensor not in seen]
        seen.update(fresh)
        waiting.extend(fresh)
    return False


def _check_place(session: Session, target: Anything, how: str, *, free: bool) -> None:
    """Refuse to change what PyTorch keeps as it is. Raises EngineError."""
    if isinstance(target, TensorNode | Element):
        part = "part of a tensor" if isinstance(target, Element) else "a tensor that an op made"
        raise EngineError(
            f"`{how}` would change {part}, and the graph needs it as it is",
            code="in-place",
            hint="Make a new tensor: bind the result to a name.",
        )
    if not isinstance(target, Given | Reading):
        raise EngineError(
            f"`{how}` cannot change {kind_of(target)}", code="operands", hint="It changes tensors."
        )
    recorded = not (free or session.without_gradients)
    if recorded and isinstance(target, Given) and requires_gradient(session, target):
        raise EngineError(
            f"`{how}` would change a leaf in place while its gradient is recorded",
            code="in-place",
            hint=NO_GRAD_HINT,
        )


def gradient_of(session: Session, owner: Anything, span: Span) -> Reading | None:
    """Give the gradient that a tensor has by now; None before a pass."""
    if isinstance(owner, Given):
        if owner.follows_torch and not requires_gradient(session, owner):
            _remark_none(session, owner, span)
            return None
        found = owner.gradient
    else:
        node = owner.node if isinstance(owner, Element) else owner
        found = node.gradient if isinstance(node, TensorNode) else None
    if found is None:
        return None
    return Reading(
        plain(found),
        of_gradient=True,
        cell=owner if isinstance(owner, Given) else None,
        follows_torch=session.follows_torch(owner),
    )


def _remark_none(session: Session, owner: Given, span: Span) -> None:
    label = owner.label or session.trace.label_of(owner.node)
    name = f"`{label}`" if label else "this tensor"
    session.remark(
        Diagnostic(
            "no-gradient",
            "info",
            f"PyTorch computes no gradient of {name}, so `.grad` is None",
            "Make it with `requires_grad=True`, or call `.requires_grad_()`.",
            span=span,
        )
    )


def set_gradient(session: Session, owner: Anything, value: Anything) -> None:
    """Give a tensor another gradient, or none. Raises EngineError."""
    new = None if value is None else fitted(session, value, session.shape(owner))
    if isinstance(owner, Given | TensorNode):
        owner.gradient = new


def clear(cell: Given, *, to_none: bool) -> None:
    """Clear the gradient of a leaf: by None, or by zeros where there is one."""
    if to_none:
        cell.gradient = None
    elif cell.gradient is not None:
        cell.gradient = as_value(np.zeros(cell.gradient.shape))


def detached(session: Session, owner: Anything) -> Reading:
    """Give the numbers of a tensor as a constant, which still belong to the leaf if it is one."""
    if isinstance(owner, Reading):
        return replace(owner)
    cell = owner if isinstance(owner, Given) and not owner.written else None
    torch = session.follows_torch(owner)
    return Reading(session.plain(owner), cell=cell, follows_torch=torch)
