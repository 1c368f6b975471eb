"""Graphs: run a program, fetch its document again, read elements of its tensors."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from server.bodies import JsonRoute
from server.evaluation import Evaluator
from server.models import (
    Document,
    GradientTerms,
    GraphRequest,
    TensorRequest,
    TensorSlice,
    TermsRequest,
)
from server.problems import MEDIA_TYPE, RUNNING, ProblemError, declare_problems
from server.worker import Answer

router = APIRouter(prefix="/graphs", tags=["graphs"], route_class=JsonRoute)


async def _evaluator(request: Request) -> Evaluator:
    evaluator: Evaluator = request.app.state.evaluator
    return evaluator


Programs = Annotated[Evaluator, Depends(_evaluator)]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post("", response_model=Document, responses=declare_problems(*RUNNING))
async def evaluate(asked: GraphRequest, programs: Programs, request: Request) -> Response:
    """Run a program forward and backward, and give its document.

    A program that cannot run to its end is answered with 422, its diagnostics and, where anything
    was computed, the document up to the fault. An output that is no scalar, a NaN or an unused
    name stop nothing: they are diagnostics in the document.
    """
    program = asked.program()
    request.state.source = asked.source
    answer = await while_wanted(request, programs.evaluate(program))
    return respond(answer, program.digest)


@router.get(
    "/{digest}",
    response_model=Document,
    responses={
        304: {"description": "Not Modified"},
        **declare_problems("not-kept", "invalid-request"),
    },
)
async def fetch(
    digest: Digest, programs: Programs, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Give the document of an earlier evaluation, as long as it is kept."""
    body = await programs.documents.get(digest)
    if body is None:
        raise ProblemError(
            "not-kept", "This document is no longer kept, or never was. Evaluate again."
        )
    headers = {"ETag": f'W/"{digest}"', "Cache-Control": "no-cache"}
    if digest in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


@router.post(
    "/tensor", response_model=TensorSlice, responses=declare_problems("not-found", *RUNNING)
)
async def read_elements(asked: TensorRequest, programs: Programs, request: Request) -> Response:
    """Give elements of a tensor whose document holds only its summary."""
    wanted = programs.read_elements(asked.program(), asked.slice())
    return respond(await while_wanted(request, wanted))


@router.post(
    "/terms", response_model=GradientTerms, responses=declare_problems("not-found", *RUNNING)
)
async def read_terms(asked: TermsRequest, programs: Programs, request: Request) -> Response:
    """Say which cells an element of a gradient was computed from.

    For each op that sent something to it: the terms whose sum that is, at most 64 of them. A term
    is a product of cells and of a number, which may have been worked out from cells itself.
    """
    wanted = programs.read_terms(asked.program(), asked.element())
    return respond(await while_wanted(request, wanted))


async def while_wanted(request: Request, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Wait for an answer, and give it up when the one who asked has gone.

    Who types abandons one program after the other; none of them may keep its place in a queue.
    """
    task = asyncio.create_task(work)
    gone = asyncio.create_task(_departure(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ProblemError("busy", "Nobody waits for this answer any more.")
    finally:
        task.cancel()
        gone.cancel()


async def _departure(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def respond(answer: Answer, digest: str | None = None) -> Response:
    """Pass a worker's finished bytes on, and say where its document can be fetched again."""
    if answer.status != 200:
        return Response(answer.body, answer.status, media_type=MEDIA_TYPE)
    headers = {"Content-Location": f"/api/v1/graphs/{digest}"} if digest else None
    return Response(answer.body, headers=headers, media_type="application/json")
