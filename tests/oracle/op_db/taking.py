"""How PyTorch's samples become calls of ours where the words differ, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

import numpy as np

from engine import apply


@dataclass(frozen=True)
class Call:
    """A call of our op, on numbers and tensors of PyTorch.

    Where PyTorch's function does more than the op, ``then(output, *others)`` does the rest.
    """

    inputs: tuple[Any, ...]
    constants: dict[str, Any] = field(default_factory=dict)
    others: tuple[Any, ...] = ()
    then: Callable[..., Any] = lambda output: output


class NotTakenError(Exception):
    """A sample that our op has no word for; it says why."""


ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "batch_norm_inference": ("nn.functional.batch_norm",),
    "getitem": ("__getitem__",),
    "max_at": ("max[reduction_with_dim]",),
    "maximum": ("max[binary]",),
    "median_at": ("median",),
    "min_at": ("min[reduction_with_dim]",),
    "minimum": ("min[binary]",),
    "norm": ("linalg.vector_norm",),
    "power": ("pow",),
    "soft_cross_entropy": ("nn.functional.cross_entropy",),
    "split": ("split_with_sizes",),
    "swapaxes": ("transpose",),
    "tile": ("repeat",),
    "weighted_cross_entropy": ("nn.functional.cross_entropy",),
    "weighted_nll": ("nn.functional.nll_loss",),
}
"""Entries of ``op_db`` that are our op under another name."""

NOT_OURS: Mapping[str, Mapping[str, str]] = {
    "clip": {"clamp": "has tensors for bounds"},
    "hardsigmoid": {"nn.functional.hardsigmoid": "holds its slope, 1/6, as a float32"},
    "max": {
        "max[binary]": "is our maximum",
        "max[reduction_with_dim]": "is our max_at",
    },
    "min": {
        "min[binary]": "is our minimum",
        "min[reduction_with_dim]": "is our min_at",
    },
    "norm": dict.fromkeys(
        ("norm", "norm[fro]", "norm[inf]", "norm[nuc]"), "takes a matrix to pieces"
    )
    | dict.fromkeys(
        ("linalg.norm", "linalg.norm[subgradients_at_zero]"), "is another norm for a matrix"
    ),
    "pow": {"pow": "has tensors for exponents, so it is our power"},
    "repeat": {"repeat": "is our tile"},
    "transpose": {"transpose": "is our swapaxes"},
}
"""Entries that bear our op's name and are something else."""

WEIGHTS = "the losses are not weighed"
LEFT_OUT: Mapping[str, Mapping[str, str]] = {
    "add": {"alpha": "a factor is a product of its own"},
    "sub": {"alpha": "a factor is a product of its own"},
    "div": {"rounding_mode": "a quotient is not rounded"},
    "softplus": {"threshold": "it is no straight line from any threshold on"},
    "repeat": {"output_size": "the size follows from the repeats"},
    "binary_cross_entropy": {"weight": WEIGHTS},
    "binary_cross_entropy_with_logits": {"weight": WEIGHTS, "pos_weight": WEIGHTS},
    "nll": {"weight": WEIGHTS},
    "cross_entropy": {"weight": WEIGHTS},
}
"""Keyword arguments of PyTorch's that our op does not have."""

WITHOUT: Mapping[str, str] = {
    "cbrt": "PyTorch has no cube root",
    "clip": "all bounds are tensors",
    "conv1d_filter": "a part of conv1d's backward, and no entry",
    "conv2d_filter": "a part of conv2d's backward, and no entry",
    "pow": "all exponents are tensors",
    "hardsigmoid": "see above",
    "hinge": "PyTorch has it for several classes only",
    "place_add": "its nearest, index_put, is not ours",
    "softplus": "all have a threshold",
}
"""Ops of ours for which ``op_db`` has no sample that they take, and why."""


def _where(a: Any, condition: Any, b: Any) -> Call:
    return Call((condition, a, b))


def _vector_norm(x: Any, ord: float, **others: Any) -> Call:
    if not 1 <= ord < float("inf"):
        raise NotTakenError(f"no norm of the order {ord}")
    return _reduced(x, ord=ord, **others)


def _reduced(x: Any, dim: Any = None, keepdim: bool = False, **others: Any) -> Call:
    return Call((x,), {"axis": dim, "keepdims": keepdim, **others})


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


def _pad(x: Any, pad: Any, mode: str = "constant", value: float | None = None) -> Call:
    if min(pad, default=0) < 0:
        raise NotTakenError("a slice makes a tensor smaller, a width does not")
    pairs = [tuple(pad[i : i + 2]) for i in range(0, len(pad), 2)]
    widths = ((0, 0),) * (x.dim() - len(pairs)) + tuple(reversed(pairs))
    return Call((x,), {"pad_width": widths, "mode": mode, "constant_values": value or 0.0})


def _split(x: Any, sizes: Any, dim: int = 0) -> Call:
    side = x.shape[dim]
    if isinstance(sizes, int):
        places = tuple(range(sizes, side, sizes))
    else:
        places = tuple(accumulate(sizes[:-1]))
    return Call((x,), {"sections": places, "axis": dim})


