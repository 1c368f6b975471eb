"""Requests are named, counted and logged; what people type stays out of the log."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from tests.conftest import Server, start_server

SECRET = "swordfish = 2.0\nswordfish * missing"
OURS = re.compile(r"[0-9a-f]{16}")


def counted(text: str, name: str, **labels: str) -> float:
    """Add up the samples of this name whose labels include these."""
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == name and labels.items() <= sample.labels.items()
    )


@pytest.mark.parametrize(
    ("given", "kept"),
    [("from-a.proxy_7", True), ("", False), ("x" * 65, False), ('"},{"', False), ("a b", False)],
)
def test_a_request_keeps_a_plain_name_and_else_gets_one(
    client: TestClient, given: str, kept: bool
) -> None:
    name = client.get("/healthz", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert name == given if kept else OURS.fullmatch(name)


def test_requests_are_counted_by_route_and_refusals_by_kind(client: TestClient) -> None:
    def now(name: str, **labels: str) -> float:
        return counted(client.get("/metrics").text, name, **labels)

    posts = {"method": "POST", "route": "/api/v1/graphs", "status": "200"}
    nowhere = {"route": "none", "status": "404"}
    watched: list[tuple[str, dict[str, str]]] = [
        ("nablascope_requests_total", posts),
        ("nablascope_requests_total", nowhere),
        ("nablascope_refusals_total", {"kind": "program-stopped"}),
        ("nablascope_refusals_total", {"kind": "not-found"}),
        ("nablascope_evaluation_seconds_count", {"lane": "fast"}),
        ("nablascope_request_seconds_count", {"route": "/api/v1/graphs"}),
    ]
    before = [now(name, **labels) for name, labels in watched]
    client.post("/api/v1/graphs", json={"source": "observed = 2.0\nobserved * observed"})
    client.post("/api/v1/graphs", json={"source": "x = ="})
    client.get("/nowhere/one")
    client.get("/nowhere/two")
    after = [now(name, **labels) for name, labels in watched]
    assert [b - a for a, b in zip(before, after, strict=True)] == [1, 2, 1, 2, 2, 2]


def test_the_metrics_are_in_the_form_that_they_claim(client: TestClient) -> None:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    names = {family.name for family in text_string_to_metric_families(answer.text)}
    assert names >= {
        "nablascope_requests",
        "nablascope_request_seconds",
        "nablascope_refusals",
        "nablascope_open_sockets",
        "nablascope_evaluation_seconds",
        "nablascope_worker_restarts",
        "nablascope_queue_length",
    }


def ask(server: Server, source: str) -> None:
    request = Request(
        f"{server.url}/api/v1/graphs",
        json.dumps({"source": source}).encode(),
        {"Content-Type": "application/json", "X-Request-ID": "seven"},
    )
    with pytest.raises(HTTPError, match="422"):
        urlopen(request)


@pytest.mark.parametrize("programs", [False, True])
def test_the_log_holds_programs_only_where_it_was_asked_for(programs: bool) -> None:
    server = start_server(log_level="info", log_programs=programs)
    ask(server, SECRET)
    log = server.stop()
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.splitlines()]
    (line,) = [line for line in lines if line.get("request") == "seven"]
    assert line.pop("time")
    assert line.pop("seconds") >= 0
    assert line.pop("source", None) == (SECRET if programs else None)
    assert line == {
        "level": "info",
        "logger": "server.requests",
        "message": "answered",
        "request": "seven",
        "method": "POST",
        "route": "/api/v1/graphs",
        "status": 422,
    }
    assert ("swordfish" in log) is programs
