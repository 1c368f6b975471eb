"""Long work as a stream: what is told on the way, how it ends, and who may have one."""

from __future__ import annotations

import json
import os
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter

from server.answers import EVENTS
from server.app import create_app
from server.settings import Settings
from server.streaming import Wish, wish_of
from tests.conftest import Server, start_server
from tests.server.streams import EITHER, LONG, STREAM, ask, events, measured, read
from tests.server.test_serve import wait_until

SHORT = {"source": "x = input(3.0)\nx * x"}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a server that lets one client have one stream, and at once."""
    server = start_server(streams_per_client=1, stream_after_seconds=0, stream_quiet_seconds=0.05)
    yield server
    assert server.stop() == ""


@pytest.fixture
def port(server: Server) -> int:
    """Give its port, when the streams of the test before have ended."""
    port = urlsplit(server.url).port
    assert port
    assert wait_until(lambda: measured(port, "open_streams") == 0)
    return port


@pytest.mark.parametrize(
    ("accept", "wish"),
    [
        ("", "plain"),
        ("*/*", "plain"),
        ("text/*", "plain"),
        ("application/json", "plain"),
        ("text/event-stream", "stream"),
        ("Text/Event-Stream;charset=utf-8", "stream"),
        ("text/event-stream, application/json", "either"),
        ("text/event-stream, */*;q=0.1", "either"),
        ("text/event-stream;q=0, application/json", "plain"),
        ("application/json;q=0, text/event-stream", "stream"),
        ("text/event-stream;q=much, application/json", "plain"),
    ],
)
def test_nobody_gets_a_stream_who_does_not_name_it(accept: str, wish: Wish) -> None:
    assert wish_of(accept) == wish


def test_what_is_short_is_answered_plainly_where_that_is_accepted(client: TestClient) -> None:
    plain = client.post("/api/v1/graphs", json=SHORT)
    either = client.post("/api/v1/graphs", json=SHORT, headers={"Accept": EITHER})
    assert either.content == plain.content
    assert either.headers["content-type"] == "application/json"
    assert either.headers["content-location"] == plain.headers["content-location"]


def told(client: TestClient, path: str, body: Any) -> tuple[str, Any, str]:
    answer = client.post(f"/api/v1/{path}", json=body, headers={"Accept": STREAM})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == STREAM
    assert answer.headers["cache-control"] == "no-store"
    *_, (kind, members) = read(iter(answer.text.splitlines()))
    named = re.search(r"^id: (.*)$", answer.text, re.MULTILINE)
    return kind, members, named[1] if named else ""


NETWORK = {
    "sizes": [1, 1],
    "activations": ["tanh"],
    "loss": "squared_error",
    "inputs": [[1.0]],
    "targets": [[0.5]],
}


@pytest.mark.parametrize(("path", "body"), [("graphs", SHORT), ("networks", NETWORK)])
def test_the_answer_is_the_plain_one(client: TestClient, path: str, body: Any) -> None:
    kind, members, id = told(client, path, body)
    plain = client.post(f"/api/v1/{path}", json=body)
    assert (kind, members) == ("answer", plain.json())
    assert plain.headers["graph-digest"] == id
    assert client.get(f"/api/v1/graphs/{id}").status_code == 200


def test_the_problem_is_the_plain_one(client: TestClient) -> None:
    body = {"source": "x = 2.0\ny = x * foo"}
    kind, members, id = told(client, "graphs", body)
    assert (kind, id) == ("problem", "")
    assert members == client.post("/api/v1/graphs", json=body).json()


def test_what_is_refused_before_it_begins_has_its_status(client: TestClient) -> None:
    answer = client.post("/api/v1/graphs", json={"sauce": ""}, headers={"Accept": STREAM})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_fault_of_ours_ends_a_stream_with_a_problem(
    monkeypatch: pytest.MonkeyPatch, clean_log: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise KeyError("oops")

    with TestClient(create_app(Settings())) as client:
        monkeypatch.setattr(client.app.state.evaluator, "evaluate", fail)  # type: ignore[attr-defined]
        kind, members, _ = told(client, "graphs", SHORT)
    assert (kind, members["type"]) == ("problem", "/docs#problem-fault")
    assert clean_log.messages == ["an evaluation failed"]
    clean_log.clear()


FORMS = {
    name.removesuffix("Event").lower(): TypeAdapter(form) for name, (form, _) in EVENTS.items()
}


def test_long_work_tells_how_far_it_is(port: int) -> None:
    with ask(port, {"source": LONG}) as answer:
        all_told = list(events(answer))
    kinds = [kind for kind, _ in groupby(kind for kind, _ in all_told if kind)]
    assert kinds[-3:] == ["started", "progress", "answer"]
    assert ("started", {"lane": "job"}) in all_told
    for kind, members in all_told:
        if kind in FORMS:
            FORMS[kind].validate_python(members, strict=True, extra="forbid")
    progress = [members for kind, members in all_told if kind == "progress"]
    ops = [one["ops"] for one in progress]
    document = all_told[-1][1]
    assert ops == sorted(ops)
    assert 0 < ops[-1] == document["cost"]["ops"] == 8_000
    lines = range(1, 1 + len(LONG.splitlines()))
    assert all(one["line"] in lines for one in progress if one["ops"] and "line" in one)
    assert document["source"] == LONG
    with ask(port, {"source": LONG}, "application/json") as plain:  # it is kept by now
        assert json.load(plain) == document


def test_what_is_kept_is_answered_at_once(port: int) -> None:
    for _ in range(2):
        with ask(port, SHORT) as answer:
            kinds = [kind for kind, _ in events(answer) if kind]
    assert kinds == ["answer"]


def until(kind: str, told: Iterator[tuple[str, Any]]) -> Any:
    """Read on to an event of this kind."""
    return next(members for found, members in told if found == kind)


def test_a_client_has_so_many_streams_and_one_more_is_refused(port: int) -> None:
    with ask(port, {"source": LONG, "seed": 1}) as answer:
        told = events(answer)
        until("started", told)
        assert measured(port, "open_streams") == 1
        with ask(port, SHORT) as refused:
            assert (refused.status, refused.headers["Retry-After"]) == (429, "5")
            assert json.load(refused)["type"] == "/docs#problem-too-many-streams"
        with ask(port, SHORT, EITHER) as plain:
            assert (plain.status, plain.headers["Content-Type"]) == (200, "application/json")
        with ask(port, SHORT, source="127.0.0.2") as others:
            until("answer", events(others))


def test_who_leaves_frees_the_worker_for_the_next_in_line(port: int) -> None:
    restarts = 'worker_restarts_total{lane="job"}'
    before = measured(port, restarts)
    with ExitStack() as leaving:
        first = leaving.enter_context(ask(port, {"source": LONG, "seed": 2}))
        until("progress", events(first))
        # As another client, since one client has one stream.
        with ask(port, {"source": LONG, "seed": 3}, source="127.0.0.2") as second:
            waiting = events(second)
            assert until("queued", waiting) == {"lane": "job", "place": 1}
            until("", waiting)  # nothing moves, and it says that it is still there
            leaving.close()
            assert until("started", waiting) == {"lane": "job"}
    assert wait_until(lambda: measured(port, restarts) - before == 2)


def test_refusals_in_streams_are_counted(port: int) -> None:
    name = 'refusals_total{kind="program-stopped"}'
    before = measured(port, name)
    with ask(port, {"source": "foo"}) as answer:
        until("problem", events(answer))
    assert measured(port, name) == before + 1


@pytest.mark.parametrize(("drain", "ends"), [(0.2, "problem"), (60, "answer")])
def test_at_the_end_of_the_server_every_stream_gets_its_own(drain: float, ends: str) -> None:
    server = start_server(drain_seconds=drain, stream_after_seconds=0)
    port = urlsplit(server.url).port
    assert port
    plain: list[int] = []

    def wait_plainly() -> None:
        with ask(port, {"source": LONG}, "application/json") as answer:
            plain.append(answer.status)

    with ask(port, {"source": LONG}) as answer:
        told = events(answer)
        until("progress", told)
        waiting = threading.Thread(target=wait_plainly)
        waiting.start()
        assert wait_until(lambda: measured(port, 'queue_length{lane="job"}') == 0)
        os.kill(server.process.pid, signal.SIGTERM)
        kind, members = list(told)[-1]
        assert kind == ends, members
        waiting.join()
    assert plain == [members.get("status", 200)]
    if ends == "problem":
        assert members["type"] == "/docs#problem-not-ready"
    assert server.process.communicate(timeout=60)[1] == ""
    assert server.process.returncode == 0
