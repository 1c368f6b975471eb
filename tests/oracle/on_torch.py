"""A random program on PyTorch. Imported only where PyTorch is installed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from tests.oracle.on_engine import Result
from tests.oracle.programs import Program, pattern
from tests.oracle.words import WORDS

torch.set_num_threads(1)  # more only wait for one another: the tensors are small


def op_on_torch(
    name: str, inputs: Sequence[Any], constants: Mapping[str, Any], above: Sequence[Any] = ()
) -> tuple[list[Any], list[Any]]:
    """Run one op or composition: its outputs, and the gradient of each input; None for none.

    ``above`` holds the gradient of each output, None for one that carries none; ones unless given.
    """
    leaves = [torch.tensor(np.asarray(x, dtype=float)).requires_grad_() for x in inputs]
    made = WORDS[name](*leaves, **constants)
    outputs = made if isinstance(made, tuple | list) else (made,)
    seeds = [torch.ones_like(out) for out in outputs] if not above else map(_as_torch, above)
    pairs = [pair for pair in zip(outputs, seeds, strict=True) if pair[0].requires_grad]
    values = [out.detach().numpy() for out in outputs]
    if not pairs:
        return values, [None] * len(leaves)
    starts, seeds = zip(*pairs, strict=True)
    found = torch.autograd.grad(starts, leaves, seeds, allow_unused=True)
    return values, [None if g is None else g.numpy() for g in found]


def _as_torch(array: Any) -> Any:
    return None if array is None else torch.tensor(np.asarray(array))


def on_torch(program: Program) -> Result:
    """Run it forward and backward."""
    leaves = leaves_of(program)
    loss = loss_of(program, leaves)
    gradients = torch.autograd.grad(loss, leaves, allow_unused=True)
    return loss.item(), [None if g is None else g.reshape(-1).tolist() for g in gradients]


def leaves_of(program: Program) -> list[Any]:
    """Make the leaves of the program."""
    return [
        torch.tensor(numbers, dtype=torch.float64).reshape(shape).requires_grad_()
        for numbers, shape in zip(program.leaves, program.shapes, strict=True)
    ]


def loss_of(program: Program, leaves: list[Any]) -> Any:
    """Run the steps of the program on its leaves."""
    values = list(leaves)
    for step in program.steps:
        made = WORDS[step.op](*(values[i] for i in step.operands), **step.constants)
        values.extend(made if isinstance(made, tuple | list) else (made,))
    return sum(
        (values[number] * torch.tensor(pattern(tuple(values[number].shape)))).sum() * weight
        for number, weight in program.loss
    )
