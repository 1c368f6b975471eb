"""Version: what this server is, for programs that depend on it."""

from __future__ import annotations

from fastapi import APIRouter

import engine
from server.answers import Version
from server.declarations import declare_answer, declare_problems

router = APIRouter(prefix="/version", tags=["server"])


@router.get(
    "",
    operation_id="getVersion",
    summary="Say which versions are at work",
    responses=declare_answer("The versions.") | declare_problems(),
)
async def get_version() -> Version:
    """Say which version of the program, of its API, of its documents and of its engine this is.

    Nothing is told of the machine or of the libraries that it has.
    """
    return Version(
        program=engine.__version__,
        api="v1",
        document=engine.DOCUMENT_VERSION,
        engine=engine.__version__,
    )
