"""``nablascope serve`` as a process: it starts, it answers, and it leaves nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from server.cli import listen
from tests.conftest import ROOT, Server, start_server
from tests.server.evaluators import is_gone


def descendants(process: int) -> list[int]:
    """List a process's children and theirs, by Linux's own account."""
    found = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, children.read_text().split()):
            found += [child, *descendants(child)]
    return found


def answers(server: Server, path: str) -> int:
    with urllib.request.urlopen(server.url + path, timeout=30) as answer:
        return int(answer.status)


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def test_it_answers_where_it_says(live_server: Server) -> None:
    assert answers(live_server, "/healthz") == answers(live_server, "/readyz") == 200


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_leaves_no_process_behind(end: signal.Signals) -> None:
    server = start_server()
    assert answers(server, "/readyz") == 200
    family = descendants(server.process.pid)
    assert len(family) >= 4  # the forking process, its tracker, a worker in each lane
    os.kill(server.process.pid, end)
    _, log = server.process.communicate(timeout=30)
    assert log == ""
    assert wait_until(lambda: all(map(is_gone, family)))


def test_no_process_begins_with_what_the_settings_say() -> None:
    server = start_server(redis_url="redis://:swordfish@127.0.0.1:1/0")
    family = descendants(server.process.pid)
    assert len(family) >= 4
    for process in family:
        environment = Path(f"/proc/{process}/environ").read_bytes()
        assert b"PATH=" in environment
        assert b"NABLASCOPE_" not in environment
        assert b"swordfish" not in environment
    server.stop()


def test_it_listens_by_ipv6_as_well() -> None:
    server = start_server(host="::1")
    assert server.url.startswith("http://[::1]:")
    assert answers(server, "/healthz") == 200
    assert server.stop() == ""


def test_its_answers_do_not_wait_for_acknowledgements() -> None:
    with listen("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        connection, _ = listening.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def serve_in_vain(**settings: str) -> str:
    """Start a server that cannot start, and give what it says."""
    environment = {f"NABLASCOPE_{name.upper()}": text for name, text in settings.items()}
    command = [sys.executable, "-m", "server.cli", "serve"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NABLASCOPE_PORT": "0", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


def test_it_says_when_its_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = serve_in_vain(port=str(port))
    assert said == f"Nablascope cannot listen on 127.0.0.1:{port}: Address already in use.\n"


@pytest.mark.parametrize(
    ("setting", "text", "said"),
    [
        (
            "port",
            "eighty",
            "Input should be a valid integer, unable to parse string as an integer.",
        ),
        ("rate", "often", "It should be a rate, such as 6000/minute."),
        ("redis_url", "here", "It should be a URL, such as redis://host:6379/0."),
        (
            "proxies",
            "127.0.0.1, nginx",
            "It should hold addresses or networks, and 'nginx' is none.",
        ),
        ("origins", "https://a.org", "It should be a JSON list of texts."),
        (
            "origins",
            '["https://a.org/"]',
            "An origin should look like https://example.org, and 'https://a.org/' does not.",
        ),
    ],
)
def test_it_says_which_setting_is_wrong(setting: str, text: str, said: str) -> None:
    told = serve_in_vain(**{setting: text})
    assert told == f"NABLASCOPE_{setting.upper()}: {said}\n"


def test_it_says_when_there_is_no_such_host() -> None:
    said = serve_in_vain(host="nowhere.invalid")
    assert said.startswith("Nablascope cannot listen on nowhere.invalid:0: ")
    assert "Unknown error" not in said
    assert "Traceback" not in said
