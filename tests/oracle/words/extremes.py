"""PyTorch's words for the extremes ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch

from tests.oracle.words.spelling import reduced

WORDS: Mapping[str, Callable[..., Any]] = {
    "argmax": lambda x, axis=None, keepdims=False: torch.argmax(x, axis, keepdims),
    "argmin": lambda x, axis=None, keepdims=False: torch.argmin(x, axis, keepdims),
    "max": reduced(torch.amax),
    "min": reduced(torch.amin),
}
