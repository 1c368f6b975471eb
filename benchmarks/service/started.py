"""The server in a process of its own, and the processes that it has started."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

NO_RATE = "1000000000/minute"
"""How fast it is, is asked here, not how often one may ask."""

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Server:
    """A server that answers on a port."""

    port: int
    process: int

    def family(self) -> list[int]:
        """List the processes that it has started, and theirs."""
        return descendants(self.process)

    def workers(self) -> list[int]:
        """List its workers: what was forked by the one process that forks."""
        return [
            process
            for parent in self.family()
            if "forkserver" in command_of(parent)
            for process in children(parent)
        ]

    def resident(self) -> tuple[int, int]:
        """Give the bytes in memory of the server, and of its workers together."""
        return resident(self.process), sum(map(resident, self.workers()))


@contextmanager
def serving(
    command: Sequence[str] = ("-m", "server.cli", "serve"), **settings: object
) -> Iterator[Server]:
    """Start a server on a free port, and end it. What its log holds is printed, counted."""
    given = {"rate": NO_RATE, "port": 0, **settings}
    environment = {f"NABLASCOPE_{name.upper()}": str(value) for name, value in given.items()}
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen(
            [sys.executable, *command],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            urllib.request.urlopen(f"{url}/healthz", timeout=30).close()
            port = urlsplit(url).port
            assert port is not None
            yield Server(port, process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            log.seek(0)
            tell_log(log.read())


def tell_log(log: str) -> None:
    """Print each thing that a log says once, and how often it says it."""
    said: dict[str, int] = {}
    for line in log.splitlines():
        try:
            read = json.loads(line)
            text = f"{read['level']}: {read['message']}"
        except (ValueError, KeyError):
            text = line
        text = re.sub(r"\d+", "…", text)
        said[text] = said.get(text, 0) + 1
    for text, times in said.items():
        print(f"log, {times} times: {text}")


def children(process: int) -> list[int]:
    """List a process's children, by Linux's own account."""
    try:
        threads = list(Path(f"/proc/{process}/task").glob("*/children"))
        return [int(child) for thread in threads for child in thread.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []


def descendants(process: int) -> list[int]:
    """List a process's children and theirs."""
    return [one for child in children(process) for one in (child, *descendants(child))]


def command_of(process: int) -> str:
    """Give the command line of a process, empty where it has ended."""
    try:
        return Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def resident(process: int) -> int:
    """Give the bytes of a process in memory, 0 where it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * PAGE
    except (FileNotFoundError, ProcessLookupError):
        return 0
