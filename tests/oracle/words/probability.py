"""PyTorch's words for the probability ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.nn import functional

from tests.oracle.words.spelling import reduced


def _along(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a function along one axis take our word for it."""
    return lambda x, axis=-1: function(x, dim=axis)


WORDS: Mapping[str, Callable[..., Any]] = {
    "log_softmax": _along(torch.log_softmax),
    "logsumexp": reduced(torch.logsumexp),
    "softmax": _along(torch.softmax),
    "softmin": _along(functional.softmin),
}
