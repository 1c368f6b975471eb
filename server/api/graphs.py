"""Graphs: run a program, fetch its document again, read elements of its tensors."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request, Response

from server.evaluation import Evaluator
from server.models import Document, GraphRequest, TensorRequest, TensorSlice
from server.problems import MEDIA_TYPE, ProblemError, declare_problems
from server.worker import Answer

router = APIRouter(prefix="/graphs", tags=["graphs"])


def _evaluator(request: Request) -> Evaluator:
    evaluator: Evaluator = request.app.state.evaluator
    return evaluator


Programs = Annotated[Evaluator, Depends(_evaluator)]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post("", response_model=Document, responses=declare_problems(400, 413, 422, 503))
async def evaluate(asked: GraphRequest, programs: Programs) -> Response:
    """Run a program forward and backward, and give its document.

    A program that cannot run to its end is answered with 422, its diagnostics and, where anything
    was computed, the document up to the fault. An output that is no scalar, a NaN or an unused
    name stop nothing: they are diagnostics in the document.
    """
    program = asked.program()
    return respond(await programs.evaluate(program), program.digest)


@router.get(
    "/{digest}",
    response_model=Document,
    responses={304: {"description": "Not Modified"}, **declare_problems(404, 422)},
)
async def fetch(
    digest: Digest, programs: Programs, if_none_match: Annotated[str, Header()] = ""
) -> Response:
    """Give the document of an earlier evaluation, as long as it is kept."""
    body = programs.documents.get(digest)
    if body is None:
        raise ProblemError(404, "This document is no longer kept, or never was. Evaluate again.")
    headers = {"ETag": f'W/"{digest}"', "Cache-Control": "no-cache"}
    if digest in if_none_match:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


@router.post(
    "/tensor", response_model=TensorSlice, responses=declare_problems(400, 404, 413, 422, 503)
)
async def read_elements(asked: TensorRequest, programs: Programs) -> Response:
    """Give elements of a tensor whose document holds only its summary."""
    return respond(await programs.read_elements(asked.program(), asked.slice()))


def respond(answer: Answer, digest: str | None = None) -> Response:
    """Pass a worker's finished bytes on, and say where its document can be fetched again."""
    if answer.status != 200:
        return Response(answer.body, answer.status, media_type=MEDIA_TYPE)
    headers = {"Content-Location": f"/api/v1/graphs/{digest}"} if digest else None
    return Response(answer.body, headers=headers, media_type="application/json")
