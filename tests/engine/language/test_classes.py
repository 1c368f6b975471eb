"""Classes of modules: what they own, how their calls are grouped, what they cannot do."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import run
from tests.engine.language.observed import codes, gradient, leaves, op_ids, ops, output, ran, value

NET = """\
class Block(nn.Module):
    def __init__(self, n: int, m: int = 2) -> None:
        super().__init__()
        self.fc = nn.Linear(n, m)
        self.scale = nn.Parameter(torch.ones(m))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.squashed(self.fc(x)) * self.scale

    def squashed(self, x):
        return torch.tanh(x)

class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.blocks = nn.ModuleList([Block(2), Block(2)])
        self.rest = nn.Sequential(Block(2, 1), nn.ReLU())

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.rest(x)

net = Net()
x = torch.tensor([1.0, -1.0])
loss = net(x).sum()
"""


def test_parameters_go_by_the_attributes_that_lead_to_them() -> None:
    result = ran(NET + "for name, p in net.named_parameters():\n    print(name, p.shape)")
    assert result.printed == [
        f"{block}.{name}"
        for block, m in (("blocks.0", 2), ("blocks.1", 2), ("rest.0", 1))
        for name in (f"scale ({m},)", f"fc.weight ({m}, 2)", f"fc.bias ({m},)")
    ]
    assert {id for id, role in leaves(result).items() if role == "parameter"} == {
        f"net.{line.split()[0]}" for line in result.printed
    }


def test_each_call_is_a_group_of_its_class() -> None:
    result = ran(NET)
    kinds = {path: record.kind for path, record in result.trace.modules.items()}
    assert kinds == {
        "net": "Net",
        "net/blocks.0": "Block",
        "net/blocks.0/fc": "Linear",
        "net/blocks.0/squashed": "function",
        "net/blocks.1": "Block",
        "net/blocks.1/fc": "Linear",
        "net/blocks.1/squashed": "function",
        "net/rest": "Sequential",
        "net/rest/0": "Block",
        "net/rest/0/fc": "Linear",
        "net/rest/0/squashed": "function",
    }
    assert op_ids(result)[:5] == [
        "net/blocks.0/fc/transpose",
        "net/blocks.0/fc/matmul",
        "net/blocks.0/fc/add",
        "net/blocks.0/squashed/return:tanh",
        "net/blocks.0/return:mul",
    ]
    again = ran(NET + "loss = net(x).sum()")
    assert "net_2/rest/0/fc" in again.trace.modules


def test_a_class_computes_what_its_layers_do() -> None:
    source = (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.a = nn.Linear(2, 3)\n        self.b = nn.Linear(3, 1)\n"
        "    def forward(self, x):\n        return self.b(torch.tanh(self.a(x)))\n"
        "net = Net()\nx = torch.tensor([0.5, -1.0])\nnet(x).sum()"
    )
    result = ran(source, seed=3)
    w, b, v, c = (np.array(value(result, f"net.{n}")) for n in WANTED)
    assert output(result) == pytest.approx((v @ np.tanh(w @ [0.5, -1.0] + b) + c).item())
    assert gradient(result, "net.b.weight") == pytest.approx(
        np.tanh(w @ [0.5, -1.0] + b)[None], rel=1e-12
    )
    plain = ran(source[source.index("net = ") :].replace("Net()", SEQUENTIAL), seed=3)
    assert output(plain) == output(result)


WANTED = ("a.weight", "a.bias", "b.weight", "b.bias")
SEQUENTIAL = "nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))"


def test_attributes_are_kept_and_can_be_changed() -> None:
    source = (
        "class Counter(nn.Module):\n    step = 2\n    def __init__(self, name='counter'):\n"
        "        super().__init__()\n        self.calls, self.name = 0, name\n"
        "        self.last = None\n        self.sizes = [1, 2]\n"
        "        self.register_buffer('kept', torch.ones(2))\n"
        "    def forward(self, x):\n        self.calls += self.step\n        self.last = x * 3\n"
        "        return self.last + self.kept.sum()\n"
        "c = Counter()\nprint(c.last, c.calls, c.name, c.sizes, c.step)\n"
        "y = c(torch.tensor(2.0)) + c(torch.tensor(1.0))\nc.name = 'other'\nc.step = 5\n"
        "print(c.last, c.calls, c.name, c.step, len(c.parameters()))\ny"
    )
    result = ran(source)
    assert result.printed == ["None 0 counter [1, 2] 2", "3.0 4 other 5 0"]
    assert output(result) == 13
    assert "c/last" in [r.id for r in result.trace.tensors.values()]
    assert leaves(result)["kept"] == "input"


def test_instances_of_one_class_are_apart() -> None:
    source = (
        "class A(nn.Module):\n    def __init__(self, k):\n        super().__init__()\n"
        "        self.w = nn.Parameter(torch.tensor(k))\n    def forward(self, x):\n"
        "        return self.w * x\na, b = A(2.0), A(3.0)\nx = torch.tensor(5.0)\ny = a(x) * b(x)"
    )
    result = ran(source)
    assert output(result) == 150
    assert (gradient(result, "a.w"), gradient(result, "b.w")) == (75.0, 50.0)
    assert [path for path, _ in result.trace.modules.items()] == ["a", "b"]


def test_modules_without_a_name_are_numbered() -> None:
    source = (
        "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.w = nn.Parameter(torch.ones(1))\n    def forward(self, x):\n"
        "        return self.w * x\nx = torch.tensor([5.0])\n(A()(x) + A()(x)).sum()"
    )
    assert [id for id in leaves(ran(source)) if id != "x"] == ["a_1.w", "a_2.w"]


def test_a_module_that_two_hold_has_one_set_of_parameters() -> None:
    source = (
        "class Tied(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.first = nn.Linear(2, 2)\n        self.second = self.first\n"
        "        self.third = nn.Linear(2, 2, bias=False)\n"
        "        self.third.weight = self.first.weight\n"
        "    def forward(self, x):\n        return self.third(self.second(self.first(x)))\n"
        "net = Tied()\nprint([name for name, _ in net.named_parameters()])\n"
        "loss = net(torch.ones(2)).sum()\nloss.backward()\n"
        "opt = torch.optim.SGD(net.parameters())\nopt.step()\n"
        "print((net.third.weight == net.first.weight).all())"
    )
    result = ran(source)
    assert result.printed == ["[first.weight, first.bias]", "True"]
    assert "net.first.weight'1" in leaves(result)


def test_a_list_of_modules_is_walked_indexed_and_appended_to() -> None:
    source = (
        "class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.layers = nn.ModuleList()\n        for i in range(3):\n"
        "            self.layers.append(nn.Linear(1, 1))\n"
        "    def forward(self, x):\n        for i, layer in enumerate(self.layers):\n"
        "            x = layer(x) if i < len(self.layers) - 1 else self.layers[-1](x)\n"
        "        return x\nnet = Net()\nnet(torch.ones(1)).sum()"
    )
    result = ran(source)
    assert list(result.trace.modules) == ["net", "net/layers.0", "net/layers.1", "net/layers.2"]
    assert "net.layers.2.bias" in leaves(result)


def test_training_and_use() -> None:
    source = (
        "class Noisy(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.drop = nn.Dropout(0.5)\n    def forward(self, x):\n"
        "        return self.drop(x) if self.training else x\n"
        "net = Noisy()\nx = torch.ones(40)\nprint(net.training, net(x).sum() == 40)\n"
        "net.eval()\nprint(net.training, net.drop.training, net(x).sum() == 40)\n"
        "net.train()\nprint(net.drop.training)\nnet(x).sum()"
    )
    assert ran(source).printed == ["True False", "False False True", "True"]


def test_several_inputs_and_outputs() -> None:
    source = (
        "class Cell(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.w = nn.Parameter(torch.tensor(0.5))\n"
        "    def forward(self, x, state=None, double=False):\n"
        "        h, c = state if state is not None else (x, x)\n        h = self.w * h + x\n"
        "        return (h * 2 if double else h), (h, c)\n"
        "cell = Cell()\nstate = None\nfor x in [1.0, 2.0]:\n"
        "    y, state = cell(torch.tensor(x), state, double=True)\nprint(y, state[1])\ny"
    )
    assert ran(source).printed == ["5.5 1.0"]


def test_a_module_that_is_only_looked_at_leaves_no_ops() -> None:
    result = ran(NET + "with torch.no_grad():\n    y = net(x)\nz = y if net(x).sum() > 9 else loss")
    assert len(result.trace.modules) == 11
    assert ran(NET + "with torch.no_grad():\n    print((net(x) == net(x)).all())").printed == [
        "True"
    ]


def test_methods_are_called_from_outside_too() -> None:
    source = NET + "print(net.blocks[0].squashed(torch.zeros(1)), net.forward(x).shape)\n"
    assert ran(source).printed == ["[0.] (1,)"]


def test_a_class_within_a_function_and_a_main() -> None:
    source = (
        '"""A program."""\nfrom torch.nn import Module\n\ndef main():\n    """Run."""\n'
        "    class A(Module):\n        '''A module.'''\n        def forward(self, x):\n"
        "            return x * 2\n    y = A()(torch.tensor(3.0))\n    print(y)\n\n"
        'if __name__ == "__main__":\n    main()\n'
    )
    result = ran(source)
    assert result.printed == ["6.0"]
    assert codes(result) == ["empty"]
    assert ops(result) == ["mul"]


def test_types_are_written_down_and_say_nothing() -> None:
    source = (
        "def f(a: torch.Tensor, b: int | None = None, *, c: list[int] = 1) -> tuple[int, ...]:\n"
        "    return a"
    )
    assert codes(run(source, strict=True)) == ["syntax"]
    source = (
        "def f(a: torch.Tensor, b: int | None = None) -> dict[str, list[nn.Module]]:\n"
        "    d: float = 2\n    e: torch.Tensor\n    return a * d\nx: 'note' = 3.0\nf(x)"
    )
    result = ran(source)
    assert output(result) == 6
    assert next(r.note for r in result.trace.tensors.values() if r.id == "x") == "note"


def test_losses_are_summed_up_outside_of_the_graph() -> None:
    source = (
        "w = nn.Parameter(torch.ones(2))\ntotal, count = 0.0, 0\nlosses = []\n"
        "for i in range(3):\n    loss = (w * i).sum()\n    total += loss.item()\n    count += 1\n"
        "    losses.append(loss.item())\n    losses.append((i, loss))\naverage = total / count\n"
        "print(f'{average:.2f} {total / 3:.1f}', total, len(losses), losses[0], sum([2, 3.5]))\n"
        "print(sum([p.numel() for p in [w, w]]), max(w.sum().item(), 1))\nloss"
    )
    result = ran(source)
    assert result.printed == ["2.00 2.0 6.0 6 0.0 5.5", "4 2.0"]
    assert set(ops(result)) == {"mul", "sum"}
    assert "total" not in leaves(result)


def test_a_module_is_printed_with_what_it_holds() -> None:
    source = NET.partition("net = Net()")[0] + (
        "net = Net()\nnet.again = net.rest\nprint(net)\nprint(nn.ReLU(), nn.Linear(2, 1))"
    )
    assert ran(source).printed == [
        """\
