"""Leaves with versions: what changes one in place, who sees it, and where its gradient goes."""

from __future__ import annotations

import numpy as np
import pytest

from engine import evaluate
from engine.language import run
from tests.engine.language.observed import (
    codes,
    gradient,
    leaves,
    op_ids,
    ops,
    output,
    passes,
    ran,
    updates,
    value,
)

DESCENT = """\
w = torch.tensor([1.0, -2.0], requires_grad=True)
for i in range(3):
    loss = (w ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
    w.grad = None
print(w)
"""


def test_an_update_is_a_new_version_of_the_leaf() -> None:
    result = ran(DESCENT)
    assert leaves(result) == dict.fromkeys(("w", "w'1", "w'2", "w'3"), "parameter")
    assert updates(result) == [("w", "w'1"), ("w'1", "w'2"), ("w'2", "w'3")]
    assert [value(result, id) for id in leaves(result)] == [
        [1.0, -2.0],
        [0.5, -1.0],
        [0.25, -0.5],
        [0.125, -0.25],
    ]
    assert [gradient(result, id, index=i) for i, id in enumerate(("w", "w'1", "w'2"))] == [
        [2.0, -4.0],
        [1.0, -2.0],
        [0.5, -1.0],
    ]
    assert ops(result) == ["pow", "sum"] * 3
    assert result.printed == ["[ 0.125 -0.25 ]"]


def test_a_pass_reaches_only_the_version_that_led_to_its_output() -> None:
    result = ran(DESCENT)
    assert [gradient(result, "w", index=i) is None for i in range(3)] == [False, True, True]


STEPS = [
    "w -= 0.25 * w.grad",
    "w.sub_(0.25 * w.grad)",
    "w.sub_(w.grad, alpha=0.25)",
    "w.add_(w.grad, alpha=-0.25)",
    "w.add_(-0.25 * w.grad)",
    "w.copy_(w - 0.25 * w.grad)",
    "w.data -= 0.25 * w.grad",
    "w.data = w.data - 0.25 * w.grad.data",
    "w.data.sub_(0.25 * w.grad.data)",
    "w.data.add_(w.grad.data, alpha=-0.25)",
    "w.addcmul_(w.grad, torch.ones(2), value=-0.25)",
    "w.addcdiv_(w.grad, torch.full((2,), 4.0), value=-1)",
    "v = w.detach()\n        v -= 0.25 * w.grad",
    "w.mul_(0.5)",
    "w /= 2",
]


@pytest.mark.parametrize("step", STEPS)
def test_the_same_step_in_other_words(step: str) -> None:
    result = ran(DESCENT.replace("w -= 0.25 * w.grad", step))
    assert result.printed == ["[ 0.125 -0.25 ]"]
    assert updates(result)[-1] == ("w'2", "w'3")


@pytest.mark.parametrize("step", [s for s in STEPS if "data" in s])
def test_data_is_written_to_without_no_grad(step: str) -> None:
    source = DESCENT.replace("    with torch.no_grad():\n        w -= 0.25 * w.grad", f"    {step}")
    assert ran(source).printed == ["[ 0.125 -0.25 ]"]


def test_every_alias_sees_an_update() -> None:
    source = (
        "w = torch.ones(2, requires_grad=True)\nlayer = nn.Linear(2, 1, bias=False)\n"
        "layer.weight = nn.Parameter(torch.ones(1, 2))\nv = w\nall = [w, layer.weight]\n"
        "y = layer(w).sum()\nwith torch.no_grad():\n    for p in all:\n        p *= 3\n"
        "print(w, v, all[0], layer.weight, all[1])\nz = layer(v).sum()\nz.backward()\n"
        "print(w.grad, layer.weight.grad)"
    )
    result = ran(source)
    assert result.printed == ["[3. 3.] [3. 3.] [3. 3.] [[3. 3.]] [[3. 3.]]", "[3. 3.] [[3. 3.]]"]
    assert updates(result) == [("w", "w'1"), ("layer.weight", "layer.weight'1")]


def test_rows_are_chosen_anew_from_a_new_version() -> None:
    source = (
        "w = torch.tensor([1.0, 2.0], requires_grad=True)\na, b = w\ny = a * b\n"
        "with torch.no_grad():\n    w += 1\nz = a * b\nprint(y, z)"
    )
    assert ran(source).printed == ["2.0 6.0"]


def test_a_name_that_is_bound_anew_is_no_update() -> None:
    source = "w = torch.ones(2, requires_grad=True)\nv = w\nw = w - 1\nprint(v, w)"
    result = ran(source)
    assert result.printed == ["[1. 1.] [0. 0.]"]
    assert updates(result) == []


