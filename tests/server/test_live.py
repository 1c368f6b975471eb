"""Live: what a socket answers."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.course import Watch
from server.worker import Program
from tests.server.sockets import open_socket, served
from tests.server.streams import LONG

SOURCE = """\
W = param([[0.5, -0.25], [1.0, 2.0]])
x = input([1.0, 3.0])
print(sum(x))
loss = sum(sigmoid(W @ x) ** 2)
"""


def document(client: TestClient, source: str, **members: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.post("/api/v1/graphs", json={"source": source, **members}).json()
    return found


def array(before: dict[str, Any], sent: Any) -> dict[str, Any]:
    """Put sent elements, or a sent summary, into the shape that stays."""
    return {"shape": before["shape"], **({"data": sent} if isinstance(sent, list) else sent)}


def refilled(before: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """Give the document that follows from an earlier one and a message of values."""
    after: dict[str, Any] = json.loads(json.dumps(before))
    assert after["structure"] == values["structure"]
    arrays = values["arrays"]
    for tensor in after["tensors"]:
        if tensor["id"] in arrays.get("values", {}):
            tensor["value"] = array(tensor["value"], arrays["values"][tensor["id"]])
    for edge in after["edges"]:
        sent = arrays.get("locals", {}).get(f"{edge['op']}:{edge['slot']}")
        if sent is not None and edge["direction"] == "in":
            edge["local"] = array(edge["local"], sent)
    for group in ("gradients", "contributions"):
        for place, sent in arrays.get(group, {}).items():
            index, _, id = place.partition(":")
            held = after["passes"][int(index)][group]
            held[id] = array(held[id], sent)
    for opened in after.get("expansions", []):
        opened.update(arrays.get("expansions", {}).get(opened["op"], {}))
    return after | {key: values[key] for key in ("diagnostics", "printed") if key in values}


@pytest.mark.parametrize(
    ("source", "moves"),
    [
        (SOURCE, [{"x": [1.0, 2.5]}, {"x": [-1.0, 2.5], "W": [[0, 1], [2, 3]]}, {}]),
        ("x = 2.0\nlog(x) * x", [{"x": 3.0}, {"x": -1.0}, {"x": 0.0}]),
        ("x = input(1.0)\nw = randn(20, 20)\nsum(tanh(w * x))", [{"x": 2.0}, {"x": 0.0}]),
        ("x = input(1.0)\ny = x * x\ny.backward()\nz = y * x\nz.backward()", [{"x": 2.0}]),
        ("x = input([1.0, 2.0])\nw = param([3.0, 4.0])\nsum(tanh(w * x))", [{"x": [2.0, 2.0]}, {}]),
        ("x = input(1.0)\nx if x > 0 else -x * 2", [{"x": 2.0}, {"x": -2.0}, {"x": -3.0}]),
    ],
)
def test_what_is_sent_makes_the_document_that_post_gives(
    client: TestClient, source: str, moves: list[dict[str, Any]]
) -> None:
    with open_socket(client) as socket:
        held = socket.ask("open", source=source, seed=3)["document"]
        assert held == document(client, source, seed=3)
        for inputs in moves:
            answer = socket.ask("set", inputs=inputs)
            held = refilled(held, answer) if answer["type"] == "values" else answer["document"]
            assert held == document(client, source, seed=3, inputs=inputs)


def test_opened_ops_follow(client: TestClient) -> None:
    with open_socket(client) as socket:
        held = socket.ask("open", source=SOURCE, expand="all")["document"]
        assert held == document(client, SOURCE, expand="all")
        inputs = {"x": [1.0, 2.0]}
        held = refilled(held, socket.ask("set", inputs=inputs))
        assert held == document(client, SOURCE, expand="all", inputs=inputs)


def test_only_what_differs_is_sent(client: TestClient) -> None:
    with open_socket(client) as socket:
        whole = socket.ask("open", source=SOURCE)
        assert whole["type"] == "document"
        same = socket.ask("set", inputs={})
        assert same == {
            "type": "values",
            "seq": 2,
            "structure": whole["document"]["structure"],
            "arrays": {},
        }
        moved = socket.ask("set", inputs={"x": [1.0, 2.0]})
        assert moved["arrays"]["values"]["x"] == [1.0, 2.0]
        assert "W" not in moved["arrays"]["values"]
        assert "W" in {place.partition(":")[2] for place in moved["arrays"]["gradients"]}
        assert (moved["printed"], "diagnostics" in moved) == (["3.0"], False)


def test_another_graph_is_sent_whole(client: TestClient) -> None:
    branch = "x = input(1.0)\nif x > 0:\n    y = sin(x)\nelse:\n    y = x * 2\ny"
    with open_socket(client) as socket:
        first = socket.ask("open", source=branch)["document"]
        other = socket.ask("set", inputs={"x": -1.0})
        assert other["type"] == "document"
        assert other["document"]["structure"] != first["structure"]
        assert socket.ask("set", inputs={"x": -2.0})["type"] == "values"
        assert socket.ask("open", source="2 * 3")["type"] == "document"


def test_a_fault_is_a_problem_and_what_was_sent_before_still_counts(client: TestClient) -> None:
    with open_socket(client) as socket:
        held = socket.ask("open", source=SOURCE)["document"]
        fault = socket.ask("set", inputs={"x": [1.0]})
        assert (fault["type"], fault["problem"]["status"]) == ("problem", 422)
        assert fault["problem"]["diagnostics"][0]["code"] == "input-shape"
        answer = socket.ask("set", inputs={"x": [5.0, 3.0]})
        assert refilled(held, answer) == document(client, SOURCE, inputs={"x": [5.0, 3.0]})
        assert socket.ask("open", source="1 +")["problem"]["status"] == 422


def test_nothing_can_be_set_before_a_program_is_open(client: TestClient) -> None:
    with open_socket(client) as socket:
        answer = socket.ask("set", inputs={})
        assert (answer["type"], answer["problem"]["status"]) == ("problem", 409)


def test_the_newest_that_waits_wins(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = client.app.state.evaluator  # type: ignore[attr-defined]
    evaluate, gate, ran = programs.evaluate_in_parts, asyncio.Event(), []

    async def slowly(program: Program, known: bytes, watch: Watch) -> Any:
        ran.append(program.inputs)
        if len(ran) == 1:
            await gate.wait()
        return await evaluate(program, known, watch)

    monkeypatch.setattr(programs, "evaluate_in_parts", slowly)
    with open_socket(client) as socket:
        socket.send("open", source="x = input(1.0)\nx * x")
        for number in range(2, 10):
            socket.send("set", inputs={"x": float(number)})
        socket.send("nonsense")
        assert (
            socket.hear()["problem"]["status"] == 422
        )  # all that was sent before it has been heard
        client.portal.call(gate.set)  # type: ignore[union-attr]
        assert [socket.hear()["seq"] for _ in range(2)] == [1, 9]
    assert ran == [{}, {"x": 9.0}]


def test_long_work_tells_how_far_it_is_where_that_is_wanted() -> None:
    with served(stream_after_seconds=0) as client, open_socket(client) as socket:
        assert socket.ask("open", source=LONG)["type"] == "document"
        seq = socket.send("open", source=LONG, seed=1, progress=True)
        told = []
        while not told or told[-1]["type"] != "document":
            told.append(socket.hear())
        assert {message["seq"] for message in told} == {seq}
        assert told[:-1][-1]["type"] == "progress"
        assert {"type": "started", "seq": seq, "lane": "job"} in told
        ops = [message["ops"] for message in told if message["type"] == "progress"]
        assert ops == sorted(ops)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"open"',
        "{}",
        '{"type": "shut"}',
        '{"type": "open"}',
        '{"type": "open", "source": 3}',
        '{"type": "open", "source": "1", "seed": -1}',
        '{"type": "open", "source": "1", "extra": 1}',
        '{"type": "open", "source": "\\ud800"}',
        '{"type": "set", "inputs": {"x": NaN}}',
        '{"type": "set", "inputs": {"x": 1e999}}',
        '{"type": "set", "inputs": {"x": true}}',
        '{"type": "set", "inputs": {"x": "1"}}',
        '{"type": "set", "inputs": [], "seq": 1.5}',
        '{"type": "open", "source": "1", "source": "2"}',
        '{"type": "set", "inputs": {"x": ' + "[" * 5_000 + "]" * 5_000 + "}}",
    ],
)
def test_what_makes_no_sense_is_a_problem(client: TestClient, text: str) -> None:
    with open_socket(client) as socket:
        socket.session.send_text(text)
        answer = socket.hear()
        assert (answer["type"], answer["seq"]) == ("problem", None)
        assert answer["problem"]["status"] in {400, 422}
        assert socket.ask("open", source="1.0 + 2")["type"] == "document"


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
MESSAGES = st.dictionaries(
    st.sampled_from(["type", "seq", "source", "seed", "inputs", "outputs", "mode", "x"]),
    st.sampled_from(["open", "set", "x = 1.0\nx * x", {"x": 2.0}, ["x"], "reverse", 1]) | JSON,
).map(json.dumps)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MESSAGES | JSON.map(json.dumps) | st.text(max_size=40), max_size=5))
def test_anything_may_be_said(client: TestClient, texts: list[str]) -> None:
    with open_socket(client) as socket:
        for text in texts:
            socket.session.send_text(text)
        seq = 2**53 - 1
        socket.session.send_json({"type": "open", "seq": seq, "source": "1.0 + 2"})
        answers = [socket.hear()]
        while answers[-1]["seq"] != seq or "document" not in answers[-1]:
            answers.append(socket.hear())
        assert {answer["type"] for answer in answers} <= {"document", "values", "problem"}
