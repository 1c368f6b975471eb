"""The engine's ops as functions of PyTorch's autograd, for its own checks. Imports PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from engine import TensorNode, apply, backward, tensor
from engine.arrays import Value, as_value

Nodes = tuple[TensorNode, ...]


def on_arrays(function: Callable[..., Nodes]) -> Callable[..., Any]:
    """Make a function of nodes one of PyTorch's tensors: its backward is ours, on arrays."""

    class OnArrays(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *tensors: Any) -> Any:
            ctx.leaves = _nodes(tensors)
            ctx.outputs = function(*ctx.leaves)
            return _tensors(ctx.outputs)

        @staticmethod
        @torch.autograd.function.once_differentiable
        def backward(ctx: Any, *seeds: Any) -> Any:
            total = _total(ctx.outputs, _nodes(seeds))
            gradients = backward(total).gradients
            return tuple(
                _tensor(gradients[leaf]) if leaf in gradients else None for leaf in ctx.leaves
            )

    return OnArrays.apply


def on_nodes(function: Callable[..., Nodes]) -> Callable[..., Any]:
    """Make a function of nodes one of PyTorch's tensors, to be differentiated any number of times.

    Its backward is the function that runs ours on nodes, made into one of PyTorch's in turn.
    """

    class OnNodes(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *tensors: Any) -> Any:
            ctx.save_for_backward(*tensors)
            return _tensors(function(*_nodes(tensors)))

        @staticmethod
        def backward(ctx: Any, *seeds: Any) -> Any:
            inputs = ctx.saved_tensors
            return on_nodes(_pulled_back(function, len(inputs)))(*inputs, *seeds)

    return OnNodes.apply


def _pulled_back(function: Callable[..., Nodes], count: int) -> Callable[..., Nodes]:
    """Give the function from inputs and gradients of outputs to gradients of inputs."""

    def pulled(*nodes: TensorNode) -> Nodes:
        leaves, seeds = nodes[:count], nodes[count:]
        gradients = backward(_total(function(*leaves), seeds), on_nodes=True).gradients
        zeros = (tensor(np.zeros(leaf.shape)) for leaf in leaves)
        return tuple(gradients.get(leaf, zero) for leaf, zero in zip(leaves, zeros, strict=True))

    return pulled


def _total(outputs: Sequence[TensorNode], seeds: Sequence[TensorNode]) -> TensorNode:
    """Make one number of the outputs, whose gradient with respect to each is its seed."""
    return sum(apply("sum", y * seed) for y, seed in zip(outputs, seeds, strict=True))


def _nodes(tensors: Sequence[Any]) -> Nodes:
    return tuple(tensor(as_value(x.detach().numpy())) for x in tensors)


def _tensors(nodes: Sequence[TensorNode]) -> Any:
    return tuple(_tensor(node.value) for node in nodes)


def _tensor(value: Value) -> Any:
    """Copy a value: PyTorch has no negative strides."""
    return torch.tensor(np.array(value))
