"""Where PyTorch's ``op_db`` says something else under one name, or the same under another."""

from __future__ import annotations

from collections.abc import Mapping

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

DEPRECATED = "is deprecated; that of linalg is compared"
NOT_OURS: Mapping[str, Mapping[str, str]] = {
    "cholesky": {"cholesky": DEPRECATED},
    "cross": {"cross": DEPRECATED},
    "qr": {"qr": DEPRECATED},
    "svd": {"svd": DEPRECATED},
    "unfold": {"unfold": "gives windows along one axis"},
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
    "fold": "op_db has none",
    "hinge": "PyTorch has it for several classes only",
    "place_add": "its nearest, index_put, is not ours",
    "softplus": "all have a threshold",
}
"""Ops of ours for which ``op_db`` has no sample that they take, and why."""
