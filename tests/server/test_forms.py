"""What is not of a form is found, and said where it is."""

from __future__ import annotations

from typing import Any

import pytest

from tests.server.forms import faults

FORM = {
    "name": str,
    "count": int,
    "labels": {"*": str},
    "parts": [{"size": int}],
    "restart": {"always", "no"},
    "command": (str, [str]),
}


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ({"name": "a", "count": 1, "labels": {"b": "c"}, "parts": [{}, {"size": 2}]}, None),
        ({"restart": "no", "command": "run"}, None),
        ({"command": ["run", "it"]}, None),
        ({"count": "1"}, ".count is no int"),
        ({"count": True}, ".count is no int"),
        ({"counts": 1}, ".counts is not known"),
        ({"labels": []}, ".labels is no object"),
        ({"labels": {"b": 1}}, ".labels.b is no str"),
        ({"parts": {}}, ".parts is no list"),
        ({"parts": [{}, {"size": "2"}]}, ".parts[1].size is no int"),
        ({"restart": "never"}, ".restart is none of always, no"),
        ({"command": ["run", 1]}, ".command[1] is no str"),
    ],
)
def test_a_fault_is_found(value: dict[str, Any], fault: str | None) -> None:
    assert list(faults(value, FORM)) == ([] if fault is None else [fault])
