"""The log: one JSON object a line, which names the request and never holds a program."""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from contextvars import ContextVar
from pathlib import Path
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The request that is being answered; empty outside of one."""

LEFT_EARLY = "ASGI callable returned without completing handshake."

FIELDS = "fields"
"""The attribute of a record that holds what else its line says: ``extra={FIELDS: {...}}``."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON.

    Of an exception the line has the type and where it came from. What an exception says may quote
    what a person typed, so it is written only with ``programs``.
    """

    def __init__(self, *, programs: bool = False) -> None:
        super().__init__()
        self._programs = programs

    def format(self, record: logging.LogRecord) -> str:
        """Give the line, without its end."""
        moment = time.gmtime(record.created)
        line: dict[str, Any] = {
            "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', moment)}.{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if request_id.get():
            line["request"] = request_id.get()
        line |= getattr(record, FIELDS, {})
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = self._exception(record.exc_info[1])
        return json.dumps(line)

    def _exception(self, error: BaseException) -> dict[str, Any]:
        # What a worker raised has frames of its own process.
        frames = [*frames_of(error), *getattr(error, "frames", ())]
        told: dict[str, Any] = {"type": type(error).__name__, "frames": frames}
        return {**told, "says": str(error)} if self._programs else told


def frames_of(error: BaseException) -> list[str]:
    """Say where an exception came from, the outermost call first, without what it says."""
    return [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


def set_up(level: str, *, programs: bool) -> None:
    """Send everything of this level and above to the standard error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(programs=programs))
    logging.getLogger("uvicorn.error").addFilter(_is_ours)
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


def _is_ours(record: logging.LogRecord) -> bool:
    """Tell what is our fault from what anyone could fill the log with.

    uvicorn warns of every request that is no HTTP, prints a traceback for every message in a
    WebSocket that is no UTF-8, and blames us for a client that left before its WebSocket was open.
    """
    if record.msg == LEFT_EARLY:
        return False
    unreadable = record.exc_info is not None and isinstance(record.exc_info[1], UnicodeDecodeError)
    return record.levelno != logging.WARNING and not unreadable
