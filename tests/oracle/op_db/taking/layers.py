"""How PyTorch's samples become calls of ours: layers of networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.oracle.op_db.call import Call, NotTakenError


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
    if x.dim() < 2:
        raise NotTakenError("a tensor has channels along axis 1")
    others.pop("momentum", None)  # of the running statistics
    return Call((x,), others, _scaled(weight, bias), _affine)


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


def _batch_norm_inference(
    x: Any, mean: Any, variance: Any, *scaled: Any, training: bool = False, **others: Any
) -> Call:
    if training:
        raise NotTakenError("the statistics are the batch's own: see batch_norm")
    if x.dim() < 2:
        raise NotTakenError("a tensor has channels along axis 1")
    others.pop("momentum", None)  # of the running statistics, which stand still
    return Call((x, mean, variance), others, _scaled(*scaled), _affine)


def _pooled(x: Any, kernel_size: Any, *others: Any, **named: Any) -> Call:
    """Take the arguments of the poolings, by name or in PyTorch's order."""
    words = ("stride", "padding", "ceil_mode", "count_include_pad", "divisor_override")
    constants = {"kernel_size": kernel_size, **dict(zip(words, others, strict=False)), **named}
    if constants.pop("return_indices", False):
        raise NotTakenError("the places of the largest are not given")
    if constants.get("stride") == ():
        del constants["stride"]
    return Call((x,), constants)


def _adaptive(x: Any, output_size: Any) -> Call:
    if isinstance(output_size, tuple) and None in output_size:
        raise NotTakenError("every size is told")
    return Call((x,), {"output_size": output_size})


def _attention(query: Any, key: Any, value: Any, attn_mask: Any = None, **others: Any) -> Call:
    if others.get("dropout_p"):
        raise NotTakenError("another generator draws what is dropped")
    masks = () if attn_mask is None else (attn_mask,)
    return Call((query, key, value, *masks), others)


TAKING: Mapping[str, Callable[..., Call]] = {
    "adaptive_avg_pool1d": _adaptive,
    "adaptive_avg_pool2d": _adaptive,
    "avg_pool1d": _pooled,
    "avg_pool2d": _pooled,
    "batch_norm": _batch_norm,
    "batch_norm_inference": _batch_norm_inference,
    "dropout": _dropout,
    "group_norm": _group_norm,
    "instance_norm": _instance_norm,
    "layer_norm": _layer_norm,
    "max_pool1d": _pooled,
    "max_pool2d": _pooled,
    "rms_norm": _layer_norm,
    "scaled_dot_product_attention": _attention,
}
