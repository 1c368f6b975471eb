"""The catalogue of ops in the REST API."""

from __future__ import annotations

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
