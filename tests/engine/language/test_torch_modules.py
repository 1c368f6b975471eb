"""PyTorch's modules in programs: what their calls look like in the graph, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import evaluate
from engine.language import run
from engine.language.layers import OP_CLASSES

ROWS = "x = torch.tensor([[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]])\n"


def document_of(program: str, seed: int = 0) -> Any:
    document = evaluate(program, seed=seed).document
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == []
    return document


def modules_of(document: Any) -> list[tuple[str, str]]:
    return [(module["id"], module["type"]) for module in document["modules"]]


def value_of(document: Any, tensor: str) -> Any:
    (found,) = (t["value"] for t in document["tensors"] if t["id"] == tensor)
    return np.array(found["data"]).reshape(found["shape"])


def test_batch_norm_moves_its_running_statistics_in_training_only() -> None:
    program = f"""{ROWS}bn = nn.BatchNorm1d(3, momentum=0.5)
y = bn(x)
print(bn.running_mean, bn.running_var, bn.num_batches_tracked)
bn.eval()
z = bn(x)
print(bn.running_mean, bn.num_batches_tracked)
loss = (y + z).sum()
"""
    document = document_of(program)
    assert document["printed"] == [
        "[0.375  0.375  0.4375] [0.5625   5.5625   1.765625] 1.0",
        "[0.375  0.375  0.4375] 1.0",
    ]
    kinds = {tensor["id"]: tensor.get("role") for tensor in document["tensors"]}
    assert kinds["bn_2/running_mean"] == kinds["bn_2/running_var"] == "constant"
    assert kinds["bn.weight"] == kinds["bn.bias"] == "parameter"
    x, mean = value_of(document, "x"), np.array([0.375, 0.375, 0.4375])
    wanted = (x - mean) / np.sqrt(np.array([0.5625, 5.5625, 1.765625]) + 1e-5)
    np.testing.assert_allclose(value_of(document, "z"), wanted, rtol=1e-14)


def test_a_cell_is_a_group_whose_gates_have_names() -> None:
    program = """cell = nn.LSTMCell(2, 3)
h, c = torch.zeros(1, 3), torch.zeros(1, 3)
for step in torch.randn(3, 1, 2):
    h, c = cell(step, (h, c))
loss = h.sum() + c.sum()
"""
    document = document_of(program)
    assert modules_of(document) == [(f"cell{n}", "LSTMCell") for n in ("", "_2", "_3")]
    ids = {tensor["id"] for tensor in document["tensors"]}
    assert {f"cell_2/{gate}" for gate in "ifgo"} <= ids
    assert {"h#2", "c#2", "h#4", "c#4"} <= ids
    (back,) = document["passes"][1:]
    assert back["gradients"]["cell.weight_ih"]["shape"] == [12, 2]


@pytest.mark.parametrize(
    ("made", "call", "gates"),
    [("GRUCell(2, 3)", "cell(x)", "rzn"), ("RNNCell(2, 3, nonlinearity='relu')", "cell(x)", "")],
)
def test_a_state_that_is_not_given_is_zero(made: str, call: str, gates: str) -> None:
    first = document_of(f"cell = nn.{made}\nx = randn(4, 2)\ny = {call}")
    state = "cell(x, zeros(4, 3))"
    given = document_of(f"cell = nn.{made}\nx = randn(4, 2)\ny = {state}")
    np.testing.assert_array_equal(value_of(first, "y"), value_of(given, "y"))
    assert {f"cell/{gate}" for gate in gates} <= {t["id"] for t in first["tensors"]}


def test_attention_opens_into_heads_and_weights() -> None:
    program = """attention = nn.MultiheadAttention(4, 2, batch_first=True)
x = torch.randn(1, 3, 4)
y, w = attention(x, x, x)
z, nothing = attention(x, x, x, need_weights=False)
loss = y.sum() + z.sum()
"""
    document = document_of(program)
    assert modules_of(document)[:3] == [
        ("attention", "MultiheadAttention"),
        ("attention/attention", "scaled_dot_product_attention"),
        ("attention/out_proj", "Linear"),
    ]
    np.testing.assert_allclose(value_of(document, "w").sum(axis=-1), np.ones((1, 3)), rtol=1e-14)
    np.testing.assert_array_equal(value_of(document, "y"), value_of(document, "z"))


def test_a_mask_of_pytorchs_hides_where_it_is_true() -> None:
    program = """attention = nn.MultiheadAttention(4, 1)