def _tensor_split(x: Any, sections: Any, dim: int = 0) -> Call:
    if hasattr(sections, "tolist"):
        sections = sections.tolist()
    plain = sections if isinstance(sections, int) else tuple(sections)
    return Call((x,), {"sections": plain, "axis": dim})


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


def _cross_entropy(x: Any, t: Any, **others: Any) -> Call:
    if t.is_floating_point():
        raise NotTakenError("with probabilities it is our soft_cross_entropy")
    return Call((x, t), others)


def _soft_cross_entropy(x: Any, t: Any, weight: Any = None, **others: Any) -> Call:
    if not t.is_floating_point():
        raise NotTakenError("with labels it is our cross_entropy")
    return Call((x, t) if weight is None else (x, t, weight), others)


def _weighted(x: Any, t: Any, weight: Any = None, **others: Any) -> Call:
    if weight is None or t.is_floating_point():
        raise NotTakenError("without weights it is another word of ours")
    if others.pop("label_smoothing", 0.0):
        raise NotTakenError("labels are not smoothed where classes have weights")
    return Call((x, t, weight), others)


def _attention(*given: Any, dropout_p: float = 0.0, **others: Any) -> Call:
    if dropout_p:
        raise NotTakenError("another generator draws what is dropped")
    mask = others.pop("attn_mask", None)
    return Call(given if mask is None else (*given, mask), others)


def _affine(y: Any, *factors: Any) -> Any:
    """Scale and shift the channels, axis 1, as PyTorch's normalizations do."""
    weight, bias = (np.reshape(x, (-1, *[1] * (y.ndim - 2))) if x.ndim else x for x in factors)
    return y * weight + bias


def _scaled(weight: Any, bias: Any) -> tuple[Any, ...]:
    return (1.0 if weight is None else weight, 0.0 if bias is None else bias)


def _batch_norm(x: Any, *given: Any, training: bool = False, **others: Any) -> Call:
    _, _, weight, bias = given
    if not training:
        raise NotTakenError("the statistics are the batch's own")
    others.pop("momentum", None)  # of the running statistics
    return Call((x,), others, _scaled(weight, bias), _affine)


def _batch_norm_inference(x: Any, *given: Any, training: bool = False, **others: Any) -> Call:
    mean, variance, weight, bias = given
    if training:
        raise NotTakenError("by the batch's own statistics it is our batch_norm")
    if x.dim() < 2:
        raise NotTakenError("there are no channels")
    others.pop("momentum", None)
    return Call((x, mean, variance), others, _scaled(weight, bias), _affine)


def _instance_norm(x: Any, weight: Any = None, bias: Any = None, **others: Any) -> Call:
    eps = {"eps": others["eps"]} if "eps" in others else {}
    return Call((x,), eps, _scaled(weight, bias), _affine)


def _group_norm(
    x: Any, num_groups: int, weight: Any = None, bias: Any = None, **others: Any
) -> Call:
    return Call((x,), {"num_groups": num_groups, **others}, _scaled(weight, bias), _affine)


def _layer_norm(x: Any, shape: Any, weight: Any = None, bias: Any = None, **others: Any) -> Call:
    return Call(
        (x,),
        {"normalized_shape": tuple(shape), **others},
        _scaled(weight, bias),
        lambda y, w, b: y * w + b,
    )


def _dropout(x: Any, p: float = 0.5, training: bool = True) -> Call:
    if training and 0 < p < 1:
        raise NotTakenError("another generator draws what is dropped")
    return Call((x,), {"p": p, "training": training})


TAKING: Mapping[str, Callable[..., Call]] = {
    "array_split": _tensor_split,
    "argsort": _argsort,
    "median": _median,
    "median_at": _median_at,
    "sort": _sort,
    "topk": _topk,
    "batch_norm": _batch_norm,
    "batch_norm_inference": _batch_norm_inference,
    "concatenate": _concatenate,
    "cross_entropy": _cross_entropy,
    "dropout": _dropout,
    "embedding": _embedding,
    "gather": _gather,
    "getitem": _getitem,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "layer_norm": _layer_norm,
    "log_softmax": _softmax,
    "norm": _vector_norm,
    "one_hot": _one_hot,
    "pad": _pad,
    "repeat": _repeat,
    "rms_norm": _layer_norm,
    "scaled_dot_product_attention": _attention,
    "scatter_add": _gather,
    "soft_cross_entropy": _soft_cross_entropy,
    "softmax": _softmax,
    "softmin": _softmax,
    "split": _split,
    "squeeze": _squeeze,
    "std": _spread,
    "take": _take,
    "take_along_axis": _take_along_axis,
    "var": _spread,
    "weighted_cross_entropy": _weighted,
    "weighted_nll": _weighted,
    "where": _where,
}
"""Functions of PyTorch's arguments; an op that is not here takes them as the language does."""
