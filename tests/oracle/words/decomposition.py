"""PyTorch's words for decompositions into triangles and orthogonal matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from tests.oracle.words.spelling import signs_of


def _qr(x: Any) -> Any:
    """Give the columns of q the signs that LAPACK has in NumPy."""
    q, r = torch.linalg.qr(x)
    signs = signs_of(np.linalg.qr(x.detach().numpy())[0], q)
    return q * signs, signs.transpose(-1, -2) * r


WORDS: Mapping[str, Callable[..., Any]] = {
    "cholesky": lambda x, upper=False: torch.linalg.cholesky(x, upper=upper),
    "qr": _qr,
}
