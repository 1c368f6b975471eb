"""A random program on PyTorch. Imported only where PyTorch is installed."""

# ruff: noqa: PLW0108  the lambdas rename keyword arguments

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from tests.oracle.on_engine import Result
from tests.oracle.random_programs import Program


def _reduced(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a reduction of PyTorch's take our words, and None for all axes."""

    def word(x: Any, axis: Any = None, keepdims: bool = False, **others: Any) -> Any:
        return function(x, _all_axes(x, axis), keepdim=keepdims, **others)

    return word


def _along(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function along one axis take our word for it."""
    return lambda x, axis=-1: function(x, dim=axis)


def _flat(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function along one axis flatten first where none is given, as NumPy's does."""

    def word(x: Any, axis: int | None = None, **others: Any) -> Any:
        return function(x.reshape(-1), dim=0) if axis is None else function(x, dim=axis, **others)

    return word


def _prod(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    for number in sorted((a % x.dim() for a in _all_axes(x, axis)), reverse=True):
        x = torch.prod(x, number, keepdim=keepdims)
    return x


def _scatter_add(x: Any, key: Any, shape: tuple[int, ...]) -> Any:
    places = _picked(torch.arange(prod(shape)).reshape(shape), key)
    flat = torch.zeros(prod(shape), dtype=x.dtype)
    return flat.index_add(0, places.reshape(-1), x.expand(places.shape).reshape(-1)).reshape(shape)


def _labels(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a loss on class labels take them as whole-valued floats."""
    return lambda x, t, **constants: function(x, t.long(), **constants)


def _all_axes(x: Any, axis: Any) -> tuple[int, ...]:
    return tuple(range(x.dim())) if axis is None else (axis,) if isinstance(axis, int) else axis


def _new_axes(rank: int, axis: Any) -> tuple[Any, ...]:
    added = (axis,) if isinstance(axis, int) else axis
    places = {a % (rank + len(added)) for a in added}
    return tuple(None if i in places else slice(None) for i in range(rank + len(added)))


def _picked(x: Any, key: Any) -> Any:
    """Index as PyTorch does; where it cannot go backwards, by the numbers of the places."""
    parts = key if isinstance(key, tuple) else (key,)
    if any(isinstance(part, slice) and (part.step or 1) < 0 for part in parts):
        places = np.arange(x.numel()).reshape(x.shape)[key]
        return x.reshape(-1)[torch.from_numpy(places.copy())]
    return x[tuple(torch.tensor(part) if isinstance(part, list) else part for part in parts)]


def _norm(x: Any, ord: float | None = None, axis: Any = None, keepdims: bool = False) -> Any:
    return torch.linalg.vector_norm(x, ord or 2, _all_axes(x, axis), keepdims)


WORDS: Mapping[str, Callable[..., Any]] = {
    "abs": torch.abs,
    "add": torch.add,
    "all": lambda x, axis=None, keepdims=False: (
        x.bool().all() if axis is None else x.bool().all(axis, keepdims)
    ),
    "any": lambda x, axis=None, keepdims=False: (
        x.bool().any() if axis is None else x.bool().any(axis, keepdims)
    ),
    "arccos": torch.arccos,
    "arcsin": torch.arcsin,
    "arctan": torch.arctan,
    "argmax": lambda x, axis=None, keepdims=False: torch.argmax(x, axis, keepdims),
    "argmin": lambda x, axis=None, keepdims=False: torch.argmin(x, axis, keepdims),
    "binary_cross_entropy": functional.binary_cross_entropy,
    "binary_cross_entropy_with_logits": functional.binary_cross_entropy_with_logits,
    "broadcast_to": lambda x, shape: x.expand(shape),
    "ceil": torch.ceil,
    "clip": torch.clip,
    "concatenate": lambda *xs, axis=0: torch.cat(xs, dim=axis),
    "contiguous": torch.Tensor.contiguous,
    "cos": torch.cos,
    "cosh": torch.cosh,
    "cross_entropy": _labels(functional.cross_entropy),
    "cumsum": _flat(torch.cumsum),
    "degrees": torch.rad2deg,
    "div": torch.div,
    "dot": torch.matmul,
    "elu": functional.elu,
    "erf": torch.erf,
    "exp": torch.exp,
    "expand_dims": lambda x, axis: x[_new_axes(x.dim(), axis)],
    "expm1": torch.expm1,
    "flatten": torch.flatten,
    "flip": lambda x, axis=None: torch.flip(x, _all_axes(x, axis)),
    "floor": torch.floor,
    "gelu": functional.gelu,
    "getitem": _picked,
    "hardtanh": functional.hardtanh,
    "huber": functional.huber_loss,
    "l1": functional.l1_loss,
    "leaky_relu": functional.leaky_relu,
    "log": torch.log,
    "log10": torch.log10,
    "log1p": torch.log1p,
    "log2": torch.log2,
    "log_softmax": _along(torch.log_softmax),
    "logsigmoid": functional.logsigmoid,
    "logsumexp": _reduced(torch.logsumexp),
    "matmul": torch.matmul,
    "max": _reduced(torch.amax),
    "maximum": torch.maximum,
    "mean": _reduced(torch.mean),
    "min": _reduced(torch.amin),
    "minimum": torch.minimum,
    "mod": torch.remainder,
    "mse": functional.mse_loss,
    "mul": torch.mul,
    "neg": torch.neg,
    "nll": _labels(functional.nll_loss),
    "norm": _norm,
    "one_hot": lambda labels, num_classes: functional.one_hot(labels.long(), num_classes),
    "outer": torch.outer,
    "pow": torch.pow,
    "power": torch.pow,
    "prod": _prod,
    "radians": torch.deg2rad,
    "reciprocal": torch.reciprocal,
    "relu": torch.relu,
    "repeat": lambda x, repeats, axis=None: torch.repeat_interleave(x, repeats, axis),
    "reshape": torch.reshape,
    "round": torch.round,
    "scatter_add": _scatter_add,
    "sigmoid": torch.sigmoid,
    "sign": torch.sign,
    "silu": functional.silu,
    "sin": torch.sin,
    "sinh": torch.sinh,
    "softmax": _along(torch.softmax),
    "softplus": lambda x, beta=1.0: functional.softplus(x, beta, 1e9),
    "sqrt": torch.sqrt,
    "square": torch.square,
    "squeeze": lambda x, axis=None: x.squeeze() if axis is None else x.squeeze(axis),
    "stack": lambda *xs, axis=0: torch.stack(xs, dim=axis),
    "std": _reduced(lambda x, axes, **others: torch.std(x, axes, **{"correction": 0} | others)),
    "sub": torch.sub,
    "sum": _reduced(torch.sum),
    "swapaxes": lambda x, axis1, axis2: torch.swapaxes(x, axis1, axis2),
    "take": lambda x, indices, axis=None: (
        x.reshape(-1)[indices.long()]
        if axis is None
        else x[(*[slice(None)] * (axis % x.dim()), indices.long())]
    ),
    "tan": torch.tan,
    "tanh": torch.tanh,
    "tile": lambda x, reps: torch.tile(x, reps),
    "trace": torch.trace,
    "transpose": lambda x, axes=None: x.permute(axes or tuple(reversed(range(x.dim())))),
    "var": _reduced(lambda x, axes, **others: torch.var(x, axes, **{"correction": 0} | others)),
    "view": lambda x, shape: x.view(shape),
    "where": lambda condition, a, b: torch.where(condition.bool(), a, b),
}
"""PyTorch's word for every op of the catalogue."""


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
