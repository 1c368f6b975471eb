"""How PyTorch's samples become calls of ours: losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.oracle.op_db.call import Call, NotTakenError


def _cross_entropy(x: Any, t: Any, **others: Any) -> Call:
    if t.is_floating_point():
        raise NotTakenError("with probabilities it is our soft_cross_entropy")
    return Call((x, t), others)


def _weighted(x: Any, t: Any, weight: Any = None, **others: Any) -> Call:
    if weight is None or t.is_floating_point():
        raise NotTakenError("without weights, or with probabilities, it is another of ours")
    if others.pop("label_smoothing", 0.0):
        raise NotTakenError("labels are not smoothed where classes have weights")
    return Call((x, t, weight), others)


def _soft_cross_entropy(x: Any, t: Any, weight: Any = None, **others: Any) -> Call:
    if not t.is_floating_point():
        raise NotTakenError("with labels it is our cross_entropy")
    return Call((x, t) if weight is None else (x, t, weight), others)


TAKING: Mapping[str, Callable[..., Call]] = {
    "cross_entropy": _cross_entropy,
    "soft_cross_entropy": _soft_cross_entropy,
    "weighted_cross_entropy": _weighted,
    "weighted_nll": _weighted,
}
