"""From source text to a filled trace."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.errors import Diagnostic, EngineError, UnknownNameError, Span
from engine.graph import TensorNode
from engine.language.budget import HEAVY, Budget, Meter
from engine.language.namespaces import bare_names
from engine.language.passes import not_scalar, run_backward
from engine.language.session import Session
from engine.language.source import Source
from engine.language.statements import execute
from engine.language.values import Anything, Element, Given, Reading, is_sequence
from engine.trace import TensorRecord, Trace

FRAMES = 20_000
"""Python frames for the interpreter: nesting times call depth, a few for each."""


@dataclass(slots=True)
class Run:
    """What a program did. ``outputs`` are the tensors it is about, the last of them above all."""

    source: str
    seed: int
    trace: Trace
    outputs: list[TensorNode] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether nothing stopped the program."""
        return not any(self._errors())

    @property
    def over_budget(self) -> bool:
        """Whether a budget stopped it: a larger one might let it through."""
        return any(error.code.startswith("budget-") for error in self._errors())

    def _errors(self) -> Iterator[Diagnostic]:
        return (d for d in self.diagnostics if d.severity == "error")


def run(
    source: str,
    *,
    inputs: Mapping[str, Any] = {},
    outputs: Sequence[str] = (),
    seed: int = 0,
    budget: Budget = HEAVY,
    strict: bool = False,
) -> Run:
    """Run a program forward, then backward from its outputs unless it did so itself.

    ``inputs`` gives leaves other values, by their ids; ``outputs`` names the tensors to start a
    backward pass from. Never raises for what a person can type: faults are diagnostics, and the
    trace holds everything up to the fault. ``strict``, for tests, lets faults of the engine's own
    through.
    """
    meter = Meter(budget)
    result = Run(source, seed, Trace(meter))
    with np.errstate(all="ignore"), result.trace:
        try:
            parsed = Source(source, meter)
        except EngineError as fault:
            result.diagnostics.append(fault.diagnostic())
            return result
        session = Session(
            parsed,
            result.trace,
            meter,
            bare_names=bare_names(),
            inputs=inputs,
            seed=seed,
            strict=strict,
        )
        result.printed = session.printed
        try:
            with _deep_recursion():
                execute(session, parsed.tree.body)
            result.outputs = _finished(session, outputs, result.diagnostics)
            _check_inputs(session)
        except EngineError as fault:
            result.diagnostics.append(fault.diagnostic())
    result.diagnostics.extend(session.remarks)
    return result


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Let the interpreter go as deep as its budgets allow, wherever it was called from.

    Frames of Python that call one another take no room on the machine's stack.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _finished(
    session: Session, names: Sequence[str], diagnostics: list[Diagnostic]
) -> list[TensorNode]:
    """Find the outputs of a program that has ended, and run the passes that it did not ask for."""
    session.trace.statement = ""
    outputs = []
    for value, span, name in _asked_for(session, names):
        output = session.operand(value, span)
        outputs.append(output)
        if output in session.passes:
            continue
        if output.size != 1:
            diagnostics.append(not_scalar(session, output, span, name))
        elif output.differentiable:
            run_backward(session, output)
        else:
            diagnostics.append(_constant_output(span))
    if not outputs:
        diagnostics.append(_no_output())
    return outputs


def _asked_for(
    session: Session, names: Sequence[str]
) -> list[tuple[Anything, Span, str]]:
    """Give the outputs: those named, else the last pass's, the last expression, the last name."""
    if names:
        return [_named(session, name) for name in names]
    if session.passes:
        return [(session.passes[-1], session.source.end, "")]
    if session.last_expression is not None:
        value, node = session.last_expression
        if isinstance(node, ast.Tuple) and isinstance(value, tuple):
            return [
                (part, session.source.span(place), "")
                for part, place in zip(value, node.elts, strict=True)
                if _is_tensor(part)
            ]
        if _is_tensor(value):
            return [(value, session.source.span(node), "")]
    return [_named(session, session.last_bound)] if session.last_bound else []


def _named(session: Session, name: str) -> tuple[Anything, Span, str]:
    value = session.globals.names.get(name)
    if not _is_tensor(value):
        raise UnknownNameError(
            f"the output `{name}` is no tensor of the program",
            hint="Name a tensor that the program binds outside of functions.",
            code="unknown-output",
        )
    return value, session.bound_at[name], name


def _is_tensor(value: Anything) -> bool:
    if is_sequence(value):
        return len(value) > 0 and all(map(_is_tensor, value))
    return isinstance(value, TensorNode | Given | Element | Reading | int | float)


def _constant_output(span: Span) -> Diagnostic:
    return Diagnostic(
        "constant-output",
        "info",
        "the output depends on no input, so there is no gradient",
        "Bind a number to a name, such as `x = 2.0`: it becomes an input.",
        span=span,
    )


def _no_output() -> Diagnostic:
    return Diagnostic(
        "empty",
        "info",
        "the program makes no tensor yet",
        "Type `x = 2.0`, and `x * x` on the line below.",
    )


def _check_inputs(session: Session) -> None:
    """Refuse values for leaves that the program does not have. Raises EngineError."""
    unknown = sorted(set(session.inputs) - session.overridden)
    if unknown:
        leaves = [r.id for r in session.trace.events if isinstance(r, TensorRecord)]
        raise EngineError(
            f"no leaf has the id `{unknown[0]}`",
            code="unknown-input",
            hint=f"The leaves are {', '.join(f'`{id}`' for id in leaves[:20])}."
            if leaves
            else "The program has no leaves.",
        )
