"""How the body of a request is read: JSON, more strictly than Python's own reader has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from server.problems import ProblemError, shown

DEEPEST = 64
"""Brackets within one another: far more than the nested lists of any tensor have."""

TEXTS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
BRACKETS = re.compile(rb"[\[{]+|[\]}]+")


class JsonRequest(Request):
    """A request whose JSON has each name once in an object, and is not nested without end."""

    async def json(self) -> Any:
        """Read the body. Raises ProblemError, or ValueError where it is no JSON at all."""
        return read_json(await self.body())


class JsonRoute(APIRoute):
    """A route whose body is read as ``JsonRequest`` reads it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Give the handler, which gets a stricter request."""
        handle = super().get_route_handler()

        async def read_strictly(request: Request) -> Response:
            if self.body_field is not None:
                refuse_other_media(request)
            return await handle(JsonRequest(request.scope, request.receive))

        return read_strictly


def refuse_other_media(request: Request) -> None:
    """Take JSON that is sent as it is. Raises ProblemError for anything else."""
    sent, _, _ = request.headers.get("content-type", "").partition(";")
    if sent.strip().lower() != "application/json":
        came = f"came as {shown(sent)}" if sent else "does not say what it is"
        detail = f"The body {came}. Send it with the header Content-Type: application/json."
        raise ProblemError("wrong-media-type", detail, headers={"Accept": "application/json"})
    packed = request.headers.get("content-encoding", "identity").lower()
    if packed != "identity":
        detail = f"The body is compressed ({shown(packed)}). Send it as it is."
        raise ProblemError("wrong-media-type", detail, headers={"Accept-Encoding": "identity"})


def read_json(text: bytes) -> Any:
    """Read JSON in UTF-8.

    Raises ProblemError for an object that has one name twice, since readers differ in which of the
    two counts, and for brackets too deep. Raises ValueError for what is no JSON.
    """
    depth = 0
    for brackets in BRACKETS.findall(TEXTS.sub(b"", text)):
        depth += len(brackets) if brackets[0] in b"[{" else -len(brackets)
        if depth > DEEPEST:
            raise ProblemError("not-json", f"The body has brackets more than {DEEPEST} deep.")
    return json.loads(text.decode(), object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, value in pairs:
        if name in read:
            raise ProblemError("not-json", f"The body has '{shown(name)}' twice in one object.")
        read[name] = value
    return read
