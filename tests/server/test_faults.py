"""Faults made on purpose, in their short form; ``benchmarks.service`` has the long one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from benchmarks.service.client import Client
from benchmarks.service.faults import CUT, dawdle, kill_workers
from benchmarks.service.programs import chain
from benchmarks.service.started import Server as Family
from benchmarks.service.started import command_of
from tests.conftest import ROOT, Server, start_server

UNLIMITED = "1000000/minute"


def family_of(server: Server) -> Family:
    port = urlsplit(server.url).port
    assert port
    return Family(port, server.process.pid)


async def evaluate(port: int, times: int) -> set[int]:
    async with Client(port) as client:
        return {(await client.evaluate(chain())).status for _ in range(times)}


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server of this test's own, which may be ill-treated."""
    server = start_server(rate=UNLIMITED, receipt_seconds=5)
    yield server
    if server.process.poll() is None:
        server.process.kill()
        server.process.communicate()


def test_a_worker_that_dies_costs_nobody_anything(server: Server) -> None:
    tally = asyncio.run(kill_workers(family_of(server), kills=8, clients=20))
    assert set(tally.statuses) == {200}
    lines = server.stop().splitlines()
    assert lines
    assert all("lane was replaced" in line for line in lines)


def test_the_workers_and_the_process_that_forks_them_may_die_at_once(server: Server) -> None:
    family = family_of(server)
    assert asyncio.run(evaluate(family.port, 2)) == {200}
    for process in family.family():
        if "forkserver" in command_of(process):
            os.kill(process, signal.SIGKILL)
    assert asyncio.run(evaluate(family.port, 5)) == {200}
    assert all("lane was replaced" in line for line in server.stop().splitlines())


def test_two_thousand_slow_sockets_hold_up_nobody(server: Server) -> None:
    tally, refusals = asyncio.run(dawdle(family_of(server).port, 2_000))
    assert set(tally.statuses) == {200}
    assert 408 in refusals
    assert set(refusals) <= {408, CUT}
    assert server.stop() == ""


@pytest.mark.parametrize("log", ["a closed pipe", "a full disk"])
def test_a_log_that_cannot_be_written_stops_nothing(log: str) -> None:
    reading, writing = os.pipe()
    if log == "a full disk":
        os.close(writing)
        writing = os.open("/dev/full", os.O_WRONLY)
    os.close(reading)
    with subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"],
        cwd=ROOT,
        env={**os.environ, "NABLASCOPE_PORT": "0", "NABLASCOPE_LOG_LEVEL": "info"},
        stdout=subprocess.PIPE,
        stderr=writing,
        text=True,
    ) as process:
        os.close(writing)
        assert process.stdout
        url = process.stdout.readline().split()[-1]
        urllib.request.urlopen(f"{url}/readyz", timeout=30).close()
        port = urlsplit(url).port
        assert port
        assert asyncio.run(evaluate(port, 5)) == {200}
        process.terminate()
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}
