"""PyTorch's words for the arithmetic ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

WORDS: Mapping[str, Callable[..., Any]] = {
    "add": torch.add,
    "div": torch.div,
    "floor_divide": lambda a, b: torch.floor_divide(a.detach(), b.detach()),
    "fmod": torch.fmod,
    "lerp": torch.lerp,
    "mod": torch.remainder,
    "mul": torch.mul,
    "neg": torch.neg,
    "sub": torch.sub,
}