Net(
  (blocks): ModuleList(
    (0): Block(scale (2,)
      (fc): Linear(weight (2, 2), bias (2,))
    )
    (1): Block(scale (2,)
      (fc): Linear(weight (2, 2), bias (2,))
    )
  )
  (rest): Sequential(
    (0): Block(scale (1,)
      (fc): Linear(weight (1, 2), bias (1,))
    )
    (1): ReLU()
  )
  (again): Sequential()
)""",
        "ReLU() Linear(weight (1, 2), bias (1,))",
    ]


def test_a_parameter_that_was_replaced_lives_on_by_itself() -> None:
    source = (
        "class A(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.w = nn.Parameter(torch.tensor(2.0))\na = A()\nold = a.w\n"
        "a.w = nn.Parameter(torch.tensor(3.0))\nf = nn.Linear(1, 1)\nb = f.bias\n"
        "f.bias = nn.Parameter(torch.ones(1))\na.n = a.w\na.w = None\n"
        "loss = old * a.n + b.sum() + f(torch.zeros(1)).sum()\nloss.backward()\n"
        "with torch.no_grad():\n    b += 1\nprint(old.grad, a.n.grad, a.w, b.grad)"
    )
    result = ran(source)
    assert result.printed == ["3.0 2.0 None [1.]"]
    assert {id for id, role in leaves(result).items() if role == "parameter"} == {
        "w",
        "a.n",
        "bias",
        "bias'1",
        "f.weight",
        "f.bias",
    }
