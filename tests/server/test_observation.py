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
from starlette.testclient import WebSocketDenialResponse

from tests.conftest import Server, start_server
from tests.server.sockets import open_socket

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


def test_methods_that_somebody_invents_are_counted_as_one(client: TestClient) -> None:
    before = counted(client.get("/metrics").text, "nablascope_requests_total", method="other")
    for method in ("NABLA", "NABLA-CADABRA", "X" * 1000):
        assert client.request(method, "/healthz").status_code == 405
    text = client.get("/metrics").text
    assert counted(text, "nablascope_requests_total", method="other") == before + 3
    assert "NABLA" not in text


def test_sockets_are_counted_by_how_they_are_answered_and_their_refusals_by_kind(
    client: TestClient,
) -> None:
    watched: list[tuple[str, dict[str, str]]] = [
        ("nablascope_requests_total", {"route": "/api/v1/live", "status": "101"}),
        ("nablascope_requests_total", {"route": "/api/v1/live", "status": "403"}),
        ("nablascope_requests_total", {"route": "none", "status": "404"}),
        ("nablascope_refusals_total", {"kind": "foreign-origin"}),
        ("nablascope_refusals_total", {"kind": "not-found"}),
        ("nablascope_refusals_total", {"kind": "no-program"}),
        ("nablascope_refusals_total", {"kind": "not-json"}),
    ]

    def now() -> list[float]:
        text = client.get("/metrics").text
        return [counted(text, name, **labels) for name, labels in watched]

    before = now()
    for path in ("/api/v1/live", "/of/any/depth"):
        with pytest.raises(WebSocketDenialResponse) as refused, client.websocket_connect(path):
            pass
        assert OURS.fullmatch(refused.value.headers["x-request-id"])
    with open_socket(client) as socket:
        assert socket.ask("set", inputs={})["type"] == "problem"
        socket.session.send_text("{")
        assert socket.hear()["seq"] is None
        assert counted(client.get("/metrics").text, "nablascope_open_sockets") == 1
    assert counted(client.get("/metrics").text, "nablascope_open_sockets") == 0
    assert [b - a for a, b in zip(before, now(), strict=True)] == [1, 1, 1, 1, 1, 1, 1]


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
