"""The same program is answered alike on an idle machine and on one that has no processor left."""

from __future__ import annotations

import json
import multiprocessing
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from server.worker import COURTESY
from tests.conftest import Server, start_server

NEAR_A_LIMIT = [
    "x = 1.0\nfor i in range(400):\n    x = x * 1.01\nx",
    "x = 1.0\nfor i in range(401):\n    x = x * 1.01\nx",
    "x = randn(50000)\nx",
    "x = randn(50001)\nx",
    "x = 1.0\nfor i in range(9999):\n    x = x * 1.0001\nx.label",
    "x = [i * j for i in range(300) for j in range(50)]\nx[0]",
    "for i in range(49999):\n    pass",
    "for i in range(50000):\n    pass",
    "A = randn(300, 300)\nB = A @ A\nsum(B @ A)",
    "x = randn(1000, 1001)",
    "x = randn(4000, 1001)",
    "def f(x, n):\n    return x if n == 0 else f(x, n - 1)\nf(1.0, 63)",
    "def f(x, n):\n    return x if n == 0 else f(x, n - 1)\nf(1.0, 64)",
]


def _spin() -> None:
    os.nice(COURTESY["job"])  # jobs run with as much of it, and give way to all that has less
    while True:
        pass


@contextmanager
def no_processor_left() -> Iterator[None]:
    """Keep each processor busy with a process of its own."""
    context = multiprocessing.get_context("spawn")
    count = os.cpu_count() or 1
    spinning = [context.Process(target=_spin, daemon=True) for _ in range(count)]
    for process in spinning:
        process.start()
    try:
        yield
    finally:
        for process in spinning:
            process.kill()
            process.join()


def ask(server: Server, members: dict[str, object]) -> tuple[int, bytes]:
    """Ask for elements, and give the status and the body of the answer."""
    request = urllib.request.Request(
        f"{server.url}/api/v1/graphs/tensor",
        json.dumps(members).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@pytest.fixture
def patient_server() -> Iterator[Server]:
    """Give a server whose clocks stop nobody here, so that counts alone decide."""
    clocks = ("fast_seconds", "heavy_seconds", "job_seconds", "cpu_seconds", "job_cpu_seconds")
    server = start_server(**dict.fromkeys(clocks, 120))
    yield server
    assert server.stop() == ""


def test_load_changes_no_answer(patient_server: Server) -> None:
    def answers() -> list[tuple[int, bytes]]:
        # Elements are read anew each time, while documents are kept.
        return [
            ask(patient_server, {"source": source, "tensor": "x", "count": 1})
            for source in NEAR_A_LIMIT
        ]

    idle = answers()
    with no_processor_left():
        loaded = answers()
    for source, one, other in zip(NEAR_A_LIMIT, idle, loaded, strict=True):
        assert one == other, source
    assert {200, 422} <= {status for status, _ in idle}
