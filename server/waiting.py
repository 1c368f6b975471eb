"""How an answer is waited for: by somebody who may leave, at a server that may have to end.

Who types abandons one program after the other; none of them may keep its place in a queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, Self

from fastapi import Request
from starlette.types import Receive

from server.problems import ProblemError
from server.worker import Answer

LOOKS_APART = 0.1
"""Seconds between two looks at how far work has come."""


class Waiting:
    """Work under way; it is given up when this ends before it."""

    def __init__(
        self, work: Coroutine[Any, Any, Answer], receive: Receive, ending: asyncio.Future[None]
    ) -> None:
        self._work = asyncio.create_task(work)
        self._gone = asyncio.create_task(_departure(receive))
        self._ending = ending

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._work.cancel()
        self._gone.cancel()

    async def done(self, seconds: float | None = None) -> bool:
        """Tell whether the answer is there, after so long at most.

        Raises ProblemError where nobody waits for it any more, and where the server ends.
        """
        reasons: set[asyncio.Future[Any]] = {self._work, self._gone, self._ending}
        await asyncio.wait(reasons, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if self._work.done():
            return True
        if self._gone.done():
            raise ProblemError("busy", "Nobody waits for this answer any more.")
        if self._ending.done():
            detail = "The server is shutting down. Ask again: another one may be there."
            raise ProblemError("not-ready", detail)
        return False

    async def result(self) -> Answer:
        """Wait for the answer. Raises ProblemError."""
        await self.done()
        return self._work.result()


async def while_wanted(
    request: Request, ending: asyncio.Future[None], work: Coroutine[Any, Any, Answer]
) -> Answer:
    """Wait for an answer, and give it up when the one who asked has gone."""
    async with Waiting(work, request.receive, ending) as waiting:
        return await waiting.result()


async def _departure(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
