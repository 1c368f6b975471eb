"""GoogLeNet. C. Szegedy et al., «Going deeper with convolutions», CVPR 2015, table 1."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import ShapeError
from engine.graph import apply
from engine.modules.applied import Applied
from engine.modules.convolution import Conv2d
from engine.modules.inception import Branch, Inception
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.weights import Weights

TABLE = {
    "inception3a": (64, 96, 128, 16, 32, 32),
    "inception3b": (128, 128, 192, 32, 96, 64),
    "inception4a": (192, 96, 208, 16, 48, 64),
    "inception4b": (160, 112, 224, 24, 64, 64),
    "inception4c": (128, 128, 256, 24, 64, 64),
    "inception4d": (112, 144, 288, 32, 64, 64),
    "inception4e": (256, 160, 320, 32, 128, 128),
    "inception5a": (256, 160, 320, 32, 128, 128),
    "inception5b": (384, 192, 384, 48, 128, 128),
}
"""The channels of table 1: #1×1, #3×3 reduce, #3×3, #5×5 reduce, #5×5, pool proj."""

POOLED = ("inception4a", "inception5a")
"""Before these the largest element of each window is taken."""


class GoogLeNet(Module):
    """Twenty-two layers that learn, nine of them Inception modules: (n, 3, h, w) → (n, classes).

    It gives scores, which cross_entropy takes as they are; an image (3, h, w) alone gives
    (classes,). Images may have any size; the paper's have 224 × 224. The two auxiliary classifiers
    of the paper, which only help in training, are left out.
    """

    def __init__(self, classes: int = 1000, *, weights: Weights) -> None:
        super().__init__()
        relu = Applied("relu")
        pool = Applied("max_pool2d", kernel_size=3, stride=2, ceil_mode=True)
        normalize = Applied("local_response_norm", size=5)
        self.stem = self.adopt(
            "stem",
            Branch(
                conv1=Conv2d(3, 64, 7, stride=2, padding=3, weights=weights),
                relu1=relu,
                pool1=pool,
                normalize1=normalize,
                reduce2=Conv2d(64, 64, 1, weights=weights),
                relu2=relu,
                conv2=Conv2d(64, 192, 3, padding=1, weights=weights),
                relu3=relu,
                normalize2=normalize,
                pool2=pool,
            ),
        )
        self.body = []
        channels = 192
        for name, counts in TABLE.items():
            if name in POOLED:
                self.body.append(pool)
            self.body.append(self.adopt(name, Inception(channels, *counts, weights=weights)))
            one, _, three, _, five, projected = counts
            channels = one + three + five + projected
        self.random = weights.random
        self.classifier = self.adopt("fc", Linear(channels, classes, weights=weights))
        self.size += len(self.body)

    def forward(self, x: Any) -> Any:
        if x.ndim == 3:
            return self.forward(np.expand_dims(x, 0))[0]
        if x.ndim != 4 or x.shape[1] != 3:
            raise ShapeError(
                f"GoogLeNet of a tensor with the shape {x.shape}",
                hint="It takes images of three channels: (n, 3, h, w), or (3, h, w) alone.",
            )
        for part in (self.stem, *self.body):
            x = part(x)
        x = np.reshape(apply("adaptive_avg_pool2d", x, output_size=1), x.shape[:2])
        seed = int(self.random.integers(2**32))
        x = apply("dropout", x, p=0.4, training=self.training, seed=seed)
        return self.classifier(x)
