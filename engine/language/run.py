"""From source text to a filled trace."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from engine.errors import BudgetError, Diagnostic, EngineError, Fix, Span, UnknownNameError
from engine.graph import TensorNode
from engine.language.budget import HEAVY, Budget, Meter, Refusal
from engine.language.expressions import parts_of
from engine.language.fixes import with_fixes
from engine.language.namespaces import bare_names
from engine.language.passes import not_scalar, reductions, run_backward
from engine.language.progress import Progress
from engine.language.session import Session
from engine.language.source import Source
from engine.language.statements import execute
from engine.language.usage import Usage
from engine.language.values import TENSORS, Anything, is_number, is_sequence
from engine.op import Op
from engine.trace import TensorRecord, Trace

FRAMES = 20_000
"""Python frames for the interpreter: nesting times call depth, a few for each."""

LARGEST_SEED = 2**32 - 1


@dataclass(slots=True)
class Run:
    """What a program did. ``outputs`` are the tensors it is about, the last of them above all.

    ``refusal`` says which budget stopped it, if one did, ``drawn`` whether anything was random.
    """

    source: str
    seed: int
    trace: Trace
    outputs: list[TensorNode] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    refusal: Refusal | None = None
    drawn: bool = False

    @property
    def complete(self) -> bool:
        """Whether nothing stopped the program."""
        return not any(d.severity == "error" for d in self.diagnostics)

    @property
    def over_budget(self) -> bool:
        """Whether a budget stopped it: a larger one might let it through."""
        return self.refusal is not None


def run(
    source: str,
    *,
    inputs: Mapping[str, Any] = {},
    outputs: Sequence[str] = (),
    seed: int = 0,
    budget: Budget = HEAVY,
    progress: Progress | None = None,
    strict: bool = False,
) -> Run:
    """Run a program forward, then backward from its outputs unless it did so itself.

    ``inputs`` gives leaves other values, by their ids; ``outputs`` names the tensors to start a
    backward pass from. Never raises for what a person can type: faults are diagnostics, and the
    trace holds everything up to the fault. ``progress`` tells meanwhile how far it is. ``strict``,
    for tests, lets faults of the engine itself through.
    """
    meter = Meter(budget)
    result = Run(source, seed, Trace(meter))
    progress = progress or Progress()
    progress.begin(meter, result.trace)
    with np.errstate(all="ignore"), result.trace:
        try:
            _run(result, meter, inputs, outputs, progress, strict=strict)
        except EngineError as fault:
            result.diagnostics.insert(0, with_fixes(source, fault.diagnostic()))
            if isinstance(fault, BudgetError):
                result.refusal = Refusal(fault.limit, fault.asked, fault.of_round)
        except (RecursionError, MemoryError):
            result.diagnostics.insert(0, _no_room(result.trace.span))
            result.refusal = Refusal()
        except Exception:
            if strict:
                raise
            result.diagnostics.insert(0, _fault_of_ours(result.trace.span))
    return result


def _run(
    result: Run,
    meter: Meter,
    inputs: Mapping[str, Any],
    outputs: Sequence[str],
    progress: Progress,
    *,
    strict: bool,
) -> None:
    source = Source(result.source, meter)
    if not 0 <= result.seed <= LARGEST_SEED:
        raise EngineError(
            f"the seed is {result.seed}", code="seed", hint=f"Seeds go from 0 to {LARGEST_SEED}."
        )
    names = bare_names()
    session = Session(source, result.trace, meter, names, result.seed)
    session.progress = progress
    session.leaves.inputs, session.strict = inputs, strict
    usage = Usage(source.tree)
    session.counters = usage.counters(names)
    result.printed, result.diagnostics = session.printed, session.remarks
    try:
        with _deep_recursion():
            execute(session, source.tree.body)
            asked = _asked_for(session, outputs)
            result.outputs = _finish(session, asked)
    finally:
        result.drawn = session.drawn
    _check_inputs(session)
    for name, place in usage.unused().items():
        if name not in {one.name for one in asked}:
            session.remark(_unused(name, source.span(place)))


@contextmanager
def _deep_recursion() -> Iterator[None]:
    """Let the interpreter go as deep as its budgets allow, wherever it was called from.

    Frames of Python that call one another take no room on the machine's stack; its parser does,
    and runs before.
    """
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, FRAMES))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An output before it is a tensor: its value, where it stands, the name it is bound to."""

    value: Anything
    span: Span
    name: str = ""


