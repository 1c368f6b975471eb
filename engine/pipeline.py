"""The one path: source -> syntax -> trace -> contributions -> document."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from engine.analysis.nonfinite import first_nonfinite
from engine.document import GraphDocument, build, slice_json
from engine.graph import TensorNode
from engine.language import HEAVY, Budget, Run, run
from engine.trace import OpRecord, PassRecord, TensorRecord

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
class Elements:
    """A row-major slice of one tensor: ``{"shape", "start", "data"}``, None where there is none."""

    array: dict[str, Any] | None
    complete: bool
    over_budget: bool
    diagnostics: list[dict[str, Any]] = field(default_factory=list)


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
    document = _document(ran)
    value = _find(ran, document, tensor, of)
    return Elements(
        None if value is None else slice_json(value, start, count),
        ran.complete,
        ran.over_budget,
        [dict(diagnostic) for diagnostic in document["diagnostics"]],
    )


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


def _find(ran: Run, document: GraphDocument, id: str, of: str) -> Any:
    ids = [form["id"] for form in document["tensors"]]
    if id not in ids:
        return None
    node = _nodes(ran)[ids.index(id)]
    if of == "value":
        return node.value
    passes = [event for event in ran.trace.events if isinstance(event, PassRecord)]
    return passes[-1].contributions.gradients.get(node) if passes else None


def _nodes(ran: Run) -> list[TensorNode]:
    """Give the tensor nodes of a run in the order of its document."""
    nodes: list[TensorNode] = []
    for event in ran.trace.history():
        match event:
            case TensorRecord():
                nodes.append(event.node)
            case OpRecord():
                nodes.extend(event.outputs)
    return nodes
