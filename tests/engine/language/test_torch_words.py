"""PyTorch's functions with a weight and a bias, or with another kind of target."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import evaluate
from engine.language import run

X = "x = tensor([[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]])\n"
SIGNALS = "x = randn(2, 2, 3)\n"
OPS = [
    (X, "F.layer_norm(x, (3,))", ["layer_norm"]),
    (X, "F.layer_norm(x, 3, ones(3), zeros(3), 1e-3)", ["layer_norm", "mul", "add"]),
    (X, "F.layer_norm(x, x.shape[-1:], bias=ones(3))", ["layer_norm", "add"]),
    (X, "F.layer_norm(x, [2, 3], weight=ones(2, 3))", ["layer_norm", "mul"]),
    (X, "F.rms_norm(x, (3,), ones(3), eps=1e-6)", ["rms_norm", "mul"]),
    (X, "F.group_norm(x, 3, ones(3), ones(3))", ["group_norm", "mul", "add"]),
    (X, "F.batch_norm(x, None, None, ones(3), ones(3), True)", ["batch_norm", "mul", "add"]),
    (X, "F.batch_norm(x, zeros(3), ones(3))", ["add", "sub", "sqrt", "div"]),
    (SIGNALS, "F.group_norm(x, 1, ones(2))", ["group_norm", "reshape", "mul"]),
    (SIGNALS, "F.instance_norm(x, bias=ones(2))", ["instance_norm", "reshape", "add"]),
    (X, "F.cross_entropy(x, tensor([2, 0]))", ["cross_entropy"]),
    (X, "F.cross_entropy(x, tensor([2, 0]), None, None, 2, None, 'sum')", ["cross_entropy"]),
    (X, "F.cross_entropy(input=x, target=x.exp())",
     ["exp", "log_softmax", "neg", "mul", "sum", "mean"]),
    (X, "F.cross_entropy(x, tensor([2, 0]), weight=ones(3), reduction='none')",
     ["cross_entropy", "take", "mul"]),
    (X, "F.nll_loss(x, tensor([2, 0]), reduction='sum')", ["nll"]),
    (X, "F.nll_loss(x, tensor([2, 0]), ones(3), reduction='sum')", ["nll", "take", "mul", "sum"]),
    (X, "F.dropout(x, 0.5)", ["dropout"]),
]  # fmt: skip


@pytest.mark.parametrize(("given", "call", "ops"), OPS, ids=lambda part: str(part)[:40])
def test_what_is_optional_is_an_op_of_its_own(given: str, call: str, ops: list[str]) -> None:
    document = evaluate(f"{given}y = {call}").document
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == []
    assert sorted(op["op"] for op in document["ops"]) == sorted(ops)


REFUSED = [
    ("F.layer_norm(x)", "layer_norm: missing a required argument: 'normalized_shape'",
     "Write `layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-05)`."),
    ("F.layer_norm(x, (3,), ones(2))", "layer_norm: a weight of (2,) for (3,)",
     "The weight has one number for each place of (3,)."),
    ("F.batch_norm(x, ones(3))", "batch_norm: one of the running statistics is missing",
     "Give both, or none."),
    ("F.batch_norm(x, zeros(2), ones(2), training=True)",
     "batch_norm: a running_mean of (2,) for (3,)",
     "The running_mean has one number for each place of (3,)."),
    ("F.nll_loss(x, tensor([0, 1]), size_average=False)",
     "nll_loss: size_average is a setting of older PyTorch",
     'Write `reduction="sum"`, for example.'),
    ("F.cross_entropy(x, tensor([0, 1]), ones(3), label_smoothing=0.5)",
     "cross_entropy: label_smoothing stands beside weights",
     "Give the probabilities themselves as target."),
    ("F.layer_norm(x, (3,), eps='small')", "eps of layer_norm is a string",
     "layer_norm(x, normalized_shape, eps=1e-05)"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message", "hint"), REFUSED)
def test_what_cannot_be_is_refused(call: str, message: str, hint: str) -> None:
    (diagnostic,) = run(X + call).diagnostics
    assert (diagnostic.message, diagnostic.hint) == (message, hint)


def test_a_bound_setting_is_no_tensor_of_the_graph() -> None:
    document = evaluate(f"{X}eps = 0.5\nsize = 3\ny = F.layer_norm(x, size, eps=eps)").document
    assert [tensor["id"] for tensor in document["tensors"]] == ["x", "y"]


def values(program: str, seed: int = 0) -> Any:
    document = evaluate(program, seed=seed).document
    return {tensor["id"]: tensor["value"]["data"] for tensor in document["tensors"]}


DROPPED = "a = F.dropout(ones(40), 0.5)\nb = F.dropout(ones(40), 0.5)\n"


def test_dropout_draws_from_the_programs_seed() -> None:
    first, again, other = values(DROPPED), values(DROPPED), values(DROPPED, seed=1)
    assert first == again
    assert first["a"] != first["b"]
    assert first["a"] != other["a"]


def test_dropout_out_of_training_is_the_identity() -> None:
    x = "x = randn(20)\n"
    found = values(f"{x}y = F.dropout(x, 0.5, training=False)")
    assert found["y"] == found["x"]


def test_attention_drops_anew_at_each_call() -> None:
    attend = "F.scaled_dot_product_attention(q, q, q, dropout_p=0.5)"
    found = values(f"q = randn(6, 4)\na = {attend}\nb = {attend}")
    assert found["a"] != found["b"]


def test_a_seed_may_be_given() -> None:
    found = values("a = dropout(ones(9), seed=3)\nb = dropout(ones(9), 0.5, True, 3)")
    assert found["a"] == found["b"]
    np.testing.assert_array_equal(sorted(set(found["a"])), [0, 2])


FOLLOWING = [
    ("batch_norm", "training=True", [0.375, 0.375, 0.4375], [0.5625, 5.5625, 1.765625]),
    ("instance_norm", "use_input_stats=True", [0.5, 1.5], [0.75, 1.0]),
]


@pytest.mark.parametrize(("name", "own", "means", "variances"), FOLLOWING)
def test_running_statistics_follow_the_input_in_place(
    name: str, own: str, means: list[float], variances: list[float]
) -> None:
    x = "[[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]"
    if name == "instance_norm":
        x = "[[[0.0, 1.0], [2.0, 4.0]], [[1.0, 2.0], [3.0, 3.0]]]"
    program = f"""x = torch.tensor({x})
m, v = torch.zeros({len(means)}), torch.ones({len(means)})
y = F.{name}(x, m, v, momentum=0.5, {own})
print(m, v)
z = F.{name}(x, m, v, {own.replace("True", "False")})
loss = y.sum() + z.sum()
"""
    document = evaluate(program).document
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == []
    leaves = {tensor["id"]: tensor["value"]["data"] for tensor in document["tensors"]}
    assert (leaves["m"], leaves["v"]) == (means, variances)
