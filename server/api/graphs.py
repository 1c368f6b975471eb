"""Graphs: run a program, fetch its document again, read elements of its tensors."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.convertors import Convertor, register_url_convertor

from server import freshness
from server.answers import Document, GradientTerms, TensorSlice
from server.bodies import JsonRoute
from server.declarations import RUNNING, declare_answer, declare_problems
from server.evaluation import Evaluator
from server.models import GraphRequest, TensorRequest, TermsRequest
from server.problems import MEDIA_TYPE, ProblemError
from server.worker import Answer


class DigestConvertor(Convertor[str]):
    """Keeps other names at this place, such as that of an address that takes POST, apart."""

    regex = "[0-9a-f]{64}"

    def convert(self, value: str) -> str:
        """Take a digest as it stands in an address."""
        return value

    def to_string(self, value: str) -> str:
        """Write a digest into an address."""
        return value


register_url_convertor("digest", DigestConvertor())

router = APIRouter(prefix="/graphs", tags=["graphs"], route_class=JsonRoute)


async def _evaluator(request: Request) -> Evaluator:
    evaluator: Evaluator = request.app.state.evaluator
    return evaluator


Programs = Annotated[Evaluator, Depends(_evaluator)]
Digest = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{64}$",
        description="The Graph-Digest of the answer that first brought the document.",
        examples=["8d10a53ad2cb342b" * 4],
    ),
]

FETCH_AGAIN = {
    "document": {
        "operationId": "getGraph",
        "description": "The same document, as long as it is kept.",
        "parameters": {"digest": "$response.header.Graph-Digest"},
    }
}
LOOK_CLOSER = {
    "elements": {
        "operationId": "readElements",
        "description": "The elements of the first tensor.",
        "requestBody": {
            "source": "$request.body#/source",
            "tensor": "$response.body#/tensors/0/id",
        },
    },
    "terms": {
        "operationId": "readTerms",
        "description": "What the gradient of the first tensor was computed from, if it is one "
        "number.",
        "requestBody": {
            "source": "$request.body#/source",
            "tensor": "$response.body#/tensors/0/id",
            "index": [],
        },
    },
}
RUN_AGAIN = {
    "again": {
        "operationId": "evaluateProgram",
        "description": "The program of the document, run again.",
        "requestBody": {"source": "$response.body#/source", "seed": "$response.body#/seed"},
    }
}


@router.post(
    "",
    operation_id="evaluateProgram",
    summary="Run a program",
    response_model=Document,
    responses=declare_answer(
        "The document: everything that happened, in order.",
        "Content-Location",
        "Graph-Digest",
        links=FETCH_AGAIN | LOOK_CLOSER,
    )
    | declare_problems(*RUNNING),
)
async def evaluate(asked: GraphRequest, programs: Programs, request: Request) -> Response:
    """Run a program forward and backward, and give its document.

    A program that cannot run to its end is answered with 422, its diagnostics and, where anything
    was computed, the document up to the fault. An output that is no scalar, a NaN or an unused
    name stop nothing: they are diagnostics in the document.
    """
    program = asked.program()
    request.state.source = asked.source
    answer = await while_wanted(request, programs.evaluate(program))
    digest = program.digest
    place = f"/api/v1/graphs/{digest}"
    return respond(answer, {"Content-Location": place, "Graph-Digest": digest})


@router.get(
    "/{digest:digest}",
    operation_id="getGraph",
    summary="Fetch a document again",
    response_model=Document,
    responses=declare_answer("The document.", "ETag", links=RUN_AGAIN)
    | freshness.UNCHANGED
    | declare_problems("not-kept", "invalid-request"),
)
async def fetch(digest: Digest, programs: Programs, known: freshness.Known = "") -> Response:
    """Give the document of an earlier evaluation, as long as it is kept.

    How many are kept, and for how long, the operator says; whoever gets 404 runs the program again.
    """
    body = await programs.documents.get(digest)
    if body is None:
        raise ProblemError(
            "not-kept", "This document is no longer kept, or never was. Evaluate again."
        )
    return freshness.answer(freshness.Named(body, digest), known)


@router.post(
    "/tensor",
    operation_id="readElements",
    summary="Read elements of a tensor",
    response_model=TensorSlice,
    responses=declare_answer("The elements.") | declare_problems("not-found", *RUNNING),
)
async def read_elements(asked: TensorRequest, programs: Programs, request: Request) -> Response:
    """Give elements of a tensor whose document holds only its summary, in row-major order."""
    wanted = programs.read_elements(asked.program(), asked.slice())
    return respond(await while_wanted(request, wanted))


@router.post(
    "/terms",
    operation_id="readTerms",
    summary="Ask where a gradient comes from",
    response_model=GradientTerms,
    responses=declare_answer("The terms.") | declare_problems("not-found", *RUNNING),
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


def respond(answer: Answer, headers: Mapping[str, str] | None = None) -> Response:
    """Pass a worker's finished bytes on; the headers are those of a success."""
    if answer.status != 200:
        return Response(answer.body, answer.status, media_type=MEDIA_TYPE)
    return Response(answer.body, headers=headers, media_type="application/json")
