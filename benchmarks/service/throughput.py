"""How many programs a second, and how long one takes, by the number of clients: ``wrk`` asks."""

from __future__ import annotations

import asyncio
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.service.client import Client
from benchmarks.service.programs import chain, chain_from
from benchmarks.service.started import serving
from benchmarks.service.tally import print_head, print_row

CLIENTS = (1, 8, 64, 300)
SECONDS = 9.0
WARM = 30
PATIENCE = "20s"

SCRIPT = Path(__file__).with_suffix(".lua")

FURTHEST = 1_000_000
"""So far apart are the first numbers of two runs: more than either sends."""

_runs = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk has counted: answers, those that are no success, those that never came.

    ``ms`` are the median, p95, p99 and the slowest. Where an answer takes twice as long as the
    others, wrk counts those too that it would have asked for meanwhile.
    """

    answers: int
    refused: int
    lost: int
    seconds: float
    ms: Sequence[float]


def load(port: int, clients: int, seconds: float, *headers: str) -> Load:
    """Let so many clients ask for one program after the other, each for one never asked before."""
    if shutil.which("wrk") is None:
        sys.exit("This table is taken with wrk, which is not installed: apt-get install wrk.")
    body = json.dumps({"source": chain_from("@")})
    told = subprocess.run(
        [
            *("wrk", "--threads", "1", "--connections", str(clients), "--timeout", PATIENCE),
            *("--duration", f"{max(1, round(seconds))}s", "--script", str(SCRIPT)),
            *(part for header in headers for part in ("--header", header)),
            *(f"http://127.0.0.1:{port}/api/v1/graphs", "--", str(FURTHEST * next(_runs)), body),
        ],
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    ).stdout
    return Load(**json.loads(told.splitlines()[-1]))


async def document_of(port: int) -> bytes:
    """Warm the workers, and give a document."""
    async with Client(port) as client:
        for _ in range(WARM):
            reply = await client.evaluate(chain())
        return reply.body


def row(name: str, port: int, clients: int, seconds: float, *headers: str) -> None:
    """Measure, and print the row."""
    found = load(port, clients, seconds, *headers)
    times = [f"{time:.1f}" if time < 100 else f"{time:,.0f}" for time in found.ms]
    rate = f"{found.answers / found.seconds:,.0f}"
    print_row(name, clients, rate, *times, found.refused, found.lost)


def main(share: float = 1) -> None:
    """Print the table: the service with one and with two fast workers, and the bare endpoint."""
    times = ("median ms", "p95 ms", "p99 ms", "slowest ms")
    print_head("answered by", "clients", "a second", *times, "refused", "lost")
    body, seconds = b"", share * SECONDS
    for workers in (1, 2):
        with serving(fast_workers=workers) as server:
            body = asyncio.run(document_of(server.port))
            for clients in CLIENTS:
                row(f"the service, fast workers: {workers}", server.port, clients, seconds)
            if workers == 1:
                row("the same, gzip", server.port, 1, seconds, "Accept-Encoding: gzip")
    with tempfile.NamedTemporaryFile() as document:
        document.write(body)
        document.flush()
        with serving(("-m", "benchmarks.service.plain"), document=document.name) as server:
            for clients in (CLIENTS[0], CLIENTS[-1]):
                row("a bare endpoint, the same bytes", server.port, clients, seconds)
