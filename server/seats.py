"""So many of a kind at once, and so many of them for one client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Seats:
    """Who has one of ``most`` seats, of which one client has at most ``each``."""

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many are taken."""
        return self._taken.total()

    def free(self, client: str) -> bool:
        """Tell whether there is one for this client."""
        return self.taken < self._most and self._taken[client] < self._each

    @contextmanager
    def sit(self, client: str) -> Iterator[None]:
        """Take a seat for a while."""
        self._taken[client] += 1
        try:
            yield
        finally:
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]
