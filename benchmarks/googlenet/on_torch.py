"""The engine's modules walked through on PyTorch, with the same numbers for parameters."""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from engine.modules import Applied, Conv2d, Dropout, Inception, Linear, Module, Sequential

Parameters = dict[int, Any]
"""PyTorch's tensor for each parameter, by the identity of the engine's node."""


def parameters_of(module: Module) -> Parameters:
    """Copy the parameters of a module into leaves of PyTorch's."""
    return {
        id(node): torch.tensor(node.value, requires_grad=True)
        for _, node in module.named_parameters()
    }


def forward(module: Module, x: Any, parameters: Parameters) -> Any:
    """Do what the module does when it is in use."""
    own = [parameters[id(node)] for node in module.parameters.values()]
    match module:
        case Conv2d():
            return functional.conv2d(x, *own, **module.settings)
        case Linear():
            return functional.linear(x, *own)
        case Applied(op="flatten"):
            return torch.flatten(x, **module.constants)
        case Applied():
            return getattr(functional, module.op)(x, **module.constants)
        case Dropout():
            return x
        case Inception():
            return torch.cat([forward(m, x, parameters) for m in module.children.values()], 1)
        case Sequential():
            for child in module.children.values():
                x = forward(child, x, parameters)
            return x
    raise TypeError(f"no word of PyTorch's for {type(module).__name__}")
