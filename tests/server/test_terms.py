"""What an element of a gradient was computed from, over the API."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from server.answers import GradientTerms

SOURCE = "V = param([[1.0, 2.0]])\nh = input([3.0, 0.5])\ny = V @ h\nloss = sum((y - 1) ** 2)"


def asked(client: TestClient, **more: Any) -> Any:
    """Ask for terms."""
    return client.post("/api/v1/graphs/terms", json={"source": SOURCE, **more})


def test_the_terms_of_an_element(client: TestClient) -> None:
    answer = asked(client, tensor="h", index=[1], **{"pass": 1})
    assert answer.status_code == 200
    found = answer.json()
    TypeAdapter(GradientTerms).validate_python(found, strict=True)
    gradient = {"tensor": "y", "of": "gradient", "index": [0], "value": 6.0}
    value = {"tensor": "V", "of": "value", "index": [0, 1], "value": 2.0}
    term = {"cells": [gradient, value], "factor": 1.0, "text": None, "within": 0, "product": 12.0}
    (sent,) = found["contributions"]
    assert sent == {"op": "y:matmul", "slot": 1, "terms": [term], "count": 1, "sum": 12.0}
    assert found["sum"] == 12.0
    assert asked(client, tensor="h", index=[1]).json() == found


@pytest.mark.parametrize(
    ("wanted", "detail"),
    [
        ({"tensor": "z", "index": []}, "The program has no tensor 'z'."),
        ({"tensor": "h", "index": [2]}, "'h' has the shape (2,), and no element [2]."),
        (
            {"tensor": "h", "index": [0], "pass": 2},
            "The program has no backward pass 2: it has 1.",
        ),
    ],
)
def test_what_is_not_there(client: TestClient, wanted: dict[str, Any], detail: str) -> None:
    answer = asked(client, **wanted)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["detail"]) == (404, detail)


def test_a_program_that_stops_has_no_terms(client: TestClient) -> None:
    answer = asked(client, source="x = input([1.0])\nx @ x @ y", tensor="x", index=[0])
    assert answer.status_code == 422
    assert answer.json()["diagnostics"][0]["code"] == "unknown-name"


def test_the_terms_of_a_normalization_travel(client: TestClient) -> None:
    source = "x = randn(4, 3)\nloss = sum(nn.BatchNorm1d(3)(x) ** 3)"
    answer = asked(client, source=source, tensor="x", index=[0, 0])
    [sent] = answer.json()["contributions"]
    assert sent["sum"] == pytest.approx(sum(term["product"] for term in sent["terms"]))


@pytest.mark.parametrize("wrong", [{"index": [-1]}, {"index": [0], "pass": 0}, {"index": [0.5]}])
def test_what_is_no_place(client: TestClient, wrong: dict[str, Any]) -> None:
    assert asked(client, tensor="h", **wrong).status_code == 422
