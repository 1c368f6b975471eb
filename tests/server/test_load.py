"""A class at once, attackers among it: in short what ``benchmarks.service`` measures at length."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from benchmarks.service.attack import spend
from benchmarks.service.burst import STUDENTS, burst
from benchmarks.service.throughput import load
from tests.conftest import start_server
from tests.server.services import find


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Give the port of a server whose rate is that of everybody here together."""
    server = start_server(rate="1000000/minute")
    port = urlsplit(server.url).port
    assert port
    yield port
    assert server.stop() == ""


@pytest.mark.parametrize("same", [False, True])
def test_who_asks_at_the_same_moment_is_answered(port: int, same: bool) -> None:
    tally, _ = asyncio.run(burst(port, same=same))
    assert tally.statuses == {200: STUDENTS}


def test_who_asks_without_rest_is_answered(port: int) -> None:
    find("wrk")
    found = load(port, clients=8, seconds=1)
    assert found.answers > 0
    assert (found.refused, found.lost) == (0, 0)


def test_attackers_cost_the_others_nothing(port: int) -> None:
    day = asyncio.run(spend(port, connections=2, seconds=3, students=10))
    assert set(day.students.statuses) == {200}
    assert set(day.health.statuses) == {200}
    assert day.attackers.statuses
