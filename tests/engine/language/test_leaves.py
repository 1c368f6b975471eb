"""Which numbers become leaves, and what they are then."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import run
from tests.engine.language.observed import codes, gradient, leaves, ops, output, ran, value

ROWS = [
    # A bare literal that is bound is an input, one that stands inline a constant.
    ("x = -4.499\nx * 2", {"x": "input", "const": "constant"}),
    ("x = +3\ny = -x", {"x": "input"}),
    ("x = 1 / 3\ny = x * x", {"x": "input"}),
    ("x = [[1, 2], [3, 4]]\nsum(x)", {"x": "input"}),
    ("a, b = 1, [2, 3]\nsum(a * b)", {"a": "input", "b": "input"}),
    ("x = y = 2.0\nx * y", {"x": "input", "y": "input"}),
    ("x = 2\ny = x\ny * x", {"x": "input"}),
    # The calls that say it.
    ("w = param([1, 2])\nsum(w)", {"w": "parameter"}),
    ("t = target(1.0)\nt * t", {"t": "target"}),
    ("c = constant(1.0)\nc * param(2.0)", {"c": "constant", "const": "parameter"}),
    ("x = input(1.0, min=-1, max=2)\nx * x", {"x": "input"}),
    ("x = torch.tensor([1., 2.])\nx.sum()", {"x": "input"}),
    ("x = torch.tensor([1., 2.], requires_grad=True)\nx.sum()", {"x": "parameter"}),
    ("W = torch.randn(2, requires_grad=True)\nW.sum()", {"W": "parameter"}),
    ("x = np.array([1, 2])\nx.sum()", {"x": "input"}),
    ("w = nn.Parameter(torch.ones(2))\nw.sum()", {"w": "parameter"}),
    ("x = Value(2.0, label='first')\nx * x", {"first": "input"}),
    ("h = zeros(2)\nx = randn(2)\nsum(h + x)", {"h": "input", "x": "input"}),
    # Only sizes, indices, counts, exponents, keyword arguments, learning rates: no node.
    ("n = 3\nx = randn(n, n - 1)\nsum(x)", {"x": "input"}),
    ("n = 2\nx = 3.0\nx ** n", {"x": "input"}),
    ("n = 2\nx = 3.0\nx ** (n - 1) + 0 * x", {"x": "input", "const": "constant"}),
    ("i = 1\nx = [1.0, 2.0]\nx[i]", {"x": "input"}),
    ("k = 0\nx = [1.0, 2.0]\nsum(x, axis=k)", {"x": "input"}),
    ("k = 0\nx = [1.0, 2.0]\nsum(x, k)", {"x": "input"}),
    ("sizes = [2, 1]\nnet = MLP(sizes)\nx = randn(sizes[0])\nsum(x)", {"x": "input"}),
    ("i = 0\nx = 2.0\ny = x\nwhile i < 2:\n    y = y * x\n    i += 1\ny", {"x": "input"}),
    ("n = 4\nx = 2.0\nfor i in range(n):\n    x = x if i > 2 else sin(x)\nx", {"x": "input"}),
    (
        "w = param(1.0)\nlr = 0.1\nl = w * w\nl.backward()\nlr = lr * 0.5\nw - lr * w.grad",
        {"w": "parameter", "lr * w.grad": "constant"},
    ),
    (
        """\
def step(w, g, rate):
    return w - rate * g
