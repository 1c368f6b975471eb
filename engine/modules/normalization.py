"""Normalization with parameters: an op that normalizes, then a weight and a bias."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value
from engine.compositions.normalization import BatchNormInference, per_channel
from engine.errors import ShapeError
from engine.graph import apply, constant
from engine.modules.module import Module
from engine.modules.weights import Weights
from engine.trace import kept


class Normalization(Module):
    """What scales and shifts after it has normalized: ``weight`` begins at 1, ``bias`` at 0.

    Those ``of_channels`` have one number for each channel, the others one for each place of a row.
    """

    of_channels: ClassVar[bool] = False

    def scale_and_shift(self, shape: Shape, *, weights: Weights, bias: bool = True) -> None:
        """Make a weight, and a bias, of this shape."""
        self.parameters["weight"] = weights.filled(1.0, shape)
        if bias:
            self.parameters["bias"] = weights.filled(0.0, shape)

    def scaled(self, y: Any) -> Any:
        """Multiply by the weight and add the bias, where there are any."""
        for name, op in (("weight", "mul"), ("bias", "add")):
            if name in self.parameters:
                numbers = self.parameters[name]
                if self.of_channels:
                    numbers = per_channel(f"a {name}", numbers, y.shape)
                y = apply(op, y, numbers)
        return y


class BatchNorm(Normalization):
    """Each channel, to mean 0 and variance 1 over the batch: (n, c, ...) → the same.

    In training by the batch's own statistics, which also move the running ones a little; in use by
    the running ones. ``momentum`` is the share of the new, None for the mean of all batches so far.
    """

    of_channels = True
    shapes: ClassVar[str] = "(n, c, ...)"
    ranks: ClassVar[tuple[int, ...]] = ()

    def __init__(
        self,
        num_features: int,
        *,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        weights: Weights,
    ) -> None:
        super().__init__()
        self.features, self.eps, self.momentum = num_features, eps, momentum
        if affine:
            self.scale_and_shift((num_features,), weights=weights)
        if track_running_stats:
            self.buffers["running_mean"] = weights.buffer(0.0, (num_features,))
            self.buffers["running_var"] = weights.buffer(1.0, (num_features,))
            self.buffers["num_batches_tracked"] = np.float64(0.0)

    def forward(self, x: Any) -> Any:
        self._check(x.shape)
        if self.training or not self.buffers:
            y = apply("batch_norm", x, eps=self.eps)
            if self.buffers:
                self._follow(x.value)
            return self.scaled(y)
        mean, variance = (
            kept(name, constant(self.buffers[name])) for name in ("running_mean", "running_var")
        )
        return self.scaled(BatchNormInference.forward(x, mean, variance, eps=self.eps))

    def _follow(self, x: Value) -> None:
        """Move the running statistics towards those of this batch."""
        axes = (0, *range(2, x.ndim))
        count = self.buffers["num_batches_tracked"] = self.buffers["num_batches_tracked"] + 1
        share = 1 / count if self.momentum is None else self.momentum
        batch = {"running_mean": x.mean(axis=axes), "running_var": x.var(axis=axes, ddof=1)}
        for name, value in batch.items():
            self.buffers[name] = (1 - share) * self.buffers[name] + share * value

    def _check(self, shape: Shape) -> None:
        if (self.ranks and len(shape) not in self.ranks) or shape[1:2] != (self.features,):
            raise ShapeError(
                f"{type(self).__name__}({self.features}) of a tensor with the shape {shape}",
                hint=f"It takes {self.shapes.replace('c', str(self.features))}.",
            )


class BatchNorm1d(BatchNorm):
    """Batch normalization of rows or signals: (n, c) or (n, c, l)."""

    shapes = "(n, c) or (n, c, l)"
    ranks = (2, 3)


class BatchNorm2d(BatchNorm):
    """Batch normalization of images: (n, c, h, w)."""

    shapes = "(n, c, h, w)"
    ranks = (4,)


class LayerNorm(Normalization):
    """Each row, to mean 0 and variance 1, then weighted and moved: (..., *normalized_shape)."""

    def __init__(
        self,
        normalized_shape: Shape,
        *,
        eps: float = 1e-5,
        elementwise_affine: bool = True,
        bias: bool = True,
        weights: Weights,
    ) -> None:
        super().__init__()
        self.normalized_shape, self.eps = normalized_shape, eps
        if elementwise_affine:
            self.scale_and_shift(normalized_shape, bias=bias, weights=weights)

    def forward(self, x: Any) -> Any:
        shape = self.normalized_shape
        return self.scaled(apply("layer_norm", x, normalized_shape=shape, eps=self.eps))


class RMSNorm(Normalization):
    """Each row, divided by the root of its mean square, then weighted: (..., *normalized_shape)."""

    def __init__(
        self,
        normalized_shape: Shape,
        *,
        eps: float | None = None,
        elementwise_affine: bool = True,
        weights: Weights,
    ) -> None:
        super().__init__()
        self.normalized_shape, self.eps = normalized_shape, eps
        if elementwise_affine:
            self.scale_and_shift(normalized_shape, bias=False, weights=weights)

    def forward(self, x: Any) -> Any:
        shape = self.normalized_shape
        return self.scaled(apply("rms_norm", x, normalized_shape=shape, eps=self.eps))


class GroupNorm(Normalization):
    """Each group of channels, to mean 0 and variance 1, then weighted and moved: (n, c, ...)."""

    of_channels = True

    def __init__(
        self,
        num_groups: int,
        num_channels: int,
        *,
        eps: float = 1e-5,
        affine: bool = True,
        weights: Weights,
    ) -> None:
        super().__init__()
        if num_groups < 1 or num_channels % num_groups:
            raise ShapeError(
                f"{num_channels} channels do not divide into {num_groups} groups",
                hint="num_groups must divide num_channels.",
            )
        self.groups, self.eps = num_groups, eps
        if affine:
            self.scale_and_shift((num_channels,), weights=weights)

    def forward(self, x: Any) -> Any:
        return self.scaled(apply("group_norm", x, num_groups=self.groups, eps=self.eps))
