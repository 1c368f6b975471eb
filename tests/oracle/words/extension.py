"""PyTorch's words for the extension ops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch.nn import functional

MODES = {"edge": "replicate", "wrap": "circular"}


def _pad(x: Any, pad_width: Any, mode: str = "constant", constant_values: float = 0.0) -> Any:
    """Pad one axis after the other, each as the last of a batch: PyTorch pads no others."""
    widths = np.broadcast_to(np.array(pad_width), (x.dim(), 2)).tolist()
    for axis, width in enumerate(widths):
        rows = x.movedim(axis, -1)
        if mode == "constant":
            padded = functional.pad(rows, width, value=constant_values)
        elif mode == "symmetric":
            before, after = width
            mirrored = rows.flip(-1)
            padded = torch.cat(
                [mirrored[..., rows.shape[-1] - before :], rows, mirrored[..., :after]], -1
            )
        else:
            batch = rows.reshape(-1, 1, rows.shape[-1])
            padded = functional.pad(batch, width, mode=MODES.get(mode, mode))
            padded = padded.reshape(*rows.shape[:-1], -1)
        x = padded.movedim(-1, axis)
    return x


WORDS: Mapping[str, Callable[..., Any]] = {
    "pad": _pad,
    "repeat": lambda x, repeats, axis=None: torch.repeat_interleave(x, torch.tensor(repeats), axis),
    "tile": lambda x, reps: torch.tile(x, reps),
}
