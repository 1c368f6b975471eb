"""Derivatives of derivatives of a program, on the engine and on PyTorch. Imports PyTorch."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from engine import apply, backward
from tests.oracle import on_engine, on_torch
from tests.oracle.programs import Program


def hessian_times_on_engine(program: Program, direction: list[Any]) -> list[Any]:
    """Give the Hessian of the loss times a direction, by the backward pass of a backward pass."""
    with np.errstate(all="ignore"):
        leaves = on_engine.leaves_of(program)
        first = backward(on_engine.loss_of(program, leaves), on_nodes=True).gradients
        along = sum(
            apply("sum", first[leaf] * step)
            for leaf, step in zip(leaves, direction, strict=True)
            if leaf in first
        )
        second = backward(along).gradients
    return [second.get(leaf, np.zeros(leaf.shape)) for leaf in leaves]


def hessian_times_on_torch(program: Program, direction: list[Any]) -> list[Any]:
    """Give the same from PyTorch."""
    leaves = on_torch.leaves_of(program)
    loss = on_torch.loss_of(program, leaves)
    first = torch.autograd.grad(loss, leaves, create_graph=True, allow_unused=True)
    along = sum(
        (gradient * torch.tensor(step)).sum()
        for gradient, step in zip(first, direction, strict=True)
        if gradient is not None
    )
    if not along.requires_grad:
        return [np.zeros(tuple(leaf.shape)) for leaf in leaves]
    second = torch.autograd.grad(along, leaves, allow_unused=True)
    return [
        np.zeros(tuple(leaf.shape)) if g is None else g.numpy(force=True)
        for g, leaf in zip(second, leaves, strict=True)
    ]


def three_derivatives_on_engine(program: Program) -> list[Any]:
    """Give the first three derivatives of a chain of functions by leaf 0, element by element."""
    with np.errstate(all="ignore"):
        leaves = on_engine.leaves_of(program)
        x, total, found = leaves[0], on_engine.loss_of(program, leaves), []
        for _ in range(3):
            gradient = backward(total, on_nodes=True).gradients.get(x)
            if gradient is None:  # a straight line has no second derivative
                return [*found, *[np.zeros(x.shape)] * (3 - len(found))]
            found.append(gradient.value)
            total = apply("sum", gradient)
    return found


def three_derivatives_on_torch(program: Program) -> list[Any]:
    """Give the same from PyTorch."""
    leaves = on_torch.leaves_of(program)
    x, total, found = leaves[0], on_torch.loss_of(program, leaves), []
    for _ in range(3):
        if not total.requires_grad:
            return [*found, *[np.zeros(tuple(x.shape))] * (3 - len(found))]
        (gradient,) = torch.autograd.grad(total, [x], create_graph=True, materialize_grads=True)
        found.append(gradient.numpy(force=True))
        total = gradient.sum()
    return found
