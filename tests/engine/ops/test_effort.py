"""What ops say of their effort: whoever runs more code than plain ops do says so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
import pytest

from engine import apply, constant, tensor
from engine.catalog import CATALOG
from engine.op.op import PLAIN
from tests.engine.ops.points import ROWS, points

OTHER_VERSIONS = 1.25
"""Other versions of Python make a few instructions more of the same lines."""


@pytest.mark.parametrize(("name", "number"), ROWS, ids=str)
def test_forward_and_backward_run_no_more_code_than_the_op_says(name: str, number: int) -> None:
    op, point = CATALOG[name], next(points(name, number))
    constants, shapes = op.constants | point.constants, [np.shape(x) for x in point.inputs]
    with np.errstate(all="ignore"):
        leaves = [
            constant(x) if np.asarray(x).dtype.kind in "bi" else tensor(x) for x in point.inputs
        ]
        made = apply(name, *leaves, **point.constants)
        outputs = made if isinstance(made, tuple) else (made,)
        node = outputs[0].source
        assert node is not None

        def forward() -> None:
            op.plan(*shapes, **constants)
            op.forward(node, *point.inputs, **constants)

        def backward() -> None:
            if any(output.differentiable for output in outputs):
                op.backward(node, *point.above)

        for run, plain in zip((forward, backward), PLAIN, strict=True):
            assert _instructions(run) <= OTHER_VERSIONS * (plain + op.overhead)


def _instructions(function: Callable[[], None]) -> int:
    """Count the instructions of Python that a call runs."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    function()  # what is computed once and kept is computed now
    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function()
    finally:
        sys.settrace(before)
    return count
