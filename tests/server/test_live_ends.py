"""Live: whom a socket serves, and how it ends."""

from __future__ import annotations

import json
import signal
from socket import SHUT_RDWR
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketDenialResponse
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.worker import PartsAnswer
from tests.conftest import Server, start_server
from tests.server.sockets import Socket, open_socket, served


def test_nonsense_without_end_ends_the_socket(client: TestClient) -> None:
    with open_socket(client) as socket:
        for _ in range(10):
            socket.session.send_text("?")
            assert socket.hear()["problem"]["status"] == 400
        assert socket.closing() == 1008


def test_a_binary_message_ends_the_socket(client: TestClient) -> None:
    with open_socket(client) as socket:
        socket.session.send_bytes(b'{"type": "open", "source": "1"}')
        assert socket.hear()["problem"]["status"] == 415
        assert socket.closing() == 1003


def test_a_message_that_is_too_large_ends_the_socket(client: TestClient) -> None:
    with open_socket(client) as socket:
        socket.send("open", source="#" * 256 * 1024)
        assert socket.hear()["problem"]["status"] == 413
        assert socket.closing() == 1009


def test_too_many_messages_end_the_socket() -> None:
    with served(live_messages_per_second=2) as client, open_socket(client) as socket:
        for _ in range(3):
            socket.send("open", source="1.0 + 2")
        answers = [socket.hear()]
        while answers[-1]["type"] != "problem":
            answers.append(socket.hear())
        assert answers[-1]["problem"]["status"] == 429
        # An answer that was under way may come after it.
        assert socket.closing("document", "values") == 1008


def test_an_idle_socket_is_closed() -> None:
    with served(live_idle_seconds=0.1) as client, open_socket(client) as socket:
        assert socket.closing() == 1000


@pytest.mark.parametrize(
    "origin",
    ["http://elsewhere", "null", "", "testserver", "ftp://testserver", "http://testserver."],
)
def test_only_the_own_origin_may_connect(client: TestClient, origin: str) -> None:
    headers = {"origin": origin}
    with (
        pytest.raises(WebSocketDenialResponse) as caught,
        client.websocket_connect("/api/v1/live", headers=headers),
    ):
        pass
    assert caught.value.status_code == 403
    assert caught.value.json()["status"] == 403


def test_who_asks_for_no_socket_is_told_what_is_spoken_here(live_server: Server) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{live_server.url}/api/v1/live", timeout=30)
    with caught.value as answer:
        assert (answer.code, answer.headers["upgrade"]) == (426, "websocket")
        assert "upgrade" in answer.headers.get_all("connection", [])
        assert json.load(answer)["type"] == "/docs#problem-upgrade-required"


def test_other_origins_may_be_named() -> None:
    headers = {"origin": "https://example.org"}
    with (
        served(origins=("https://example.org",)) as client,
        client.websocket_connect("/api/v1/live", headers=headers) as session,
    ):
        assert Socket(session).ask("open", source="1.0 + 2")["type"] == "document"


@pytest.mark.parametrize("limit", ["live_sockets", "live_sockets_per_client"])
def test_there_are_only_so_many_sockets(limit: str) -> None:
    with served(**{limit: 1}) as client:
        with open_socket(client) as socket:
            assert socket.ask("open", source="1.0 + 2")["type"] == "document"
            with pytest.raises(WebSocketDenialResponse) as caught, open_socket(client):
                pass
            assert (caught.value.status_code, caught.value.headers["retry-after"]) == (503, "30")
        with open_socket(client) as socket:
            assert socket.ask("open", source="1.0 + 2")["type"] == "document"


def test_a_fault_of_the_server_is_logged_and_said(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, clean_log: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> PartsAnswer:
        raise KeyError("fault")

    with open_socket(client) as socket:
        with monkeypatch.context() as patched:
            patched.setattr(client.app.state.evaluator, "evaluate_in_parts", fail)  # type: ignore[attr-defined]
            assert socket.ask("open", source="1.0 + 2")["problem"]["status"] == 500
        assert socket.ask("open", source="1.0 + 2")["type"] == "document"
    assert clean_log.messages == ["a live evaluation failed"]
    clean_log.clear()


SLOW = "x = input(1.0)\ny = x\nfor i in range(2000):\n    y = sin(y) * x\ny"


def address(server: Server) -> str:
    return server.url.replace("http", "ws") + "/api/v1/live"


def test_who_vanishes_leaves_no_trace(live_server: Server) -> None:
    """The log of the server is found empty when the tests are over."""
    for _ in range(3):
        with connect(address(live_server), origin=live_server.url) as page:  # type: ignore[arg-type]
            page.send(json.dumps({"type": "open", "source": SLOW}))
            page.socket.shutdown(SHUT_RDWR)
    with connect(address(live_server), origin=live_server.url) as page:  # type: ignore[arg-type]
        page.send(json.dumps({"type": "open", "source": "1.0 + 2"}))
        assert json.loads(page.recv())["type"] == "document"


def test_text_that_is_no_utf_8_leaves_no_trace(live_server: Server) -> None:
    with connect(address(live_server), origin=live_server.url) as page:  # type: ignore[arg-type]
        page.send(b"\xff\xfe", text=True)
        with pytest.raises(ConnectionClosed) as caught:
            page.recv()
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1007


def test_what_is_far_too_large_is_not_even_read(live_server: Server) -> None:
    with connect(address(live_server), origin=live_server.url) as page:  # type: ignore[arg-type]
        page.send("#" * 2 * 1024**2)
        with pytest.raises(ConnectionClosed) as caught:
            page.recv()
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1009


def test_a_socket_outlives_the_patience_with_requests() -> None:
    server = start_server(receipt_seconds=0.1)
    with connect(address(server), origin=server.url) as page:  # type: ignore[arg-type]
        with pytest.raises(TimeoutError):
            page.recv(timeout=0.5)
        page.send(json.dumps({"type": "open", "source": "1.0 + 2"}))
        assert json.loads(page.recv())["type"] == "document"
    assert server.stop() == ""


def test_the_end_of_the_server_is_said() -> None:
    server = start_server()
    with connect(address(server), origin=server.url) as page:  # type: ignore[arg-type]
        page.send(json.dumps({"type": "open", "source": "1.0 + 2"}))
        page.recv()
        server.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as caught:
            page.recv()
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1012
    _, log = server.process.communicate(timeout=30)
    assert log == ""
