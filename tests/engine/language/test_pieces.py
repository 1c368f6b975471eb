"""Programs that cut tensors into pieces, look rows up by number, and mask."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import evaluate
from tests.engine.language.observed import gradient, ops, output, ran, value


def test_pieces_are_unpacked_and_named() -> None:
    result = ran("x = torch.tensor([1.0, 2.0, 3.0])\na, b = torch.split(x, 2)\nsum(a) * b[0]")
    assert value(result, "a") == [1, 2]
    assert value(result, "b") == [3]
    assert gradient(result, "x") == [3, 3, 3]


def test_one_op_makes_all_pieces_and_each_is_a_view() -> None:
    document = evaluate("x = param(ones(6))\na, b, c = split(x, 3)\nsum(a * b * c)").document
    (cut,) = [op for op in document["ops"] if op["op"] == "split"]
    assert len(cut["outputs"]) == 3
    memory = {tensor["id"]: tensor["memory"] for tensor in document["tensors"][:4]}
    places = [(memory[id]["buffer"], memory[id].get("offset", 0)) for id in ("a", "b", "c")]
    assert places == [(memory["x"]["buffer"], offset) for offset in (0, 2, 4)]


def test_a_piece_that_nobody_uses_gets_zeros() -> None:
    result = ran("x = [1.0, 2.0, 3.0, 4.0]\na, b = split(x, 2)\nsum(b ** 2)")
    assert gradient(result, "a") is None
    assert gradient(result, "x") == [0, 0, 6, 8]


@pytest.mark.parametrize(
    ("pieces", "steps"),
    [("torch.chunk(x, 3)", 3), ("x.unbind(0)", 5), ("torch.tensor_split(x, 2)", 2)],
)
def test_a_loop_walks_over_pieces(pieces: str, steps: int) -> None:
    source = f"""\
x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
total = 0.0
for piece in {pieces}:
    total = total + torch.sum(piece) ** 2
total
"""
    result = ran(source)
    assert ops(result).count("pow") == steps


def test_a_gate_is_half_of_a_layer() -> None:
    result = ran(
        "x = torch.tensor([[1.0, -1.0]])\na, b = x.chunk(2, dim=1)\n(a * b.sigmoid()).sum()"
    )
    half = 1 / (1 + np.exp(1.0))
    np.testing.assert_allclose(gradient(result, "x"), [[half, half * (1 - half)]])


def test_a_causal_mask() -> None:
    source = """\
scores = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
keep = torch.tensor([[1, 0], [1, 1]])
weights = F.softmax(scores.masked_fill(keep == 0, float("-inf")), dim=-1)
(weights * scores).sum()
"""
    result = ran(source)
    assert value(result, "weights")[0] == [1, 0]
    assert gradient(result, "scores")[0] == [1, 0]


def test_words_become_vectors() -> None:
    source = """\
table = torch.tensor([[0.0, 0.0], [1.0, 2.0], [3.0, 4.0]], requires_grad=True)
words = torch.tensor([2, 1, 2, 0])
F.embedding(words, table, padding_idx=0).sum()
"""
    assert gradient(ran(source), "table") == [[0, 0], [1, 1], [2, 2]]


def test_the_score_of_the_right_class_is_gathered() -> None:
    given = "logits = torch.tensor([[1.0, 2.0], [3.0, 4.0]])\nlabels = torch.tensor([1, 0])\n"
    by_hand = "-F.log_softmax(logits, dim=1).gather(1, labels.unsqueeze(1)).mean()"
    here, there = ran(given + by_hand), ran(given + "F.cross_entropy(logits, labels)")
    np.testing.assert_allclose(output(here), output(there), rtol=1e-14)
    np.testing.assert_allclose(gradient(here, "logits"), gradient(there, "logits"), rtol=1e-14)


NAMED = [
    ("widths = [1, 2]\nnp.pad([5.0], widths)", [0, 5, 0, 0]),
    ("places = [1, 2]\na, b, c = np.split([5.0, 6.0, 7.0], places)\nb", [6]),
    ("order = [1, 0]\nnp.transpose([[1.0, 2.0]], order)", [[1], [2]]),
]


@pytest.mark.parametrize(("source", "expected"), NAMED)
def test_a_setting_may_be_a_list_with_a_name(source: str, expected: list[Any]) -> None:
    assert output(ran(source)) == expected
