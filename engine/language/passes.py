"""Backward passes: those that the program asks for, and the one at its end."""

from __future__ import annotations

from engine.errors import Diagnostic, EngineError, Fix, Span
from engine.graph import TensorNode, ancestors, backward
from engine.language.session import Session


def run_backward(session: Session, output: TensorNode) -> None:
    """Run a pass from ``output``, after charging it: about twice what forward took.

    A leaf's gradient is added to the one it has; others hold that of their last pass. Raises
    BudgetError, and EngineError for an output of more than one element.
    """
    if output.size != 1:
        raise EngineError(
            f"a backward pass starts from one number, and this has the shape {output.shape}",
            code="not-scalar",
            hint="Reduce it with `sum(...)`, or choose one element, such as `y[0]`.",
        )
    nodes = ancestors(output)
    plans = [session.trace.ops[node].plan for node in nodes if node in session.trace.ops]
    session.meter.count("backward_ops", len(nodes))
    session.meter.count("flops", 2 * sum(plan.flops for plan in plans))
    session.meter.count("elements", sum(plan.elements for plan in plans))
    contributions = backward(output, keep_contributions=True)
    for node, gradient in contributions.gradients.items():
        adds_up = node.source is None and node.gradient is not None
        node.gradient = node.gradient + gradient if adds_up else gradient
    session.trace.passed(contributions)
    session.passes.append(output)


def not_scalar(session: Session, output: TensorNode, span: Span, name: str) -> Diagnostic:
    """Say that no pass can start from the program's output, and offer to sum it.

    ``name`` is that of the output, if it was bound to one, else ``span`` holds the expression.
    """
    if name:
        fix = Fix("Sum it", session.source.end, f"\nsum({name})")
    else:
        fix = Fix("Sum it", span, f"sum({session.source.text_at(span)})")
    return Diagnostic(
        "not-scalar",
        "warning",
        f"the output has the shape {output.shape}, and a backward pass starts from one number",
        "Reduce it with `sum(...)`, or choose one element, such as `"
        f"{name or 'y'}[{', '.join('0' * output.ndim)}]`.",
        fix,
        span,
    )
