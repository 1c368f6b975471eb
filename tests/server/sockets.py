"""A live socket as a page has it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from server.app import create_app
from server.settings import Settings

OWN = {"origin": "http://testserver"}


class Socket:
    """A live socket as a page sees it."""

    def __init__(self, session: WebSocketTestSession) -> None:
        self.session = session
        self.seq = 0

    def send(self, type: str, **members: Any) -> int:
        self.seq += 1
        self.session.send_json({"type": type, "seq": self.seq, **members})
        return self.seq

    def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = self.session.receive_json()
        return message

    def ask(self, type: str, **members: Any) -> dict[str, Any]:
        seq = self.send(type, **members)
        message = self.hear()
        assert message["seq"] == seq
        return message

    def closing(self, *meanwhile: str) -> int:
        """Give the code with which it is closed; messages of these types may still come before."""
        with pytest.raises(WebSocketDisconnect) as caught:
            self._skip(meanwhile)
        return int(caught.value.code)

    def _skip(self, types: tuple[str, ...]) -> None:
        while self.hear()["type"] in types:
            pass


@contextmanager
def open_socket(client: TestClient) -> Iterator[Socket]:
    with client.websocket_connect("/api/v1/live", headers=OWN) as session:
        yield Socket(session)


@contextmanager
def served(**limits: Any) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(**limits))) as client:
        yield client
