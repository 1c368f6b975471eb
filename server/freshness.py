"""What an asker has already is not sent again: entity tags and If-None-Match (RFC 9110, 13.1.2)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Header, Response

from server.declarations import Responses, declare_answer

TAGS = re.compile(r'(?:W/)?"([^"]*)"')

Known = Annotated[
    str,
    Header(
        alias="If-None-Match",
        description="Entity tags of answers that the asker has, or * for any. Where the answer is "
        "one of them, 304 comes without a body.",
        examples=['W/"3f2a9c0b7d1e4856"'],
    ),
]
"""The header If-None-Match, as a route takes it."""


def declare(description: str, **more: Any) -> Responses:
    """Describe an answer that has a tag, and the one that comes where the asker has it already."""
    known = "The asker has this answer already: its tag is among those of If-None-Match."
    told = declare_answer(description, "ETag", **more)
    return told | declare_answer(known, "ETag", status=304)


@dataclass(frozen=True, slots=True)
class Named:
    """An answer in JSON, and the tag that it is known by."""

    body: bytes
    tag: str


def name(content: object) -> Named:
    """Write an answer, and name it after what is in it."""
    body = orjson.dumps(content)
    return Named(body, hashlib.sha256(body).hexdigest()[:32])


def answer(named: Named, known: str) -> Response:
    """Send an answer, or say that it is known. It may be kept, but not used without asking again.

    Tags are compared weakly: whether an answer was compressed on its way makes no difference.
    """
    headers = {"ETag": f'W/"{named.tag}"', "Cache-Control": "no-cache"}
    if known.strip() == "*" or named.tag in TAGS.findall(known):
        return Response(status_code=304, headers={**headers, "Vary": "Accept-Encoding"})
    return Response(named.body, headers=headers, media_type="application/json")
