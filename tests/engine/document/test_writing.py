"""A document that is written as it comes is the document."""

import json
from typing import Any

import pytest

from engine import evaluate

PROGRAMS = (
    "",
    "x = 2.0\nx * x",
    "x = rand(300)\nsum(log(x - 0.5))",
    "x = [1.0, 2.0]\ny = missing",
    "w = param(1.0)\nfor i in range(40):\n    (w * w).backward()",
)


def _dumps(_: str, value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("expand", [(), "all"])
@pytest.mark.parametrize("source", PROGRAMS)
def test_what_is_written_in_parts_reads_as_the_whole(source: str, expand: Any) -> None:
    def ran() -> Any:
        return evaluate(source, expand=expand)

    assert json.loads(ran().written(_dumps)) == ran().document


def test_no_part_of_a_large_document_is_large() -> None:
    sizes = []

    def dumps(name: str, value: Any) -> bytes:
        sizes.append(len(value) if isinstance(value, list) else 0)
        return _dumps(name, value)

    chain = "x = param(1.0)\ny = x\nfor i in range(3000):\n    y = y * x\ny"
    document = evaluate(chain).written(dumps)
    assert max(sizes) <= 1_000
    assert sum(sizes) > 15_000
    assert len(json.loads(document)["ops"]) == 3_000
