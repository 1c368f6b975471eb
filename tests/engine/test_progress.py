"""What can be seen of an evaluation while it runs is counted, and true at every moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter

import engine
from engine import Progress, ProgressForm

TRAINING = """\
w = torch.tensor(1.0, requires_grad=True)
optimizer = torch.optim.SGD([w], lr=0.1)
for step in range(3):
    loss = (w - 2.0) ** 2
    loss.backward()
    optimizer.step()
"""


@contextmanager
def watched(progress: Progress) -> Iterator[list[ProgressForm]]:
    """Look at every call of a function in between, however small, as a signal handler might."""
    seen: list[ProgressForm] = []
    sys.setprofile(lambda *_: seen.append(progress.now))
    try:
        yield seen
    finally:
        sys.setprofile(None)


def watch(source: str) -> tuple[list[ProgressForm], engine.GraphDocument]:
    progress = Progress()
    with watched(progress) as seen:
        document = engine.evaluate(source, progress=progress).document
    return seen, document


def test_one_pass_forward_one_back_and_the_document() -> None:
    seen, document = watch("x = input(1.5)\ny = sin(x) * x\nz = y * y\nz")
    assert [phase for phase, _ in groupby(seen, itemgetter("phase"))] == [
        "forward",
        "backward",
        "forward",
        "document",
    ]
    assert seen[0] == {"phase": "forward", "ops": 0, "passes": 0}
    forward = [one for one in seen if one["phase"] == "forward" and not one["passes"]]
    assert [ops for ops, _ in groupby(one["ops"] for one in forward)] == [0, 1, 2, 3]
    assert {one["line"] for one in forward if one["ops"] == 2} == {2, 3}
    assert all("done" not in one for one in forward)
    backward = [one["done"] for one in seen if one["phase"] == "backward"]
    assert [done for done, _ in groupby(backward)] == [0, 1, 2, 3, 4]
    assert {one["of"] for one in seen if one["phase"] == "backward"} == {4}
    writing = [one for one in seen if one["phase"] == "document"]
    assert writing[-1]["done"] == writing[-1]["of"]
    assert [one["done"] for one in writing] == sorted(one["done"] for one in writing)
    assert all("line" not in one for one in writing)
    assert {one["ops"] for one in writing} == {document["cost"]["ops"]}


def test_passes_of_a_training_loop_are_counted() -> None:
    seen, document = watch(TRAINING)
    passes = [one["passes"] for one in seen]
    assert passes == sorted(passes)
    assert passes[-1] == len(document["passes"]) - 1 == 3
    assert {one["line"] for one in seen if one["phase"] == "backward"} == {5}
    assert all(0 <= one["done"] <= one["of"] for one in seen if "of" in one)


def test_gradients_of_gradients_are_a_pass_as_well() -> None:
    seen, _ = watch(
        "x = input(2.0)\ny = x ** 3\ng, = torch.autograd.grad(y, x, create_graph=True)\ng"
    )
    assert max(one["passes"] for one in seen) == 2
    assert any(one["phase"] == "backward" and one["done"] for one in seen)


def test_what_stops_leaves_the_counts_where_it_stopped() -> None:
    progress = Progress()
    assert not engine.evaluate("x = 2.0\ny = x * x\nz = foo", progress=progress).complete
    assert progress.now == {"phase": "forward", "ops": 1, "passes": 0, "line": 2}
