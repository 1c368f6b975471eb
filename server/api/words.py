"""Words: what can be typed at each place of a program, for completion and help in editors."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter, Response

import engine
from server import freshness
from server.answers import Vocabulary
from server.declarations import declare_problems

router = APIRouter(prefix="/words", tags=["ops"])


@router.get(
    "",
    operation_id="listWords",
    summary="List what can be typed",
    response_model=Vocabulary,
    responses=freshness.declare("Every name of the language.") | declare_problems(),
)
async def list_words(known: freshness.Known = "") -> Response:
    """Give every name of the language with its signature, place by place.

    It is what an editor needs to complete a program and to explain a word of it.
    """
    return freshness.answer(_vocabulary(), known)


@cache
def _vocabulary() -> freshness.Named:
    return freshness.name(engine.vocabulary())
