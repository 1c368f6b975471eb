"""Errors as RFC 9457 problem documents: every answer that is not a success is one of these."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

MEDIA_TYPE = "application/problem+json"

TITLES = {status.value: status.phrase for status in HTTPStatus} | {
    # Python before 3.13 has the names of RFC 7231; these are those of RFC 9110.
    413: "Content Too Large",
    422: "Unprocessable Content",
}

MANY = 10
"""Faults of one request that are listed."""


class ProblemError(Exception):
    """Raised to answer with a problem document."""

    def __init__(
        self, status: int, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers
        self.members = members


def problem_json(status: int, detail: str, **members: Any) -> bytes:
    """Give a problem document as JSON.

    ``type`` is left out, which says that the status tells what kind of problem it is; ``members``
    are the extension members of RFC 9457, section 3.2.
    """
    return orjson.dumps({"title": TITLES[status], "status": status, "detail": detail, **members})


def respond(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """Answer with a problem document."""
    body = problem_json(status, detail, **members)
    return Response(body, status, headers=headers, media_type=MEDIA_TYPE)


def declare_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Give the OpenAPI responses of a route that may answer with these problems."""
    schema = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {"description": TITLES[status], "content": {MEDIA_TYPE: schema}}
        for status in statuses
    }


def add_problem_handlers(app: FastAPI) -> None:
    """Answer with a problem document wherever a handler refuses."""
    app.exception_handler(ProblemError)(_on_problem)
    app.exception_handler(HTTPException)(_on_http_exception)
    app.exception_handler(RequestValidationError)(_on_invalid)


async def _on_problem(_: Request, error: ProblemError) -> Response:
    return respond(error.status, error.detail, error.headers, **error.members)


async def _on_http_exception(request: Request, error: HTTPException) -> Response:
    said = {
        400: "The body is not JSON in UTF-8.",
        404: f"There is nothing at {request.url.path}.",
        405: f"{request.method} is not a method of {request.url.path}.",
    }
    return respond(error.status_code, said.get(error.status_code, error.detail), error.headers)


async def _on_invalid(_: Request, error: RequestValidationError) -> Response:
    """List what is wrong with a request. What was sent is not echoed: it need not be valid JSON."""
    faults = [
        {"at": _printable("/".join(map(str, fault["loc"]))), "message": fault["msg"]}
        for fault in error.errors()[:MANY]
    ]
    return respond(422, "The request is not of the form that the schema asks for.", errors=faults)


def _printable(text: str) -> str:
    """Replace what UTF-8 cannot carry: JSON lets a name hold half of a surrogate pair."""
    return text.encode(errors="replace").decode()
