"""How the body of a request is read: JSON, more strictly than Python's own reader has it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from server.problems import ProblemError, shown

DEEPEST = 64
"""Brackets within one another: far more than the nested lists of any tensor have."""

MOST = 5_000
"""Names in all the objects of a body: more than a program has leaves whose numbers take part."""

LISTS = 20_000
"""Lists and objects in a body: as many rows of data are more than a graph can show."""

TEXTS = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?', re.DOTALL)
RUNS = re.compile(rb"[\[{]+|[\]}]+")
NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class JsonRequest(Request):
    """A request whose JSON has each name once in an object, and neither depth nor names no end."""

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
    two counts, for brackets too deep, and for too many lists or names. Raises ValueError for what
    is no JSON.
    """
    brackets = TEXTS.sub(b"", text).translate(None, delete=NO_BRACKETS)
    if brackets.count(b"[") + brackets.count(b"{") > LISTS:
        raise ProblemError("not-json", f"The body has more than {LISTS:,} lists and objects.")
    depth = 0
    for run in RUNS.findall(brackets):
        depth += len(run) if run[0] in b"[{" else -len(run)
        if depth > DEEPEST:
            raise ProblemError("not-json", f"The body has brackets more than {DEEPEST} deep.")
    return json.loads(text.decode(), object_pairs_hook=Names().once)


class Names:
    """The names of one body."""

    def __init__(self) -> None:
        self._count = 0

    def once(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Make an object of its members. Raises ProblemError for a name too many."""
        self._count += len(pairs)
        if self._count > MOST:
            raise ProblemError("not-json", f"The body has more than {MOST:,} names.")
        read = dict(pairs)
        if len(read) < len(pairs):
            [(twice, _)] = Counter(name for name, _ in pairs).most_common(1)
            raise ProblemError("not-json", f"The body has '{shown(twice)}' twice in one object.")
        return read
