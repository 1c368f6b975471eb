"""The OpenAPI schema tells the truth: what it allows is answered as it says."""

from __future__ import annotations

import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from server.app import create_app
from tests.conftest import Server

schema = schemathesis.openapi.from_dict(create_app().openapi())

CHECKS = [
    not_a_server_error,
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
]


@schema.parametrize()
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_answers_are_what_the_schema_says(live_server: Server, case: Case) -> None:
    case.call_and_validate(base_url=live_server.url, checks=CHECKS)


def test_the_schema_names_every_route(client: TestClient) -> None:
    assert sorted(client.get("/openapi.json").json()["paths"]) == [
        "/api/v1/graphs",
        "/api/v1/graphs/tensor",
        "/api/v1/graphs/terms",
        "/api/v1/graphs/{digest}",
        "/api/v1/networks",
        "/api/v1/ops",
        "/api/v1/ops/{name}",
        "/api/v1/ops/{name}/curve",
        "/api/v1/version",
        "/api/v1/words",
        "/healthz",
        "/metrics",
        "/readyz",
    ]
