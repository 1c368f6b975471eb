"""The one path: source -> syntax -> trace -> contributions -> document."""

from __future__ import annotations

import operator
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from engine.analysis.nonfinite import first_nonfinite
from engine.analysis.terms import terms_of
from engine.document import GraphDocument, TermsForm, build, slice_json, tensor_ids, terms_form
from engine.graph import Contributions, TensorNode
from engine.language import HEAVY, Budget, Run, run
from engine.trace import PassRecord

VERSION = "0.1.0"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A program's document, and whether the program ran to its end.

    ``over_budget`` tells that a budget stopped it: a larger one might let it through. ``unknown``
    are ids that were to be opened and that no op has.
    """

    document: GraphDocument
    complete: bool
    over_budget: bool
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Found:
    """What was asked of a program, or a sentence that says what is ``missing``.

    The rest tells how the program ran, as in an evaluation.
    """

    missing: str
    complete: bool
    over_budget: bool
    diagnostics: list[dict[str, Any]]


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
) -> Evaluation:
    """Run a program forward and backward and say what happened.

    ``inputs`` replaces the values of leaves by their document ids, ``outputs`` names the tensors to
    start a backward pass from (the program's own output unless given), ``expand`` the ops to open
    into scalar ops. Never raises for what a person typed: faults are diagnostics in the document,
    which holds everything up to the fault.
    """
    ran = run(source, inputs=inputs, outputs=outputs, seed=seed, budget=budget)
    document = _document(ran, expand)
    return Evaluation(document, ran.complete, ran.over_budget, _unknown(document, expand))


def _unknown(document: GraphDocument, opened: Collection[str] | Literal["all"]) -> list[str]:
    if not opened or opened == "all":
        return []
    known = {op["id"] for op in document["ops"]}
    return [id for id in opened if id not in known]


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
    return Elements(missing, ran.complete, ran.over_budget, _diagnostics(ran), array)


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
            sent = terms_of(ran.trace, found, node, place)
        total = float(np.asarray(found.gradients[node])[place])
        form = terms_form(sent, total, ids)
    return Terms(missing, ran.complete, ran.over_budget, _diagnostics(ran), form)


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
    if not 1 <= number <= len(passes):
        return f"The program has no backward pass {number}: it has {len(passes)}."
    if node not in passes[number - 1].gradients:
        return f"The backward pass {number} computed no gradient of {tensor!r}."
    if len(index) != len(node.shape) or not all(map(operator.lt, index, node.shape)):
        return f"{tensor!r} has the shape {node.shape}, and no element {list(index)}."
    return ""


def _passes(ran: Run) -> list[Contributions]:
    return [event.contributions for event in ran.trace.events if isinstance(event, PassRecord)]


def _diagnostics(ran: Run) -> list[dict[str, Any]]:
    """Give what a document would say of a program that stopped; nothing of one that did not."""
    if ran.complete:
        return []
    return [dict(diagnostic) for diagnostic in _document(ran)["diagnostics"]]


@np.errstate(all="ignore")  # local derivatives of a program that made a NaN are NaN as well
def _document(ran: Run, opened: Collection[str] | Literal["all"] = ()) -> GraphDocument:
    return build(
        ran.trace,
        engine=VERSION,
        source=ran.source,
        seed=ran.seed,
        output=ran.outputs[-1] if ran.outputs else None,
        diagnostics=[*ran.diagnostics, *first_nonfinite(ran.trace)],
        printed=ran.printed,
        opened=opened,
    )
