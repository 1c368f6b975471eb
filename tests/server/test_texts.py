"""Whatever a text holds, the answer is JSON in UTF-8 that hides nothing, and never a fault."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

JSON = {"content-type": "application/json"}

HIDDEN = "\0\x07\x1b\x7f\x85\u00ad\u061c\u200b\u200e\u202e\u2028\u2060\u2066\ufeff\ufff9\U000e0041"
"""Of each kind one that is not seen where it stands."""

HALVES = "\ud800\udbff\udc00\udfff"

SHOWN = re.compile(f"[{HIDDEN}{HALVES}]")

texts = st.text(
    st.sampled_from(f"{HIDDEN}{HALVES}<>&\"'`\\{{}}$%#/ab1_é\U0001f9e8\u0301\uff41\n"), max_size=8
)

PROGRAMS = {
    "a name": "{} = 2.0\nx = 2.0\nx * x",
    "a comment": "# {}\nx = 2.0\nx * x",
    "a note": "x: {!q} = 2.0\nx * x",
    "a label": "x = torch.tensor(2.0)\nx.label = {!q}\nx * x",
    "a module": "x = 2.0\nwith module({!q}):\n    y = x * x\n",
    "a printed line": "x = 2.0\nprint({!q}, [{!q}], ({!q},))\nx * x",
    "a line put together": "x = 2.0\nprint({!q} + {!q} * 2, '-'.join([{!q}]))\nx * x",
    "a percent": "x = 2.0\nprint({!q} % x, '%s' % {!q})\nx * x",
    "a format": "x = 2.0\nprint({!q}.format(x), '{{:>9}}'.format({!q}))\nx * x",
    "an f-string": "x = 2.0\nprint(f{!q}, f'{{x:{}}}')\nx * x",
    "an assertion": "x = 2.0\nassert x > 3, {!q}",
    "an argument": "x = [2.0]\neinsum({!q}, x)",
    "a word for an op": "x = [2.0]\nmse_loss(x, x, reduction={!q})",
    "a keyword": "x = [2.0]\nsum(x, **{{{!q}: 1}})",
    "a compared text": "x = 2.0\nif {!q} == 'a':\n    x = 3.0\nx * x",
    "anything": "{}",
}
"""Where text stands in a program; ``{!q}`` is a string that has it."""

WAYS = {
    "as it is": lambda text: json.dumps(text, ensure_ascii=False),
    "by code": lambda text: '"' + "".join(f"\\U{ord(c):08x}" for c in text) + '"',
    "by name": lambda text: (
        '"' + "".join(f"\\x{ord(c):02x}" if ord(c) < 256 else c for c in text) + '"'
    ),
}
"""How a string of a program spells it."""

REQUESTS: dict[str, tuple[str, Any]] = {
    "an input": ("graphs", {"source": "x = 2.0\nx * x", "inputs": {"?": 1.0}}),
    "an output": ("graphs", {"source": "x = 2.0\nx * x", "outputs": ["?"]}),
    "an op to open": ("graphs", {"source": "x = 2.0\nx * x", "expand": ["?"]}),
    "a member": ("graphs", {"source": "x = 2.0\nx * x", "?": 1}),
    "a mode": ("graphs", {"source": "x = 2.0\nx * x", "mode": "?"}),
    "a tensor": ("graphs/tensor", {"source": "x = 2.0\nx * x", "tensor": "?"}),
    "a tensor's gradient": (
        "graphs/terms",
        {"source": "x = 2.0\nx * x", "tensor": "?", "index": []},
    ),
    "an activation": (
        "networks",
        {"sizes": [1, 1], "activations": ["?"], "loss": "mse", "inputs": [[1]], "targets": [[1]]},
    ),
    "a loss": (
        "networks",
        {"sizes": [1, 1], "activations": ["tanh"], "loss": "?", "inputs": [[1]], "targets": [[1]]},
    ),
    "a constant": ("ops/clip/curve", {"inputs": [1.0], "constants": {"?": "?"}}),
    "a constant's value": ("ops/clip/curve", {"inputs": [1.0], "constants": {"min": "?"}}),
}
"""Where text stands in a request besides its program: at the question mark."""


def spelled(program: str, text: str, way: str) -> str:
    return (
        program.replace("{!q}", "\0q")
        .replace("{{", "\0l")
        .replace("}}", "\0r")
        .replace("{}", text)
        .replace("\0l", "{")
        .replace("\0r", "}")
        .replace("\0q", WAYS[way](text))
    )


def ask(client: TestClient, path: str, members: object) -> dict[str, Any]:
    """Post a request, and hold the answer against what holds for every one."""
    answer = client.post(f"/api/v1/{path}", content=json.dumps(members), headers=JSON)
    assert answer.status_code < 500
    return told(answer.status_code, answer.headers["content-type"], answer.content)


def told(status: int, kind: str, body: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(body.decode("utf-8", errors="strict"))
    if status != 200:
        assert kind == "application/problem+json"
        assert found["status"] == status
    for part in (found, found.get("document", {})):
        part.pop("source", None)  # it comes back as it was given
    assert not SHOWN.search(json.dumps(found, ensure_ascii=False)), found
    return found


quickly = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("place", PROGRAMS)
@quickly
@given(text=texts, way=st.sampled_from(sorted(WAYS)))
@example(text=HIDDEN, way="by code")
@example(text=HALVES, way="by code")
@example(text=HALVES[0], way="as it is")
@example(text='"); <img src=x>', way="as it is")
def test_a_text_of_a_program(client: TestClient, place: str, text: str, way: str) -> None:
    ask(client, "graphs", {"source": spelled(PROGRAMS[place], text, way)})


@pytest.mark.parametrize("place", REQUESTS)
@quickly
@given(text=texts)
@example(text=HIDDEN)
@example(text=HALVES)
def test_a_text_of_a_request(client: TestClient, place: str, text: str) -> None:
    path, members = REQUESTS[place]
    quoted = json.dumps(text)[1:-1]
    ask(client, path, json.loads(json.dumps(members).replace("?", quoted)))


@quickly
@given(text=texts.filter(lambda text: not re.search(f"[{HALVES}]", text)))
@example(text=HIDDEN)
@example(text="<script>alert(1)</script>")
def test_a_text_of_an_address(client: TestClient, text: str) -> None:
    for path in ("/api/v1/ops/{}", "/api/v1/graphs/{}", "/api/v1/{}", "/ops/{}"):
        answer = client.get(path.format(quote(text, safe="")))
        assert answer.status_code < 500
        if answer.headers["content-type"] == "application/problem+json":
            told(answer.status_code, answer.headers["content-type"], answer.content)
