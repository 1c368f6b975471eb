"""Ops: the catalogue, as the reference page and the inspector show it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, Response

import engine
from server.models import CurveQuery, CurveRequest, OpCurve, OpEntry, OpList
from server.problems import ProblemError, declare_problems

router = APIRouter(prefix="/ops", tags=["ops"])


@router.get("", response_model=OpList)
async def list_ops() -> Response:
    """Give every op, family by family."""
    return Response(_catalogue(), media_type="application/json")


@cache
def _catalogue() -> bytes:
    """Write the whole catalogue, once: it takes so long that everybody would have to wait."""
    return orjson.dumps({"ops": engine.catalog_entries()})


@router.get(
    "/{name}", response_model=OpEntry, responses=declare_problems("not-found", "invalid-request")
)
async def show_op(name: str) -> Response:
    """Give one op: its formulas, derivation, code, domain and source."""
    try:
        return _json(engine.catalog_entry(name))
    except KeyError:
        raise ProblemError("not-found", f"There is no op {name!r}.") from None


@router.get(
    "/{name}/curve",
    response_model=OpCurve,
    responses=declare_problems("not-found", "invalid-request"),
)
async def sample_curve(name: str, wanted: Annotated[CurveQuery, Query()]) -> Response:
    """Give value and slope of an elementwise op over one of its inputs.

    The places are evenly apart; the kinks between them are added, and the first element that the
    case has for this input. The other inputs are held at their first elements.
    """
    return _curve(name, **wanted.model_dump())


@router.post(
    "/{name}/curve",
    response_model=OpCurve,
    responses=declare_problems("not-json", "not-found", "too-large", "invalid-request"),
)
async def sample_call(name: str, wanted: CurveRequest) -> Response:
    """Give value and slope of an elementwise op through the numbers of one call of it.

    What a case says in the curve of the catalogue, the caller says here: at what the other inputs
    are held, and with which constants. The number of the varied input is among the places.
    """
    return _curve(name, **wanted.model_dump())


def _curve(name: str, **wanted: Any) -> Response:
    try:
        return _json(engine.curve(name, **wanted))
    except KeyError:
        raise ProblemError("not-found", f"There is no op {name!r}.") from None
    except LookupError as error:
        raise ProblemError("not-found", f"There is no such curve: {error}.") from None
    except ValueError as error:
        raise ProblemError("invalid-request", f"There is no such curve: {error}.") from None


def _json(entry: object) -> Response:
    return Response(orjson.dumps(entry), media_type="application/json")
