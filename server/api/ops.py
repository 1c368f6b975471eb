"""Ops: the catalogue, as the reference page and the inspector show it."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Response

import engine
from server.models import OpEntry, OpList
from server.problems import ProblemError, declare_problems

router = APIRouter(prefix="/ops", tags=["ops"])


@router.get("", response_model=OpList)
async def list_ops() -> Response:
    """Give every op, family by family."""
    return _json({"ops": engine.catalog_entries()})


@router.get("/{name}", response_model=OpEntry, responses=declare_problems(404, 422))
async def show_op(name: str) -> Response:
    """Give one op: its formulas, derivation, code, domain and source."""
    try:
        return _json(engine.catalog_entry(name))
    except KeyError:
        raise ProblemError(404, f"There is no op {name!r}.") from None


def _json(entry: object) -> Response:
    return Response(orjson.dumps(entry), media_type="application/json")