w = param(1.0)
l = w * w
l.backward()
step(w, w.grad, 0.1)
""",
        {"w": "parameter", "step/rate * g": "constant"},
    ),
    # Used by an op once, it is a leaf.
    ("n = 3\nx = randn(n)\nsum(x) / n", {"x": "input", "n": "input"}),
    ("x = 3.0\n2 ** x", {"const": "constant", "x": "input"}),
    ("b = param(2.0)\nx = 3.0\nx ** b", {"x": "input", "b": "parameter"}),
    # Numbers read off a tensor are constants, named by their text or their name.
    ("x = [1.0, 2.0]\nsum(x) / len(x)", {"x": "input", "len(x)": "constant"}),
    ("x = [1.0, 2.0]\nn = x.shape[0]\nsum(x) / n", {"x": "input", "n": "constant"}),
    ("x = 2.0\ny = x * x\ny.item() * x", {"x": "input", "y.item()": "constant"}),
    ("x = 2.0\nd = x.detach()\nd * x", {"x": "input", "d": "constant"}),
    ("x = 2.0\ny = 1.0\nfor i in range(2):\n    y = y + i * x\ny",
     {"y": "input", "x": "input", "i": "constant", "i#2": "constant"}),
    ("x = [1.0, -1.0]\nsum(x > 0)", {"x > 0": "constant"}),
    # Arguments of a function are bound to its parameters.
    ("def f(a, b=2.0):\n    return a * b\nf(3.0)", {"f/a": "input", "f/b": "input"}),
    ("def f(a):\n    return a * a\nx = 2.0\nf(x)", {"x": "input"}),
    # What nothing uses is no part of the graph.
    ("x = 2.0\ny = 3.0\nx * x", {"x": "input"}),
    ("2 * 3", {"const": "constant"}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "wanted"), ROWS)
def test_leaves_and_their_roles(source: str, wanted: dict[str, str]) -> None:
    assert leaves(ran(source)) == wanted


def test_parameters_inputs_and_targets_receive_gradients_constants_do_not() -> None:
    result = ran("w = param(2.0)\nx = 3.0\nt = target(1.0)\nc = constant(4.0)\nw * x * t * c")
    assert [gradient(result, id) for id in ("w", "x", "t", "c")] == [12, 8, 24, None]


def test_the_range_of_an_input() -> None:
    result = ran("x = input(1, min=-1, max=2)\nx * x")
    assert [r.range for r in result.trace.tensors.values()] == [(-1.0, 2.0), None]


def test_all_values_are_float64_but_masks() -> None:
    source = "x = [1, 2]\nm = [True, False]\nk = torch.tensor([1, 0], dtype=torch.bool)\n"
    result = ran(source + "sum(where(m, x, 0) + where(k, x, 1))")
    kinds = {r.label: str(n.value.dtype) for n, r in result.trace.tensors.items() if r.label}
    assert kinds == {"x": "float64", "m": "bool", "k": "bool"}
    assert leaves(result)["m"] == "constant"


def test_float32_is_accepted_with_a_remark() -> None:
    result = ran(
        "x = np.zeros(2, dtype=np.float32)\ny = torch.ones(2, dtype=torch.float64)\nsum(x + y)"
    )
    assert codes(result) == ["float32"]
    assert result.diagnostics[0].severity == "info"


DRAWS = {
    "randn(2, 3)": (2, 3),
    "randn((2, 3))": (2, 3),
    "randn(size=(2, 3))": (2, 3),
    "np.random.randn(4)": (4,),
    "torch.rand(2)": (2,),
    "randint(0, 10, (2, 2))": (2, 2),
    "randint(5)": (),
    "rand_like(zeros(3))": (3,),
    "randn_like([1.0, 2.0])": (2,),
}


@pytest.mark.parametrize("call", DRAWS)
def test_draws_follow_from_the_seed(call: str) -> None:
    values = [value(ran(f"x = {call}\nsum(x)", seed=seed), "x") for seed in (7, 7, 8)]
    assert np.shape(values[0]) == DRAWS[call]
    assert values[0] == values[1] != values[2]


def test_the_first_draws_are_those_of_pcg64() -> None:
    drawn = value(ran("x = randn(3)\ny = rand(2)\nsum(x) + sum(y)", seed=5), "y")
    generator = np.random.Generator(np.random.PCG64(5))
    generator.standard_normal(3)
    assert drawn == generator.random(2).tolist()


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("zeros(2)", [0, 0]),
        ("ones(1, 2)", [[1, 1]]),
        ("full((2,), 0.5)", [0.5, 0.5]),
        ("full([], 3)", 3),
        ("eye(2)", [[1, 0], [0, 1]]),
        ("eye(1, 2)", [[1, 0]]),
        ("arange(3)", [0, 1, 2]),
        ("arange(1, 2, 0.25)", [1, 1.25, 1.5, 1.75]),
        ("arange(2, 0, -1)", [2, 1]),
        ("linspace(0, 1, 3)", [0, 0.5, 1]),
        ("zeros_like([[1, 2]])", [[0, 0]]),
        ("ones_like(3.0)", 1),
        ("tensor(range(3))", [0, 1, 2]),
        ("tensor(((1, 2), (3, 4)))", [[1, 2], [3, 4]]),
        ("torch.tensor([1.9, -1.9], dtype=torch.int64)", [1, -1]),
    ],
)
def test_filled_arrays(call: str, wanted: object) -> None:
    assert value(ran(f"x = {call}\nsum(x)"), "x") == wanted


def test_inputs_override_leaves_by_id() -> None:
    source = (
        "def f(a):\n    k = 3.0\n    return k * a\nx = [1.0, 2.0]\nw = param(5.0)\n"
        "y = w * sum(f(x)) + 10"
    )
    inputs = {"x": [0.5, 0.25], "w": 2, "f/k": 4.0, "y:const": 100}
    result = ran(source, inputs=inputs)
    assert output(result) == 2 * 4 * 0.75 + 100
    assert {id: value(result, id) for id in inputs} == inputs


def test_overridden_numbers_count_wherever_they_are_read() -> None:
    source = "x = 2.0\nn = x if x > 1 else -x\nprint(x)\ny = n * x"
    result = ran(source, inputs={"x": -3.0})
    assert result.printed == ["-3.0"]
    assert output(result) == -9


def test_numbers_that_json_cannot_carry() -> None:
    result = ran("x = [1.0, 2.0, 3.0]\nsum(x)", inputs={"x": ["NaN", "Infinity", "-Infinity"]})
    np.testing.assert_array_equal(value(result, "x"), [np.nan, np.inf, -np.inf])


def test_parameters_of_modules_are_overridden_too() -> None:
    source = "layer = Linear(1, 1)\nx = 3.0\nsum(layer([x]))"
    result = ran(source, inputs={"layer.weight": [[2.0]], "layer.bias": [0.5]})
    assert output(result) == 6.5


@pytest.mark.parametrize("given", [[1.0, 2.0, 3.0], 1.0, "two", None, [[1.0, 2.0]], [1.0, "x"], {}])
def test_an_override_must_fit(given: object) -> None:
    result = run("x = [1.0, 2.0]\nsum(x)", inputs={"x": given}, strict=True)
    assert codes(result) == ["input-shape"]
    assert (result.diagnostics[0].span.line, result.diagnostics[0].span.column) == (1, 4)  # type: ignore[union-attr]


def test_an_override_of_nothing() -> None:
    result = run("x = 2.0\ny = x * x", inputs={"z": 1.0}, strict=True)
    assert [(d.code, d.message, d.hint) for d in result.diagnostics] == [
        ("unknown-input", "no leaf has the id `z`", "The leaves are `x`.")
    ]
    assert ops(result) == ["mul"]
