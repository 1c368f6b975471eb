"""GoogLeNet. C. Szegedy et al., «Going deeper with convolutions», CVPR 2015, table 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.modules.applied import Applied
from engine.modules.convolution import Conv2d
from engine.modules.dropout import Dropout
from engine.modules.inception import Inception
from engine.modules.linear import Linear
from engine.modules.sequential import Sequential
from engine.modules.weights import Weights

COLUMNS = ("ch1x1", "ch3x3red", "ch3x3", "ch5x5red", "ch5x5", "pool_proj")
TABLE = {
    "inception3a": (64, 96, 128, 16, 32, 32),
    "inception3b": (128, 128, 192, 32, 96, 64),
    "pool3": None,
    "inception4a": (192, 96, 208, 16, 48, 64),
    "inception4b": (160, 112, 224, 24, 64, 64),
    "inception4c": (128, 128, 256, 24, 64, 64),
    "inception4d": (112, 144, 288, 32, 64, 64),
    "inception4e": (256, 160, 320, 32, 128, 128),
    "pool4": None,
    "inception5a": (256, 160, 320, 32, 128, 128),
    "inception5b": (384, 192, 384, 48, 128, 128),
}
"""The channels of table 1; None where the largest element of each window is taken."""


class GoogLeNet(Sequential):
    """Twenty-two layers that learn, with nine Inception modules: (n, 3, h, w) → (n, classes).

    It gives scores, which cross_entropy takes as they are; one image (3, h, w) gives (classes,).
    Images may have any size, the paper's are 224 × 224. The two auxiliary classifiers of the paper,
    which only help in training, are left out.
    """

    def __init__(self, classes: int = 1000, *, weights: Weights) -> None:
        super().__init__({"stem": _stem(weights)})
        channels = 192
        for name, counts in TABLE.items():
            if counts is None:
                self.adopt(name, _pool())
                continue
            kernels = dict(zip(COLUMNS, counts, strict=True))
            self.adopt(name, Inception(channels, **kernels, weights=weights))
            channels = sum(kernels[key] for key in ("ch1x1", "ch3x3", "ch5x5", "pool_proj"))
        self.adopt("average", Applied("adaptive_avg_pool2d", output_size=1))
        self.adopt("flatten", Applied("flatten", start_dim=1))
        self.adopt("dropout", Dropout(0.4, weights=weights))
        self.adopt("classifier", Linear(channels, classes, weights=weights))

    def forward(self, x: Any) -> Any:
        if x.ndim == 3:
            return self.forward(np.expand_dims(x, 0))[0]
        if x.ndim != 4 or x.shape[1] != 3:
            raise ShapeError(
                f"GoogLeNet of a tensor with the shape {x.shape}",
                hint="It takes images of three channels: (n, 3, h, w), or (3, h, w) alone.",
            )
        return super().forward(x)


def _stem(weights: Weights) -> Sequential:
    """Make what stands before the Inception modules; it makes images eight times smaller."""
    return Sequential(
        {
            "conv1": Conv2d(3, 64, 7, stride=2, padding=3, weights=weights),
            "relu1": Applied("relu"),
            "pool1": _pool(),
            "norm1": Applied("local_response_norm", size=5),
            "reduce2": Conv2d(64, 64, 1, weights=weights),
            "relu2": Applied("relu"),
            "conv2": Conv2d(64, 192, 3, padding=1, weights=weights),
            "relu3": Applied("relu"),
            "norm2": Applied("local_response_norm", size=5),
            "pool2": _pool(),
        }
    )


def _pool() -> Applied:
    return Applied("max_pool2d", kernel_size=3, stride=2, ceil_mode=True)
