"""How often something may happen."""

from __future__ import annotations

import time


class Allowance:
    """So many a second, and a second's worth at once."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self._left = float(rate)
        self._seen = time.monotonic()

    def take(self) -> bool:
        """Take one, if there is one."""
        now = time.monotonic()
        self._left = min(self.rate, self._left + (now - self._seen) * self.rate)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
