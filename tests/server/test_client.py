"""The client in Python gets what the API says, and an exception for what it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

import engine
from server.client import Client, RefusedError
from server.worker import Program
from tests.conftest import Server, start_server
from tests.server.streams import LONG, measured
from tests.server.test_serve import wait_until

PROGRAM = "x = input(3.0)\ny = x * x"


@pytest.fixture
def api(live_server: Server) -> Client:
    return Client(live_server.url + "/")


def test_a_program_is_evaluated(api: Client) -> None:
    assert api.evaluate(PROGRAM) == engine.evaluate(PROGRAM).document
    moved = api.evaluate(PROGRAM, inputs={"x": 5.0})
    assert moved["passes"][1]["gradients"]["x"]["data"] == [10.0]
    opened = api.evaluate(PROGRAM, expand="all")
    assert [one["op"] for one in opened["expansions"]] == ["y:mul"]


def test_a_document_is_fetched_again_by_its_digest(api: Client) -> None:
    document = api.evaluate(PROGRAM)
    assert document.digest == Program(PROGRAM).digest
    again = api.document(document.digest)
    assert (again, again.digest) == (document, document.digest)


def test_elements_of_a_large_tensor(api: Client) -> None:
    source = "x = input(arange(1000))\nsum(x * x)"
    told = api.elements(source, "x", of="gradient", start=998, count=5)
    assert told == {"shape": [1000], "start": 998, "data": [1996.0, 1998.0]}


def test_networks_and_ops(api: Client) -> None:
    told = api.network(
        sizes=[1, 2, 1],
        activations=["tanh", "linear"],
        loss="squared_error",
        inputs=[[1.0]],
        targets=[[0.0]],
    )
    assert told["document"] == api.evaluate(told["source"])
    assert api.document(told["document"].digest) == told["document"]
    assert {op["name"] for op in api.ops()} >= {"add", "matmul"}
    assert api.op("add")["name"] == "add"
    assert api.version()["document"] == engine.DOCUMENT_VERSION


def test_what_is_refused(api: Client) -> None:
    with pytest.raises(RefusedError, match="nothing goes by the name `foo`") as stopped:
        api.evaluate("x = 2.0\ny = x * x\nz = foo")
    assert (stopped.value.status, stopped.value.kind) == (422, "program-stopped")
    assert stopped.value.diagnostics[0]["code"] == "unknown-name"
    assert stopped.value.document is not None
    assert [op["op"] for op in stopped.value.document["ops"]] == ["mul"]
    with pytest.raises(RefusedError, match="There is no op 'nabla'") as missing:
        api.op("nabla")
    assert missing.value.kind == "not-found"
    with pytest.raises(RefusedError) as gone:
        api.document("0" * 64)
    assert (gone.value.kind, gone.value.retry_after) == ("not-kept", None)


def test_long_work_tells_how_far_it_is_and_can_be_given_up() -> None:
    server = start_server(stream_after_seconds=0)
    port = urlsplit(server.url).port
    assert port
    client, told = Client(server.url), list[str]()

    def give_up(kind: str, _: Mapping[str, Any]) -> None:
        if kind == "progress":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.evaluate(LONG, progress=give_up)
    assert wait_until(lambda: measured(port, 'worker_restarts_total{lane="job"}') == 1)
    document = client.evaluate(LONG, progress=lambda kind, _: told.append(kind))
    assert (document["source"], document.digest) == (LONG, Program(LONG).digest)
    assert set(told) >= {"started", "progress"}
    with pytest.raises(RefusedError, match="nothing goes by the name `foo`"):
        client.evaluate("foo", progress=lambda *_: None)
    assert server.stop() == ""
