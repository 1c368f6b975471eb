"""Masked attention against PyTorch's: ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from tests.engine.compositions.test_attention import ABOVE, SEEN, K, Q, V, attended

pytestmark = pytest.mark.oracle

BLIND = SEEN & np.array([[True], [False], [True]])


@pytest.mark.parametrize(
    ("mask", "constants"),
    [
        (None, {}),
        (None, {"is_causal": True}),
        (None, {"scale": 0.3}),
        (SEEN, {}),
        (BLIND, {}),
        (np.where(SEEN, 0.25, -inf), {}),
        (np.where(BLIND, 0.25, -inf), {}),
        (np.where(BLIND, 0.25, -1.5), {"scale": 2.0}),
    ],
)
def test_attention_gives_pytorchs_numbers(mask: Any, constants: dict[str, Any]) -> None:
    import torch

    output, gradients = attended(mask, **constants)
    leaves = [torch.tensor(x, requires_grad=True) for x in (Q, K, V)]
    given = None if mask is None else torch.tensor(mask)
    value = torch.nn.functional.scaled_dot_product_attention(*leaves, given, **constants)
    np.testing.assert_allclose(output, value.detach().numpy(), rtol=1e-12, atol=1e-15)
    theirs = torch.autograd.grad(value, leaves, torch.tensor(ABOVE))
    for have, want in zip(gradients, theirs, strict=True):
        np.testing.assert_allclose(have, want.numpy(), rtol=1e-11, atol=1e-14)
