"""Which tensors ask for a gradient, and what is left out of the graph where none is wanted."""

from __future__ import annotations

import pytest

from tests.engine.language.observed import leaves, ops, passes, ran, updates


def test_without_gradients_nothing_is_drawn() -> None:
    source = (
        "w = torch.tensor([1.0, 2.0], requires_grad=True)\nf = nn.Linear(2, 2)\n"
        "def twice(a):\n    return a * 2\nwith torch.no_grad():\n    y = twice(f(w)) + w ** 2\n"
        "    print(y.requires_grad, y.shape, (y - y).sum().item(), (y > 0).float().mean() <= 1)\n"
        "loss = (w * y).sum()"
    )
    result = ran(source)
    assert ops(result) == ["mul", "sum"]
    assert leaves(result) == {"w": "parameter", "y": "constant"}
    assert result.printed == ["False (2,) 0.0 True"]
    assert not result.trace.modules


def test_methods_are_pytorchs_without_gradients_as_well() -> None:
    source = (
        "x = torch.tensor([1.0, 3.0], requires_grad=True)\nwith torch.no_grad():\n    y = x + 1\n"
        "    print(y.var(), (x * 2).var(), (2 * x + x).var(), (-x).var(), x.var())\nx.sum()"
    )
    assert ran(source).printed == ["2.0 8.0 18.0 2.0 2.0"]


def test_detach_and_data_stop_the_gradient() -> None:
    source = (
        "x = torch.tensor(3.0, requires_grad=True)\ny = x * x\nz = y.detach() * x + x.data * y\n"
        "z.backward()\nprint(x.grad, y.detach().requires_grad, x.data.requires_grad)"
    )
    assert ran(source).printed == [f"{9.0 + 3 * 6.0} False False"]


LEAVES = [
    "x = torch.tensor([1.0, 2.0])\nx.requires_grad_()",
    "x = torch.tensor([1.0, 2.0]).requires_grad_()",
    "x = torch.tensor([1.0, 2.0])\nx.requires_grad = True",
    "x = torch.tensor([0.5, 1.0]).requires_grad_(False) * 2\nx = x.detach().requires_grad_()",
    "x = torch.tensor([1.0, 2.0]).detach()\nx.requires_grad_(True)",
    "x = torch.tensor([1.0, 2.0], requires_grad=True)\nx = x.data\nx.requires_grad = True",
    "x = torch.ones(2)\nwith torch.no_grad():\n    x = x * torch.arange(1, 3)\nx.requires_grad_()",
]


@pytest.mark.parametrize("made", LEAVES)
def test_a_leaf_can_be_asked_for_its_gradient(made: str) -> None:
    source = f"{made}\ny = (x ** 2).sum()\ny.backward()\nprint(x.grad, x.requires_grad, x.is_leaf)"
    result = ran(source)
    assert result.printed == ["[2. 4.] True True"]
    assert [role for id, role in leaves(result).items() if id.startswith("x")][-1] == "parameter"


def test_a_leaf_can_be_asked_for_it_after_its_first_use() -> None:
    source = (
        "x = torch.tensor(3.0)\ny = x * 2\nprint(x.requires_grad, y.requires_grad)\n"
        "x.requires_grad_()\nz = x * x\nprint(x.requires_grad, z.requires_grad)\nz.backward()\n"
        "print(x.grad)\nx.requires_grad = False\nu = x * 5\nprint(x.requires_grad, u.requires_grad)"
    )
    result = ran(source)
    assert result.printed == ["False False", "True True", "6.0", "False False"]
    assert leaves(result)["x"] == "parameter"


def test_a_frozen_parameter_receives_no_gradient() -> None:
    source = (
        "f = nn.Linear(2, 1)\nf.weight.requires_grad = False\nx = torch.ones(2)\n"
        "f(x).sum().backward()\nprint(f.weight.grad, f.bias.grad)\nf.requires_grad_(False)\n"
        "print(f.bias.requires_grad)"
    )
    result = ran(source)
    assert result.printed == ["None [1.]", "False"]
    assert result.diagnostics[0].message == (
        "PyTorch computes no gradient of `f.weight`, so `.grad` is None"
    )


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("2.0", False),
        ("input(2.0)", True),
        ("constant(2.0)", False),
        ("param(2.0)", True),
        ("torch.tensor(2.0)", False),
        ("torch.tensor(2.0, requires_grad=True)", True),
        ("torch.zeros(2, requires_grad=True)[0]", True),
        ("nn.Linear(1, 1).weight", True),
        ("nn.Parameter(torch.ones(2), requires_grad=False)", False),
    ],
)
def test_what_requires_a_gradient(value: str, wanted: bool) -> None:
    result = ran(f"x = {value}\nprint(x.requires_grad)\ny = x * 2\nprint(y.requires_grad)\nsum(y)")
    assert result.printed == [str(wanted)] * 2


@pytest.mark.parametrize(
    "line",
    ["if w.grad is not None:\n    print(1)", "if not w.grad is None:\n    print(1)"],
)
def test_none_is_found_out(line: str) -> None:
    source = f"w = param(2.0)\nif w.grad is None:\n    print(0)\n(w * w).backward()\n{line}"
    assert ran(source).printed == ["0", "1"]


def test_a_gradient_for_many_elements_is_a_weighted_sum() -> None:
    source = (
        "x = torch.tensor([1.0, 2.0], requires_grad=True)\ny = x ** 2\n"
        "y.backward(torch.tensor([1.0, -3.0]))\nprint(x.grad, y.grad)"
    )
    result = ran(source)
    assert result.printed == ["[  2. -12.] [ 1. -3.]"]
    assert ops(result) == ["pow", "mul", "sum"]


def test_gradients_that_are_asked_for_add_up_to_nothing() -> None:
    source = (
        "from torch.autograd import grad\nw = torch.tensor(3.0, requires_grad=True)\n"
        "x = torch.tensor(2.0)\ny = w * w * x\nz = y * 2\ng, h = torch.autograd.grad(z, [w, y])\n"
        "print(g, h, w.grad, y.grad)\n(k,) = grad(y, w, retain_graph=True)\nprint(k + g)\n"
        "v = torch.tensor([1.0, 1.0], requires_grad=True)\nprint(grad(v * 3, v, torch.ones(2)))"
    )
    result = ran(source)
    assert result.printed == ["24.0 2.0 None None", "36.0", "([3. 3.],)"]
    assert passes(result) == 3


def test_what_no_gradient_leads_to_becomes_a_leaf_of_its_own() -> None:
    source = (
        "w = torch.arange(4).reshape(2, 2)\nprint(w.is_leaf, w.requires_grad)\n"
        "w.requires_grad_()\nloss = (w ** 2).sum()\nloss.backward()\n"
        "print(w.grad.tolist(), w.is_leaf)\nwith torch.no_grad():\n    w -= w.grad / 2\n"
        "print(w.sum())"
    )
    result = ran(source)
    assert result.printed == ["True False", "[[0.0, 2.0], [4.0, 6.0]] True", "0.0"]
    assert updates(result) == [("w#2", "w#2'1")]
