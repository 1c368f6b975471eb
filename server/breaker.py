"""A circuit breaker for what this server asks others: who does not answer is left alone a while."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

PATIENCE = 0.25
"""Seconds that another service may take: no person notices them, and work is done without it."""

REST = 2.0
"""Seconds for which nobody is asked who has not answered."""


class Breaker:
    """Remembers whether another service answers, and tells the log when that changes.

    ``what`` names it in the log. Not once a request: a log that is full of one fault hides others,
    and to wait for who is away makes everybody slow.
    """

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._clock = clock
        self._failing = False
        self._rests_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it is not to be asked now."""
        return self._failing and self._clock() < self._rests_until

    def failed(self) -> None:
        """It was asked and did not answer; called where that exception is handled."""
        if not self._failing:
            _log().warning("%s does not answer", self._what, exc_info=True)
        self._failing = True
        self._rests_until = self._clock() + REST

    def answered(self) -> None:
        """It was asked and answered."""
        if self._failing:
            _log().warning("%s answers again", self._what)
        self._failing = False


def _log() -> logging.Logger:
    return logging.getLogger(__name__)
