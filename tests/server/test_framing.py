"""Frames without end, which cost whoever reads them more than whoever sends them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.frames import Close, CloseCode, Frame, Opcode
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from server.framing import FRAMES
from tests.conftest import Server, start_server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a server that takes one message a second, and so many frames."""
    server = start_server(live_messages_per_second=1)
    yield server
    assert server.stop() == ""


PART = Frame(Opcode.CONT, b" ", fin=False)
KINDS = {
    "pings": [Frame(Opcode.PING, b"")],
    "pongs": [Frame(Opcode.PONG, b"")],
    "parts": [Frame(Opcode.TEXT, b"{", fin=False), PART],
}


def frames(kind: str, count: int) -> bytes:
    """Write frames as a client does, all of them of the last sort of a kind but the first ones."""
    *first, last = KINDS[kind]
    many = [*first, *[last] * (count - len(first))]
    return b"".join(frame.serialize(mask=True) for frame in many)


@contextmanager
def live(server: Server) -> Iterator[ClientConnection]:
    url = f"{server.url.replace('http', 'ws')}/api/v1/live"
    with connect(url, origin=Origin(server.url)) as socket:
        yield socket


@pytest.mark.parametrize("kind", KINDS)
def test_so_many_frames_are_taken(server: Server, kind: str) -> None:
    with live(server) as socket:
        socket.socket.sendall(frames(kind, FRAMES - 1))
        assert socket.ping().wait(30)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("more", [1, 20_000])
def test_one_more_ends_the_socket(server: Server, kind: str, more: int) -> None:
    with live(server) as socket:
        with suppress(OSError):  # it may be closed before all is sent
            socket.socket.sendall(frames(kind, FRAMES + more))
        with pytest.raises(ConnectionClosed) as caught:
            socket.recv(30)
        if more == 1:
            assert caught.value.rcvd == Close(CloseCode.POLICY_VIOLATION, "Too many frames.")
