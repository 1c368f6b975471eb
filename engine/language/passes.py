"""Backward passes: those that the program asks for, and the one at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.errors import Diagnostic, EngineError, Fix, Span
from engine.graph import Contributions, OpNode, TensorNode, ancestors, backward
from engine.language.session import Session
from engine.language.values import LABEL

#: Said once for each place, though from pass to pass other leaves may be meant.
KEPT = "gradient-kept"
#: Leaves that are named in one sentence.
NAMED = 3


def run_backward(
    session: Session, output: TensorNode, text: str, *, adds_up: bool = True
) -> Contributions:
    """Run a pass from ``output``, after charging it: about twice what forward took.

    Where it ``adds_up``, the gradient of a leaf is added to the one that its cell has, and other
    tensors hold that of their last pass. Raises BudgetError, and EngineError for an output of more
    than one element; ``text`` is its source.
    """
    nodes = _counted(session, output, text)
    ops = [session.trace.ops[node] for node in nodes if node in session.trace.ops]
    session.meter.count("flops", 2 * sum([op.plan.work for op in ops]))
    session.meter.count("elements", sum([op.plan.elements for op in ops]) + _sent_again(nodes))
    session.meter.labour(sum([op.node.op.effort(op.plan, backward=True) for op in ops]))
    contributions = Contributions(output)
    with session.progress.backward(contributions, nodes):
        backward(output, keep_contributions=True, found=contributions)
    if adds_up:
        _add_up(session, contributions)
    session.trace.passed(contributions)
    session.passes.append(output)
    return contributions


def _add_up(session: Session, contributions: Contributions) -> None:
    """Give each tensor its gradient; that of a leaf is added to what it holds."""
    stale = []
    for node, gradient in contributions.gradients.items():
        node.gradient = gradient
        cell = session.leaves.cell(node)
        if cell is None:
            continue
        if cell.gradient is None:
            cell.gradient = gradient
        else:
            if cell.summed_at not in (None, node) and np.any(cell.gradient):
                stale.append(cell.label or session.trace.label_of(node))
            cell.gradient = cell.gradient + gradient
        cell.summed_at = node
    span = session.trace.span
    told = any(one.code == KEPT and one.span == span for one in session.remarks)
    if stale and not told:
        session.remark(_still_held(stale, span))


def _still_held(names: Sequence[str], span: Span | None) -> Diagnostic:
    """Say that gradients of before an update were not cleared: hardly anybody wants their sum."""
    shown = [f"`{name}`" for name in names[:NAMED]]
    if names[NAMED:]:
        shown.append(f"{len(names) - NAMED} more")
    *others, last = shown
    listed = f"{', '.join(others)} and {last}" if others else last
    what, adds = (
        (f"the gradients of {listed} still hold", "adds to them")
        if others
        else (f"the gradient of {listed} still holds", "adds to it")
    )
    by_hand = f" or `{names[0]}.grad = None`" if names[0].isidentifier() else ""
    return Diagnostic(
        KEPT,
        "warning",
        f"{what} what came before the update, and this pass {adds}",
        f"Clear gradients after each update: `opt.zero_grad()`{by_hand}.",
        span=span,
    )


def _sent_again(nodes: Sequence[OpNode]) -> int:
    """Count the elements that are sent to tensors to which others have sent as many."""
    count, reached = 0, set[TensorNode]()
    for node in nodes:
        for tensor in node.inputs:
            if tensor in reached and tensor.differentiable:
                count += tensor.size
            reached.add(tensor)
    return count


def drawn_gradients(
    session: Session, output: TensorNode, text: str
) -> Mapping[TensorNode, TensorNode]:
    """Run a pass whose gradients are tensors of the graph, with ops that later passes go through.

    The ops are charged one by one, as they run. Raises BudgetError, and EngineError for an output
    of more than one element.
    """
    nodes, drawn = _counted(session, output, text), Contributions(output)
    with (
        session.grouped("grad", "function"),
        session.progress.backward(drawn, nodes),
    ):
        return backward(output, on_nodes=True, found=drawn).gradients


def _counted(session: Session, output: TensorNode, text: str) -> Sequence[OpNode]:
    """Give the ops that a pass goes through, after counting them. Raises EngineError."""
    if output.size != 1:
        fault = not_scalar(output, text)
        raise EngineError(fault.message, code=fault.code, hint=fault.hint)
    nodes = ancestors(output)
    session.meter.count("passes")
    session.meter.count("backward_ops", len(nodes))
    session.meter.count("edges", sum(len(node.inputs) for node in nodes))
    session.meter.begin_round()
    return nodes


def not_scalar(
    output: TensorNode, text: str, span: Span | None = None, fixes: tuple[Fix, ...] = ()
) -> Diagnostic:
    """Say that no pass can start from a tensor, and what to try.

    ``text`` is its name, or the expression that it is the value of.
    """
    short = text if text.isidentifier() else f"({text})" if len(text) <= LABEL else "y"
    first = f"{short}[{', '.join('0' * output.ndim)}]"
    return Diagnostic(
        "not-scalar",
        "warning",
        f"a backward pass starts from one number, and this tensor has the shape {output.shape}",
        f"Reduce it with `sum(...)`, or choose one element, such as `{first}`.",
        fixes,
        span,
    )


def reductions(text: str, span: Span) -> tuple[Fix, ...]:
    """Offer to make one number of an expression."""
    return (
        Fix("Sum it", span, f"sum({text})"),
        Fix("Take its mean", span, f"mean({text})"),
    )
