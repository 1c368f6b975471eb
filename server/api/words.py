"""Words: what can be typed at each place of a program, for completion and help in editors."""

from __future__ import annotations

from functools import cache

import orjson
from fastapi import APIRouter, Response

import engine
from server.models import Vocabulary

router = APIRouter(prefix="/words", tags=["words"])


@router.get("", response_model=Vocabulary)
async def list_words() -> Response:
    """Give every name of the language with its signature, place by place."""
    return Response(_bytes(), media_type="application/json")


@cache
def _bytes() -> bytes:
    return orjson.dumps(engine.vocabulary())
