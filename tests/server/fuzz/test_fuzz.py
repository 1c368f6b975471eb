"""Five thousand random programs and broken requests: an answer to each, and none that is a fault.

The release script throws a hundred thousand: ``python -m tests.server.fuzz``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import start_server
from tests.server.fuzz.__main__ import batches
from tests.server.fuzz.attack import SETTINGS, Attack, memory_of
from tests.server.fuzz.requests import EXTRAS, SOURCES, broken

BATCH = 50
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
LARGEST_GROWTH = 64 * 1024**2


@pytest.fixture(scope="module")
def attack() -> Iterator[Attack]:
    """Give an attack on a server of its own, whose memory and log are looked at in the end."""
    server = start_server(**SETTINGS)
    attack = Attack(server.url)
    attack.throw_programs([{"source": "x = randn(200, 200)\nsum(x @ x)"}] * 20)
    before = memory_of(server.process.pid) if sys.platform == "linux" else 0
    yield attack
    grown = memory_of(server.process.pid) - before if sys.platform == "linux" else 0
    assert server.stop() == ""
    assert grown < LARGEST_GROWTH


@seed(5)
@settings(max_examples=60, suppress_health_check=QUIET, database=None)
@given(st.lists(SOURCES, min_size=BATCH, max_size=BATCH))
def test_every_program_is_answered(attack: Attack, sources: list[str]) -> None:
    attack.throw_programs([{"source": source} for source in sources])


@seed(5)
@settings(max_examples=10, suppress_health_check=QUIET, database=None)
@given(st.lists(st.tuples(SOURCES, EXTRAS), min_size=BATCH, max_size=BATCH))
def test_every_request_is_answered(
    attack: Attack, asked: list[tuple[str, dict[str, object]]]
) -> None:
    attack.throw_programs([{"source": source, **extras} for source, extras in asked])


@seed(5)
@settings(max_examples=20, suppress_health_check=QUIET, database=None)
@given(st.lists(broken(), min_size=BATCH, max_size=BATCH))
def test_what_is_no_request_harms_nothing(attack: Attack, requests: list[bytes]) -> None:
    attack.throw_bytes(requests)


def test_there_were_answers_of_many_kinds(attack: Attack) -> None:
    assert {"200", "422 program-stopped", "422 invalid-request", "bytes: 400"} <= set(
        attack.answers
    )


def test_the_release_throws_other_programs_each_time() -> None:
    drawn = batches(SOURCES, 3, 0) + batches(SOURCES, 3, 1)
    assert len(drawn) == 6
    assert len({source for batch in drawn for source in batch}) > 3 * BATCH
