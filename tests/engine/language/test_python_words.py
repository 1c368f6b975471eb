"""Python's own words in programs: what is asked of lists, strings, classes and whole numbers."""

from __future__ import annotations

import math

import pytest

from tests.engine.language.observed import gradient, ran

TEXTS = {
    '"{:.3f} and {}".format(1 / 3, 2)': "0.333 and 2",
    '"{1} {0}".format(1, "a")': "a 1",
    '"{loss:>8.2f}|".format(loss=2.5)': "    2.50|",
    '"{{}} {}".format(x)': "{} 2.0",
    '"%d: %.2f" % (3, x)': "3: 2.00",
    '"%5d|%-5d|%05.1f" % (3, 4, 2.25)': "    3|4    |002.2",
    '"%s %f %e %g" % ("a", 0.5, 0.5, 0.5)': "a 0.500000 5.000000e-01 0.5",
    '"%i%%" % 50.0': "50%",
    '"%8s|%-8s|" % ("ab", "cd")': "      ab|cd      |",
    '"loss: " + str(x * 2)': "loss: 4.0",
    '"-" * 5 + "|" + 2 * "ab"': "-----|abab",
    '", ".join(["a", "b"])': "a, b",
    '"net.weight".endswith("weight")': "True",
    '"net.weight".startswith("weight")': "False",
    '"weight" in "net.weight"': "True",
    '"bias" not in "net.weight"': "True",
    '"a" in ["a", "b"]': "True",
    "3 in [1, 2]": "False",
    "2 in range(3)": "True",
    "None in [None]": "True",
    "bool([1.0, 2.0][0])": "True",
    "reversed([1.0, 2.0])": "[2.0, 1.0]",
    "[n for n in reversed(range(3))]": "[2, 1, 0]",
    "math.log(8, 2)": "3.0",
    "math.log(x * 0 + math.e)": "1.0",
    "math.factorial(5)": "120",
    "math.comb(5, 2)": "10",
    "math.gcd(12, 18)": "6",
    "math.tau": repr(math.tau),
    "isinstance(3, int)": "True",
    "isinstance(3, (float, str))": "False",
    "isinstance(x, torch.Tensor)": "True",
    "isinstance(x * 1, np.ndarray)": "True",
    "isinstance(3.0, torch.Tensor)": "False",
    "isinstance(n, int)": "True",
    "isinstance(net, nn.Module)": "True",
    "isinstance(net[0], nn.Linear)": "True",
    "isinstance(net[0], (nn.Conv2d, nn.Tanh))": "False",
    "isinstance(net[1], nn.ReLU)": "True",
    "isinstance([1, x], list)": "True",
    "(net[0].in_features, net[0].out_features)": "(1, 2)",
    "(nn.LayerNorm(3).eps, nn.Dropout(0.25).p)": "(1e-05, 0.25)",
    "nn.Conv2d(1, 2, (3, 5)).kernel_size": "(3, 5)",
    "nn.Linear(2, 2, bias=False).bias": "None",
    "torch.ones(2, 3).nelement() + x.ndimension()": "6",
    "torch.ones(2)[:, None].shape == torch.ones(2)[:, np.newaxis].shape": "True",
    "torch.FloatTensor([1, 2])": "[1. 2.]",
    "np.identity(2)": "[[1. 0.]\n [0. 1.]]",
    "x.type_as(x)": "2.0",
    "sorted([3.0, 1.0, 2.0], reverse=True)": "[3.0, 2.0, 1.0]",
    'sorted(["b", "a"])': "[a, b]",
    "sorted(M.sum(axis=0))": "[2.0, 3.0]",
    "(M > 0).sum().item()": "2",
    'f"{(M > 0).sum().item()}/{M.numel()}"': "2/4",
    "M.argmax().item()": "3",
    "torch.diff(torch.tensor([1.0, 4.0, 9.0]))": "[3. 5.]",
    "torch.linalg.slogdet(M).logabsdet": repr(math.log(6)),
    "M.slogdet().sign": "1.0",
    "np.linalg.eigh(M).eigenvalues": "[2. 3.]",
    "torch.linalg.eigh(M).eigenvectors.shape": "(2, 2)",
    "abs(torch.linalg.qr(M).R)": "[[2. 0.]\n [0. 3.]]",
    "torch.linalg.svd(M, full_matrices=False).S": "[3. 2.]",
    "torch.sort(M[0]).indices": "[1 0]",
    "torch.arange(2, device=x.device, dtype=x.dtype)": "[0. 1.]",
    "(x.dtype == torch.float64, (x > 1).dtype, (M > 1).dtype)": "(True, bool, bool)",
}


SETUP = """\
import math
n = 2
x = param(2.0)
M = diag([2.0, 3.0])
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
"""


@pytest.mark.parametrize(("line", "printed"), TEXTS.items())
def test_a_word_of_pythons(line: str, printed: str) -> None:
    assert ran(f"{SETUP}y = x * x\nprint({line})").printed == [printed]


@pytest.mark.parametrize(
    ("text", "value"),
    [("%7.2f|", -1.5), ("%05d", 42), ("%-6.1e|", 12.5), ("%g", 1e9), ("%s", "a"), ("%4s|", "abc")],
)
def test_a_percent_sign_writes_as_in_python(text: str, value: float | str) -> None:
    program = f"x = 1.0\ny = x * x\nprint({text!r} % {value!r})"
    assert ran(program).printed == [text % value]


def test_lines_that_are_printed_piece_by_piece() -> None:
    program = """
x = 2.0
y = x * x
print("a", end="")
print("b", 1, sep="-", end="!\\n")
print("c")
"""
    assert ran(program).printed == ["ab-1!", "c"]


def test_methods_of_a_list() -> None:
    program = """
x = param(2.0)
parts = []
parts.append(x)
parts.extend([x * 2, x * 3])
parts.insert(0, x * 4)
last = parts.pop()
first = parts.pop(0)
parts.reverse()
print(len(parts), parts)
y = last * first + parts[0]
"""
    result = ran(program)
    assert result.printed == ["2 [4.0, 2.0]"]
    assert gradient(result, "x") == 3 * 4 * 2 * 2.0 + 2


def test_returns_are_worked_out_from_the_end() -> None:
    program = """
returns = []
R = 0
for r in reversed([1.0, 0.0, 2.0]):
    R = r + 0.5 * R
    returns.insert(0, R)
returns = torch.tensor(returns)
print(returns)
sum(returns)
"""
    assert ran(program).printed == ["[1.5 1.  2. ]"]


def test_weights_are_started_module_by_module() -> None:
    program = """
from typing import Optional
order = []
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(2, 2), nn.Tanh())
        self.head = nn.Linear(2, 1, bias=False)
    def forward(self, x: Optional[torch.Tensor]):
        return self.head(self.body(x))
def start(m):
    order.append(m)
    if isinstance(m, nn.Linear):
        nn.init.constant_(m.weight, 1 / m.in_features)
        if m.bias is not None:
            nn.init.zeros_(m.bias)
net = Net()
net.apply(start)
print(len(order), isinstance(order[-1], Net), isinstance(order[0], Net))
net(torch.ones(1, 2)).sum()
"""
    result = ran(program)
    assert result.printed == ["5 True False"]
    assert result.outputs[-1].value == pytest.approx(math.tanh(1.0))


def test_a_label_of_micrograds_is_a_note() -> None:
    result = ran("a = Value(2.0)\na.label = 'in'\nb = a * a\nb.label = 'a*a'\nb.label = 'a²'")
    assert {r.id: r.note for r in result.trace.tensors.values()} == {"a": "in", "b": "a²"}
