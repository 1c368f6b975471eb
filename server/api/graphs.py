"""Graphs: run a program, fetch its document again, read elements of its tensors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from starlette.convertors import Convertor, register_url_convertor

from server import freshness
from server.answers import Document, GradientTerms, TensorSlice
from server.bodies import JsonRoute
from server.declarations import RUNNING, declare_answer, declare_problems
from server.evaluation import Evaluator
from server.models import GraphRequest, TensorRequest, TermsRequest
from server.problems import ProblemError
from server.streaming import STREAM, Answering, Streams, Work, respond
from server.waiting import while_wanted
from server.worker import Program


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
        content=STREAM,
    )
    | declare_problems("too-many-streams", *RUNNING),
)
async def evaluate(asked: GraphRequest, request: Request) -> Response:
    """Run a program forward and backward, and give its document.

    A program that cannot run to its end is answered with 422, its diagnostics and, where anything
    was computed, the document up to the fault. An output that is no scalar, a NaN or an unused
    name stop nothing: they are diagnostics in the document.

    Where ``Accept`` names ``text/event-stream``, long work may be followed. Together with
    ``application/json``, the answer is plain where it is there soon, and else a stream; alone, it
    is a stream always. Events are ``queued`` (a QueuedEvent), ``started`` (a StartedEvent) and
    ``progress`` (a ProgressEvent, at most ten a second), and in the end one of ``answer``, with the
    body of the plain answer and the digest of its document as id, and ``problem``. Comments in
    between say that the stream is still there. Whoever closes it gives the work up.
    """
    program = asked.program()
    request.state.source = asked.source
    place = {"Content-Location": f"/api/v1/graphs/{program.digest}"}
    work = partial(evaluator_of(request).evaluate, program)
    return answering(request, program, work, place)


@router.get(
    "/{digest:digest}",
    operation_id="getGraph",
    summary="Fetch a document again",
    response_model=Document,
    responses=freshness.declare("The document.", links=RUN_AGAIN)
    | declare_problems("not-kept", "invalid-request"),
)
async def fetch(digest: Digest, request: Request, known: freshness.Known = "") -> Response:
    """Give the document of an earlier evaluation, as long as it is kept.

    How many are kept, and for how long, the operator says; whoever gets 404 runs the program again.
    """
    body = await evaluator_of(request).documents.get(digest)
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
async def read_elements(asked: TensorRequest, request: Request) -> Response:
    """Give elements of a tensor whose document holds only its summary, in row-major order."""
    programs = evaluator_of(request)
    wanted = programs.read_elements(asked.program(), asked.slice())
    return respond(await while_wanted(request, programs.ending, wanted))


@router.post(
    "/terms",
    operation_id="readTerms",
    summary="Ask where a gradient comes from",
    response_model=GradientTerms,
    responses=declare_answer("The terms.") | declare_problems("not-found", *RUNNING),
)
async def read_terms(asked: TermsRequest, request: Request) -> Response:
    """Say which cells an element of a gradient was computed from.

    For each op that sent something to it: the terms whose sum that is, at most 64 of them. A term
    is a product of cells and of a number, which may have been worked out from cells itself.
    """
    programs = evaluator_of(request)
    wanted = programs.read_terms(asked.program(), asked.element())
    return respond(await while_wanted(request, programs.ending, wanted))


def answering(
    request: Request, program: Program, work: Work, headers: Mapping[str, str] = {}
) -> Response:
    """Answer when a program has run, as a stream where it takes long and one is accepted."""
    streams: Streams = request.app.state.streams
    return Answering(streams, evaluator_of(request), work, program.digest, headers)


def evaluator_of(request: Request) -> Evaluator:
    """Give what runs the programs."""
    evaluator: Evaluator = request.app.state.evaluator
    return evaluator
