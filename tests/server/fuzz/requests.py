"""What is thrown at the server: programs of five kinds, and requests that are none."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

from tests.engine.language.test_properties import GRAMMATICAL, PIECES
from tests.engine.programs import PROGRAMS

PASTED = Path(__file__).parents[2] / "engine" / "language" / "pasted"
REAL = [*PROGRAMS.values(), *(path.read_text() for path in sorted(PASTED.glob("*.py")))]
NUMBERS = ("0", "-1", "1e999", "nan", "10**9", "9007199254740993", "0.5", "1000", "True", "None")
ODD = (
    "\0",
    "\u202e",
    "\u200b",
    "\ufeff",
    "\ud800",
    "\U0001f9e8",
    "\x1b[31m",
    "]]>",
    "</script>",
    "\r",
)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Give a real program with a few pieces lost, doubled, moved or replaced."""
    text = draw(st.sampled_from(REAL))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        piece = draw(
            st.sampled_from(["", text[start:end] * 2, *NUMBERS, *ODD])
            | st.just(draw(st.sampled_from(REAL))[start:end])
            | st.text(max_size=5)
        )
        text = text[:start] + piece + text[end:]
    return text


SOURCES = st.one_of(
    GRAMMATICAL,
    mutated(),
    mutated(),
    st.lists(PIECES, max_size=40).map("".join),
    st.text(max_size=200),
    st.binary(max_size=200).map(lambda raw: raw.decode("latin-1")),
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
)
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "inputs": st.dictionaries(st.sampled_from(["x", "a", "w", "W", ""]), VALUES, max_size=2),
        "outputs": st.lists(st.sampled_from(["x", "y", "loss", "\0"]), max_size=2),
        "seed": st.integers(-1, 2**33),
        "expand": st.sampled_from(["all", [], ["mul"], "ALL"]),
        "unknown": VALUES,
    },
)


def body_of(members: object) -> bytes:
    """Write JSON as Python does: with NaN, and with halves of surrogate pairs spelled out."""
    return json.dumps(members).encode()


def posted(body: bytes, path: str = "/api/v1/graphs", headers: str = "") -> bytes:
    """Give a whole request as it travels."""
    head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{headers}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode("latin-1") + body


PLAIN = body_of({"source": "x = 2.0\nx * x"})
KEY = (
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    b'\x81\x85\0\0\0\0{"a":'
)
"""The rest of what opens a socket, and a message in it."""

WHOLE = [
    posted(PLAIN),
    posted(PLAIN, "/api/v1/graphs/tensor"),
    posted(PLAIN, "/api/v1/graphs/terms"),
    posted(PLAIN, "/api/v1/networks"),
    posted(PLAIN, headers="Transfer-Encoding: chunked\r\n"),
    posted(PLAIN, headers="Content-Encoding: gzip\r\n"),
    posted(PLAIN, headers="Expect: 100-continue\r\n"),
    b"POST /api/v1/graphs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"1c\r\n" + PLAIN[:28] + b"\r\n0\r\n\r\n",
    b"GET /api/v1/ops HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /api/v1/ops/sin HTTP/1.0\r\n\r\n",
    b"GET /api/v1/graphs/" + b"0" * 64 + b" HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\n\r\n",
    b"GET /api/v1/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" + KEY,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /%00%ff/../..//etc/passwd?%zz=&&=%u0000 HTTP/1.1\r\nHost: a\r\n\r\n",
]
"""Requests, most of them in order, for others to be made of."""

SPLICES = (
    b"\r\n", b"\n", b"\0", b" ", b":", b"\xff\xfe", b"HTTP/1.1", b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"ffffffffffffffff\r\n",
    b"Transfer-Encoding: chunked\r\n", b"X: " + b"a" * 20_000 + b"\r\n", b"[" * 500, b'"\\ud800"',
    b'{"source":"x","source":"y"}', b"\xef\xbb\xbf", b"1e999999", b"NaN", b"\x16\x03\x01\x02",
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Give the bytes of a request with something in them that nobody asked for."""
    data = draw(st.sampled_from(WHOLE) | st.binary(max_size=100))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.sampled_from([0, 0, 1, 3, 50, 10_000])))
        data = data[:start] + draw(st.sampled_from(SPLICES) | st.binary(max_size=4)) + data[end:]
    return data
