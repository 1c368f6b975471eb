"""Live: one program in a WebSocket, run again whenever its inputs move."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Response, WebSocket, WebSocketDisconnect
from pydantic import Field, TypeAdapter, ValidationError

from server.allowance import Allowance
from server.bodies import read_json
from server.course import Watch
from server.evaluation import Evaluator
from server.models import LiveOpen, LiveSet
from server.parts import Parts
from server.problems import Kind, ProblemError, list_faults, problem_json, respond
from server.seats import Seats
from server.settings import Settings
from server.waiting import LOOKS_APART
from server.worker import Answer, PartsAnswer, Program

router = APIRouter()

Message = Annotated[LiveOpen | LiveSet, Field(discriminator="type")]
MESSAGE: TypeAdapter[LiveOpen | LiveSet] = TypeAdapter(Message)

UPGRADE = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}

PATIENCE = 10
"""Messages in a row that make no sense, after which a socket is closed."""


@dataclass(frozen=True, slots=True)
class Closing:
    """Why a socket is closed; codes are those of RFC 6455, section 7.4.1."""

    code: int
    reason: str


IDLE = Closing(1000, "Nothing has moved for a while.")
BINARY = Closing(1003, "Messages are text.")
HOSTILE = Closing(1008, "Too many messages, or too many that make no sense.")
TOO_LARGE = Closing(1009, "A message was too large.")


class LiveSockets:
    """Who may be live: pages of our own origin, and only so many."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._origins = frozenset(settings.origins)
        self._seats = Seats(settings.live_sockets, settings.live_sockets_per_client)

    @contextmanager
    def seat(self, socket: WebSocket) -> Iterator[None]:
        """Take a place until the socket ends. Raises ProblemError where there is none for it."""
        if not self._is_own(socket.headers.get("origin", ""), socket.headers.get("host", "")):
            detail = "Only a page of this server's own origin may be live."
            raise ProblemError("foreign-origin", detail)
        client = socket.client.host if socket.client else ""
        if not self._seats.free(client):
            detail = "Too many pages are live. Use POST /api/v1/graphs, or try again later."
            raise ProblemError("too-many-sockets", detail)
        with self._seats.sit(client):
            yield

    def _is_own(self, origin: str, host: str) -> bool:
        """Tell whether a browser's page comes from here; other pages may not use its visitors.

        The scheme is not compared: a proxy that speaks TLS reaches us without.
        """
        if origin in self._origins:
            return True
        scheme, _, name = origin.partition("://")
        return scheme in {"http", "https"} and name == host != ""


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    """Serve one page until it leaves."""
    sockets: LiveSockets = socket.app.state.live
    try:
        with sockets.seat(socket):
            await socket.accept()
            await Session(socket, socket.app.state.evaluator, sockets.settings).serve()
    except ProblemError as error:
        with suppress(WebSocketDisconnect):  # who is refused need not wait to hear why
            await socket.send_denial_response(respond(error.kind, error.detail, error.headers))


@router.get("/live", include_in_schema=False)
async def refuse() -> Response:
    """Tell who asks by plain HTTP which protocol is spoken here (RFC 9110, 15.5.22)."""
    detail = "Only WebSockets are served here. POST /api/v1/graphs runs a program once."
    raise ProblemError("upgrade-required", detail, headers=UPGRADE)


