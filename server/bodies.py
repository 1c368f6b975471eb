"""How the body of a request is read: JSON, more strictly than Python's own reader has it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from server.problems import ProblemError

DEEPEST = 64
"""Brackets within one another: far more than the nested lists of any tensor have."""

TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
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
            return await handle(JsonRequest(request.scope, request.receive))

        return read_strictly


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
            shown = name[:64].encode(errors="replace").decode()
            raise ProblemError("not-json", f"The body has {shown!r} twice in one object.")
        read[name] = value
    return read
