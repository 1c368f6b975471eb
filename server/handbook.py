"""The page of the API at /docs: its schema as people read it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from server.contract import COUNTED, EVERY_ANSWER
from server.pages import render
from server.problems import KINDS

READING = "src/docs.ts"

WIDE = 88
"""Characters in a line of JSON."""

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def show_api(request: Request) -> Response:
    """Show the REST API, from its own schema and without another server."""
    return render(
        "docs.html",
        READING,
        request,
        same=True,
        api=request.app.openapi(),
        common=(*EVERY_ANSWER, *COUNTED),
        kinds=KINDS,
        ask=lambda method, path, operation: command(_origin(request), method, path, operation),
        answered=answered,
        laid_out=laid_out,
        short=short,
    )


def _origin(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


def command(origin: str, method: str, path: str, operation: Mapping[str, Any]) -> str:
    """Write the example of an operation as a call of curl."""
    given = [one for one in operation.get("parameters", ()) if "example" in one]
    names = {one["name"]: one["example"] for one in given if one["in"] == "path"}
    query = urlencode({one["name"]: one["example"] for one in given if one["in"] == "query"})
    address = origin + path.format(**names) + (f"?{query}" if query else "")
    lines = [f"curl {shlex.quote(address)}"]
    if method == "post":
        (sent,) = operation["requestBody"]["content"].values()
        lines += ["-H 'Content-Type: application/json'"]
        lines += [f"-d {shlex.quote(json.dumps(_one(sent)['value'], ensure_ascii=False))}"]
    return " \\\n  ".join(lines)


def answered(operation: Mapping[str, Any]) -> tuple[str, str]:
    """Give what the example of an operation is called, and what it is answered with."""
    content = operation["responses"]["200"]["content"]
    example = _one(content.get("application/json") or next(iter(content.values())))
    value = example["value"]
    return example["summary"], value if isinstance(value, str) else laid_out(value)


def _one(content: Mapping[str, Any]) -> Mapping[str, Any]:
    example: Mapping[str, Any] = content["examples"]["one"]
    return example


def laid_out(value: Any, indent: int = 0) -> str:
    """Write JSON with as much in a line as has room there."""
    line = json.dumps(value, ensure_ascii=False)
    if len(line) + indent <= WIDE or not isinstance(value, dict | list):
        return line
    inner = " " * (indent + 2)
    begin, end = ("{", "}") if isinstance(value, dict) else ("[", "]")
    parts = ",\n".join(inner + part for part in _parts(value, indent + 2))
    return f"{begin}\n{parts}\n{' ' * indent}{end}"


def _parts(value: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield laid_out(one, indent)
    else:
        for name, one in value.items():
            yield f"{json.dumps(name, ensure_ascii=False)}: {laid_out(one, indent)}"


def short(value: Any, most: int = 80) -> str:
    """Write JSON in one line, the beginning of it where it is long."""
    line = json.dumps(value, ensure_ascii=False)
    return line if len(line) <= most else f"{line[:most]} …"
