"""The Inception module: convolutions of several sizes side by side.

C. Szegedy et al., «Going deeper with convolutions», CVPR 2015, figure 2(b).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.modules.applied import Applied
from engine.modules.convolution import Conv2d
from engine.modules.module import Module
from engine.modules.sequential import Sequential
from engine.modules.weights import Weights


class Inception(Module):
    """Four branches over one input, put together in the channels of the output.

    (n, in_channels, h, w) → (n, ch1x1 + ch3x3 + ch5x5 + pool_proj, h, w). One branch is a
    convolution with 1 × 1 kernels. Two have larger kernels, behind 1 × 1 kernels which leave them
    fewer channels: ch3x3red and ch5x5red. The last takes the largest of each 3 × 3 window, then
    1 × 1 kernels. Every convolution is rectified.
    """

    def __init__(
        self,
        in_channels: int,
        *,
        ch1x1: int,
        ch3x3red: int,
        ch3x3: int,
        ch5x5red: int,
        ch5x5: int,
        pool_proj: int,
        weights: Weights,
    ) -> None:
        super().__init__()

        def kernels(inputs: int, outputs: int, size: int) -> Conv2d:
            return Conv2d(inputs, outputs, size, padding=size // 2, weights=weights)

        def reduced(channels: int, outputs: int, size: int) -> Sequential:
            return Sequential(
                {
                    "reduce": kernels(in_channels, channels, 1),
                    "relu1": Applied("relu"),
                    "conv": kernels(channels, outputs, size),
                    "relu2": Applied("relu"),
                }
            )

        self.adopt(
            "branch1x1",
            Sequential({"conv": kernels(in_channels, ch1x1, 1), "relu": Applied("relu")}),
        )
        self.adopt("branch3x3", reduced(ch3x3red, ch3x3, 3))
        self.adopt("branch5x5", reduced(ch5x5red, ch5x5, 5))
        self.adopt(
            "branch_pool",
            Sequential(
                {
                    "pool": Applied("max_pool2d", kernel_size=3, stride=1, padding=1),
                    "project": kernels(in_channels, pool_proj, 1),
                    "relu": Applied("relu"),
                }
            ),
        )

    def forward(self, x: Any) -> Any:
        return np.concatenate([branch(x) for branch in self.children.values()], axis=-3)