class Session:
    """A socket's program. One evaluation at a time is under way, and only the newest waits."""

    def __init__(self, socket: WebSocket, programs: Evaluator, settings: Settings) -> None:
        self._socket = socket
        self._programs = programs
        self._settings = settings
        self._allowance = Allowance(settings.live_messages_per_second)
        self._program: Program | None = None
        self._tells_progress = False
        self._seq = 0
        self._waiting = asyncio.Event()
        self._busy = False
        self._sent = Parts()
        self._faults = 0

    async def serve(self) -> None:
        """Listen and answer until the client leaves or has to go."""
        answering = asyncio.create_task(self._answer())
        listening = asyncio.create_task(self._listen())
        both = {answering, listening}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Nothing is said any more when this one is over.
            for task in both:
                task.cancel()
            await asyncio.wait(both)
        ends = [None if task.cancelled() else task.exception() for task in both]
        if not any(ends):
            closing = listening.result()
            await self._socket.close(closing.code, closing.reason)
        for end in ends:
            if end is not None and not isinstance(end, WebSocketDisconnect):
                raise end

    async def _listen(self) -> Closing:
        """Take messages. Give the reason why no more are taken."""
        while True:
            try:
                message = await asyncio.wait_for(
                    self._socket.receive(), self._settings.live_idle_seconds
                )
            except TimeoutError:
                if self._busy or self._waiting.is_set():
                    continue
                return IDLE
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            closing = await self._hear(message.get("text"))
            if closing is not None:
                return closing

    async def _hear(self, text: str | None) -> Closing | None:
        """Take one message, None if it was binary."""
        limit = self._settings.body_bytes
        if not self._allowance.take():
            rate = self._allowance.rate
            await self._refuse("too-many-requests", f"At most {rate} messages a second are taken.")
            return HOSTILE
        if text is None:
            await self._refuse("not-text", "A message is text that holds JSON; this one is binary.")
            return BINARY
        if len(text.encode()) > limit:
            detail = f"A message may have {limit:,} bytes; this one has more."
            await self._refuse("too-large", detail)
            return TOO_LARGE
        seq = None
        try:
            message = read_message(text)
            seq = message.seq
            self._take(message)
        except ProblemError as error:
            await self._refuse(error.kind, error.detail, seq, **error.members)
            self._faults += 1
            return HOSTILE if self._faults >= PATIENCE else None
        self._faults = 0
        return None

    def _take(self, message: LiveOpen | LiveSet) -> None:
        """Let a message wait for its turn, in the place of one that may wait already."""
        if isinstance(message, LiveOpen):
            self._program = message.program()
            self._tells_progress = message.progress
        elif self._program is None:
            raise ProblemError("no-program", "There is no program yet. Open one first.")
        else:
            self._program = replace(self._program, inputs=message.inputs)
        self._seq = message.seq
        self._waiting.set()

    async def _answer(self) -> None:
        """Answer what waits, one after the other."""
        while True:
            await self._waiting.wait()
            self._waiting.clear()
            if self._program is None:
                continue
            seq, self._busy = self._seq, True
            try:
                answer = await self._computed(seq, self._program)
                await self._say(self._written(seq, answer))
            except ProblemError as error:
                await self._refuse(error.kind, error.detail, seq, **error.members)
            except WebSocketDisconnect:
                raise
            except Exception:
                logging.getLogger(__name__).exception("a live evaluation failed")
                detail = "The server has a fault. It is in its log, not in your program."
                await self._refuse("fault", detail, seq)
            finally:
                self._busy = False

    async def _computed(self, seq: int, program: Program) -> Answer:
        """Run a program, and if that takes long tell meanwhile how far it is."""
        watch = Watch()
        computing = asyncio.create_task(
            self._programs.evaluate_in_parts(program, self._sent.frame, watch)
        )
        try:
            await asyncio.wait({computing}, timeout=self._settings.stream_after_seconds)
            while self._tells_progress and not computing.done():
                for kind, members in watch.news():
                    await self._say(orjson.dumps({"type": kind, "seq": seq, **members}))
                await asyncio.wait({computing}, timeout=LOOKS_APART)
            return await computing
        finally:
            computing.cancel()

    def _written(self, seq: int, answer: Answer) -> bytes:
        """Write an answer around the worker's finished JSON, which nobody reads again."""
        if not isinstance(answer, PartsAnswer):
            return b'{"type":"problem","seq":%d,"problem":%b}' % (seq, answer.body)
        before, self._sent = self._sent, answer.parts
        if answer.body:
            return b'{"type":"document","seq":%d,"document":%b}' % (seq, answer.body)
        return b'{"type":"values","seq":%d,%b}' % (seq, answer.parts.since(before))

    async def _refuse(
        self, kind: Kind, detail: str, seq: int | None = None, **members: Any
    ) -> None:
        """Say what is wrong; ``seq`` is that of the message, None where it could not be read."""
        problem = problem_json(kind, detail, **members)
        await self._say(b'{"type":"problem","seq":%b,"problem":%b}' % (orjson.dumps(seq), problem))

    async def _say(self, message: bytes) -> None:
        await self._socket.send_text(message.decode())


def read_message(text: str) -> LiveOpen | LiveSet:
    """Read a message, as strictly as the body of a request. Raises ProblemError."""
    try:
        return MESSAGE.validate_python(read_json(text.encode()))
    except ValidationError as error:
        detail = "The message is not of a form that is taken here."
        raise ProblemError("invalid-request", detail, errors=list_faults(error.errors())) from None
    except ValueError:
        raise ProblemError("not-json", "The message is not JSON in UTF-8.") from None
