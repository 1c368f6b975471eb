"""The scalar level: every op of the catalogue, opened on each of its cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from engine import evaluate
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.examples import write_example
from engine.language.dialects import UNSPOKEN_OPS
from engine.op import Case, Op
from tests.engine.analysis.scalar_graph import (
    check_form,
    close,
    contributed,
    elements,
    is_taken,
    number,
    run,
    walk_back,
)
from tests.engine.analysis.slopes import check_slopes
from tests.engine.ops.points import ROWS
from tests.engine.programs import PROGRAMS

SUMS = {
    *("matmul", "dot", "inner", "tensordot", "vdot", "outer", "kron", "cross", "einsum", "trace"),
    *("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d", "conv1d_filter", "conv2d_filter"),
    *("avg_pool1d", "avg_pool2d", "adaptive_avg_pool1d", "adaptive_avg_pool2d", "fold", "nll"),
    *("sum", "mean", "cumsum", "scatter_add", "dropout"),
}
"""Ops that open into multiplications and sums."""

MOVES = {
    *("broadcast_to", "reshape", "view", "contiguous", "flatten", "expand_dims", "squeeze"),
    *("transpose", "swapaxes", "moveaxis", "flip", "roll", "rot90", "repeat", "tile", "pad"),
    *("diagonal", "diag", "triu", "tril", "concatenate", "stack", "meshgrid", "getitem"),
    *("split", "array_split", "chunk", "unbind", "take", "take_along_axis", "gather"),
    *("embedding", "unfold", "sort", "topk", "max_at", "min_at", "median_at"),
}
"""Ops that only hand elements on, and so open into as many small copies of themselves."""

PROGRAMS_TO_OPEN = PROGRAMS | {
    "gradients of gradients": (
        "import torch\nx = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)\n"
        "y = (x[[0, 2, 0]] ** 2).sum()\n(g,) = torch.autograd.grad(y, x, create_graph=True)\n"
        "(g * g).sum().backward()\n"
    ),
    "the same matrix twice": "A = input([[1.0, 2.0], [3.0, -1.0]])\nsum(A @ A)\n",
    "infinity times nothing": (
        "x = input([0.0, 2.0, inf])\nw = input([inf, 0.0, 0.0])\nsum(w * x) + w @ x\n"
    ),
    "a mask before infinity": (
        "x = input([0.0, -1.0, -2.0])\nlog(max(x)) + sum(log(relu(x))) + sum(log(max_pool1d("
        "reshape(x, (1, 3)), 3)))\n"
    ),
    "an output that is no number": "x = input([nan, 1.0])\nmean(x) + max(x) + var(x)\n",
    "labels and truths": (
        "x = input([[1.0, 2.0], [0.5, -1.0]])\nk = argmax(x, axis=1)\n"
        "sum(x * (x > 0.75)) + cross_entropy(x, k) + sum(k)\n"
    ),
}


def opened(program: str) -> Any:
    """Evaluate a program with all its ops opened."""
    evaluation = evaluate(program, expand="all")
    assert evaluation.complete
    return evaluation.document


@pytest.mark.parametrize(
    ("name", "case"), [row for row in ROWS if row[0] not in UNSPOKEN_OPS], ids=str
)
def test_an_opened_op_is_the_op(name: str, case: int) -> None:
    op = CATALOG[name]
    document = opened(write_example(op, op.cases[case]).program)
    expansions = {one["op"]: one for one in document["expansions"]}
    mine = [one for one in document["ops"] if one["op"] == name]
    assert mine
    for one in mine:
        expansion = expansions[one["id"]]
        if op.elementwise or (op.differentiable and op.element is not None):
            assert "refused" not in expansion
            check_opened(document, one, expansion)
            check_kind(op, expansion)
        else:
            assert expansion["refused"].startswith(f"{name} stays whole")
            assert op.reason in expansion["refused"]
            assert expansion["tensors"] == expansion["ops"] == []
    check_slopes(op, op.cases[case], expansions[mine[0]["id"]], mine[0])


def check_kind(op: type[Op], expansion: Mapping[str, Any]) -> None:
    """See that sums of products are drawn as such, and other ops as themselves."""
    drawn = {scalar["op"] for scalar in expansion["ops"] if not is_taken(op.name, scalar)}
    if op.name in SUMS:
        assert drawn <= {"mul", "sum", "neg"}
    else:
        assert drawn <= ({op.name} if op.name not in MOVES else set())


def check_opened(document: Any, op: Mapping[str, Any], expansion: Mapping[str, Any]) -> None:
    """Run the scalar graph forward and back, and hold it against the tensors."""
    check_form(document, expansion)
    numbers = {tensor["id"]: number(tensor["value"]) for tensor in expansion["tensors"]}
    for scalar in expansion["ops"]:
        inputs = [numbers[id] for id in scalar["inputs"]]
        made = run(scalar, inputs, op)
        assert made is None or close(made, numbers[scalar["output"]], sum(map(abs, inputs)))
    for one in document["passes"][1:]:
        check_back(document, op, expansion, one["index"])


def check_back(
    document: Any, op: Mapping[str, Any], expansion: Mapping[str, Any], index: int
) -> None:
    """Hold what the scalar ops send to each element against what the op sends there."""
    gradients = walk_back(expansion, str(index))
    sent = contributed(document, op, index)
    for tensor, total in sent.items():
        scale = float(np.abs(total[np.isfinite(total)]).max(initial=1.0))
        for id, expected in elements(tensor, total):
            assert close(gradients.get(id, 0.0), expected, scale)
    assert {id.rpartition("[")[0] for id in gradients} <= set(sent)


@pytest.mark.parametrize("name", PROGRAMS_TO_OPEN)
def test_programs_that_are_opened_whole(name: str) -> None:
    document = opened(PROGRAMS_TO_OPEN[name])
    ops = {op["id"]: op for op in document["ops"]}
    assert [one["op"] for one in document["expansions"]] == list(ops)
    for expansion in document["expansions"]:
        if "refused" not in expansion:
            check_opened(document, ops[expansion["op"]], expansion)


@pytest.mark.parametrize("filling", [0.0, np.nan, np.inf, -np.inf, 1e300])
@pytest.mark.parametrize("name", sorted({*CATALOG} - UNSPOKEN_OPS))
def test_any_number_can_be_opened(name: str, filling: float) -> None:
    op = CATALOG[name]
    given = [
        value if op.domain[min(slot, len(op.domain) - 1)].whole else filled(value, filling)
        for slot, value in enumerate(map(as_value, op.cases[0].inputs))
    ]
    try:
        program = write_example(op, Case(*given, **op.cases[0].constants)).program
    except Exception as refused:
        pytest.skip(str(refused))
    document = evaluate(program, expand="all").document
    ops = {one["id"]: one for one in document["ops"]}
    for expansion in document["expansions"]:
        if "refused" not in expansion:
            check_form(document, expansion)
            check_opened(document, ops[expansion["op"]], expansion)


def filled(value: Any, number: float) -> Any:
    """Put a number in the place of every other element."""
    array = np.array(value, float)
    array.reshape(-1)[::2] = number
    return as_value(array)
