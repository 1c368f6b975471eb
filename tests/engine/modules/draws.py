"""Where the modules of the tests draw their weights from: the same numbers every time."""

from __future__ import annotations

import numpy as np

from engine.modules import Weights


def random() -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(3))


def weights() -> Weights:
    return Weights(random())
