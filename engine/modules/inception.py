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


class Branch(Sequential):
    """Modules one after the other, each by its own name."""

    def __init__(self, **modules: Module) -> None:
        super().__init__(())
        for name, module in modules.items():
            self.adopt(name, module)


class Inception(Module):
    """Four branches over one input, side by side in the channels of the output.

    (n, in_channels, h, w) → (n, ch1x1 + ch3x3 + ch5x5 + pool_proj, h, w). One branch is a
    convolution with 1×1 kernels. Two have larger kernels, behind 1×1 kernels that leave fewer
    channels to them. The last takes the largest of each 3×3 window, then 1×1 kernels.
    """

    def __init__(
        self,
        in_channels: int,
        ch1x1: int,
        ch3x3red: int,
        ch3x3: int,
        ch5x5red: int,
        ch5x5: int,
        pool_proj: int,
        *,
        weights: Weights,
    ) -> None:
        super().__init__()

        def kernels(inputs: int, outputs: int, size: int) -> Conv2d:
            return Conv2d(inputs, outputs, size, padding=size // 2, weights=weights)

        relu = Applied("relu")
        pool = Applied("max_pool2d", kernel_size=3, stride=1, padding=1)
        branches = {
            "branch1x1": Branch(conv=kernels(in_channels, ch1x1, 1), relu=relu),
            "branch3x3": Branch(
                reduce=kernels(in_channels, ch3x3red, 1),
                relu=relu,
                conv=kernels(ch3x3red, ch3x3, 3),
                relu2=relu,
            ),
            "branch5x5": Branch(
                reduce=kernels(in_channels, ch5x5red, 1),
                relu=relu,
                conv=kernels(ch5x5red, ch5x5, 5),
                relu2=relu,
            ),
            "branch_pool": Branch(pool=pool, project=kernels(in_channels, pool_proj, 1), relu=relu),
        }
        for name, branch in branches.items():
            self.adopt(name, branch)

    def forward(self, x: Any) -> Any:
        return np.concatenate([branch(x) for branch in self.children.values()], axis=-3)
