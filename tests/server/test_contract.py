"""The schema of the API describes everything, with examples that are true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel

from server import models
from server.app import create_app
from server.contract import operations
from server.exchanges import exchanges
from server.problems import KINDS

SCHEMA = create_app().openapi()
SCHEMAS = SCHEMA["components"]["schemas"]
OPERATIONS = {operation["operationId"]: (p, m, operation) for p, m, operation in operations(SCHEMA)}


def gaps() -> Iterator[str]:
    """Say where a description or an example is missing."""
    yield from lacking(SCHEMA["info"], "info", "title", "summary", "description", "license")
    described = {tag["name"] for tag in SCHEMA["tags"] if tag["description"]}
    for path, method, operation in operations(SCHEMA):
        at = f"{method} {path}"
        yield from lacking(operation, at, "operationId", "summary", "description", "tags")
        if not set(operation.get("tags", ())) <= described:
            yield f"{at}: a tag without a description"
        yield from gaps_in_what_is_asked(operation, at)
        for status, response in operation["responses"].items():
            yield from gaps_in_an_answer(response, f"{at} {status}")
    for name, header in SCHEMA["components"]["headers"].items():
        yield from lacking(header, f"header {name}", "description", "example", "schema")
    for name, schema in SCHEMAS.items():
        yield from lacking(schema, name, "description")
        for field, part in schema.get("properties", {}).items():
            yield from lacking(part, f"{name}.{field}", "description", "examples")


def gaps_in_what_is_asked(operation: dict[str, Any], at: str) -> Iterator[str]:
    for parameter in operation.get("parameters", ()):
        where = f"{at} {parameter['name']}"
        yield from lacking(parameter, where, "description")
        if "example" not in parameter:
            yield from lacking(parameter["schema"], where, "examples")
    for content in operation.get("requestBody", {}).get("content", {}).values():
        yield from lacking(content, f"{at} body", "schema", "examples")


def gaps_in_an_answer(response: dict[str, Any], at: str) -> Iterator[str]:
    yield from lacking(response, at, "description", "headers")
    for content in response.get("content", {}).values():
        yield from lacking(content, at, "schema", "examples")
    for name, link in response.get("links", {}).items():
        yield from lacking(link, f"{at} {name}", "description", "operationId")


def lacking(part: dict[str, Any], where: str, *names: str) -> Iterator[str]:
    return (f"{where}: no {name}" for name in names if not part.get(name))


def test_everything_is_described_with_an_example() -> None:
    assert list(gaps()) == []


def test_operations_have_short_names_that_differ() -> None:
    names = [operation["operationId"] for _, _, operation in operations(SCHEMA)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", name)] == []


def test_every_reference_leads_somewhere() -> None:
    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            yield from [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            part = list(part.values())
        if isinstance(part, list):
            for inner in part:
                yield from references(inner)

    found = set(references(SCHEMA))
    named = {
        f"#/components/{kind}/{name}" for kind, all in SCHEMA["components"].items() for name in all
    }
    assert found <= named
    assert {name for name in named if "/schemas/" in name or "/headers/" in name} <= found


def test_what_is_told_of_a_program_that_stops_is_true() -> None:
    told = SCHEMA["components"]["examples"]["program-stopped"]["value"]
    assert told["detail"] == KINDS["program-stopped"].example


def test_links_lead_to_operations() -> None:
    for _, _, operation in operations(SCHEMA):
        for response in operation["responses"].values():
            for link in response.get("links", {}).values():
                _, _, target = OPERATIONS[link["operationId"]]
                parameters = {parameter["name"] for parameter in target.get("parameters", ())}
                assert link.get("parameters", {}).keys() <= parameters
                assert "requestBody" not in link or "requestBody" in target


def abridged(answer: Any, example: Any) -> Any:
    """Cut an answer down to what its example shows."""
    if isinstance(answer, dict) and isinstance(example, dict):
        return {name: abridged(answer.get(name), part) for name, part in example.items()}
    if isinstance(answer, list) and isinstance(example, list):
        return [abridged(*pair) for pair in zip(answer, example, strict=False)]
    return answer


@pytest.mark.parametrize("name", exchanges())
def test_an_example_is_what_is_answered(client: TestClient, name: str) -> None:
    path, method, operation = OPERATIONS[name]
    exchange = exchanges()[name]
    if name == "getGraph":  # the document is there because somebody has asked for it
        client.post("/api/v1/graphs", json=exchanges()["evaluateProgram"].body)
    url = path.format(**exchange.parameters)
    places = {parameter["name"]: parameter["in"] for parameter in operation.get("parameters", ())}
    query = {key: value for key, value in exchange.parameters.items() if places[key] == "query"}
    answer = client.request(method, url, params=query, json=exchange.body)
    assert answer.status_code == 200
    if name == "listWords":
        known = answer.json()["words"]
        assert all(word in known for word in exchange.answer["words"])
        return
    assert abridged(answer.json(), exchange.answer) == exchange.answer


def resolve(expression: Any, asked: Any, answer: Any) -> Any:
    """Find what a runtime expression of OpenAPI names, wherever one stands."""
    if isinstance(expression, dict):
        return {name: resolve(part, asked, answer) for name, part in expression.items()}
    if not isinstance(expression, str):
        return expression
    if expression.startswith("$response.header."):
        return answer.headers[expression.removeprefix("$response.header.")]
    source, _, pointer = expression.partition("#/")
    part = {"$request.body": asked, "$response.body": answer.json()}[source]
    for name in pointer.split("/"):
        part = part[int(name) if name.isdecimal() else name]
    return part


def linked() -> Iterator[tuple[str, str]]:
    for name, (_, _, operation) in OPERATIONS.items():
        for link in operation["responses"]["200"].get("links", {}):
            yield name, link


@pytest.mark.parametrize(("name", "link"), list(linked()))
def test_a_link_leads_to_an_answer(client: TestClient, name: str, link: str) -> None:
    path, method, operation = OPERATIONS[name]
    exchange = exchanges()[name]
    client.post("/api/v1/graphs", json=exchanges()["evaluateProgram"].body)
    answer = client.request(method, path.format(**exchange.parameters), json=exchange.body)
    told = operation["responses"]["200"]["links"][link]
    parameters = resolve(told.get("parameters", {}), exchange.body, answer)
    body = resolve(told.get("requestBody"), exchange.body, answer)
    path, method, _ = OPERATIONS[told["operationId"]]
    assert client.request(method, path.format(**parameters), json=body).status_code == 200


def forms(form: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for heir in form.__subclasses__():
        yield heir
        yield from forms(heir)


def test_what_a_request_does_not_name_is_refused() -> None:
    strict = [*forms(models.Form), models.CurveQuery]
    assert len(strict) >= 7
    assert [form for form in strict if form.model_config.get("extra") != "forbid"] == []
    assert [form for form in strict if form.model_config.get("allow_inf_nan") is not False] == []
    for _, _, operation in operations(SCHEMA):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            name = content["schema"]["$ref"].rpartition("/")[2]
            assert SCHEMAS[name]["additionalProperties"] is False


def test_answers_may_get_new_fields() -> None:
    assert "additionalProperties" not in SCHEMAS["Document"]


def test_the_version_is_told(client: TestClient) -> None:
    answer = client.get("/api/v1/version")
    assert (answer.status_code, answer.json()) == (200, exchanges()["getVersion"].answer)