def _finish(session: Session, asked: Sequence[_Asked]) -> list[TensorNode]:
    """Make tensors of the outputs, and run the passes that the program did not ask for."""
    session.trace.statement = ""
    outputs = []
    for one in asked:
        output = session.operand(one.value, one.span)
        outputs.append(output)
        if output in session.passes:
            continue
        if output.size != 1:
            session.remark(_not_scalar(session, output, one))
        elif output.differentiable:
            session.trace.span = one.span
            run_backward(session, output, one.name)
        else:
            session.remark(_constant_output(output, one.span))
    if not outputs:
        session.remark(_no_output())
    return outputs


def _asked_for(session: Session, names: Sequence[str]) -> list[_Asked]:
    """Give the outputs: those named, else the last pass's, the last expression, the last name."""
    if names:
        return [_named(session, name) for name in names]
    if session.passes:
        return [_Asked(session.passes[-1], session.source.end)]
    if session.last_expression is not None:
        value, node = session.last_expression
        values = value if isinstance(value, tuple) else (value,)
        written = parts_of(node)
        places = written if len(written) == len(values) else [node] * len(values)
        if values and all(map(_is_tensor, values)):
            spans = map(session.source.span, places)
            return [_Asked(*pair) for pair in zip(values, spans, strict=True)]
    return [_named(session, session.last_bound)] if session.last_bound else []


def _not_scalar(session: Session, output: TensorNode, asked: _Asked) -> Diagnostic:
    """Offer to sum an output: around its expression, or on a line at the end."""
    text = session.source.text_at(asked.span)
    fixes = reductions(text, asked.span)
    if asked.name:
        line = "" if session.source.lines[-1] == "" else "\n"
        fixes = tuple(
            Fix(fix.title, session.source.end, line + fix.text)
            for fix in reductions(asked.name, asked.span)
        )
    return not_scalar(output, asked.name or text, asked.span, fixes)


def _named(session: Session, name: str) -> _Asked:
    value = session.globals.names.get(name)
    if not _is_tensor(value):
        raise UnknownNameError(
            f"the output `{name}` is no tensor of the program",
            hint="Name a tensor that the program binds outside of functions.",
            code="unknown-output",
        )
    return _Asked(value, session.bound_at[name], name)


def _is_tensor(value: Anything) -> bool:
    if is_sequence(value):
        return len(value) > 0 and all(map(_is_tensor, value))
    return isinstance(value, TENSORS) or is_number(value)


def _check_inputs(session: Session) -> None:
    """Refuse values for leaves that the program does not have. Raises EngineError."""
    unknown = sorted(set(session.leaves.inputs) - session.leaves.overridden)
    if not unknown:
        return
    leaves = [f"`{r.id}`" for r in session.trace.events if isinstance(r, TensorRecord)]
    raise EngineError(
        f"no leaf has the id `{unknown[0]}`",
        code="unknown-input",
        hint=f"The leaves are {', '.join(leaves[:20])}." if leaves else "There are no leaves.",
    )


def _unused(name: str, span: Span) -> Diagnostic:
    hint = "Use it in an expression, or delete the line."
    return Diagnostic("unused", "info", f"`{name}` is never used", hint, span=span)


def _constant_output(output: TensorNode, span: Span) -> Diagnostic:
    blocked = _flat_op(output)
    if blocked is None:
        message = "the output depends on no input, so there is no gradient"
        hint = "Bind a number to a name, such as `x = 2.0`: it becomes an input."
    else:
        message = f"no gradient passes through {blocked.name}, so no input has one"
        hint = blocked.reason
    return Diagnostic("constant-output", "info", message, hint, span=span)


def _flat_op(output: TensorNode) -> type[Op] | None:
    """Find an op without a derivative between the inputs and an output, if there is one."""
    seen, waiting = set(), [output]
    while waiting:
        node = waiting.pop().source
        if node is None or node in seen:
            continue
        seen.add(node)
        if not node.op.differentiable and any(tensor.differentiable for tensor in node.inputs):
            return node.op
        waiting.extend(node.inputs)
    return None


def _no_output() -> Diagnostic:
    message = "the program makes no tensor yet"
    return Diagnostic("empty", "info", message, "Type `x = 2.0`, and `x * x` on the line below.")


def _no_room(span: Span | None) -> Diagnostic:
    return Diagnostic(
        "budget-memory",
        "error",
        "the program needs more memory than there is",
        "Make the program smaller.",
        span=span,
    )


def _fault_of_ours(span: Span | None) -> Diagnostic:
    return Diagnostic(
        "internal",
        "error",
        "the engine failed here, which is a fault of its own and not of the program",
        "Write it another way, and please report it.",
        span=span,
    )
