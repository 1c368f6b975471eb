"""Networks: a form of sizes, activations and data becomes a program, and the program runs."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

import engine
from server.answers import NetworkAnswer
from server.api.graphs import FETCH_AGAIN, answering, evaluator_of
from server.bodies import JsonRoute
from server.course import Watch
from server.declarations import RUNNING, declare_answer, declare_problems
from server.models import NetworkRequest
from server.problems import ProblemError
from server.streaming import STREAM
from server.worker import Answer, Program

router = APIRouter(prefix="/networks", tags=["networks"], route_class=JsonRoute)


@router.post(
    "",
    operation_id="evaluateNetwork",
    summary="Write and run a network",
    response_model=NetworkAnswer,
    responses=declare_answer(
        "The program that was written, and its document.",
        "Graph-Digest",
        links=FETCH_AGAIN,
        content=STREAM,
    )
    | declare_problems("too-many-streams", *RUNNING),
)
async def write_network(asked: NetworkRequest, request: Request) -> Response:
    """Write the program of a network and run it; its document is that of the program.

    May be followed as a stream, as `POST /api/v1/graphs` may.
    """
    try:
        source = engine.write_network(
            asked.sizes, asked.activations, asked.loss, asked.inputs, asked.targets
        )
    except ValueError as error:
        raise ProblemError("invalid-request", str(error)) from None
    program = Program(source, seed=asked.seed)

    async def work(watch: Watch) -> Answer:
        answer = await evaluator_of(request).evaluate(program, watch)
        if answer.status == 200:
            # The document is finished JSON, so it is put in as it is.
            body = b'{"source":%b,"document":%b}' % (orjson.dumps(source), answer.body)
            answer = Answer(200, body)
        return answer

    return answering(request, program, work)
