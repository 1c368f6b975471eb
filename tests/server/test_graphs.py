"""The graphs of the REST API: a program goes in, its document comes out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from server.answers import Document
from server.problems import ProblemError
from server.waiting import while_wanted
from server.worker import Answer

LECTURE = "x = -4.499\n2 / sin(exp(-x))"

PROGRAMS = {
    LECTURE: ("x", -80.393),
    "a = 3.0\na + a": ("a", 2.0),
    "x = 3.0\nx * x": ("x", 6.0),
    "x = 2.0\ny = x * x\nz = y + x + x\nz": ("x", 6.0),
    "def f(v):\n    return v * v\nx = 2.0\nf(f(x))": ("x", 32.0),
    "x = 2.0\ny = x\nfor i in range(3):\n    y = y * x\ny": ("x", 32.0),
    "# noted\nx = input([1.0, 2.0], min=0, max=9)\nprint(x)\nw = param(3.0)\nsum(w * x)": (
        "w",
        3.0,
    ),
    "w = param(2.0)\nx = input(arange(1000))\nsum(w * x)": ("w", 499_500.0),
    "x = 2.0\nif x > 1:\n    y = x * x\nelse:\n    y = x\ny": ("x", 4.0),
}


def gradient(document: dict[str, Any], tensor: str) -> float:
    """Read a scalar's gradient off the last pass."""
    (number,) = document["passes"][-1]["gradients"][tensor]["data"]
    return float(number)


@pytest.mark.parametrize(("source", "expected"), PROGRAMS.items(), ids=list(PROGRAMS))
def test_a_program_gives_its_document(
    client: TestClient, source: str, expected: tuple[str, float]
) -> None:
    answer = client.post("/api/v1/graphs", json={"source": source})
    assert answer.status_code == 200
    document = answer.json()
    tensor, slope = expected
    assert gradient(document, tensor) == pytest.approx(slope, rel=1e-4)
    TypeAdapter(Document).validate_python(document, strict=True)


def test_inputs_outputs_and_seed_decide(client: TestClient) -> None:
    asked = {"source": "x = 3.0\ny = x * x\nz = y + x", "inputs": {"x": 5.0}, "outputs": ["y"]}
    document = client.post("/api/v1/graphs", json=asked).json()
    assert gradient(document, "x") == 10.0
    noise = {"source": "x = input(randn(3))\nsum(x)"}
    first, same, other = (
        client.post("/api/v1/graphs", json={**noise, "seed": seed}).json()["tensors"][0]["value"]
        for seed in (1, 1, 2)
    )
    assert first == same != other


def test_a_document_is_fetched_again_by_its_digest(client: TestClient) -> None:
    posted = client.post("/api/v1/graphs", json={"source": LECTURE})
    place = posted.headers["content-location"]
    fetched = client.get(place)
    assert (fetched.status_code, fetched.content) == (200, posted.content)
    tag = fetched.headers["etag"]
    assert tag == f'W/"{place.rpartition("/")[2]}"'
    again = client.get(place, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_document_that_is_not_kept(client: TestClient) -> None:
    answer = client.get(f"/api/v1/graphs/{'0' * 64}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "/docs#problem-not-kept",
        "title": "Not kept",
        "status": 404,
        "detail": "This document is no longer kept, or never was. Evaluate again.",
    }


def test_large_documents_travel_compressed(client: TestClient) -> None:
    answer = client.post("/api/v1/graphs", json={"source": LECTURE})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_elements_of_a_large_tensor(client: TestClient) -> None:
    asked = {"source": "x = input(arange(1000))\nsum(x * x)", "tensor": "x", "start": 900}
    answer = client.post("/api/v1/graphs/tensor", json={**asked, "count": 3})
    assert answer.json() == {"shape": [1000], "start": 900, "data": [900.0, 901.0, 902.0]}
    slopes = client.post("/api/v1/graphs/tensor", json={**asked, "count": 2, "of": "gradient"})
    assert slopes.json() == {"shape": [1000], "start": 900, "data": [1800.0, 1802.0]}


def test_a_tensor_that_is_not_there(client: TestClient) -> None:
    answer = client.post("/api/v1/graphs/tensor", json={"source": "x = 2.0\nx * x", "tensor": "y"})
    assert answer.json() == {
        "type": "/docs#problem-not-found",
        "title": "Not found",
        "status": 404,
        "detail": "The program has no value of a tensor 'y'.",
    }


def test_a_program_is_given_up_when_the_one_who_asked_has_gone() -> None:
    given_up = []

    async def endless() -> Answer:
        try:
            return await asyncio.Future()
        finally:
            given_up.append(True)

    async def scenario() -> None:
        messages = iter([{"type": "http.request"}, {"type": "http.disconnect"}])

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0)
            return next(messages)

        ending = asyncio.get_running_loop().create_future()
        with pytest.raises(ProblemError, match="Nobody waits"):
            await while_wanted(Request({"type": "http"}, receive), ending, endless())
        await asyncio.sleep(0)
        assert given_up

    asyncio.run(scenario())
