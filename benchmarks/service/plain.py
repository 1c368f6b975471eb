"""A bare FastAPI endpoint that takes a program and gives back the same bytes every time.

What the service needs beyond this is what evaluation, isolation and limits cost.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Response
from pydantic import BaseModel

from server.cli import listen

app = FastAPI()
document = Path(os.environ["NABLASCOPE_DOCUMENT"]).read_bytes()


class Asked(BaseModel):
    """A program."""

    source: str


@app.get("/healthz")
async def healthz() -> Response:
    """Say that the server answers."""
    return Response()


@app.post("/api/v1/graphs")
async def graphs(asked: Asked) -> Response:
    """Give the document, whatever was asked."""
    return Response(document if asked.source else b"", media_type="application/json")


def main() -> None:
    """Serve on a free port."""
    logging.basicConfig(level="WARNING")
    listening = listen("127.0.0.1", 0)
    print(f"http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, http="h11", log_config=None)).run(sockets=[listening])


if __name__ == "__main__":
    main()
