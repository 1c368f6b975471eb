"""What a route says of itself in the schema of the API: its answer, its headers, its problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from server.problems import KINDS, MEDIA_TYPE, Kind

Responses: TypeAlias = dict[int | str, dict[str, Any]]
"""The ``responses`` of a route."""


@dataclass(frozen=True, slots=True)
class DeclaredHeader:
    """A header of answers, for the schema."""

    description: str
    example: str
    schema: Mapping[str, Any]
    always: bool = False
    """Whether an answer that is declared to have it always has it."""


TEXT = {"type": "string"}

HEADERS: Mapping[str, DeclaredHeader] = {
    "X-Request-ID": DeclaredHeader(
        "What the server's log calls this request: the caller's own X-Request-ID, where that is at "
        "most 64 letters, digits, dots, dashes and underscores, else one of the server's.",
        "c7caeffda79d98f2",
        {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"},
    ),
    "Cache-Control": DeclaredHeader(
        "Whether the answer may be kept: no-store says no, no-cache says that it may be if it is "
        "asked for with If-None-Match each time.",
        "no-cache",
        TEXT,
    ),
    "Content-Location": DeclaredHeader(
        "Where the document can be fetched again, as long as it is kept.",
        f"/api/v1/graphs/{'8d10a53ad2cb342b' * 4}",
        {"type": "string", "pattern": "^/api/v1/graphs/[0-9a-f]{64}$"},
        always=True,
    ),
    "Graph-Digest": DeclaredHeader(
        "SHA-256 of the program, of all that decides how it runs, and of the engine's version: "
        "equal digests mean equal documents.",
        "8d10a53ad2cb342b" * 4,
        {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        always=True,
    ),
    "ETag": DeclaredHeader(
        "Names this answer. Sent back in If-None-Match, it gets 304 and no body while the answer "
        "is the same. It is weak, since a compressed answer counts as the same.",
        'W/"3f2a9c0b7d1e4856"',
        {"type": "string", "pattern": '^W/"[0-9a-f]+"$'},
        always=True,
    ),
    "RateLimit-Policy": DeclaredHeader(
        "How many requests for work a client has (q) in how many seconds (w), after "
        "draft-ietf-httpapi-ratelimit-headers.",
        '"client";q=6000;w=60',
        TEXT,
    ),
    "RateLimit": DeclaredHeader(
        "How many requests are left (r), and in how many seconds there will be all again (t).",
        '"client";r=5999;t=45',
        TEXT,
    ),
    "Retry-After": DeclaredHeader(
        "Seconds after which to ask again.", "1", {"type": "integer", "minimum": 0}
    ),
}


def declare_headers(*names: str) -> dict[str, Any]:
    """Refer to headers of the schema by their names."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def declare_answer(
    description: str, *headers: str, status: int = 200, **more: Mapping[str, Any]
) -> Responses:
    """Describe an answer that is no problem: what it is, which headers it has, and what ``more``.

    ``links`` say where it leads, ``content`` what it is made of where the route does not tell.
    """
    return {status: {"description": description, "headers": declare_headers(*headers), **more}}


EVERYWHERE: tuple[Kind, ...] = ("not-http", "too-slow", "headers-too-large", "fault")
"""What may come of any request."""

SENDING: tuple[Kind, ...] = ("not-json", "too-large", "wrong-media-type", "too-many-requests")
"""What may come of a request with a body."""

RUNNING: tuple[Kind, ...] = (
    *SENDING,
    "invalid-request",
    "program-stopped",
    "over-time",
    "over-memory",
    "busy",
    "worker-died",
    "not-ready",
)
"""What may come of a request that runs a program."""


def declare_problems(*kinds: Kind) -> Responses:
    """Describe the problems of these kinds, and those that any request may meet."""
    by_status: dict[int, list[Kind]] = {}
    for kind in KINDS:
        if kind in kinds or kind in EVERYWHERE:
            by_status.setdefault(KINDS[kind].status, []).append(kind)
    return {status: _problems(those) for status, those in by_status.items()}


def _problems(kinds: list[Kind]) -> dict[str, Any]:
    examples = {kind: {"$ref": f"#/components/examples/{kind}"} for kind in kinds}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
    again = any(KINDS[kind].after or kind == "too-many-requests" for kind in kinds)
    return {
        "description": " Or: ".join(KINDS[kind].meaning for kind in kinds),
        "headers": declare_headers("Retry-After") if again else {},
        "content": {MEDIA_TYPE: content},
    }
