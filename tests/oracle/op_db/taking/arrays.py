"""How PyTorch's samples become calls of ours: elements, their places and shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Any

from tests.oracle.op_db.call import Call, NotTakenError


def _where(a: Any, condition: Any, b: Any) -> Call:
    return Call((condition, a, b))


def _squeeze(x: Any, dim: Any = None) -> Call:
    if dim is None:
        return Call((x,))
    axes = (dim,) if isinstance(dim, int) else dim
    if not x.dim() or any(x.shape[axis] != 1 for axis in axes):
        raise NotTakenError("as in NumPy, only an axis of size 1 can be dropped")
    return Call((x,), {"axis": tuple(axes)})


def _concatenate(xs: Any, dim: int = 0) -> Call:
    if len({x.dim() for x in xs}) > 1:
        raise NotTakenError("an empty vector does not join matrices")
    return Call(tuple(xs), {"axis": dim})


def _repeat(x: Any, repeats: Any, dim: Any = None) -> Call:
    counts = repeats if isinstance(repeats, int) else tuple(repeats.reshape(-1).tolist())
    return Call((x,), {"repeats": counts, "axis": dim})


def _getitem(x: Any, key: Any) -> Call:
    parts = key if isinstance(key, tuple) else (key,)
    plain = tuple(part.numpy() if hasattr(part, "numpy") else part for part in parts)
    return Call((x,), {"key": plain})


def _take(x: Any, *rest: Any) -> Call:
    *axis, indices = rest
    return Call((x, indices), {"axis": axis[0] if axis else None})


def _take_along_axis(x: Any, indices: Any, dim: int | None = None) -> Call:
    if dim is None and indices.dim() > 1:
        raise NotTakenError("a table of places that counts through the whole")
    return Call((x, indices), {"axis": dim})


def _gather(x: Any, dim: int, index: Any, *others: Any) -> Call:
    if index.dim() != x.dim():
        raise NotTakenError("an empty index, too, has the rank of the tensor")
    return Call((x, index, *others), {"axis": dim})


def _embedding(weight: Any, indices: Any, **others: Any) -> Call:
    return Call((indices, weight), others)


def _one_hot(labels: Any, num_classes: int = -1) -> Call:
    if num_classes == -1:
        raise NotTakenError("the number of classes is told, not counted")
    return Call((labels,), {"num_classes": num_classes})


MODES = {"replicate": "edge", "circular": "wrap"}


def _pad(x: Any, pad: Any, mode: str = "constant", value: float | None = None) -> Call:
    """Pad as PyTorch does: the pairs begin with the last axis, and the first axes have none."""
    if min(pad) < 0:
        raise NotTakenError("a slice makes a tensor smaller, a width does not")
    pairs = [(pad[i], pad[i + 1]) for i in range(0, len(pad), 2)]
    widths = [(0, 0)] * (x.dim() - len(pairs)) + pairs[::-1]
    constants = {"pad_width": tuple(widths), "mode": MODES.get(mode, mode)}
    return Call((x,), constants | ({"constant_values": value or 0.0} if mode == "constant" else {}))


def _split(x: Any, sizes: Any, dim: int = 0) -> Call:
    """Cut where the parts of these sizes end, the last perhaps smaller."""
    if isinstance(sizes, int):
        return Call((x,), {"sections": tuple(range(sizes, x.shape[dim], sizes)), "axis": dim})
    return Call((x,), {"sections": tuple(accumulate(sizes))[:-1], "axis": dim})


def _tensor_split(x: Any, sections: Any, dim: int = 0) -> Call:
    plain = sections.tolist() if hasattr(sections, "tolist") else sections
    return Call((x,), {"sections": plain if isinstance(plain, int) else tuple(plain), "axis": dim})


TAKING: Mapping[str, Callable[..., Call]] = {
    "array_split": _tensor_split,
    "concatenate": _concatenate,
    "embedding": _embedding,
    "gather": _gather,
    "getitem": _getitem,
    "one_hot": _one_hot,
    "pad": _pad,
    "repeat": _repeat,
    "scatter_add": _gather,
    "split": _split,
    "squeeze": _squeeze,
    "take": _take,
    "take_along_axis": _take_along_axis,
    "where": _where,
}
