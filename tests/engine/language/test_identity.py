"""Ids outlive edits elsewhere, and one program with one seed is always the same."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import Run
from engine.trace import OpRecord, PassRecord, TensorRecord
from tests.engine.language.observed import leaves, op_ids, ran
from tests.engine.programs import PROGRAMS


def ids(result: Run) -> list[str]:
    """List the ids of leaves and ops, and of the tensors that have a name."""
    named = [record.id for record in result.trace.tensors.values() if record.id]
    return [*named, *op_ids(result), *result.trace.modules]


def events(result: Run) -> list[object]:
    """Write everything that happened as plain data."""
    known = {node: place for place, node in enumerate(result.trace.tensors)}
    written: list[object] = []
    for event in result.trace.events:
        match event:
            case TensorRecord():
                written.append(
                    (event.id, event.role, event.span, np.asarray(event.node.value).tolist())
                )
            case OpRecord():
                slots = [known[node] for node in (*event.node.inputs, *event.outputs)]
                written.append((event.id, event.span, event.module, event.plan, slots))
            case PassRecord():
                gradients = event.contributions.gradients.items()
                written.append([(known[n], np.asarray(g).tolist()) for n, g in gradients])
    return written


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_same_program_and_seed_do_the_same(name: str) -> None:
    first, second = (ran(PROGRAMS[name], seed=3) for _ in range(2))
    assert events(first) == events(second)
    assert first.printed == second.printed
    assert first.diagnostics == second.diagnostics


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize(
    "inserted",
    ["", "# a remark", "extra = 7.0", "extra = input([1.0, 2.0])\nmore = sum(extra * extra)"],
)
def test_ids_stay_when_lines_are_inserted_above(name: str, inserted: str) -> None:
    before, after = ids(ran(PROGRAMS[name])), ids(ran(f"{inserted}\n{PROGRAMS[name]}"))
    assert [id for id in after if not id.startswith(("extra", "more"))] == before


def test_ids_stay_when_a_line_between_is_edited() -> None:
    source = "x = 2.0\nmiddle = {}\nb = exp(x) * x\nb + middle"
    short, long = (ids(ran(source.format(e))) for e in ("x", "sin(x) + x * x * 3"))
    assert [id for id in long if not id.startswith("middle")] == short


def test_ids_tell_where_things_are_made() -> None:
    source = (
        'def f(a):\n    k = a * 2\n    return k\nx = 2.0\nx = x * x\nwith module("m"):\n'
        "    y, z = f(x), f(x) + 1\nprint(y * 2)\ny + z"
    )
    result = ran(source)
    assert op_ids(result) == [
        "x:mul",
        "m/f/k:mul",
        "m/f_2/k:mul",
        "m/z:add",
        "print:mul",
        "add",
    ]
    assert list(leaves(result)) == [
        "x",
        "m/f/k:const",
        "m/f_2/k:const",
        "m/z:const",
        "print:const",
    ]
    assert [r.id for r in result.trace.tensors.values() if r.label] == [
        "x",
        "x#2",
        "m/f/k",
        "m/f_2/k",
        "m/z",
    ]


def test_a_tensor_that_is_handed_to_a_function_keeps_its_own_name() -> None:
    source = "def f(a):\n    return a * a\nx = 2.0\ny = x * 3\nf(y) + f(x * 5)"
    labels = [record.label for record in ran(source).trace.tensors.values() if record.label]
    assert labels == ["x", "y"]


def test_every_id_is_there_once() -> None:
    source = "x = 2.0\nfor i in range(3):\n    x = x * x + x * x\nx"
    found = ids(ran(source))
    assert len(set(found)) == len(found)


def test_spans_cover_what_was_typed() -> None:
    source = "é = 2.0\ny = (exp(é) +\n     3) * é.relu()"
    result = ran(source)
    lines = source.split("\n")
    spans = {record.id: record.span for record in result.trace.ops.values()}
    texts = {
        id: lines[span.line - 1][
            span.column : span.end_column if span.end_line == span.line else None
        ]
        for id, span in spans.items()
        if span is not None
    }
    assert texts == {
        "y:exp": "exp(é)",
        "y:add": "exp(é) +",
        "y:relu": "é.relu()",
        "y:mul": "(exp(é) +",
    }
