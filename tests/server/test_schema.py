"""The OpenAPI schema tells the truth: what it allows is answered as it says, link by link.

schemathesis asks over HTTP, with all its checks. ``scripts/check_api`` does the same at length.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.config import SchemathesisConfig
from schemathesis.generation.stateful.state_machine import StepInput, StepOutput
from schemathesis.specs.openapi.checks import Response

from server.app import create_app
from server.exchanges import DETERMINANT, FURTHER, LARGE, LECTURE, OPENED, SQUARE
from tests.conftest import Server, start_server

EXAMPLES = int(os.environ.get("NABLASCOPE_EXAMPLES", "5"))
"""How many requests are made up for each operation, and how many walks along the links."""

FORM = "The request is not of the form that the schema asks for."
UNSEEN = "not seen where they stand"

CONFIG = {
    "generation": {"deterministic": True, "max-examples": EXAMPLES},
    "checks": {
        # A program that the schema allows may still stop, and a name may be nobody's.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "404", "422"]}
    },
    "operations": [
        {
            # A program that ran need not have a gradient.
            "include-operation-id": ["readElements", "readTerms"],
            "checks": {"ensure_resource_availability": {"enabled": False}},
        }
    ],
}

CALM = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    stateful_step_count=6,
    suppress_health_check=list(HealthCheck),
)

PROGRAMS = [one["source"] for one in (SQUARE, LECTURE, OPENED, DETERMINANT, LARGE, *FURTHER)]
schemathesis.openapi.format("program", st.sampled_from(PROGRAMS) | st.text())


def told() -> dict[str, object]:
    """Give the schema; where a program is asked for, most of what is sent is to be one."""
    told = create_app().openapi()
    for schema in told["components"]["schemas"].values():
        source = schema.get("properties", {}).get("source", {})
        if schema.get("additionalProperties") is False and source:
            source["format"] = "program"
    return told


schema = schemathesis.openapi.from_dict(told(), config=SchemathesisConfig.from_dict(CONFIG))


@schemathesis.check
def what_the_schema_allows_can_be_read(
    context: schemathesis.CheckContext, response: Response, case: Case
) -> None:
    """Find where the form of a request is stricter than its schema."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code == 422 and response.json()["detail"] == FORM:
        faults = response.json()["errors"]
        assert any(UNSEEN in fault["message"] for fault in faults), faults


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a server that counts no requests, and find its log empty in the end."""
    server = start_server(rate="1000000/minute", log_level="warning")
    yield server
    assert server.stop() == ""


@schema.parametrize()
@CALM
def test_answers_are_what_the_schema_says(server: Server, case: Case) -> None:
    case.call_and_validate(base_url=server.url)


def test_links_lead_where_they_say(server: Server) -> None:
    followed: set[str] = set()

    class Walk(schema.as_state_machine()):  # type: ignore[misc]
        """A walk from one answer to the next."""

        def get_call_kwargs(self, case: Case) -> dict[str, object]:
            """Say where the server is."""
            return {"base_url": server.url}

        def step(self, input: StepInput) -> StepOutput:
            """Remember which links have led to an answer."""
            output = super().step(input)
            if input.transition and input.is_applied and output.response.status_code == 200:
                followed.add(input.transition.id)
            return output  # type: ignore[no-any-return]

    Walk.run(settings=settings(CALM, max_examples=3 * EXAMPLES))
    assert {"document", "op"} <= {link.split(" ")[4] for link in followed}


def test_the_schema_names_every_route() -> None:
    assert sorted(told()["paths"]) == [  # type: ignore[call-overload]
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
