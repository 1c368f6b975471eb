"""A random program on PyTorch. Imported only where PyTorch is installed."""

# ruff: noqa: PLW0108  the lambdas rename keyword arguments

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.on_engine import Result
from tests.oracle.random_programs import Program

WORDS: Mapping[str, Callable[..., Any]] = {
    "add": torch.add,
    "broadcast_to": lambda x, shape: torch.broadcast_to(x, shape),
    "concatenate": lambda *xs, axis: torch.cat(xs, dim=axis),
    "cos": torch.cos,
    "exp": torch.exp,
    "expand_dims": lambda x, axis: torch.unsqueeze(x, axis),
    "flip": lambda x, axis: torch.flip(x, (axis,)),
    "logsumexp": lambda x, axis, keepdims: torch.logsumexp(x, axis, keepdims),
    "matmul": torch.matmul,
    "max": lambda x, axis, keepdims: torch.amax(x, axis, keepdims),
    "maximum": torch.maximum,
    "mean": lambda x, axis, keepdims: torch.mean(x, axis, keepdims),
    "minimum": torch.minimum,
    "mul": torch.mul,
    "neg": torch.neg,
    "relu": torch.relu,
    "reshape": lambda x, shape: torch.reshape(x, shape),
    "sigmoid": torch.sigmoid,
    "sin": torch.sin,
    "softmax": lambda x, axis: torch.softmax(x, axis),
    "softplus": torch.nn.functional.softplus,
    "square": torch.square,
    "stack": lambda *xs, axis: torch.stack(xs, dim=axis),
    "sub": torch.sub,
    "sum": lambda x, axis, keepdims: torch.sum(x, axis, keepdims),
    "tanh": torch.tanh,
    "transpose": lambda x: x.permute(*reversed(range(x.dim()))),
}
"""PyTorch's word for every op that random programs use."""


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
