"""Where everything comes from that a program draws at random."""

from __future__ import annotations

from functools import cached_property

import numpy as np


class Chance:
    """One source for all draws, made when something is first drawn: most programs draw nothing."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    @cached_property
    def source(self) -> np.random.Generator:
        """Where the next draw comes from."""
        return self._unused()

    @property
    def drawn(self) -> bool:
        """Whether anything was drawn: another seed would give other numbers."""
        if "source" not in vars(self):
            return False
        return self.source.bit_generator.state != self._unused().bit_generator.state

    def _unused(self) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(self._seed))
