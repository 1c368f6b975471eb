"""Long work as a stream of server-sent events: how far it is, and in the end the answer.

Whoever accepts both forms gets the plain one where the answer is there soon, and the stream where
it is not; so what is short costs what it always did, and only long work takes a place.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Literal, TypeAlias

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.course import Watch
from server.evaluation import Evaluator
from server.metrics import Metrics
from server.problems import FAULT, ProblemError, problem_json
from server.problems import MEDIA_TYPE as PROBLEM
from server.seats import Seats
from server.settings import Settings
from server.waiting import LOOKS_APART, Waiting
from server.worker import Answer

MEDIA_TYPE = "text/event-stream"

HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    # A proxy that collects what it passes on would keep the news for itself: nginx heeds this.
    "X-Accel-Buffering": "no",
}

Wish: TypeAlias = Literal["plain", "stream", "either"]

Work: TypeAlias = Callable[[Watch], Coroutine[Any, Any, Answer]]
"""Begins to compute an answer whose course can be watched."""


STREAM: Mapping[str, Any] = {
    MEDIA_TYPE: {
        "schema": {
            "type": "string",
            "description": "Server-sent events. x-events says what data there is with each.",
            "x-events": {
                "queued": {"$ref": "#/components/schemas/QueuedEvent"},
                "started": {"$ref": "#/components/schemas/StartedEvent"},
                "progress": {"$ref": "#/components/schemas/ProgressEvent"},
                "problem": {"$ref": "#/components/schemas/Problem"},
            },
        },
        "examples": {
            "one": {
                "summary": "A job waits, runs, and is answered",
                "value": (
                    'event: queued\ndata: {"lane":"job","place":1}\n\n'
                    'event: started\ndata: {"lane":"job"}\n\n'
                    'event: progress\ndata: {"phase":"forward","ops":4311,"passes":0,"line":12}\n\n'
                    'event: progress\ndata: {"phase":"backward","ops":4803,"passes":1,"line":14,'
                    '"done":803,"of":4803}\n\n'
                    "event: answer\nid: 8d10a53ad2cb342b…\ndata: {…}\n\n"
                ),
            }
        },
    }
}
"""What the schema of the API says of an answer that may be a stream."""


class Streams:
    """Who may have a stream: so many at once, and so many of one client."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.seats = Seats(settings.streams, settings.streams_per_client)
        self.after = settings.stream_after_seconds
        self.quiet = settings.stream_quiet_seconds
        metrics.streams.set_function(lambda: self.seats.taken)


class Answering(Response):
    """An answer that is on its way: plain, or a stream, as the request and its length have it."""

    def __init__(
        self,
        streams: Streams,
        programs: Evaluator,
        work: Work,
        digest: str,
        headers: Mapping[str, str],
    ) -> None:
        super().__init__()
        self._streams = streams
        self._programs = programs
        self._begin = work
        self._digest = digest
        self._told = {**headers, "Graph-Digest": digest}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle an ASGI request. Raises ProblemError as long as nothing has been said."""
        wish = wish_of(_header(scope, b"accept"))
        watch = Watch()
        async with Waiting(self._begin(watch), receive, self._programs.ending) as waiting:
            seats, client = self._streams.seats, (scope["client"] or ("", 0))[0]
            plain = wish == "plain"
            if wish == "either":
                plain = await waiting.done(self._streams.after) or not seats.free(client)
            if plain:
                await respond(await waiting.result(), self._told)(scope, receive, send)
                return
            if not seats.free(client):
                raise ProblemError("too-many-streams", "As many streams are open as there may be.")
            with seats.sit(client):
                await self._tell(waiting, watch, send)

    async def _tell(self, waiting: Waiting, watch: Watch, send: Send) -> None:
        headers = {**HEADERS, **self._told, "Content-Type": MEDIA_TYPE}
        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})

        async def say(text: bytes, *, more: bool = True) -> None:
            await send({"type": "http.response.body", "body": text, "more_body": more})

        await say(b":\n\n")
        loop = asyncio.get_running_loop()
        said = loop.time()
        try:
            while not await waiting.done(LOOKS_APART):
                for kind, members in watch.news():
                    await say(event(kind, orjson.dumps(members)))
                    said = loop.time()
                if loop.time() - said > self._streams.quiet:
                    await say(b":\n\n")
                    said = loop.time()
            answer = await waiting.result()
        except ProblemError as error:
            last = event("problem", error.json())
        except Exception:
            logging.getLogger(__name__).exception("an evaluation failed")
            last = event("problem", problem_json("fault", FAULT))
        else:
            good = answer.status == 200
            last = event("answer" if good else "problem", answer.body, self._digest if good else "")
        await say(last, more=False)


def event(kind: str, body: bytes, id: str = "") -> bytes:
    """Write an event. Finished JSON has no line breaks."""
    named = f"event: {kind}\nid: {id}\n" if id else f"event: {kind}\n"
    return b"%bdata: %b\n\n" % (named.encode(), body)


def respond(answer: Answer, headers: Mapping[str, str] | None = None) -> Response:
    """Pass a worker's finished bytes on; the headers are those of a success."""
    if answer.status != 200:
        return Response(answer.body, answer.status, media_type=PROBLEM)
    return Response(answer.body, headers=headers, media_type="application/json")


def wish_of(accept: str) -> Wish:
    """Say which form a request accepts. Nobody gets a stream who does not name it."""
    wanted = accepted(accept)
    if MEDIA_TYPE not in wanted:
        return "plain"
    return "either" if wanted & {"application/json", "application/*", "*/*"} else "stream"


def accepted(header: str) -> set[str]:
    """Give what a header such as Accept names, but for what it gives no weight."""
    return {name for name, weight in map(_weighed, header.lower().split(",")) if weight > 0}


def _weighed(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "q":
            try:
                return media, float(value)
            except ValueError:
                return media, 0.0
    return media, 1.0


def _header(scope: Scope, name: bytes) -> str:
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)
