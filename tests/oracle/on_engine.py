"""A random program on the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import apply, backward, tensor
from tests.oracle.random_programs import Program

Result = tuple[float, list[Any]]
"""The loss, and each leaf's gradient in row-major order; None for one that leads nowhere."""


def on_engine(program: Program) -> Result:
    """Run it forward and backward, with overflow allowed as in every run."""
    with np.errstate(all="ignore"):
        return _run(program)


def _run(program: Program) -> Result:
    leaves = [
        tensor(np.array(numbers).reshape(shape))
        for numbers, shape in zip(program.leaves, program.shapes, strict=True)
    ]
    values = list(leaves)
    for step in program.steps:
        values.append(apply(step.op, *(values[i] for i in step.operands), **step.constants))
    loss = sum(apply("sum", values[number]) * weight for number, weight in program.loss)
    gradients = backward(loss).gradients
    return loss.item(), [
        np.ravel(gradients[leaf]).tolist() if leaf in gradients else None for leaf in leaves
    ]
