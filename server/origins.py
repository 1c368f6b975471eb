"""Which other pages of the web may read the answers of the API; none unless settings name them."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from server.problems import respond

TOLD = (
    "Content-Location",
    "Deprecation",
    "ETag",
    "Graph-Digest",
    "Link",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Request-ID",
)
"""Headers of an answer that a page of another origin may read."""


class OtherOrigins(CORSMiddleware):
    """Tells browsers which pages may read answers. No page gets to act as one of its visitors."""

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        super().__init__(
            app,
            allow_origins=origins,
            allow_methods=("GET", "POST"),
            allow_headers=("Content-Type", "If-None-Match", "X-Request-ID"),
            expose_headers=TOLD,
        )

    def preflight_response(self, request_headers: Headers) -> Response:
        """Answer the question that a browser asks first; a refusal is a problem like all others."""
        response = super().preflight_response(request_headers)
        if response.status_code == 200:
            return response
        detail = "Pages of this origin may not ask for this."
        return respond("foreign-origin", detail, {"Vary": "Origin"})
