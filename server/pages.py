"""The studio, and pages from Jinja2 templates. What Vite built is found by its manifest."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from server.diamonds import diamond
from server.problems import ProblemError, on_http_exception, shown

PACKAGE = Path(__file__).resolve().parent
STUDIO = "src/app.ts"
REFERENCE = "src/reference.ts"

NONCE = secrets.token_urlsafe(16)
"""Stands in a page for the nonce of an answer. Nobody else knows it."""

router = APIRouter(include_in_schema=False)


@router.get("/")
async def studio(request: Request) -> Response:
    """Show the studio."""
    return render("studio.html", STUDIO, request)


def mount_static(app: FastAPI) -> None:
    """Serve what Vite built, if it did, under ``/static/assets``."""
    built = _beside("static/dist/assets")
    if built.is_dir():
        app.mount("/static/assets", BuiltFiles(directory=built))


class BuiltFiles(StaticFiles):
    """Files whose names hold a digest of what is in them, so that they may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer for one file."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def render(
    template: str,
    entry: str,
    request: Request,
    *,
    status: int = 200,
    same: bool = False,
    **context: Any,
) -> Response:
    """Answer with a page, whose script and styles are those of an entry of the build.

    A page that is the ``same`` for everybody, but for its nonce, is written once.
    """
    built = _built(entry)
    kept: dict[str, tuple[Any, str]] = request.app.state.pages
    of, html = kept.get(template, (None, "")) if same else (None, "")
    if of != built:
        html = _templates().get_template(template).render(nonce=NONCE, **built, **context)
        if same:
            kept[template] = built, html
    html = html.replace(NONCE, request.state.nonce)
    return Response(html, status, headers={"Cache-Control": "no-store"}, media_type="text/html")


def wants_page(request: Request) -> bool:
    """Tell whether a person asks, by way of a browser."""
    return "text/html" in request.headers.get("accept", "")


def missing(
    request: Request, said: str, name: str, *, here: str = "", near: Sequence[str] = ()
) -> Response:
    """Answer that something is not there: what, under which name, and which words are near."""
    about: dict[str, Any] = {"said": said, "name": name, "here": here, "near": near}
    return render("missing.html", REFERENCE, request, status=404, **about)


def add_missing_page(app: FastAPI) -> None:
    """Answer a person with a page where there is nothing; a program gets a problem, as ever."""

    @app.exception_handler(404)
    async def tell(request: Request, error: HTTPException) -> Response:
        path = request.scope["path"]
        if wants_page(request) and not path.startswith("/api/"):
            with suppress(ProblemError):  # where no page is built
                return missing(request, "There is nothing at", shown(path))
        return await on_http_exception(request, error)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_beside("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["diamond"] = diamond
    return environment


def _built(entry: str) -> dict[str, Any]:
    """Give where the script and the style sheets of an entry are, under their hashed names."""
    file = _beside("static/dist") / ".vite" / "manifest.json"
    if not file.is_file():
        raise ProblemError("not-ready", "The page is not built yet. Build it with: make page")
    manifest = _manifest(file, file.stat().st_mtime_ns)
    return {
        "script": f"/static/{manifest[entry]['file']}",
        "styles": [f"/static/{style}" for style in _styles(manifest, entry)],
    }


def _styles(manifest: dict[str, Any], entry: str) -> list[str]:
    """Give the style sheets of a chunk, after those of the chunks that it shares with others."""
    chunk = manifest[entry]
    if chunk["file"].endswith(".css"):
        return [chunk["file"]]
    shared = [style for part in chunk.get("imports", []) for style in _styles(manifest, part)]
    return list(dict.fromkeys([*shared, *chunk.get("css", [])]))


@cache
def _manifest(file: Path, _changed: int) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(file.read_text())
    return manifest


def _beside(name: str) -> Path:
    """Find a folder in the package, where a wheel has it, or beside it, where a checkout has it."""
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name