def test_outside_of_no_grad_an_augmented_assignment_makes_a_new_tensor() -> None:
    result = ran("w = torch.ones(2, requires_grad=True)\nv = w\nw -= 1\nsum(w * v)")
    assert (ops(result), updates(result)) == (["sub", "mul", "sum"], [])


def test_a_number_is_bound_anew_even_without_gradients() -> None:
    source = (
        "w = torch.ones(2, requires_grad=True)\nrate = 0.5\nfirst = rate\nloss = (w * w).sum()\n"
        "with torch.no_grad():\n    rate *= 0.5\nprint(first, rate)\nloss"
    )
    assert ran(source).printed == ["0.5 0.25"]


def test_what_is_changed_before_an_op_uses_it_has_no_versions() -> None:
    source = (
        "w = torch.zeros(2, requires_grad=True)\nwith torch.no_grad():\n    w += 1\n    w.mul_(2)\n"
        "layer = nn.Linear(2, 1)\nnn.init.constant_(layer.weight, 0.5)\nlayer.bias.data.fill_(3)\n"
        "y = layer(w)\ny.sum()"
    )
    result = ran(source)
    assert list(leaves(result)) == ["w", "layer.weight", "layer.bias"]
    assert output(result) == 5.0


def test_gradients_add_up_until_they_are_cleared() -> None:
    once = "((w * x) ** 2).backward()\nprint(w.grad)\n"
    source = (
        f"w = torch.tensor(1.0, requires_grad=True)\nx = torch.tensor(2.0)\n{once}{once}"
        f"with torch.no_grad():\n    w += 1\n{once}w.grad.zero_()\nprint(w.grad)\n{once}"
        f"w.grad = None\nprint(w.grad)\n{once}"
    )
    result = ran(source)
    assert result.printed == ["8.0", "16.0", "32.0", "0.0", "16.0", "None", "16.0"]
    assert passes(result) == 5


def test_a_gradient_can_be_changed_and_given() -> None:
    source = (
        "w = torch.tensor([3.0, -4.0], requires_grad=True)\n(w * w).sum().backward()\n"
        "w.grad.clamp_(-7, 7)\nprint(w.grad)\nw.grad *= 2\nprint(w.grad)\nw.grad /= w.grad.norm()\n"
        "print(w.grad.norm())\nw.grad = torch.ones(2)\nw.grad.data.mul_(5)\nprint(w.grad)"
    )
    assert ran(source).printed == ["[ 6. -7.]", "[ 12. -14.]", "1.0", "[5. 5.]"]


def test_what_was_read_off_a_leaf_changes_with_it() -> None:
    source = (
        "w = torch.ones(2, requires_grad=True)\nlive = w.data\nkept = w.detach().clone()\n"
        "with torch.no_grad():\n    w += 1\nprint(live, kept)\n(w * w).sum()"
    )
    assert ran(source).printed == ["[2. 2.] [1. 1.]"]


def test_a_copy_is_no_alias() -> None:
    source = (
        "w = torch.ones(2, requires_grad=True)\nc = w.clone()\nwith torch.no_grad():\n    w += 1\n"
        "loss = (w * c).sum()\nloss.backward()\nprint(c, w.grad, c.is_leaf)"
    )
    assert ran(source).printed == ["[1. 1.] [3. 3.] False"]


def test_a_module_replaced_a_parameter_by_one_that_two_share() -> None:
    source = (
        "a, b = nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False)\nb.weight = a.weight\n"
        "net = nn.Sequential(a, b)\nprint([name for name, _ in net.named_parameters()])\n"
        "loss = net(torch.ones(2)).sum()\nloss.backward()\nwith torch.no_grad():\n"
        "    for p in net.parameters():\n        p -= p.grad\nprint(a.weight == b.weight)\n"
        "net(torch.ones(2)).sum()"
    )
    result = ran(source)
    assert result.printed == ["[0.weight]", "[[ True  True]\n [ True  True]]"]
    assert updates(result) == [("net.0.weight", "net.0.weight'1")]


def test_a_seed_in_the_program_is_accepted_with_a_remark() -> None:
    source = "torch.manual_seed(3)\nx = torch.randn(2)\nx.sum()"
    assert codes(ran(source)) == ["seed"]
    assert value(ran(source, seed=7), "x") == value(ran(source.replace("3", "4"), seed=7), "x")


