"""What NumPy's functions are called in the catalogue, where the name alone does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.catalog import ALIASES, CATALOG

REDUCTIONS: Mapping[tuple[Any, str], str] = {
    (np.add, "reduce"): "sum",
    (np.multiply, "reduce"): "prod",
    (np.maximum, "reduce"): "max",
    (np.minimum, "reduce"): "min",
}

COMPARISONS = frozenset(
    {np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal, np.isnan}
    | {np.isfinite, np.isinf, np.signbit}
)
"""These give plain truths, and no node."""

IN_LINALG: Mapping[str, Mapping[str, Any]] = {
    "trace": {"axis1": -2, "axis2": -1},
    "diagonal": {"axis1": -2, "axis2": -1},
}
"""Functions of ``linalg`` that differ from those of the same name outside, and their settings."""


UFUNCS: Mapping[Any, str] = {
    ufunc: ALIASES[name]
    for name, ufunc in vars(np).items()
    if isinstance(ufunc, np.ufunc) and name in ALIASES and ufunc not in COMPARISONS
}
"""The op that a universal function of NumPy is."""


def from_numpy(
    name: str, args: Any, keywords: Mapping[str, Any], module: str = "numpy"
) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
    """Give the op, inputs and constants of a call that NumPy handed over.

    Raises TypeError where the catalogue has no such op.
    """
    op = CATALOG.get(ALIASES.get(name, ""))
    if op is None:
        word = f"{module.replace('numpy', 'np', 1)}.{name}"
        raise TypeError(f"{word} does not work on tensor nodes: the catalogue has no such op")
    asked = {key: value for key, value in keywords.items() if value is not np._NoValue}  # noqa: SLF001
    if module == "numpy.linalg":
        asked = {**IN_LINALG.get(op.name, {}), **asked}
    return op.name, *op.bind(args, asked)
