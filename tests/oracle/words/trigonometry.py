"""PyTorch's words for the trigonometry ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch


def _sinc(x: Any, order: int = 0) -> Any:
    """Derive sinc, or rather an integral of its value: PyTorch holds its slope at 0 constant."""
    if order == 0:
        return torch.sinc(x)
    nodes, weights = map(torch.tensor, np.polynomial.legendre.leggauss(100))
    y = torch.cos(torch.pi * x[..., None] * (nodes + 1) / 2) @ weights / 2
    for _ in range(order):
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    return y


WORDS: Mapping[str, Callable[..., Any]] = {
    "arccos": torch.arccos,
    "arcsin": torch.arcsin,
    "arctan": torch.arctan,
    "arctan2": torch.arctan2,
    "cos": torch.cos,
    "degrees": torch.rad2deg,
    "radians": torch.deg2rad,
    "sin": torch.sin,
    "sinc": _sinc,
    "tan": torch.tan,
}
