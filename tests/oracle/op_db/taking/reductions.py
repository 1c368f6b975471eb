"""How PyTorch's samples become calls of ours: sums, spreads and orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine import apply
from tests.oracle.op_db.call import Call, NotTakenError


def _reduced(x: Any, dim: Any = None, keepdim: bool = False, **others: Any) -> Call:
    return Call((x,), {"axis": dim, "keepdims": keepdim, **others})


def _vector_norm(x: Any, ord: float, **others: Any) -> Call:
    if not 1 <= ord < float("inf"):
        raise NotTakenError(f"no norm of the order {ord}")
    axes = x.dim() if others.get("dim") is None else np.size(others["dim"])
    if axes > 1 and ord != 2:
        raise NotTakenError("an order over several axes means different things")
    if axes > 1:
        return _reduced(x, **others)
    return _reduced(x, ord=ord, **others)


def _spread(
    x: Any, dim: Any = None, *, unbiased: bool = True, correction: Any = None, keepdim: bool = False
) -> Call:
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    correction = int(unbiased) if correction is None else correction
    if not float(correction).is_integer():
        raise NotTakenError("the correction is no whole number")
    return Call((x,), {"axis": dim, "keepdims": keepdim, "correction": int(correction)})


def _softmax(x: Any, dim: int) -> Call:
    if x.dim() and not x.shape[dim]:
        raise NotTakenError("no elements along the axis: there is nothing that sums to one")
    return Call((x,), {"axis": dim})


def _sort(x: Any, dim: int = -1, descending: bool = False, stable: bool = False) -> Call:
    constants = {"axis": dim, "descending": descending}
    return Call((x,), constants, (x,), lambda y, x: (y, apply("argsort", x, **constants)))


def _argsort(x: Any, dim: int = -1, descending: bool = False, stable: bool = False) -> Call:
    return Call((x,), {"axis": dim, "descending": descending})


def _topk(x: Any, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> Call:
    return Call((x,), {"k": k, "axis": dim, "largest": largest})


def _median(x: Any, dim: Any = None, keepdim: bool = False) -> Call:
    if dim is not None:
        raise NotTakenError("along an axis it is our median_at")
    return Call((x,), {"lower": True})


def _median_at(x: Any, dim: Any = None, keepdim: bool = False) -> Call:
    if dim is None:
        raise NotTakenError("of all elements it is our median")
    return Call((x,), {"axis": dim, "keepdims": keepdim})


TAKING: Mapping[str, Callable[..., Call]] = {
    "argsort": _argsort,
    "log_softmax": _softmax,
    "median": _median,
    "median_at": _median_at,
    "norm": _vector_norm,
    "softmax": _softmax,
    "softmin": _softmax,
    "sort": _sort,
    "std": _spread,
    "topk": _topk,
    "var": _spread,
}
