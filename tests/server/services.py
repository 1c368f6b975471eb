"""Other programs that a server works with, started for a test on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Redis:
    """A Redis server that keeps nothing on disk."""

    url: str
    process: subprocess.Popen[bytes]


def find(program: str) -> str:
    """Give the path of a program; without it the test is not run, and in CI that is an error."""
    path = shutil.which(program)
    if path is None:
        said = f"{program} is not on the PATH. On Debian and Ubuntu: apt-get install {program}"
        assert os.environ.get("CI", "").lower() not in {"1", "true"}, said
        pytest.skip(said)
    return path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 20) -> None:
    """Wait until something listens on a port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, "it ended before it listened"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"nothing listens on {port}")


def start_redis() -> Redis:
    """Start Debian's Redis."""
    program = find("redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly"]
    process = subprocess.Popen([*command, "no"], stdout=subprocess.DEVNULL)
    wait_for(port, process)
    return Redis(f"redis://127.0.0.1:{port}/0", process)
