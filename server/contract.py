"""The schema of the API, completed with what the framework cannot know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import orjson
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic import TypeAdapter

from server import freshness
from server.answers import EVENTS, Problem
from server.declarations import HEADERS, declare_headers
from server.exchanges import Exchange, documents, exchanges, stopped
from server.problems import KINDS, Kind

Schema = dict[str, Any]

REFERENCE = "#/components/schemas/"

EVERY_ANSWER = ("X-Request-ID", "Cache-Control")
COUNTED = ("RateLimit-Policy", "RateLimit")
"""Headers of answers to requests for work."""


def complete(app: FastAPI) -> None:
    """Give the application a schema that describes everything, with an example of it."""

    @cache
    def openapi() -> Schema:
        return write(app)

    @cache
    def named() -> freshness.Named:
        return freshness.name(openapi())

    @app.get("/openapi.json", include_in_schema=False)
    async def tell(known: freshness.Known = "") -> Response:
        return freshness.answer(named(), known)

    app.openapi = openapi  # type: ignore[method-assign]


def write(app: FastAPI) -> Schema:
    """Write the schema of an application."""
    schema = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        license_info=app.license_info,
        tags=app.openapi_tags,
        routes=app.routes,
    )
    components = schema["components"]
    problem = Problem.model_json_schema(ref_template=REFERENCE + "{model}")
    components["schemas"].update({**problem.pop("$defs"), **components["schemas"]})
    components["schemas"]["Problem"] = problem
    for name, (form, _) in EVENTS.items():
        components["schemas"][name] = TypeAdapter(form).json_schema()
    _drop_titles(schema)
    _drop_needless_refusals(schema)
    components["headers"] = {name: _header(name) for name in HEADERS}
    components["examples"] = {kind: _problem(kind) for kind in KINDS}
    _let_answers_grow(schema)
    for path, method, operation in operations(schema):
        for response in operation["responses"].values():
            names = EVERY_ANSWER + COUNTED * (method == "post" and path.startswith("/api/"))
            response["headers"] = declare_headers(*names) | response.get("headers", {})
        exchange = exchanges().get(operation["operationId"])
        if exchange is not None:
            _exemplify(operation, exchange)
    _Examples(components["schemas"]).fill(schema)
    return schema


def operations(schema: Schema) -> Iterator[tuple[str, str, Schema]]:
    """Give path, method and description of every operation."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _header(name: str) -> Schema:
    header = HEADERS[name]
    told = {"description": header.description, "schema": dict(header.schema)}
    return {**told, "example": header.example, "required": header.always}


def _problem(kind: Kind) -> Schema:
    about = KINDS[kind]
    problem: Schema = {"type": f"/docs#problem-{kind}", "title": about.title}
    problem |= {"status": about.status, "detail": about.example}
    if kind == "invalid-request":
        problem["errors"] = [{"at": "body/source", "message": "Field required"}]
    if kind == "program-stopped":
        problem |= stopped()
    return {"summary": about.title, "value": problem}


def _exemplify(operation: Schema, exchange: Exchange) -> None:
    """Show an exchange: what to ask, and what is answered."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in exchange.parameters:
            parameter["example"] = exchange.parameters[parameter["name"]]
    name = {"summary": exchange.summary}
    if exchange.body is not None:
        (sent,) = operation["requestBody"]["content"].values()
        sent["examples"] = {"one": {**name, "value": exchange.body}}
    answered = operation["responses"]["200"]["content"]["application/json"]
    answered["examples"] = {"one": {**name, "value": exchange.answer}}


def _drop_titles(part: Any) -> None:
    """Remove the titles that are made of names: they say nothing more."""
    if isinstance(part, dict):
        if isinstance(part.get("title"), str) and ("type" in part or "anyOf" in part):
            del part["title"]
        for inner in part.values():
            _drop_titles(inner)
    elif isinstance(part, list):
        for inner in part:
            _drop_titles(inner)


def _drop_needless_refusals(schema: Schema) -> None:
    """Remove the 422 that the framework writes where a route does not say that it refuses."""
    for _, _, operation in operations(schema):
        refused = operation["responses"].get("422", {})
        if "application/json" in refused.get("content", {}):
            del operation["responses"]["422"]
    for name in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(name, None)


def _let_answers_grow(schema: Schema) -> None:
    """Forbid unknown fields in requests only: answers may get new ones, and clients ignore them."""
    schemas = schema["components"]["schemas"]
    asked: set[str] = set()
    for _, _, operation in operations(schema):
        _collect(operation.get("requestBody"), schemas, asked)
    for name in schemas.keys() - asked:
        schemas[name].pop("additionalProperties", None)


def _collect(part: Any, schemas: Schema, found: set[str]) -> None:
    """Collect the names of all schemas that a part leads to."""
    if isinstance(part, dict):
        name = str(part.get("$ref", "")).removeprefix(REFERENCE)
        if name in schemas and name not in found:
            found.add(name)
            _collect(schemas[name], schemas, found)
        for inner in part.values():
            _collect(inner, schemas, found)
    elif isinstance(part, list):
        for inner in part:
            _collect(inner, schemas, found)


class _Examples:
    """Finds an example for every field of the schemas in answers that hold one."""

    def __init__(self, schemas: Schema) -> None:
        self._schemas = schemas
        self._best: dict[tuple[str, str], tuple[tuple[bool, int], Any]] = {}

    def fill(self, schema: Schema) -> None:
        """Add what is found where no example stands yet."""
        for document in documents():
            self._look({"$ref": f"{REFERENCE}Document"}, document)
        for name, (_, event) in EVENTS.items():
            self._look({"$ref": REFERENCE + name}, event)
        for _, _, operation in operations(schema):
            for response in operation["responses"].values():
                for content in response.get("content", {}).values():
                    for example in content.get("examples", {}).values():
                        self._look(content["schema"], example.get("value"))
        for example in schema["components"]["examples"].values():
            self._look({"$ref": f"{REFERENCE}Problem"}, example["value"])
        for (name, field), (_, value) in self._best.items():
            self._schemas[name]["properties"][field].setdefault("examples", [value])

    def _look(self, schema: Mapping[str, Any], value: Any, name: str = "") -> None:
        """Look at a value through its schema, which is the one called ``name`` where it has one."""
        if "$ref" in schema:
            name = schema["$ref"].removeprefix(REFERENCE)
            self._look(self._schemas[name], value, name)
        for part in schema.get("anyOf", ()):
            self._look(part, value)
        if isinstance(value, list):
            for one in value:
                self._look(schema.get("items", {}), one)
        if isinstance(value, dict):
            known = schema.get("properties", {})
            if not set(schema.get("required", ())) <= value.keys():
                return
            for field, one in value.items():
                if field in known:
                    self._offer(name, field, one)
                    self._look(known[field], one)
                elif isinstance(more := schema.get("additionalProperties"), dict):
                    self._look(more, one)

    def _offer(self, name: str, field: str, value: Any) -> None:
        """Take the shortest that says something."""
        says_nothing = value is None or value in ("", [], {})
        rank = says_nothing, len(orjson.dumps(value))
        best = self._best.get((name, field))
        if best is None or rank < best[0]:
            self._best[name, field] = rank, value