def test_inputs_override_a_leaf_and_not_its_versions() -> None:
    result = ran(DESCENT, inputs={"w": [2.0, 4.0]})
    assert value(result, "w'3") == [0.25, 0.5]
    assert codes(run(DESCENT, inputs={"w'1": [2.0, 4.0]}, strict=True)) == ["unknown-input"]


def test_ids_of_versions_stay_when_lines_are_inserted_above() -> None:
    before = ran(DESCENT)
    after = ran("extra = 7.0\n# a remark\n" + DESCENT)
    assert list(leaves(after)) == list(leaves(before))
    assert op_ids(after) == op_ids(before)


def test_versions_of_leaves_of_one_name_and_of_none() -> None:
    source = (
        "w = torch.ones(1, requires_grad=True)\n(w * 1).backward()\nw.data += 1\n"
        "w = torch.ones(1, requires_grad=True)\n(w * 2).backward()\nw.data += 1\n"
        "all = [torch.ones(1, requires_grad=True)]\n(all[0] * 3).backward()\nall[0].data += 1"
    )
    assert updates(ran(source)) == [("w", "w'1"), ("w#2", "w#2'1"), ("all[0]", "all[0]'1")]


def test_the_document_plays_the_updates() -> None:
    document = evaluate(DESCENT).document
    kinds = [(row[0], row[1], row[3]) for row in document["steps"] if row[1] in ("leaf", "update")]
    assert kinds == [
        (0, "leaf", "w"),
        (1, "update", "w'1"),
        (2, "update", "w'2"),
        (3, "update", "w'3"),
    ]
    versions = [t for t in document["tensors"] if t["id"].startswith("w")]
    assert [(t["label"], t["role"], t.get("previous", "")) for t in versions] == [
        ("w", "parameter", ""),
        ("w'1", "parameter", "w"),
        ("w'2", "parameter", "w'1"),
        ("w'3", "parameter", "w'2"),
    ]
    assert [list(p["gradients"]) for p in document["passes"][1:]] == [
        ["loss", "loss:pow.out", "w"],
        ["loss#2", "loss:pow#2.out", "w'1"],
        ["loss#3", "loss:pow#3.out", "w'2"],
    ]


MICROGRAD_TRAINING = """\
from micrograd.engine import Value
w = [Value(0.5), Value(-1.0)]
b = Value(0.0)
xs, ys = [[1.0, 2.0], [-1.0, 0.5]], [1.0, -1.0]
for k in range(20):
    outs = [(w[0] * x[0] + w[1] * x[1] + b).tanh() for x in xs]
    loss = sum([(out - y) ** 2 for out, y in zip(outs, ys)])
    for p in [w[0], w[1], b]:
        p.grad = 0
    loss.backward()
    for p in [w[0], w[1], b]:
        p.data += -0.1 * p.grad
print(f"{loss.data:.6f}")
"""


def test_numbers_of_micrograd_are_trained_by_their_data() -> None:
    w, b, loss = np.array([0.5, -1.0]), 0.0, 0.0
    for _ in range(20):
        outs = np.tanh(np.array([[1.0, 2.0], [-1.0, 0.5]]) @ w + b)
        loss = np.sum((outs - [1.0, -1.0]) ** 2)
        g = 2 * (outs - [1.0, -1.0]) * (1 - outs**2)
        w, b = w - 0.1 * (g @ [[1.0, 2.0], [-1.0, 0.5]]), b - 0.1 * g.sum()
    result = ran(MICROGRAD_TRAINING)
    assert result.printed == [f"{loss:.6f}"]
    assert updates(result)[:3] == [("w[0]", "w[0]'1"), ("w[1]", "w[1]'1"), ("b", "b'1")]


def test_an_update_that_is_too_large_is_found() -> None:
    source = (
        "w = nn.Parameter(torch.tensor([1.0, 1e308]))\nopt = torch.optim.SGD([w], lr=1e308)\n"
        "for i in range(2):\n    opt.zero_grad()\n    loss = (-w).sum()\n    loss.backward()\n"
        "    opt.step()"
    )
    (found,) = evaluate(source).document["diagnostics"]
    assert found["message"] == "the update of w (2,) makes the first infinity here"
    assert found["span"]["line"] == 7


@pytest.mark.parametrize(
    "line", ["w.data.add_(1)", "nn.init.ones_(w)", "with torch.no_grad():\n    w * 2"]
)
def test_what_is_done_to_a_tensor_is_not_the_output(line: str) -> None:
    source = f"w = torch.ones(2, requires_grad=True)\nloss = (w * 3).sum()\n{line}"
    assert output(ran(source)) == 6
