"""Ops that the API opens into scalar ops."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from server.answers import Document

SOURCE = "w = param([1.0, 2.0])\nx = input([[1.0, -2.0], [0.5, 3.0]])\nloss = sum(sigmoid(w * x))"


def opened(client: TestClient, expand: Any) -> dict[str, Any]:
    """Evaluate the program with these ops opened."""
    answer = client.post("/api/v1/graphs", json={"source": SOURCE, "expand": expand})
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    TypeAdapter(Document).validate_python(document, strict=True)
    return document


def test_an_op_opens_into_one_for_each_element(client: TestClient) -> None:
    (expansion,) = opened(client, ["loss:mul"])["expansions"]
    assert expansion["op"] == "loss:mul"
    numbers = {tensor["id"]: tensor for tensor in expansion["tensors"]}
    op = expansion["ops"][1]
    assert (op["op"], op["symbol"]) == ("mul", "×")
    assert (op["inputs"], op["output"]) == (["w[1]", "x[0,1]"], "loss:mul.out[0,1]")
    assert op["locals"] == [-2.0, 2.0]
    assert numbers["w[1]"]["value"] * numbers["x[0,1]"]["value"] == numbers[op["output"]]["value"]


def test_all_ops_open_in_their_order_and_others_stay_closed(client: TestClient) -> None:
    document = opened(client, "all")
    assert [one["op"] for one in document["expansions"]] == [op["id"] for op in document["ops"]]
    assert "expansions" not in opened(client, [])


def test_an_op_that_is_not_there(client: TestClient) -> None:
    asked = {"source": SOURCE, "expand": ["loss:mul", "loss:div"]}
    answer = client.post("/api/v1/graphs", json=asked)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/docs#problem-invalid-request",
        "title": "Invalid request",
        "status": 422,
        "detail": "The program has no such op to open. Ids of ops are those of its document.",
        "errors": [{"at": "body/expand", "message": "There is no op 'loss:div'."}],
    }


def test_the_list_of_ops_is_limited(client: TestClient) -> None:
    asked = {"source": SOURCE, "expand": ["loss:mul"] * 2_001}
    answer = client.post("/api/v1/graphs", json=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["at"].startswith("body/expand")
