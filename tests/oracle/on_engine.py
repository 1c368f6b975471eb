"""A program on the engine."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import TensorNode, apply, backward, compose, tensor
from engine.catalog import CATALOG
from tests.oracle.programs import Program, pattern

Result = tuple[float, list[Any]]
"""The loss, and each leaf's gradient in row-major order; None for one that leads nowhere."""


def on_engine(program: Program) -> Result:
    """Run it forward and backward, with overflow allowed as in every run."""
    with np.errstate(all="ignore"):
        leaves = leaves_of(program)
        loss = loss_of(program, leaves)
        gradients = backward(loss).gradients
        return loss.item(), [
            np.ravel(gradients[leaf]).tolist() if leaf in gradients else None for leaf in leaves
        ]


def leaves_of(program: Program) -> list[TensorNode]:
    """Make the leaves of the program."""
    return [
        tensor(np.array(numbers, dtype=float).reshape(shape))
        for numbers, shape in zip(program.leaves, program.shapes, strict=True)
    ]


def loss_of(program: Program, leaves: list[TensorNode]) -> TensorNode:
    """Run the steps of the program on its leaves."""
    values = list(leaves)
    for step in program.steps:
        values.extend(made_by(step.op, [values[i] for i in step.operands], step.constants))
    weighed = [
        apply("sum", values[number] * pattern(values[number].shape)) * weight
        for number, weight in program.loss
    ]
    return sum(weighed[1:], start=weighed[0])


def made_by(name: str, operands: list[Any], constants: dict[str, Any]) -> tuple[TensorNode, ...]:
    """Apply an op or a composition; give its outputs, one or several."""
    run = apply if name in CATALOG else compose
    made: Any = run(name, *operands, **constants)
    return made if isinstance(made, tuple) else (made,)
