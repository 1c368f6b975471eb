"""How a program asks for gradients, ``y.backward()`` or ``torch.autograd.grad(y, x)``; clipping."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Value, as_value
from engine.catalog import CATALOG
from engine.errors import EngineError, Span
from engine.graph import TensorNode
from engine.language.calls import Builtin, Call
from engine.language.passes import drawn_gradients, reductions, run_backward
from engine.language.session import Session
from engine.language.values import Anything, Given, Reading, kind_of, plain


def _backward(
    call: Call,
    owner: Anything,
    gradient: Anything = None,
    *,
    retain_graph: Anything = None,  # noqa: ARG001 - graphs are always kept
    create_graph: Anything = False,
) -> None:
    if create_graph is True:
        raise call.fault(
            "gradients that are added up are no part of the graph",
            "Write `g, = torch.autograd.grad(y, x, create_graph=True)`.",
        )
    span = call.arguments.spans[0]
    output = _start(call, owner, gradient, span)
    text = call.session.source.text_at(span)
    call.session.trace.span = call.span
    try:
        run_backward(call.session, output, text)
    except EngineError as fault:
        if fault.code == "not-scalar":
            fault.fixes = reductions(text, span)
        raise


def _grad(
    call: Call,
    outputs: Anything,
    inputs: Anything,
    grad_outputs: Anything = None,
    *,
    retain_graph: Anything = None,  # noqa: ARG001 - graphs are always kept
    create_graph: Anything = False,
    only_inputs: Anything = True,  # noqa: ARG001 - nothing is added to other gradients
    allow_unused: Anything = False,
) -> tuple[Anything, ...]:
    """Give the gradients of some tensors, and add nothing to those that they have.

    With ``create_graph`` they are tensors of the graph.
    """
    session, span = call.session, call.arguments.spans.get(0, call.span)
    wanted = [
        session.operand(one, call.span)
        for one in (inputs if isinstance(inputs, list | tuple) else (inputs,))
    ]
    output = _start(call, outputs, grad_outputs, span)
    text, may_lack = session.source.text_at(span), allow_unused is True
    if create_graph is True:
        session.trace.span = call.span
        drawn = drawn_gradients(session, output, text)
        return tuple([_drawn(call, node, drawn.get(node), may_lack) for node in wanted])
    found = run_backward(session, output, text, adds_up=False).gradients
    return tuple([_reading(call, node, found.get(node), may_lack) for node in wanted])


def _start(call: Call, owner: Anything, gradient: Anything, span: Span) -> TensorNode:
    """Give the number that a pass starts from. Raises EngineError.

    A gradient for many elements is the same as a sum of them that is weighted by it, and that is
    what is drawn.
    """
    session = call.session
    if isinstance(owner, Reading) or session.reading:
        raise EngineError(
            "no graph leads to these numbers",
            code="no-graph",
            hint="Call `.backward()` outside of `with torch.no_grad():`."
            if session.without_gradients
            else "Call `.backward()` on a tensor, on a line of its own.",
        )
    if isinstance(owner, list | tuple):
        raise call.fault(f"{kind_of(owner)} has no pass", "Write one tensor, or a sum of them.")
    output = session.operand(owner, span)
    if gradient is None:
        return output
    weights = session.shape(gradient)
    if weights != output.shape:
        raise call.fault(
            f"the gradient has the shape {weights}, and the tensor {output.shape}",
            "Give one number for each element.",
        )
    weighted = _applied(session, "mul", [output, gradient], call.span)
    return _applied(session, "sum", [weighted], call.span)


def _applied(session: Session, op: str, inputs: list[Anything], span: Span) -> TensorNode:
    node: TensorNode = session.apply(CATALOG[op], inputs, {}, span)
    return node


def _reading(call: Call, node: TensorNode, gradient: Anything, may_lack: bool) -> Anything:
    """Give a gradient as numbers that are read off."""
    _check_reached(call, node, gradient, may_lack)
    if gradient is None:
        return None
    return Reading(plain(gradient), of_gradient=True, follows_torch=True)


def _drawn(call: Call, node: TensorNode, gradient: TensorNode | None, may_lack: bool) -> Anything:
    """Give a gradient as a tensor of the graph; one that no op made is a constant."""
    _check_reached(call, node, gradient, may_lack)
    if gradient is None:
        return None
    if gradient not in call.session.trace.tensors:
        return Reading(plain(gradient.value), follows_torch=True)
    call.session.from_torch.add(gradient)
    return gradient


def _check_reached(call: Call, node: TensorNode, gradient: Anything, may_lack: bool) -> None:
    if gradient is None and not may_lack:
        raise call.fault(
            f"the output does not depend on {call.session.trace.describe(node)}",
            "Ask for the gradient of what the output was made of.",
        )


def _clip_norm(
    call: Call, parameters: Anything, max_norm: Anything, norm_type: Anything = 2.0
) -> Reading:
    """Shrink all gradients by one factor, so that their norm is at most ``max_norm``; give it."""
    found = _with_gradients(call, parameters)
    most, order = call.number(max_norm), call.number(norm_type)
    norms = [float(np.linalg.norm(np.ravel(gradient), order)) for _, gradient in found]
    norm = float(np.linalg.norm(norms, order)) if norms else 0.0
    factor = min(most / (norm + 1e-6), 1.0)
    for cell, gradient in found:
        cell.gradient = gradient * factor
    return Reading(norm, of_gradient=True, follows_torch=True)


def _clip_value(call: Call, parameters: Anything, clip_value: Anything) -> None:
    """Cut every gradient off at ± ``clip_value``."""
    most = call.number(clip_value)
    for cell, gradient in _with_gradients(call, parameters):
        cell.gradient = as_value(np.clip(gradient, -most, most))


def _with_gradients(call: Call, parameters: Anything) -> list[tuple[Given, Value]]:
    """Take leaves, one or a list, and give those that have a gradient, with it."""
    cells = parameters if isinstance(parameters, list | tuple) else [parameters]
    for cell in cells:
        if not isinstance(cell, Given):
            raise call.fault(f"{kind_of(cell)} is no parameter", "Write `net.parameters()`.")
    found = [(cell, cell.gradient) for cell in cells if cell.gradient is not None]
    for _, gradient in found:
        call.session.meter.make(np.size(gradient))
    return found


CLIPPING: Mapping[str, Builtin] = {
    function.name: function
    for function in (
        Builtin(
            "clip_grad_norm_",
            "nn.utils.clip_grad_norm_(net.parameters(), 1.0)",
            _clip_norm,
            takes_tensors=True,
        ),
        Builtin(
            "clip_grad_value_",
            "nn.utils.clip_grad_value_(net.parameters(), 0.5)",
            _clip_value,
            takes_tensors=True,
        ),
    )
}
"""PyTorch has them behind ``nn.utils``."""

BACKWARD = Builtin("backward", "y.backward()", _backward, takes_tensors=True)
GRAD = Builtin("grad", "torch.autograd.grad(y, x)", _grad, takes_tensors=True)
