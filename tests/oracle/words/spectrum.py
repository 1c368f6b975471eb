"""PyTorch's words for eigenvalues and singular values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch

from tests.oracle.words.spelling import signs_of


def _eigh(x: Any, uplo: str = "L") -> Any:
    """Give the eigenvectors the signs that LAPACK has in NumPy."""
    w, v = torch.linalg.eigh(x, UPLO=uplo)
    return w, v * signs_of(np.linalg.eigh(x.detach().numpy(), uplo)[1], v)


def _svd(x: Any, full_matrices: bool = True) -> Any:
    """Give the singular vectors the signs that LAPACK has in NumPy."""
    u, s, vh = torch.linalg.svd(x, full_matrices=full_matrices)
    signs = signs_of(np.linalg.svd(x.detach().numpy(), full_matrices)[0], u)
    return u * signs, s, signs.transpose(-1, -2) * vh


def _matrix_norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    return torch.linalg.matrix_norm(x, ord or "fro", axis or (-2, -1), keepdims)


WORDS: Mapping[str, Callable[..., Any]] = {
    "eigh": _eigh,
    "eigvalsh": lambda x, uplo="L": torch.linalg.eigvalsh(x, UPLO=uplo),
    "matrix_norm": _matrix_norm,
    "svd": _svd,
    "svdvals": torch.linalg.svdvals,
}
