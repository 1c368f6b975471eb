"""Errors as RFC 9457 problem documents: every answer that is not a success is one of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from itertools import islice
from typing import Any, Literal, TypeAlias

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

MEDIA_TYPE = "application/problem+json"

Kind: TypeAlias = Literal[
    "not-http",
    "not-json",
    "foreign-origin",
    "not-found",
    "not-kept",
    "method-not-allowed",
    "too-slow",
    "no-program",
    "too-large",
    "wrong-media-type",
    "not-text",
    "invalid-request",
    "program-stopped",
    "over-time",
    "over-memory",
    "upgrade-required",
    "too-many-requests",
    "too-many-streams",
    "headers-too-large",
    "fault",
    "busy",
    "too-many-sockets",
    "worker-died",
    "not-ready",
]


@dataclass(frozen=True, slots=True)
class KindOfProblem:
    """What all problems of one kind have in common; the texts are for the page of the API."""

    status: int
    title: str
    meaning: str
    example: str
    """What the detail of one says."""
    after: int | None = None
    """Seconds after which to ask again, where that helps."""


KINDS: Mapping[Kind, KindOfProblem] = {
    "not-http": KindOfProblem(
        400,
        "Not HTTP",
        "What arrived cannot be read as an HTTP request.",
        "This is no HTTP request.",
    ),
    "not-json": KindOfProblem(
        400,
        "Not JSON",
        "The body is not JSON in UTF-8, has brackets too deep, too many lists or names, or one "
        "name twice in one object.",
        "The body has 'source' twice in one object.",
    ),
    "foreign-origin": KindOfProblem(
        403,
        "Foreign origin",
        "Only pages of our own origin, and of those that the settings name, may ask for this.",
        "Only a page of this server's own origin may be live.",
    ),
    "not-found": KindOfProblem(
        404,
        "Not found",
        "Nothing goes by this name or address.",
        "There is no op 'nabla'.",
    ),
    "not-kept": KindOfProblem(
        404,
        "Not kept",
        "The document of an earlier evaluation is no longer kept, or never was. Evaluate again.",
        "This document is no longer kept, or never was. Evaluate again.",
    ),
    "method-not-allowed": KindOfProblem(
        405,
        "Method not allowed",
        "The address exists, and does not take this method. Allow says which it takes.",
        "DELETE is not a method of /api/v1/ops.",
    ),
    "too-slow": KindOfProblem(
        408,
        "Too slow",
        "The request did not arrive whole in time.",
        "The request did not arrive whole in time.",
    ),
    "no-program": KindOfProblem(
        409,
        "No program",
        "A live socket has no program yet whose inputs could be set.",
        "There is no program yet. Open one first.",
    ),
    "too-large": KindOfProblem(
        413,
        "Too large",
        "The body has more bytes than a request may.",
        "A request may have 262,144 bytes; this one has more.",
    ),
    "wrong-media-type": KindOfProblem(
        415,
        "Wrong media type",
        "The body does not say that it is JSON, or it is compressed. Send it as it is, with the "
        "header Content-Type: application/json.",
        "The body came as text/plain. Send it with the header Content-Type: application/json.",
    ),
    "not-text": KindOfProblem(
        415,
        "Not text",
        "A message of a live socket is text, not binary.",
        "A message is text that holds JSON; this one is binary.",
    ),
    "invalid-request": KindOfProblem(
        422,
        "Invalid request",
        "The request is not of the form that the schema asks for, or opens ops that the program "
        "does not have; errors say where.",
        "The request is not of the form that the schema asks for.",
    ),
    "program-stopped": KindOfProblem(
        422,
        "Program stopped",
        "The program could not run to its end. The diagnostics say why and where; document is "
        "there if anything was computed before. Over a budget is one of the reasons.",
        "nothing goes by the name `nowhere`",
    ),
    "over-time": KindOfProblem(
        422,
        "Over time",
        "The program was stopped by the clock, after all budgets let it pass.",
        "The program was stopped: it took more time than one program may.",
    ),
    "over-memory": KindOfProblem(
        422,
        "Over memory",
        "The program was stopped: it needs more memory than one may have.",
        "The program was stopped: it needs more memory than one program may have.",
    ),
    "upgrade-required": KindOfProblem(
        426,
        "Upgrade required",
        "This address is for WebSockets: the request has to ask for that protocol.",
        "Only WebSockets are served here. POST /api/v1/graphs runs a program once.",
    ),
    "too-many-requests": KindOfProblem(
        429,
        "Too many requests",
        "This client asks too often. Retry-After says when to ask again.",
        "One client may ask 6,000 times in 60 s.",
    ),
    "too-many-streams": KindOfProblem(
        429,
        "Too many streams",
        "This client, or all of them, have as many streams open as there may be. Whoever accepts "
        "a plain answer as well gets that one instead.",
        "As many streams are open as there may be.",
        after=5,
    ),
    "headers-too-large": KindOfProblem(
        431,
        "Headers too large",
        "The headers and the address have more bytes than they may.",
        "Headers and address may have 16,384 bytes; these have more.",
    ),
    "fault": KindOfProblem(
        500,
        "Fault",
        "The server has a fault. It is in its log, not in your request.",
        "The server has a fault. It is in its log, not in your request.",
    ),
    "busy": KindOfProblem(
        503,
        "Busy",
        "Too many programs are waiting. Retry-After says when to ask again.",
        "Too many programs are waiting. Try again soon.",
        after=1,
    ),
    "too-many-sockets": KindOfProblem(
        503,
        "Too many sockets",
        "Too many pages are live at once. Ask by POST, or try again later.",
        "Too many pages are live. Use POST /api/v1/graphs, or try again later.",
        after=30,
    ),
    "worker-died": KindOfProblem(
        503,
        "Worker died",
        "The process that ran the program ended, and so did a second one.",
        "The program was stopped: its worker died, and then another one.",
        after=1,
    ),
    "not-ready": KindOfProblem(
        503,
        "Not ready",
        "No worker answers, as while the server starts, or it is shutting down.",
        "No worker answers.",
        after=1,
    ),
}

FAULT = "The server has a fault. It is in its log, not in your request."

MANY = 10
"""Faults of one request that are listed."""

LONGEST = 200
"""Characters of what was sent that an answer quotes."""


class ProblemError(Exception):
    """Raised to answer with a problem document."""

    def __init__(
        self, kind: Kind, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers
        self.members = members

    def json(self) -> bytes:
        """Give the problem document."""
        return problem_json(self.kind, self.detail, **self.members)

    @property
    def status(self) -> int:
        """The HTTP status that all problems of this kind have."""
        return KINDS[self.kind].status


def problem_json(kind: Kind, detail: str, **members: Any) -> bytes:
    """Give a problem document as JSON; ``members`` are the extension members of section 3.2.

    ``type`` leads to what the page of the API says about this kind.
    """
    about = KINDS[kind]
    told = {"type": f"/docs#problem-{kind}", "title": about.title, "status": about.status}
    return orjson.dumps({**told, "detail": detail, **members})


def respond(
    kind: Kind, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """Answer with a problem document."""
    about = KINDS[kind]
    again = {} if about.after is None else {"Retry-After": str(about.after)}
    body = problem_json(kind, detail, **members)
    return Response(body, about.status, headers={**again, **(headers or {})}, media_type=MEDIA_TYPE)


def add_problem_handlers(app: FastAPI) -> None:
    """Answer with a problem document wherever a handler refuses."""
    app.exception_handler(ProblemError)(_on_problem)
    app.exception_handler(HTTPException)(on_http_exception)
    app.exception_handler(RequestValidationError)(_on_invalid)


async def _on_problem(_: Request, error: ProblemError) -> Response:
    return respond(error.kind, error.detail, error.headers, **error.members)


async def on_http_exception(request: Request, error: HTTPException) -> Response:
    """Say in our own words what the framework refuses."""
    path, cause = shown(request.scope["path"]), error.__cause__
    if isinstance(cause, ProblemError):  # raised while the body was read
        return await _on_problem(request, cause)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return respond("not-json", "The body is not JSON in UTF-8.")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allow = {"Allow": ", ".join(_methods(request))}
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=allow)
        detail = f"{shown(request.method)} is not a method of {path}."
        return respond("method-not-allowed", detail, allow)
    return respond("not-found", f"There is nothing at {path}.")


def _methods(request: Request) -> list[str]:
    """List what can be done at an address. Routes that differ in their method share it."""
    found = []
    for method in ("GET", "POST"):
        scope = {**request.scope, "method": method}
        routes = (r for r in request.app.routes if method == "GET" or not isinstance(r, Mount))
        if any(route.matches(scope)[0] is Match.FULL for route in routes):
            found += ["GET", "HEAD"] if method == "GET" else [method]
    # Under a mounted folder addresses are looked up by the folder: files are only read.
    return [*(found or ["GET", "HEAD"]), "OPTIONS"]


async def _on_invalid(_: Request, error: RequestValidationError) -> Response:
    """List what is wrong with a request. What was sent is not echoed: it need not be valid text."""
    if any(fault["type"] == "json_invalid" for fault in error.errors()):
        return respond("not-json", "The body is not JSON in UTF-8.")
    faults = list_faults(error.errors())
    detail = "The request is not of the form that the schema asks for."
    return respond("invalid-request", detail, errors=faults)


def list_faults(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Say of the first of pydantic's errors where they are and what is wrong."""
    return [
        {"at": shown("/".join(map(str, fault["loc"]))), "message": fault["msg"]}
        for fault in islice(errors, MANY)
    ]


def shown(text: str) -> str:
    """Write out what would not be seen where it stands, and cut what has no end."""
    signs = (sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[:LONGEST])
    return "".join(signs) + "…" * (len(text) > LONGEST)
