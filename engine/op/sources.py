"""Where formulas come from: pages and papers that several families cite."""

from __future__ import annotations

NUMPY = "https://numpy.org/doc/stable/reference/generated/numpy.{}.html"
PYTORCH = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"
FUNCTIONAL = "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.{}.html"
"""``torch.nn.functional``."""
GILES = "M. Giles, 2008, https://doi.org/10.1007/978-3-540-68942-3_4"
"""«Collected matrix derivative results for forward and reverse mode algorithmic differentiation»"""
