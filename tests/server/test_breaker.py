"""Who does not answer is left alone for a while, and the log hears of it once."""

from __future__ import annotations

import pytest

from server.breaker import REST, Breaker


def test_it_rests_and_is_asked_again(clean_log: pytest.LogCaptureFixture) -> None:
    now = [100.0]
    breaker = Breaker("the other", lambda: now[0])
    assert not breaker.is_open
    breaker.answered()
    breaker.failed()
    assert breaker.is_open
    now[0] += REST
    assert not breaker.is_open
    breaker.failed()
    assert breaker.is_open
    now[0] += REST
    breaker.answered()
    assert not breaker.is_open
    breaker.failed()
    assert clean_log.messages == [
        "the other does not answer",
        "the other answers again",
        "the other does not answer",
    ]
    clean_log.clear()
