"""Modules in programs: names, leaves, groups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.language import kinds, namespaces, run
from engine.language import layers as table
from engine.modules import Module, Weights
from tests.engine.language.observed import codes, leaves, op_ids, ops, output, ran, value


def test_parameters_go_by_the_name_that_the_module_is_bound_to() -> None:
    result = ran("layer1 = Linear(2, 3)\nx = [1.0, 2.0]\nsum(layer1(x))")
    roles = {"x": "input", "layer1.weight": "parameter", "layer1.bias": "parameter"}
    assert leaves(result) == roles
    assert op_ids(result) == ["layer1/transpose", "layer1/matmul", "layer1/add", "sum"]
    assert result.trace.modules["layer1"].kind == "Linear"


def test_a_module_without_a_name_is_numbered() -> None:
    result = ran("x = [1.0, 2.0]\nsum(Linear(2, 3)(x)) + sum(Linear(2, 1)(x))")
    assert [id for id in leaves(result) if id != "x"] == [
        "linear_1.weight",
        "linear_1.bias",
        "linear_2.weight",
        "linear_2.bias",
    ]


def test_each_call_is_a_group_and_the_parameters_are_shared() -> None:
    result = ran("f = Linear(2, 2)\nx = [1.0, 2.0]\nsum(f(f(x)))")
    assert list(result.trace.modules) == ["f", "f_2"]
    assert len(leaves(result)) == 3


def test_a_network_of_modules() -> None:
    source = (
        "net = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))\n"
        "x = torch.tensor([[1.0, 2.0]])\nloss = (net(x) ** 2).mean()"
    )
    result = ran(source)
    assert list(result.trace.modules) == ["net", "net/0", "net/2"]
    assert "net.2.bias" in leaves(result)
    assert ops(result).count("tanh") == 1


@pytest.mark.parametrize("activation", ["tanh", '"tanh"', "nn.Tanh()", "np.tanh"])
def test_activations_by_name_by_op_and_by_class(activation: str) -> None:
    source = f"net = MLP([1, 2, 1], activation={activation})\nx = [0.5]\nsum(net(x))"
    assert "tanh" in ops(ran(source))


def test_an_activation_with_a_constant() -> None:
    assert output(ran("f = nn.LeakyReLU(negative_slope=0.5)\nx = -2.0\nf(x)")) == -1


def test_the_weights_are_numpys_draws_in_the_order_of_the_program() -> None:
    result = ran(
        "a = Linear(4, 2)\nb = Linear(1, 1, bias=False)\nsum(a(zeros(4))) + sum(b([1]))", seed=9
    )
    generator = np.random.Generator(np.random.PCG64(9))
    assert value(result, "a.weight") == generator.uniform(-0.5, 0.5, (2, 4)).tolist()
    assert value(result, "a.bias") == generator.uniform(-0.5, 0.5, 2).tolist()
    assert value(result, "b.weight") == generator.uniform(-1, 1, (1, 1)).tolist()


def test_a_parameter_can_be_reached() -> None:
    source = "layer = Linear(2, 1)\nx = [1.0, 2.0]\nloss = sum(layer(x)) + sum(layer.weight ** 2)"
    result = ran(source + "\nloss.backward()\nprint(layer.weight.grad.shape, layer.bias.grad)")
    assert result.printed == ["(1, 2) [1.]"]


def test_a_module_that_is_only_looked_at_leaves_no_ops() -> None:
    result = ran("f = Linear(1, 1)\nx = [2.0]\ny = x if sum(f(x)) == sum(f(x)) else f(x)\nsum(y)")
    assert ops(result) == ["sum"]
    assert not result.trace.modules


def test_a_training_step() -> None:
    source = (
        "f = Linear(1, 1)\nx = [[0.0], [1.0]]\nt = target([[1.0], [3.0]])\n"
        "w = f.weight\nb = f.bias\nfor i in range(200):\n"
        "    loss = mean((x @ w.T + b - t) ** 2)\n    loss.backward()\n"
        "    w = w - 0.5 * w.grad\n    b = b - 0.5 * b.grad\nprint(f'{w} {b} {loss:.6f}')"
    )
    assert ran(source).printed == ["[[2.]] [1.] 0.000000"]


def test_wide_networks_are_charged_before_they_are_made() -> None:
    assert codes(run("MLP([10, 1000000, 10])")) == ["budget-tensor-elements"]


class _Gate(Module):
    """Two inputs, one of them a pair, and two outputs: as the cells of recurrent networks."""

    def __init__(self, size: int, shift: float = 0.5, mode: str = "plain", *, weights: Weights):
        super().__init__()
        self.parameters["weight"] = weights.filled(2.0, (size,))
        self.shift = shift
        self.mode = mode

    def forward(
        self, x: Any, state: tuple[Any, Any] | None = None, double: bool = False
    ) -> tuple[Any, Any]:
        a, b = state or (x, x)
        y = self.parameters["weight"] * x + a * b + self.shift
        return (y * 2 if double else y), (a, y if self.training else b)


@pytest.fixture
def _gate(monkeypatch: pytest.MonkeyPatch) -> None:
    made = table.row(
        _Gate,
        size=kinds.size,
        shift=kinds.number,
        mode=kinds.word("plain", "odd"),
        dtype=kinds.ignored,
    )
    monkeypatch.setitem(namespaces.MADE, "Gate", made)  # type: ignore[arg-type]  # it is a dict


@pytest.mark.usefixtures("_gate")
def test_a_row_makes_a_module_of_several_inputs_and_outputs() -> None:
    source = (
        "f = nn.Gate(2, shift=1, dtype=torch.float64)\nx = torch.tensor([1.0, 2.0])\n"
        "y, (a, b) = f(x)\nz, _ = f(x, (a, b), double=True)\nprint(y, z, z.var())\nloss = sum(z)"
    )
    result = ran(source)
    assert result.printed == ["[4. 9.] [14. 46.] 512.0"]
    assert leaves(result)["f.weight"] == "parameter"
    looked = source.replace("sum(z)", "x if sum(f(x)[0]) > 0 else z")
    assert ran(looked + "\nsum(loss)").printed == result.printed


@pytest.mark.usefixtures("_gate")
@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("nn.Gate(2.5)", "size is 2.5"),
        ("nn.Gate(True)", "size is True or False"),
        ("nn.Gate(2, shift='a')", "shift is a string"),
        ("nn.Gate(2, mode='even')", "mode is `even`"),
        ("nn.Gate(2, mode=3)", "mode is a number"),
        ("nn.Gate(2, other=3)", "_Gate: got an unexpected keyword argument 'other'"),
        ("nn.Gate(2)()", "_Gate: missing a required argument: 'x'"),
        ("nn.Gate(9999999)", "over budget: 9,999,999 elements in one tensor"),
    ],
)
def test_a_row_refuses_what_does_not_fit(call: str, message: str) -> None:
    (diagnostic,) = run(call, strict=True).diagnostics
    assert diagnostic.message.startswith(message)


def test_kinds_of_arguments() -> None:
    assert kinds.size_or_sizes("kernel", 3) == 3
    assert kinds.size_or_sizes("kernel", [3, 1]) == (3, 1)
    assert kinds.optional(kinds.size)("groups", None) is None
    with pytest.raises(EngineError):
        kinds.optional(kinds.size)("groups", "two")


def test_losses_by_class() -> None:
    source = "x = torch.tensor([[1.0, 2.0]])\nt = torch.tensor([[0.0, 4.0]])\n"
    assert output(ran(source + "nn.MSELoss()(x, t)")) == 2.5
    assert output(ran(source + 'f = nn.L1Loss(reduction="sum")\nf(x, t)')) == 3.0
    assert (
        output(ran(source + "nn.LeakyReLU(0.5)(-x).sum() + nn.ReLU(inplace=True)(x).sum()")) == 1.5
    )


@pytest.mark.parametrize(
    "call", ["nn.Linear(2, 2)(None)", "nn.ReLU()(None)", "nn.MSELoss()(x, None)"]
)
def test_nothing_is_no_tensor(call: str) -> None:
    (diagnostic,) = run(f"x = torch.ones(2)\n{call}", strict=True).diagnostics
    assert diagnostic.message == "None cannot be used as a tensor"


def test_what_a_module_cannot_work_with_is_no_fault_of_the_engine() -> None:
    source = "x = torch.ones(1)\nf = nn.Conv1d(1, 1, 1)\nf((x, x))"
    with pytest.raises(TypeError):
        run(source, strict=True)
    (diagnostic,) = run(source).diagnostics
    assert diagnostic.message == "Conv1d cannot work with these arguments"
    assert diagnostic.hint == "Write `f(x)`."