x = torch.randn(3, 4)
later = torch.triu(torch.ones(3, 3), diagonal=1) > 0
y, w = attention(x, x, x, attn_mask=later)
z, v = attention(x, x, x, is_causal=True)
"""
    document = document_of(program)
    assert not value_of(document, "w")[~np.tri(3, dtype=bool)].any()
    np.testing.assert_array_equal(value_of(document, "w"), value_of(document, "v"))


def test_a_transformer_block_is_attention_and_a_network_with_ways_around_them() -> None:
    document = document_of("block = TransformerBlock(4, 2)\ny = block(randn(1, 3, 4)).sum()")
    assert [name for name, _ in modules_of(document)] == [
        "block",
        "block/norm1",
        "block/self_attn",
        "block/self_attn/attention",
        "block/self_attn/out_proj",
        "block/norm2",
        "block/linear1",
        "block/linear2",
    ]
    own = [op["op"] for op in document["ops"] if op.get("module") == "block"]
    assert own == ["add", "gelu", "add"]


def test_dropout_draws_anew_at_each_call_and_rests_out_of_training() -> None:
    program = "d = nn.Dropout(0.5)\nx = ones(40)\na = d(x)\nb = d(x)\nd.eval()\nc = d(x)\n"
    document = document_of(program)
    a, b, c, x = (value_of(document, name) for name in "abcx")
    assert (a != b).any()
    np.testing.assert_array_equal(c, x)
    np.testing.assert_array_equal(value_of(document_of(program), "a"), a)
    assert (value_of(document_of(program, seed=1), "a") != a).any()


def test_padding_of_an_embedding_stays_zero() -> None:
    program = "table = nn.Embedding(4, 2, padding_idx=0)\ny = table(tensor([0, 3, 0]))\nl = y.sum()"
    document = document_of(program)
    assert not value_of(document, "y")[[0, 2]].any()
    (back,) = document["passes"][1:]
    assert back["gradients"]["table.weight"]["data"] == [0, 0, 0, 0, 0, 0, 1, 1]


def test_losses_on_classes_choose_by_what_they_are_given() -> None:
    losses = {
        "nn.CrossEntropyLoss()(x, tensor([0, 2]))": ["cross_entropy"],
        "nn.CrossEntropyLoss(tensor([1.0, 2.0, 3.0]))(x, tensor([0, 2]))": [
            "cross_entropy", "take", "mul", "sum", "sum", "div",
        ],
        "nn.CrossEntropyLoss()(x, softmax(x))": [
            "softmax", "log_softmax", "neg", "mul", "sum", "mean",
        ],
        "nn.NLLLoss(ignore_index=2)(x, tensor([0, 2]))": ["nll"],
        "nn.TripletMarginLoss()(x, x, x)": [
            "sub", "add", "norm", "sub", "add", "norm", "sub", "add", "clip", "mean",
        ],
    }  # fmt: skip
    for call, ops in losses.items():
        assert [op["op"] for op in document_of(f"{ROWS}loss = {call}")["ops"]] == ops


REFUSED = [
    ("nn.MultiheadAttention(4, 2, add_bias_kv=True)", "add_bias_kv is True",
     "Only `add_bias_kv=False` is known here."),
    ("nn.MultiheadAttention(4, 3)", "4 numbers do not divide into 3 heads",
     "num_heads must divide embed_dim."),
    ("nn.MultiheadAttention(4, 2)(x, x, x)",
     "MultiheadAttention(4, 2) of queries of (2, 3), keys of (2, 3) and values of (2, 3)",
     "Each is (L, n, E) or (L, E), and E is 4."),
    ("nn.MultiheadAttention(3, 1)(x, x, x, attn_mask=zeros(3, 3))", "attn_mask of (3, 3)",
     "It needs the shape (2, 2) or (1, 2, 2)."),
    ("nn.BatchNorm1d(2)(x)", "BatchNorm1d(2) of a tensor with the shape (2, 3)",
     "It takes (n, 2) or (n, 2, l)."),
    ("nn.BatchNorm2d(3)(x)", "BatchNorm2d(3) of a tensor with the shape (2, 3)",
     "It takes (n, 3, h, w)."),
    ("nn.GroupNorm(2, 3)", "3 channels do not divide into 2 groups",
     "num_groups must divide num_channels."),
    ("nn.RNNCell(2, 3)(x)", "RNNCell(2, 3) of a tensor with the shape (2, 3)",
     "It takes one step at a time: (n, 2)."),
    ("nn.GRUCell(3, 4)(x, x)", "a state of (2, 3) for an input of (2, 3)",
     "It has 4 numbers for each row: (2, 4)."),
    ("nn.LSTMCell(3, 4)(x, x)", "the state of an LSTMCell is a pair",
     "Write `h, c = cell(x, (h, c))`."),
    ("nn.Embedding(3, 2, padding_idx=3)", "padding_idx is 3, of 3 rows",
     "It is the number of a row."),
    ("nn.CrossEntropyLoss(size_average=False)", "size_average is False",
     "Only `size_average=None` is known here."),
    ("nn.NLLLoss(reduction='all')", "reduction is `all`", "It is one of `mean`, `sum`, `none`."),
    ("nn.NLLLoss(weight='heavy')", "weight is a string", "A list of numbers is needed here."),
    ("nn.CrossEntropyLoss(tensor([1, 2, 3]), label_smoothing=0.5)(x, tensor([0, 2]))",
     "label_smoothing stands beside weights", "Give the probabilities themselves as target."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message", "hint"), REFUSED)
def test_what_cannot_be_is_refused(call: str, message: str, hint: str) -> None:
    (diagnostic,) = [d for d in run(ROWS + call).diagnostics if d.severity == "error"]
    assert (diagnostic.message, diagnostic.hint) == (message, hint)


@pytest.mark.parametrize("name", sorted(OP_CLASSES))
def test_a_class_for_one_word_can_be_made(name: str) -> None:
    needed = {"Threshold": "0.1, 20", "Unfold": "2", "Fold": "4, 2", "LocalResponseNorm": "2"}
    pools = dict.fromkeys(("MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d"), "2")
    pools |= dict.fromkeys(("AdaptiveAvgPool1d", "AdaptiveAvgPool2d"), "2")
    assert run(f"m = nn.{name}({(needed | pools).get(name, '')})").complete
