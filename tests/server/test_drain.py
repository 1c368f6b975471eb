"""SIGTERM in the middle of the day: whoever has asked is answered, and nothing stays behind."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.conftest import start_server
from tests.server.evaluators import is_gone
from tests.server.test_serve import descendants, wait_until

PROGRAM = json.dumps({"source": "x = 3.0\nfor i in range(40):\n    x = x * 1.01\nx"})
HEADERS = {"Content-Type": "application/json"}


def outcome(port: int) -> str:
    """Ask once, on a connection of its own, and say what came of it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.connect()
        connection.request("POST", "/api/v1/graphs", PROGRAM, HEADERS)
        answer = connection.getresponse()
        json.loads(answer.read())
    except (ConnectionRefusedError, ConnectionResetError):
        # A reset is the kernel's refusal of a connection that it alone had taken, or was about to,
        # when the port closed. A connection that the server leaves ends otherwise, without reset.
        return "refused"
    except (OSError, http.client.HTTPException, ValueError) as error:
        return f"lost: {error!r}"
    finally:
        connection.close()
    return str(answer.status)


def test_under_load_nobody_is_left_without_an_answer() -> None:
    server = start_server()
    port = urlsplit(server.url).port
    assert port
    family = descendants(server.process.pid)
    told: Counter[str] = Counter()

    def keep_asking() -> None:
        came = ""
        while came != "refused":
            came = outcome(port)
            told[came] += 1

    clients = [threading.Thread(target=keep_asking) for _ in range(8)]
    with connect(f"ws://127.0.0.1:{port}/api/v1/live", origin=server.url) as live:  # type: ignore[arg-type]
        live.send(json.dumps({"type": "open", "source": "x = input(3.0)\nx * x"}))
        assert json.loads(live.recv(30))["type"] == "document"
        for client in clients:
            client.start()
        assert wait_until(lambda: told["200"] >= 40, 60)
        begun = time.monotonic()
        os.kill(server.process.pid, signal.SIGTERM)
        _, log = server.process.communicate(timeout=30)
        took = time.monotonic() - begun
        with pytest.raises(ConnectionClosed) as caught:
            live.recv(10)
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1012
    for client in clients:
        client.join()
    assert set(told) <= {"200", "503", "refused"}, told
    assert (server.process.returncode, log) == (0, "")
    assert took < 10
    assert wait_until(lambda: all(map(is_gone, family)))
    socket.create_server(("127.0.0.1", port)).close()


def test_who_has_just_connected_may_still_ask() -> None:
    server = start_server()
    port = urlsplit(server.url).port
    assert port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as early:
        assert outcome(port) == "200"  # so the one before has been accepted as well
        os.kill(server.process.pid, signal.SIGTERM)
        assert wait_until(lambda: not listens(port))
        early.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n")
        assert early.recv(65_536).startswith(b"HTTP/1.1 200 ")
    assert server.process.communicate(timeout=30)[1] == ""
    assert server.process.returncode == 0


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


LARGE = json.dumps({"source": "x = 3.0\nfor i in range(3000):\n    x = x * 1.0001 + 0.001\nx"})


def test_who_takes_no_answer_holds_up_no_end() -> None:
    server = start_server(drain_seconds=0.2, sending_seconds=60)
    port = urlsplit(server.url).port
    assert port
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asking.request("POST", "/api/v1/graphs", LARGE, HEADERS)
    assert len(asking.getresponse().read()) > 5_000_000  # more than the system holds for anybody
    stalled = [http.client.HTTPConnection("127.0.0.1", port, timeout=60) for _ in range(5)]
    for connection in stalled:
        connection.request("POST", "/api/v1/graphs", LARGE, HEADERS)
        assert connection.getresponse().status == 200
    os.kill(server.process.pid, signal.SIGTERM)
    _, log = server.process.communicate(timeout=30)
    assert (server.process.returncode, log) == (0, "")
    for connection in [asking, *stalled]:
        connection.close()
