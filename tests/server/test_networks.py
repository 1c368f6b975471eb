"""The network form writes a program and runs it."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

FORM = {
    "sizes": [2, 3, 1],
    "activations": ["tanh", "linear"],
    "loss": "squared_error",
    "inputs": [[0.5, -1.0], [1.0, 2.0]],
    "targets": [[1.0], [0.0]],
    "seed": 7,
}


def test_a_network_gives_its_program_and_document(client: TestClient) -> None:
    answer = client.post("/api/v1/networks", json=FORM)
    assert answer.status_code == 200
    told = answer.json()
    assert told["document"]["source"] == told["source"]
    shapes = {tensor["id"]: tensor["shape"] for tensor in told["document"]["tensors"]}
    assert shapes["layer1.weight"] in ([3, 2], [2, 3])
    gradients = told["document"]["passes"][-1]["gradients"]
    assert gradients["layer1.weight"]["shape"] == shapes["layer1.weight"]


def test_its_document_is_that_of_the_program(client: TestClient) -> None:
    network = client.post("/api/v1/networks", json=FORM)
    told = network.json()
    program = client.post("/api/v1/graphs", json={"source": told["source"], "seed": 7})
    assert program.json() == told["document"]
    assert program.headers["graph-digest"] == network.headers["graph-digest"]


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        (
            {"activations": ["tanh"]},
            "3 sizes make 2 layers, and 1 activations are named.",
        ),
        (
            {"inputs": [[1.0, 2.0, 3.0], [1.0, 2.0]]},
            "Row 1 of the inputs has 3 numbers; the network takes 2.",
        ),
    ],
)
def test_a_network_that_does_not_fit(
    client: TestClient, change: dict[str, Any], detail: str
) -> None:
    answer = client.post("/api/v1/networks", json={**FORM, **change})
    assert answer.json() == {
        "type": "/docs#problem-invalid-request",
        "title": "Invalid request",
        "status": 422,
        "detail": detail,
    }
