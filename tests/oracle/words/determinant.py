"""PyTorch's words for determinants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch


def _slogdet(x: Any) -> Any:
    sign, logarithm = torch.linalg.slogdet(x)
    return sign.detach(), logarithm


WORDS: Mapping[str, Callable[..., Any]] = {
    "det": torch.linalg.det,
    "logdet": torch.logdet,
    "slogdet": _slogdet,
}
