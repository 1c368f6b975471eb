"""Ops: the catalogue, as the reference page and the inspector show it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Path, Query, Response

import engine
from server import freshness
from server.answers import OpCurve, OpEntry, OpList
from server.bodies import JsonRoute
from server.declarations import SENDING, declare_answer, declare_problems
from server.models import CurveQuery, CurveRequest
from server.problems import ProblemError

router = APIRouter(prefix="/ops", tags=["ops"], route_class=JsonRoute)

Name = Annotated[
    str, Path(description="The name of a word of the catalogue.", examples=["sigmoid"])
]

TO_THE_OP = {
    "op": {
        "operationId": "getOp",
        "description": "The first op of the list by itself.",
        "parameters": {"name": "$response.body#/ops/0/name"},
    }
}
TO_THE_CURVE = {
    "curve": {
        "operationId": "sampleOp",
        "description": "The curve of this op, where it is elementwise.",
        "parameters": {"name": "$response.body#/name"},
    }
}


@router.get(
    "",
    operation_id="listOps",
    summary="List the catalogue",
    response_model=OpList,
    responses=freshness.declare("The catalogue.", links=TO_THE_OP) | declare_problems(),
)
async def list_ops(known: freshness.Known = "") -> Response:
    """Give every op, family by family, then every composition, each with all there is to say."""
    return freshness.answer(_catalogue(), known)


@cache
def _catalogue() -> freshness.Named:
    """Write the whole catalogue, once: it takes so long that everybody would have to wait."""
    return freshness.name({"ops": engine.catalog_entries()})


@router.get(
    "/{name}",
    operation_id="getOp",
    summary="Explain an op",
    response_model=OpEntry,
    responses=freshness.declare("The op, or composition.", links=TO_THE_CURVE)
    | declare_problems("not-found"),
)
async def get_op(name: Name, known: freshness.Known = "") -> Response:
    """Give one op or composition: its formulas, derivation, code, domain and source."""
    try:
        return freshness.answer(_entry(name), known)
    except KeyError:
        raise ProblemError("not-found", f"There is no op {name!r}.") from None


@cache
def _entry(name: str) -> freshness.Named:
    return freshness.name(engine.catalog_entry(name))


@router.get(
    "/{name}/curve",
    operation_id="sampleOp",
    summary="Sample the curve of an op",
    response_model=OpCurve,
    responses=declare_answer("The curve.") | declare_problems("not-found", "invalid-request"),
)
async def sample_op(name: Name, wanted: Annotated[CurveQuery, Query()]) -> Response:
    """Give value and slope of an elementwise op over one of its inputs.

    The places are evenly apart; the kinks between them are added, and the first element that the
    case has for this input. The other inputs are held at their first elements.
    """
    return _curve(name, **wanted.model_dump())


@router.post(
    "/{name}/curve",
    operation_id="sampleCall",
    summary="Sample the curve of a call",
    response_model=OpCurve,
    responses=declare_answer("The curve.")
    | declare_problems("not-found", "invalid-request", *SENDING),
)
async def sample_call(name: Name, wanted: CurveRequest) -> Response:
    """Give value and slope of an elementwise op through the numbers of one call of it.

    What a case says in the curve of the catalogue, the caller says here: at what the other inputs
    are held, and with which constants. The number of the varied input is among the places.
    """
    return _curve(name, **wanted.model_dump())


def _curve(name: str, **wanted: Any) -> Response:
    try:
        body = orjson.dumps(engine.curve(name, **wanted))
    except KeyError:
        raise ProblemError("not-found", f"There is no op {name!r}.") from None
    except LookupError as error:
        raise ProblemError("not-found", f"There is no such curve: {error}.") from None
    except ValueError as error:
        raise ProblemError("invalid-request", f"There is no such curve: {error}.") from None
    return Response(body, media_type="application/json")
