"""How answers travel: compressed, and piece by piece where they are long."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message

from server.compression import PIECE, SMALL, Compression, Pieces

LONG = b"0123456789abcdef" * (PIECE // 4) + b"and a rest"


async def stays() -> Message:
    """Be a client that waits for its answer."""
    return await asyncio.get_running_loop().create_future()


def messages_of(app: ASGIApp, accepted: str = "identity") -> list[Message]:
    """Ask an application, and give what it sends."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    headers = [(b"accept-encoding", accepted.encode())]
    asyncio.run(app({"type": "http", "method": "GET", "headers": headers}, stays, send))
    return sent


def body_of(messages: list[Message]) -> bytes:
    """Put the parts of a body together, of which the last one, and no other, says that it is."""
    parts = [message for message in messages if message["type"] == "http.response.body"]
    assert [part.get("more_body", False) for part in parts] == [True] * (len(parts) - 1) + [False]
    return b"".join(part["body"] for part in parts)


@pytest.mark.parametrize(
    ("length", "pieces"), [(0, 1), (PIECE, 1), (PIECE + 1, 2), (2 * PIECE, 2), (len(LONG), 5)]
)
def test_an_answer_is_handed_on_in_pieces_and_is_the_same(length: int, pieces: int) -> None:
    start, *parts = messages_of(Pieces(Response(LONG[:length])))
    assert start["type"] == "http.response.start"
    assert len(parts) == pieces
    assert body_of(parts) == LONG[:length]
    assert all(len(part["body"]) <= PIECE for part in parts)


def test_others_have_their_turn_between_pieces() -> None:
    sent: list[Message | None] = []

    async def send(message: Message) -> None:
        sent.append(message)
        asyncio.get_running_loop().call_soon(sent.append, None)

    scope = {"type": "http", "method": "GET", "headers": []}
    asyncio.run(Pieces(Response(LONG))(scope, stays, send))
    places = [place for place, message in enumerate(sent) if message is not None][1:]
    assert len(places) == 5
    assert all(None in sent[one:next] for one, next in pairwise(places))


def test_what_comes_in_parts_stays_open_until_its_last_one() -> None:
    async def two_parts() -> AsyncIterator[bytes]:
        yield LONG
        yield b"end"

    assert body_of(messages_of(Pieces(StreamingResponse(two_parts())))) == LONG + b"end"


@pytest.mark.parametrize("length", [SMALL, PIECE, PIECE + 1, len(LONG)])
def test_a_compressed_answer_holds_the_same(length: int) -> None:
    sent = messages_of(Compression(Pieces(Response(LONG[:length]))), "br, gzip")
    assert (b"content-encoding", b"gzip") in sent[0]["headers"]
    assert gzip.decompress(body_of(sent)) == LONG[:length]


@pytest.mark.parametrize(
    ("length", "accepted", "media"),
    [
        (SMALL - 1, "gzip", "application/json"),
        (len(LONG), "identity", "application/json"),
        (len(LONG), "br, gzip;q=0", "application/json"),
        (len(LONG), "gzip", "font/woff2"),
    ],
)
def test_what_is_short_or_packed_or_not_to_be_compressed_goes_as_it_is(
    length: int, accepted: str, media: str
) -> None:
    sent = messages_of(Compression(Pieces(Response(LONG[:length], media_type=media))), accepted)
    headers = dict(sent[0]["headers"])
    assert b"content-encoding" not in headers
    assert headers[b"content-length"] == str(length).encode()
    assert body_of(sent) == LONG[:length]


def test_each_event_of_a_stream_can_be_read_at_once() -> None:
    async def two_events() -> AsyncIterator[bytes]:
        yield b"data: 1\n\n"
        yield b"data: 2\n\n"

    stream = StreamingResponse(two_events(), media_type="text/event-stream")
    _, first, *_ = messages_of(Compression(Pieces(stream)), "gzip")
    unpacked = zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(first["body"])
    assert unpacked == b"data: 1\n\n"
