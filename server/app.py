"""The application, put together from its parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from starlette.routing import WebSocketRoute

import engine
from server import api, contract, handbook, pages, reference
from server.answers import Health
from server.api.live import LiveSockets
from server.compression import Compression, Pieces
from server.declarations import declare_answer, declare_problems
from server.evaluation import Evaluator
from server.metrics import MEDIA_TYPE, Metrics
from server.middleware import BodyLimit, Faults, HeaderLimit, Heads, SecurityHeaders
from server.observation import ANYWHERE, Observation
from server.origins import OtherOrigins
from server.problems import add_problem_handlers, respond, shown
from server.rates import RateLimit, Rates
from server.settings import Settings
from server.streaming import Streams
from server.waiting import while_wanted

DESCRIPTION = """\
Run a program forward and backward, and get the whole of what happened as one document.

Every error is a problem document (RFC 9457). NaN and the infinities travel as strings.

Whoever moves a number and wants to see at once what follows opens a WebSocket at
`/api/v1/live`. It takes `{"type": "open", "seq": 1, "source": ...}` with the members of
`POST /api/v1/graphs`, then `{"type": "set", "seq": 2, "inputs": ...}` as often as they change. It
answers with `{"type": "document", "seq", "document"}`, and as long as the graph stays the same with
`{"type": "values", "seq", "structure", "arrays"}`: only the arrays that differ from the answer
before. What cannot be done is `{"type": "problem", "seq", "problem"}`, with a problem document.
Of messages that wait, only the newest is answered. The project's docs/live.md tells the rest.
"""


TEXT_OF_METRICS = {
    "text/plain": {
        "schema": {"type": "string"},
        "examples": {
            "one": {
                "summary": "One of the counts",
                "value": "# TYPE nablascope_worker_restarts_total counter\n"
                'nablascope_worker_restarts_total{lane="fast"} 0.0\n',
            }
        },
    }
}

TAGS = [
    {"name": "graphs", "description": "Run programs, and read what they computed."},
    {"name": "networks", "description": "Fill in a form, and have its program written and run."},
    {"name": "ops", "description": "The catalogue: what programs can compute with, and how."},
    {"name": "server", "description": "What this server is, and how it fares."},
]


def create_app(settings: Settings | None = None) -> FastAPI:
    """Make the application. Its workers live from its start-up to its shutdown."""
    settings = settings or Settings()
    metrics = Metrics()
    rates = Rates(settings.rate, settings.redis_url)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with Evaluator(settings, metrics) as evaluator:
            app.state.evaluator = evaluator
            yield
        await rates.close()

    app = FastAPI(
        title="Nablascope",
        version=engine.__version__,
        summary="Programs forward and backward, with everything that happened on the way.",
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=TAGS,
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.metrics = metrics
    app.state.pages = {}
    app.state.live = LiveSockets(settings)
    app.state.streams = Streams(settings, metrics)
    add_problem_handlers(app)
    pages.add_missing_page(app)
    for router in api.ROUTERS:
        app.include_router(router, prefix=api.PREFIX)
    app.include_router(pages.router)
    app.include_router(handbook.router)
    app.include_router(reference.router)
    app.router.routes.append(WebSocketRoute(ANYWHERE, refuse_socket))
    pages.mount_static(app)
    add_health(app, metrics)
    contract.complete(app)
    # The last one added is the outermost.
    app.add_middleware(BodyLimit, body_bytes=settings.body_bytes)
    app.add_middleware(HeaderLimit, header_bytes=settings.header_bytes)
    app.add_middleware(RateLimit, rates=rates)
    app.add_middleware(Faults)
    app.add_middleware(Observation, metrics=metrics, programs=settings.log_programs)
    app.add_middleware(Pieces)
    app.add_middleware(Compression)
    app.add_middleware(Heads)
    if settings.origins:
        app.add_middleware(OtherOrigins, origins=settings.origins)
    app.add_middleware(SecurityHeaders)
    return app


async def refuse_socket(socket: WebSocket) -> None:
    """Answer a handshake at an address where no WebSockets are served."""
    detail = f"No WebSockets are served at {shown(socket.url.path)}."
    with suppress(WebSocketDisconnect):
        await socket.send_denial_response(respond("not-found", detail))


def add_health(app: FastAPI, metrics: Metrics) -> None:
    """Add what a supervisor asks: is it alive, may it get requests, and how does it fare."""

    @app.get(
        "/healthz",
        tags=["server"],
        operation_id="checkHealth",
        summary="Ask whether the server is alive",
        responses=declare_answer("It is.") | declare_problems(),
    )
    async def healthz() -> Health:
        """Say that the server answers. Nothing else has to work for it."""
        return Health(status="ok")

    @app.get(
        "/readyz",
        tags=["server"],
        operation_id="checkReadiness",
        summary="Ask whether programs can run",
        responses=declare_answer("They can.") | declare_problems("not-ready"),
    )
    async def readyz(request: Request) -> Health:
        """Ask a worker, in its turn, and say that it answers: requests may be sent here."""
        programs: Evaluator = request.app.state.evaluator
        await while_wanted(request, programs.ending, programs.acknowledge())
        return Health(status="ok")

    @app.get(
        "/metrics",
        tags=["server"],
        operation_id="readMetrics",
        summary="Read counts and times",
        response_class=Response,
        responses=declare_answer("Counts and times.", content=TEXT_OF_METRICS) | declare_problems(),
    )
    async def tell_metrics() -> Response:
        """Give counts and times in the text form of Prometheus."""
        return Response(metrics.text(), headers={"Content-Type": MEDIA_TYPE})
