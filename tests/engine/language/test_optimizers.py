"""Optimizers in programs: each step is an update of the leaves that it moves."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from engine import evaluate
from engine.language.budget import Meter
from engine.trace import UpdateRecord
from tests.engine.language.observed import gradient, leaves, ops, ran, value

TRAINING = """\
import torch
from torch import nn, optim
import torch.nn.functional as F

net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
x = torch.tensor([[0.5, -1.0], [1.0, 2.0], [-0.5, 0.25]])
y = torch.tensor([[1.0], [0.0], [-1.0]])
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for epoch in range(20):
    opt.zero_grad()
    loss = F.mse_loss(net(x), y)
    loss.backward()
    opt.step()
print(f"{loss.item():.6f}")
"""


def test_a_step_updates_the_leaves_at_the_line_of_the_step() -> None:
    result = ran(TRAINING)
    updates = [e for e in result.trace.events if isinstance(e, UpdateRecord)]
    assert len(updates) == 20 * 4
    record = result.trace.tensors[updates[0].new]
    assert (record.id, record.role) == ("net.0.weight'1", "parameter")
    assert record.span is not None
    assert (record.span.line, record.span.column) == (13, 4)


def test_the_numbers_are_those_of_the_formula() -> None:
    source = (
        "w = torch.tensor([1.0, -2.0], requires_grad=True)\n"
        "opt = torch.optim.SGD([w], lr=0.1, momentum=0.5)\n"
        "for i in range(3):\n    opt.zero_grad()\n    loss = (w ** 2).sum()\n"
        "    loss.backward()\n    opt.step()\nprint(w)"
    )
    w, v = np.array([1.0, -2.0]), np.zeros(2)
    result = ran(source)
    for version in ("w'1", "w'2", "w'3"):
        v = 0.5 * v + 2 * w
        w = w - 0.1 * v
        np.testing.assert_allclose(value(result, version), w, rtol=1e-15)


def test_the_document_plays_a_training_loop_of_twenty_steps() -> None:
    document = evaluate(TRAINING).document
    steps = document["steps"]
    assert sum(row[1] == "update" for row in steps) == 80
    assert len(document["passes"]) == 21
    ids = [tensor["id"] for tensor in document["tensors"]]
    assert len(set(ids)) == len(ids)
    assert {row[3] for row in steps if row[1] in ("leaf", "update")} <= set(ids)
    later = evaluate("# a remark\nextra = 7.0\n" + TRAINING).document
    assert [t["id"] for t in later["tensors"]] == ids
    assert [op["id"] for op in later["ops"]] == [op["id"] for op in document["ops"]]


def test_the_gradients_of_each_pass_are_those_of_the_formula() -> None:
    result = ran(TRAINING)
    x = np.array([[0.5, -1.0], [1.0, 2.0], [-0.5, 0.25]])
    y = np.array([[1.0], [0.0], [-1.0]])
    for step in range(20):
        version = f"'{step}" if step else ""
        names = [f"net.{name}{version}" for name in ("0.weight", "0.bias", "2.weight", "2.bias")]
        w, b, v, c = (np.array(value(result, name)) for name in names)
        h = np.tanh(x @ w.T + b)
        g = 2 * (h @ v.T + c - y) / 3
        k = (g @ v) * (1 - h**2)
        wanted = (k.T @ x, k.sum(axis=0), g.T @ h, g.sum(axis=0))
        for name, gradients in zip(names, wanted, strict=True):
            np.testing.assert_allclose(
                gradient(result, name, index=step), gradients, rtol=1e-9, atol=1e-15
            )


@pytest.mark.parametrize("name", ["SGD", "RMSprop", "Adagrad", "Adam", "AdamW"])
@pytest.mark.parametrize("prefix", ["torch.optim.", "optim.", ""])
def test_every_optimizer_by_every_name(name: str, prefix: str) -> None:
    source = (
        "from torch import optim\nrate = 0.1\nw = nn.Parameter(torch.ones(2))\n"
        f"opt = {prefix}{name}([w], lr=rate)\n(w * w).sum().backward()\nopt.step()\n"
        "print((w < 1).all())"
    )
    assert ran(source).printed == ["True"]
    assert "rate" not in leaves(ran(source))


def test_the_settings_by_their_place_and_by_name() -> None:
    source = (
        "w = nn.Parameter(torch.tensor([1.0]))\nopt = torch.optim.{}\n"
        "for i in range(2):\n    (3 * w).sum().backward()\n    opt.step()\n    opt.zero_grad()\n"
        "print(w)"
    )
    by_place = ran(source.format("SGD([w], 0.1, 0.5)")).printed
    by_name = ran(source.format("SGD(params=[w], momentum=0.5, lr=0.1, foreach=False)")).printed
    assert by_place == by_name == ["[0.25]"]
    assert ran(source.format("SGD(maximize=True, params=[w], lr=0.1)")).printed == ["[1.6]"]


def test_a_leaf_without_a_gradient_stays() -> None:
    source = (
        "a, b = nn.Parameter(torch.ones(1)), nn.Parameter(torch.ones(1))\n"
        "opt = torch.optim.Adam([a, b])\n(a * b.detach()).sum().backward()\nopt.step()\n"
        "print(b.grad, b)\na.sum()"
    )
    result = ran(source)
    assert result.printed == ["None [1.]"]
    assert "b'1" not in leaves(result)


def test_gradients_are_cleared_by_none_or_by_zeros() -> None:
    source = (
        "w = nn.Parameter(torch.ones(1))\nopt = torch.optim.SGD([w])\n(w * w).sum().backward()\n"
        "opt.zero_grad(set_to_none=False)\nprint(w.grad)\nopt.zero_grad()\nprint(w.grad)\n"
        "net = nn.Linear(1, 1)\nnet(w).sum().backward()\nnet.zero_grad(set_to_none=False)\n"
        "print(net.bias.grad)\nnet.zero_grad()\nprint(net.bias.grad)"
    )
    assert ran(source).printed == ["[0.]", "None", "[0.]", "None"]


def test_named_parameters_are_taken_too() -> None:
    source = (
        "net = nn.Linear(1, 1)\nopt = torch.optim.SGD(net.named_parameters(), lr=1.0)\n"
        "net(torch.ones(1)).sum().backward()\nb = net.bias.item()\nopt.step()\n"
        "print(net.bias.item() - b)"
    )
    assert ran(source).printed == ["-1.0"]


def test_a_step_leaves_no_ops() -> None:
    result = ran(TRAINING)
    assert set(ops(result)) == {"transpose", "matmul", "add", "tanh", "mse"}


def test_what_is_kept_and_computed_in_a_step_is_charged() -> None:
    def used(name: str, steps: int) -> Counter[str]:
        source = (
            f"w = nn.Parameter(torch.ones(1000))\nopt = torch.optim.{name}([w])\n"
            f"w.grad = torch.ones(1000)\nfor i in range({steps}):\n    opt.step()\nw.sum()"
        )
        meter = ran(source).trace.meter
        assert isinstance(meter, Meter)
        return Counter(meter.used)

    for name, elements, flops in (("SGD", 2, 7), ("Adam", 4, 18)):
        more = used(name, 8) - used(name, 3)
        assert (more["elements"], more["flops"]) == (5 * 1000 * elements, 5 * 1000 * flops)
        assert more["updates"] == 5


@pytest.mark.parametrize(
    "between",
    [
        "    opt.step()\n    opt.zero_grad()\n",
        "    opt.step()\n    opt.zero_grad(set_to_none=False)\n",
        "    opt.step()\n    w.grad = None\n",
        # Over several passes before an update a gradient is added up on purpose.
        "    if i == 2:\n        opt.step()\n",
    ],
)
def test_gradients_that_are_meant_to_add_up_are_not_remarked_on(between: str) -> None:
    source = f"""\
w = torch.tensor([1.0, 2.0], requires_grad=True)
opt = torch.optim.SGD([w], lr=0.1)
for i in range(3):
    loss = (w ** 2).sum()
    loss.backward()
{between}"""
    assert ran(source).diagnostics == []


def test_a_gradient_that_an_update_left_behind_is_remarked_on_and_added_to() -> None:
    source = TRAINING.replace("    opt.zero_grad()\n", "")
    (found,) = [one for one in ran(source).diagnostics if one.code == "gradient-kept"]
    assert found.span is not None
    assert found.span.line == source.split("\n").index("    loss.backward()") + 1
    assert "and 1 more still hold what came before the update" in found.message
