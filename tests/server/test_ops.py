"""The catalogue of ops in the REST API."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

import engine


def test_every_op_is_listed_and_shown(client: TestClient) -> None:
    listed = client.get("/api/v1/ops").json()["ops"]
    assert [op["name"] for op in listed] == [op["name"] for op in engine.catalog_entries()]
    for op in listed:
        assert client.get(f"/api/v1/ops/{op['name']}").json() == op


def test_an_op_explains_itself(client: TestClient) -> None:
    op = client.get("/api/v1/ops/sigmoid").json()
    assert len(op["formula"]["backward"]) == len(op["inputs"]) == len(op["derivation"])
    assert "def backward" in op["code"]["backward"]


@pytest.mark.parametrize(
    "asked", [{}, {"case": 3, "count": 11}, {"low": -0.5, "high": 2, "count": 2}]
)
def test_a_curve_is_the_engines(client: TestClient, asked: dict[str, Any]) -> None:
    answer = client.get("/api/v1/ops/elu/curve", params=asked)
    assert answer.status_code == 200
    assert answer.json() == engine.curve("elu", **asked)


@pytest.mark.parametrize(
    ("path", "status", "detail"),
    [
        ("nabla/curve", 404, "There is no op 'nabla'."),
        ("sum/curve", 404, "There is no such curve: sum is no curve over input 0."),
        ("sigmoid/curve?slot=1", 404, "There is no such curve: sigmoid is no curve over input 1."),
        (
            "sigmoid/curve?case=99",
            404,
            "There is no such curve: sigmoid has 3 cases, counted from 0.",
        ),
        (
            "sigmoid/curve?low=2&high=1",
            422,
            "There is no such curve: a curve from 2 to 1 has no width.",
        ),
    ],
)
def test_a_curve_that_is_not_there(client: TestClient, path: str, status: int, detail: str) -> None:
    answer = client.get(f"/api/v1/ops/{path}")
    assert (answer.status_code, answer.json()["detail"]) == (status, detail)


@pytest.mark.parametrize("query", ["low=nan", "high=inf", "low=-1e7", "count=1e9", "point=1"])
def test_a_curve_is_bounded(client: TestClient, query: str) -> None:
    assert client.get(f"/api/v1/ops/sigmoid/curve?{query}").status_code == 422


def test_a_curve_through_a_call_is_the_engines(client: TestClient) -> None:
    asked = {"slot": 1, "inputs": [3.0, 0.5], "low": -1.0, "high": 1.0}
    answer = client.post("/api/v1/ops/mul/curve", json=asked)
    assert answer.json() == engine.curve("mul", **asked)
    refused = client.post("/api/v1/ops/mul/curve", json={"inputs": [3.0]})
    assert refused.status_code == 422
    assert refused.json()["detail"] == "There is no such curve: mul has 2 inputs, not 1."
