"""What opens a WebSocket (RFC 6455, section 4.2), and how its messages are compressed."""

from __future__ import annotations

from collections.abc import Iterable

from websockets.datastructures import Headers
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory
from websockets.http11 import Request
from websockets.server import ServerProtocol

SWITCHING = 101
"""The status of an answer to a handshake: what follows is no HTTP."""

EXTENSIONS = (
    ServerPerMessageDeflateFactory(
        server_max_window_bits=12,
        client_max_window_bits=12,
        # The fastest level: it is paid on the loop that serves everybody.
        compress_settings={"level": 1, "memLevel": 5},
    ),
)


def is_handshake(method: str, version: str, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request that asks for a WebSocket has all that makes one."""
    if (method, version) != ("GET", "1.1"):
        return False
    told = Headers((name.decode(), value.decode("latin-1")) for name, value in headers)
    answer = ServerProtocol(extensions=EXTENSIONS).accept(Request("/", told))
    return answer.status_code == SWITCHING
