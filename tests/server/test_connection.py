"""What arrives on a socket that is no request, or never becomes one."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import uvicorn
from uvicorn.server import ServerState

from server.app import create_app
from server.connection import Connection, connections
from server.metrics import Metrics
from server.problems import KINDS, Kind
from server.settings import Settings
from tests.conftest import Server, start_server

LINES = b"POST /api/v1/graphs HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
UNTYPED = b"POST /api/v1/graphs HTTP/1.1\r\nHost: here\r\n"
HEALTH = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"


@pytest.fixture(scope="module")
def impatient() -> Iterator[Server]:
    """Give a server that waits half a second for a request."""
    server = start_server(receipt_seconds=0.5)
    yield server
    assert server.stop() == ""


def connect(server: Server) -> socket.socket:
    address = urlsplit(server.url)
    assert address.hostname
    assert address.port
    return socket.create_connection((address.hostname, address.port), timeout=30)


def read(connection: socket.socket) -> bytes:
    """Read until the server closes."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def refusal(answer: bytes) -> str:
    """Give the kind of the problem that the server sent as its last word."""
    head, _, body = answer.partition(b"\r\n\r\n")
    told = json.loads(body)
    kind: str = told["type"].removeprefix("/docs#problem-")
    assert head.startswith(f"HTTP/1.1 {told['status']} ".encode())
    assert b"\r\ncontent-type: application/problem+json\r\n" in head.lower()
    assert b"\r\nconnection: close" in head.lower()
    return kind


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", "too-slow"),
        (b"GET /hea", "too-slow"),
        (HEALTH, "too-slow"),
        (LINES + b"Content-Length: 400\r\n\r\n{", "too-slow"),
        (LINES + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{", "too-slow"),
        (b"\x16\x03\x01\x02\x00\x01", "not-http"),
        (b"GET / FTP/1.1\r\n\r\n", "not-http"),
        (b"GET /healthz HTTP/1.1\r\n\r\n", "not-http"),
        (LINES + b"Content-Length: -1\r\n\r\n", "not-http"),
        (LINES + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", "not-http"),
        (LINES + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "not-http"),
        (LINES + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{aaaa\r\nzz\r\n", "not-http"),
        (UNTYPED + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "not-http"),
        (HEALTH + b"A: " + b"a" * 20_000, "headers-too-large"),
        (b"GET /" + b"a" * 20_000, "headers-too-large"),
    ],
)
def test_what_is_no_request_is_refused(impatient: Server, sent: bytes, kind: Kind) -> None:
    with connect(impatient) as connection:
        connection.sendall(sent)
        assert refusal(read(connection)) == kind


REST = len("/healthz" + "hosthere" + "a")


@pytest.mark.parametrize(
    ("length", "status"), [(16_384 - REST, 200), (16_385 - REST, 431), (16_384, 431)]
)
def test_headers_in_one_piece_have_the_same_limit(
    impatient: Server, length: int, status: int
) -> None:
    with connect(impatient) as connection:
        connection.sendall(HEALTH + b"A: " + b"a" * length + b"\r\n\r\n")
        assert connection.recv(65_536).startswith(f"HTTP/1.1 {status} ".encode())


class Line(asyncio.Transport):
    """A transport that remembers what was written."""

    def __init__(self) -> None:
        super().__init__({"socket": None})
        self.written = b""
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return False

    def close(self) -> None:
        pass

    def abort(self) -> None:
        self.aborted = True


def made(line: Line) -> Connection:
    """Give a connection at the end of a line, with the settings as they come."""
    config = uvicorn.Config(create_app(), log_config=None)
    connection = connections(Settings(), Metrics())(config, ServerState(), {})
    connection.connection_made(line)
    return connection


async def two_turns() -> None:
    """Let the loop find what is due, and do it."""
    for _ in range(2):
        await asyncio.sleep(0)


def test_a_request_may_take_so_long_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        loop, now, line = asyncio.get_running_loop(), 100.0, Line()
        monkeypatch.setattr(loop, "time", lambda: now)
        made(line)
        now += 10 - 2.0**-20
        await two_turns()
        assert line.written == b""
        now += 2.0**-20
        await two_turns()
        assert refusal(line.written) == "too-slow"

    asyncio.run(scenario())


def test_an_answer_may_wait_so_long_to_be_taken_and_no_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario() -> None:
        loop, now, line = asyncio.get_running_loop(), 100.0, Line()
        monkeypatch.setattr(loop, "time", lambda: now)
        connection = made(line)
        for _ in range(2):
            connection.pause_writing()
            now += 10 - 2.0**-20
            await two_turns()
            connection.resume_writing()
        now += 10
        await two_turns()
        assert not line.aborted
        connection.pause_writing()
        now += 10
        await two_turns()
        assert line.aborted

    asyncio.run(scenario())


WHOLE = b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
UPGRADE = (
    b" HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n"
)


@pytest.mark.parametrize(
    ("asked", "told", "kind"),
    [
        (b"GET /api/v1/live", WHOLE.replace(b"13", b"12"), "upgrade-required"),
        (b"GET /api/v1/live", b"Sec-WebSocket-Version: 13\r\n", "upgrade-required"),
        (b"GET /api/v1/live", WHOLE.replace(b"dGhl", b""), "upgrade-required"),
        (b"GET /api/v1/live", WHOLE + b"Sec-WebSocket-Extensions: ;\r\n", "upgrade-required"),
        (b"POST /api/v1/live", WHOLE, "method-not-allowed"),
        (b"GET /healthz", WHOLE, "not-found"),
        (b"GET /static/assets/x", WHOLE, "not-found"),
    ],
)
def test_a_handshake_that_cannot_be_is_a_problem_as_any_other(
    impatient: Server, asked: bytes, told: bytes, kind: Kind
) -> None:
    with connect(impatient) as connection:
        connection.sendall(asked + UPGRADE + told + b"\r\n")
        connection.shutdown(socket.SHUT_WR)
        head, _, body = read(connection).partition(b"\r\n\r\n")
        assert json.loads(body)["type"] == f"/docs#problem-{kind}"
        assert head.startswith(f"HTTP/1.1 {KINDS[kind].status} ".encode())
        assert b"\r\ncontent-type: application/problem+json" in head.lower()


def test_what_never_becomes_a_request_is_counted(impatient: Server) -> None:
    def counted(kind: Kind) -> float:
        with urlopen(f"{impatient.url}/metrics") as answer:
            text = answer.read().decode()
        sample = f'nablascope_refusals_total{{kind="{kind}"}} '
        return next(
            (float(line.removeprefix(sample)) for line in text.splitlines() if sample in line), 0.0
        )

    kinds: list[tuple[Kind, bytes]] = [("not-http", b"\x16\x03\x01\r\n\r\n"), ("too-slow", HEALTH)]
    for kind, sent in kinds:
        before = counted(kind)
        with connect(impatient) as connection:
            connection.sendall(sent)
            assert refusal(read(connection)) == kind
        assert counted(kind) == before + 1


def test_no_answer_names_what_the_server_is_made_of(impatient: Server) -> None:
    with urlopen(f"{impatient.url}/healthz") as answer:
        assert "server" not in answer.headers


def test_a_dripped_request_gains_no_time(impatient: Server) -> None:
    with connect(impatient) as connection:
        connection.settimeout(0.05)
        connection.sendall(HEALTH)
        end = time.monotonic() + 20
        answer = b""
        while not answer and time.monotonic() < end:
            connection.sendall(b"A: a\r\n")
            try:
                answer = connection.recv(65_536)
            except TimeoutError:
                continue
        assert answer.startswith(f"HTTP/1.1 {KINDS['too-slow'].status} ".encode())


def test_a_connection_is_kept_between_requests(impatient: Server) -> None:
    with connect(impatient) as connection:
        for _ in range(2):
            connection.sendall(HEALTH + b"\r\n")
            answer = b""
            while not answer.endswith(b'{"status":"ok"}'):
                answer += connection.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 200 ")
            time.sleep(0.7)  # longer than a request may take to arrive


def test_slow_clients_hold_up_nobody(impatient: Server) -> None:
    slow = [connect(impatient) for _ in range(200)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall((b"", HEALTH, LINES + b"Content-Length: 9\r\n\r\n{")[number % 3])
        with connect(impatient) as quick:
            quick.sendall(HEALTH + b"\r\n")
            assert quick.recv(65_536).startswith(b"HTTP/1.1 200 ")
        assert {refusal(read(connection)) for connection in slow} == {"too-slow"}
    finally:
        for connection in slow:
            connection.close()
