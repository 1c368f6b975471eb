"""A reader of server-sent events, a program that takes a while, and what a server counts."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import urlopen

LONG = """\
large = randn(1100, 1000)
w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.001)
for step in range(4000):
    optimizer.zero_grad()
    loss = (w - 2.0) ** 2
    loss.backward()
    optimizer.step()
"""
"""A job from its first line on, since the other lanes allow no tensor as large; it takes seconds,
several times as long as an answer may before it becomes a stream."""

STREAM = "text/event-stream"
EITHER = "application/json, text/event-stream"

Event = tuple[str, Any]


def measured(port: int, name: str) -> float:
    """Read one of a server's own measures; ``name`` is a pattern."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        found = re.search(rf"^nablascope_{name} (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found[1]) if found else 0.0


def read(lines: Iterator[str]) -> Iterator[Event]:
    """Give the events of a stream; a comment is an event without a name."""
    kind = ""
    for line in lines:
        field, _, value = line.rstrip("\n").partition(": ")
        if field == "event":
            kind = value
        elif field == "data":
            yield kind, json.loads(value)
        elif field == ":":
            yield "", None


@contextmanager
def ask(
    port: int, program: dict[str, Any], accept: str = STREAM, source: str = "127.0.0.1"
) -> Iterator[http.client.HTTPResponse]:
    """Ask for a program, and leave when this ends."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(source, 0)
    )
    headers = {"Content-Type": "application/json", "Accept": accept}
    connection.request("POST", "/api/v1/graphs", json.dumps(program), headers)
    answer = connection.getresponse()
    try:
        yield answer
    finally:
        answer.close()
        connection.close()


def events(answer: http.client.HTTPResponse) -> Iterator[Event]:
    """Give the events of an answer as they come."""
    return read(line.decode() for line in answer)
