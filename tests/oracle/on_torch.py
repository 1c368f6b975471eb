"""A random program on PyTorch. Imported only where PyTorch is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from tests.oracle.on_engine import Result
from tests.oracle.random_programs import Program
from tests.oracle.words import WORDS


def op_on_torch(
    name: str, inputs: Sequence[Any], constants: Mapping[str, Any], seed: Any = None
) -> tuple[Any, list[Any]]:
    """Run one op: its value, and the gradient of each input; None for one without.

    ``seed`` is the gradient from above, ones unless given.
    """
    leaves = [torch.tensor(np.asarray(x, dtype=float)).requires_grad_() for x in inputs]
    value = WORDS[name](*leaves, **constants)
    if not value.requires_grad:
        return value.numpy(), [None] * len(leaves)
    above = torch.ones_like(value) if seed is None else torch.tensor(np.asarray(seed))
    found = torch.autograd.grad(value, leaves, above, allow_unused=True)
    return value.detach().numpy(), [None if g is None else g.numpy() for g in found]


def on_torch(program: Program) -> Result:
    """Run it forward and backward."""
    leaves = [
        torch.tensor(numbers, dtype=torch.float64).reshape(shape).requires_grad_()
        for numbers, shape in zip(program.leaves, program.shapes, strict=True)
    ]
    values = list(leaves)
    for step in program.steps:
        values.append(WORDS[step.op](*(values[i] for i in step.operands), **step.constants))
    loss = sum(values[number].sum() * weight for number, weight in program.loss)
    gradients = torch.autograd.grad(loss, leaves, allow_unused=True)
    return loss.item(), [None if g is None else g.reshape(-1).tolist() for g in gradients]
