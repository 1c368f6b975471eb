"""The one path: source -> syntax -> trace -> contributions -> document."""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from engine.analysis.nonfinite import first_nonfinite
from engine.analysis.scalar import Room
from engine.analysis.terms import terms_of
from engine.document import (
    NUMBERS,
    NUMBERS_OF_PART,
    GraphDocument,
    TermsForm,
    diagnostic_form,
    document,
    fields,
    slice_json,
    tensor_ids,
    terms_form,
    written,
)
from engine.errors import Diagnostic
from engine.graph import Contributions, TensorNode
from engine.language import HEAVY, Budget, Progress, Refusal, Run, run
from engine.trace import OpRecord, PassRecord

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a program ran. Its document is written when it is first asked for.

    ``opened`` are the ids of ops to open in it, None for all. ``progress`` tells how far the
    document is while it is written.
    """

    ran: Run
    budget: Budget
    opened: Collection[str] | Literal["all"] = ()
    progress: Progress = field(default_factory=Progress)
    _written: list[GraphDocument] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Whether nothing stopped the program."""
        return self.ran.complete

    @property
    def over_budget(self) -> bool:
        """Whether a budget stopped it: a larger one might let it through."""
        return self.ran.over_budget

    @property
    def refusal(self) -> Refusal | None:
        """The limit that stopped it, if one did."""
        return self.ran.refusal

    @property
    def edges(self) -> int:
        """How many edges were gone along, forward and backward: so long is its document."""
        count = 0
        for event in self.ran.trace.events:
            if isinstance(event, OpRecord):
                count += len(event.node.inputs) + len(event.outputs)
            elif isinstance(event, PassRecord):
                count += len(event.contributions.contributions)
        return count

    @property
    def unknown(self) -> list[str]:
        """Ids that were to be opened and that no op has."""
        if not self.opened or self.opened == "all":
            return []
        known = {op.id for op in self.ran.trace.ops.values()}
        return [id for id in self.opened if id not in known]

    @property
    def diagnostics(self) -> list[dict[str, Any]]:
        """What there is to say of it, as its document has it."""
        ids = tensor_ids(self.ran.trace)
        return [dict(diagnostic_form(diagnostic, ids)) for diagnostic in _told(self.ran)]

    @property
    def document(self) -> GraphDocument:
        """What happened, the whole of it."""
        if not self._written:
            with np.errstate(all="ignore"):  # local derivatives of what is NaN are NaN as well
                self._written.append(document(_fields(self)))
        return self._written[0]

    def written(self, dumps: Callable[[str, Any], bytes]) -> bytes:
        """Write the document as JSON, part by part, so that it is never there but as text.

        ``dumps`` writes a field by its name, or some items of one that is long.
        """
        with np.errstate(all="ignore"):
            return written(_fields(self), dumps)


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked of a program, or a sentence that says what is ``missing``.

    ``evaluation`` tells how the program ran.
    """

    missing: str
    evaluation: Evaluation


@dataclass(frozen=True, slots=True)
class Elements(Found):
    """A row-major slice of one tensor: ``{"shape", "start", "data"}``, None where there is none."""

    array: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Terms(Found):
    """What an element of a gradient was computed from, None where there is none."""

    terms: TermsForm | None


def evaluate(
    source: str,
    *,
    inputs: Mapping[str, Any] = {},
    outputs: Sequence[str] = (),
    seed: int = 0,
    expand: Collection[str] | Literal["all"] = (),
    budget: Budget = HEAVY,
    progress: Progress | None = None,
) -> Evaluation:
    """Run a program forward and backward and say what happened.

    ``inputs`` replaces the values of leaves by their document ids, ``outputs`` names the tensors to
    start a backward pass from (the program's own output unless given), ``expand`` the ops to open
    into scalar ops. Never raises for what a person typed: faults are diagnostics in the document,
    which holds everything up to the fault. ``progress`` can be looked at meanwhile, from a signal
    handler or another thread, to see how far it is.
    """
    progress = progress or Progress()
    ran = run(source, inputs=inputs, outputs=outputs, seed=seed, budget=budget, progress=progress)
    return Evaluation(ran, budget, expand, progress)


def elements(
    source: str,
    *,
    tensor: str,
    of: Literal["value", "gradient"] = "value",
    start: int = 0,
    count: int = 4096,
    inputs: Mapping[str, Any] = {},
    outputs: Sequence[str] = (),
    seed: int = 0,
    budget: Budget = HEAVY,
) -> Elements:
    """Give a slice of a tensor that is too large to travel whole, by its document id.

    The array is None for a tensor that is not there, or a gradient that was not computed.
    """
    ran = run(source, inputs=inputs, outputs=outputs, seed=seed, budget=budget)
    node = {id: node for node, id in tensor_ids(ran.trace).items()}.get(tensor)
    value: Any = None
    if node is not None:
        passes = _passes(ran)
        gradients = passes[-1].gradients if passes else {}
        value = node.value if of == "value" else gradients.get(node)
    missing = f"The program has no {of} of a tensor {tensor!r}." if value is None else ""
    array = None if value is None else slice_json(value, start, count)
    return Elements(missing, Evaluation(ran, budget), array)


def terms(
    source: str,
    *,
    tensor: str,
    index: Sequence[int],
    number: int | None = None,
    inputs: Mapping[str, Any] = {},
    outputs: Sequence[str] = (),
    seed: int = 0,
    budget: Budget = HEAVY,
) -> Terms:
    """Say which cells an element of a gradient was computed from, in the backward pass ``number``.

    Passes count from 1; the last one unless given.
    """
    ran = run(source, inputs=inputs, outputs=outputs, seed=seed, budget=budget)
    ids = tensor_ids(ran.trace)
    node = {id: node for node, id in ids.items()}.get(tensor)
    passes = _passes(ran)
    number = len(passes) if number is None else number
    missing, form = _missing(node, tensor, index, passes, number), None
    if not missing and node is not None:
        found, place = passes[number - 1], tuple(index)
        with np.errstate(all="ignore"):
            sent = terms_of(ran.trace, found, node, place, budget.term_visits)
        total = float(np.asarray(found.gradients[node])[place])
        form = terms_form(sent, total, ids)
    return Terms(missing, Evaluation(ran, budget), form)


def _missing(
    node: TensorNode | None,
    tensor: str,
    index: Sequence[int],
    passes: Sequence[Contributions],
    number: int,
) -> str:
    """Say what of an element's gradient is not there; empty where all is."""
    if node is None:
        return f"The program has no tensor {tensor!r}."
    if not passes:
        return "The program has no backward pass."
    if not 1 <= number <= len(passes):
        return f"The program has no backward pass {number}: it has {len(passes)}."
    if node not in passes[number - 1].gradients:
        return f"The backward pass {number} computed no gradient of {tensor!r}."
    if len(index) != len(node.shape) or not all(map(operator.lt, index, node.shape)):
        return f"{tensor!r} has the shape {node.shape}, and no element {list(index)}."
    return ""


def _passes(ran: Run) -> list[Contributions]:
    return [event.contributions for event in ran.trace.events if isinstance(event, PassRecord)]


def _told(ran: Run) -> list[Diagnostic]:
    return [*ran.diagnostics, *first_nonfinite(ran.trace)]


def _fields(evaluation: Evaluation) -> Iterator[tuple[str, Any]]:
    ran, budget = evaluation.ran, evaluation.budget
    return fields(
        ran.trace,
        engine=VERSION,
        source=ran.source,
        seed=ran.seed,
        drawn=ran.drawn,
        output=ran.outputs[-1] if ran.outputs else None,
        diagnostics=_told(ran),
        printed=ran.printed,
        numbers=NUMBERS if ran.complete else NUMBERS_OF_PART,
        opened=evaluation.opened,
        progress=evaluation.progress,
        room=Room.of(budget.scalar_nodes, budget.scalar_edges, budget.scalar_visits),
    )
