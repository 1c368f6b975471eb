"""Programs as people write them, and the numbers that come out."""

from __future__ import annotations

import math

import numpy as np
import pytest

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
    value,
)
from tests.engine.programs import LECTURE_VECTOR, MICROGRAD, PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_program_of_the_collection_runs(name: str) -> None:
    assert passes(ran(PROGRAMS[name])) >= 1


def test_the_composition() -> None:
    result = ran("x = -4.499\n2 / sin(exp(-x))")
    assert ops(result) == ["neg", "exp", "sin", "div"]
    assert leaves(result) == {"x": "input", "const": "constant"}
    assert output(result) == pytest.approx(2.16395, abs=1e-5)
    assert gradient(result, "x") == pytest.approx(-80.393, abs=1e-3)
    assert gradient(result, "const") is None


def test_micrograd_pasted_unchanged() -> None:
    result = ran(MICROGRAD)
    assert result.printed == ["24.7041", "138.8338", "645.5773"]
    assert output(result) == pytest.approx(24.70408, abs=1e-5)
    assert gradient(result, "a") == pytest.approx(138.83382, abs=1e-5)
    assert gradient(result, "b") == pytest.approx(645.57726, abs=1e-5)
    assert passes(result) == 1


def test_the_lecture_network_against_its_formulas() -> None:
    result = ran(LECTURE_VECTOR)
    names = ("W", "b", "V", "c", "x", "t")
    w, b, v, c, x, t = (np.array(value(result, name)) for name in names)
    h = 1 / (1 + np.exp(-(w @ x + b)))
    gy = 2 * (v @ h + c - t)
    gk = (v.T @ gy) * h * (1 - h)
    assert output(result) == pytest.approx(np.sum((v @ h + c - t) ** 2))
    expected = {"c": gy, "V": np.outer(gy, h), "b": gk, "W": np.outer(gk, x), "t": -gy}
    for name, wanted in expected.items():
        np.testing.assert_allclose(gradient(result, name), wanted, rtol=1e-12)


def test_a_function_called_twice_is_two_modules() -> None:
    result = ran("def f(a):\n    b = a * a\n    return b + a\nx = 3.0\ny = f(x) * f(2 * x)")
    assert list(result.trace.modules) == ["f", "f_2"]
    assert op_ids(result) == [
        "f/b:mul",
        "f/return:add",
        "y:mul",
        "f_2/b:mul",
        "f_2/return:add",
        "y:mul#2",
    ]
    assert output(result) == 12 * 42
    assert gradient(result, "x") == 7 * 42 + 12 * 2 * 13


def test_a_loop_unrolls() -> None:
    result = ran("h = 0.5\nw = param(1.5)\nfor i in range(4):\n    h = tanh(w * h)\nh")
    assert ops(result) == ["mul", "tanh"] * 4
    h = 0.5
    for _ in range(4):
        h = math.tanh(1.5 * h)
    assert output(result) == pytest.approx(h)


@pytest.mark.parametrize(("x", "taken"), [(2.0, ["pow"]), (-2.0, ["neg"])])
def test_an_if_on_a_value_draws_the_branch_taken(x: float, taken: list[str]) -> None:
    assert ops(ran(f"x = {x}\nif x > 0:\n    y = x ** 2\nelse:\n    y = -x")) == taken


def test_newton_by_while() -> None:
    result = ran("x = 1.0\nwhile abs(x * x - 2) > 1e-9:\n    x = x - (x * x - 2) / (2 * x)\nx")
    assert output(result) == pytest.approx(math.sqrt(2))
    assert "abs" not in ops(result)


def test_break_and_continue() -> None:
    source = (
        "x = 1.0\ny = x\nfor i in range(10):\n    if i == 1:\n        continue\n"
        "    if i == 4:\n        break\n    y = y + i * x\ny"
    )
    assert output(ran(source)) == 1 + 0 + 2 + 3


def test_recursion() -> None:
    source = (
        "def power(x, n):\n    if n == 0:\n        return 1.0\n    return x * power(x, n - 1)\n"
        "x = 3.0\ny = power(x, 4)"
    )
    result = ran(source)
    assert output(result) == 81
    assert gradient(result, "x") == 4 * 27
    assert "power/power/power" in result.trace.modules


def test_descent_written_by_hand() -> None:
    source = (
        "w = param(0.0)\nlr = 0.25\nfor i in range(3):\n    loss = (w - 2) ** 2\n"
        "    loss.backward()\n    w = w - lr * w.grad\nprint(w)"
    )
    result = ran(source)
    assert result.printed == ["1.75"]
    assert passes(result) == 3
    assert [gradient(result, id, index=i) for i, id in enumerate(("w", "w#2", "w#3"))] == [
        -4.0,
        -2.0,
        -1.0,
    ]


def test_gradients_of_leaves_add_up_and_others_do_not() -> None:
    once = "y.backward()\nprint(x.grad, y.grad)\n"
    source = f"x = 2.0\ny = x * x\n{once}{once}"
    assert ran(source).printed == ["4.0 1.0", "8.0 1.0"]


def test_no_gradient_before_a_pass() -> None:
    assert ran("x = 2.0\nprint(x.grad)\ny = x * x").printed == ["None"]


def test_the_output_is_the_last_pass_else_the_last_expression_else_the_last_name() -> None:
    assert output(ran("x = 2.0\ny = x * 3\ny.backward()\nz = x * 5\nx * 7")) == 6
    assert output(ran("x = 2.0\nx * 7\nz = x * 5")) == 14
    assert output(ran("x = 2.0\nz = x * 5\nn = 2")) == 2
    assert output(ran("x = 2.0\nz = x * 5\nzeros(2)[0]\ndef f(a): return a")) == 0


def test_several_outputs_take_a_pass_each() -> None:
    result = ran("x = 2.0\ny = x * 3\nz = x * x", outputs=("y", "z"))
    assert [gradient(result, "x", index=i) for i in range(2)] == [3.0, 4.0]
    assert passes(ran("x = 2.0\nx * 3, x * x, 5.0")) == 2


def test_a_leaf_alone_is_a_graph() -> None:
    result = ran("x = 2.0")
    assert (output(result), gradient(result, "x"), ops(result)) == (2.0, 1.0, [])


def test_an_output_of_many_elements_keeps_its_forward_graph() -> None:
    result = ran("x = [1.0, 2.0]\nx * 3")
    assert codes(result) == ["not-scalar"]
    assert (output(result), passes(result)) == ([3.0, 6.0], 0)


def test_what_was_computed_before_a_fault_stays() -> None:
    result = run("x = [1.0, 2.0]\ny = x * x\nz = y @ [1, 2, 3]\nw = y * 2", strict=True)
    assert codes(result) == ["shape"]
    assert ops(result) == ["mul"]
    assert not result.complete
    assert not result.over_budget


def test_with_groups() -> None:
    source = (
        'x = 2.0\nwith module("outer"):\n    with module("inner"):\n        k = x * 2\n'
        '    m = k + 1\nwith module("outer"):\n    n = m * 2'
    )
    result = ran(source)
    assert op_ids(result) == ["outer/inner/k:mul", "outer/m:add", "outer_2/n:mul"]
    assert [m.kind for m in result.trace.modules.values()] == ["block"] * 3


def test_notes_come_from_comments_and_annotations() -> None:
    source = '# the first\n# line\nx = 2.0\ny: "twice" = x * 2\n\n# lost\n\nz = y + x  # beside\n'
    notes = {r.label: r.note for r in ran(source).trace.tensors.values() if r.label}
    assert notes == {"x": "the first\nline", "y": "twice", "z": ""}


def test_unpacking() -> None:
    source = "a, b = 1.0, 2.0\nc, d = [3.0, 4.0]\nX = [[5.0, 6.0], [7.0, 8.0]]\n(p, q), r = X\n"
    assert output(ran(source + "a + b + c + d + p + q + r[1]")) == 1 + 2 + 3 + 4 + 5 + 6 + 8


def test_lists_of_tensors_become_one_tensor_where_one_is_needed() -> None:
    result = ran("a = 1.0\nb = 2.0\nrows = [[a, b], [b, a]]\nsum(rows @ [1.0, 10.0])")
    assert ops(result) == ["stack", "stack", "stack", "matmul", "sum"]
    assert output(result) == 33
    assert gradient(result, "a") == 11


def test_comprehensions() -> None:
    source = "w = [1.0, 2.0, 3.0]\nsum([x * i for i, x in enumerate(w) if i > 0 for _ in range(2)])"
    assert output(ran(source)) == 2 * (2 + 6)


def test_walking_over_the_rows_of_a_tensor() -> None:
    result = ran("X = [[1.0, 2.0], [3.0, 4.0]]\ny = 0\nfor row in X:\n    y = y + sum(row)\ny")
    assert output(result) == 10
    assert ops(result) == ["getitem", "sum", "add"] * 2
    assert gradient(result, "X") == [[1, 1], [1, 1]]


def test_zip() -> None:
    source = "xs = [1.0, 2.0]\nts = [3.0, 5.0]\nsum([(x - t) ** 2 for x, t in zip(xs, ts)])"
    assert output(ran(source)) == 13


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("0", [1, 2, 3]),
        ("-1, 0", 4),
        (":, 1", [2, 5]),
        ("..., 2", [3, 6]),
        ("0, None, ::2", [[1, 3]]),
        ("[1, 0], 0", [4, 1]),
        ("x > 2", [3, 4, 5, 6]),
        ("n - 1", [4, 5, 6]),
        ("1.0", [4, 5, 6]),
        ("range(2), [2, 0]", [3, 4]),
        ("range(1, 2)", [[4, 5, 6]]),
        ("argmax(x[:, 0])", [4, 5, 6]),
    ],
)
def test_indexing(key: str, wanted: object) -> None:
    result = ran(f"n = 2\nx = [[1, 2, 3], [4, 5, 6]]\nsum(x[{key}])")
    assert np.sum(wanted) == output(result)
    assert ops(result) == ["getitem", "sum"]


def test_conditions_leave_no_trace() -> None:
    source = "x = 2.0\ny = x * x if exp(x) > 1 and not x * 3 < 0 or x < 0 else x\n"
    assert ops(ran(source)) == ["mul"]


def test_masks() -> None:
    result = ran("x = [1.0, -2.0, 3.0]\ny = sum(where(x > 0 and not x > 2, x, 0.5 * x))")
    assert output(result) == 1 - 1 + 1.5
    assert gradient(result, "x") == [1, 0.5, 0.5]
    assert leaves(result)["x > 0 and not x > 2"] == "constant"


def test_assertions_hold() -> None:
    assert codes(ran("x = 2.0\nassert x > 1 and x < 3\nassert 1 < x < 3, 'in range'\nx * x")) == []


def test_imports_only_bind_prefixes() -> None:
    source = (
        "import numpy as np, math\nimport torch\n"
        "import torch.nn.functional as F\nfrom torch import nn\n"
        "from math import sin, pi as half_turn\nx = 2.0\n"
        "y = np.exp(x) + torch.tanh(x) + F.relu(x) + nn.functional.sigmoid(x) + sin(x * half_turn)"
    )
    result = ran(source)
    wanted = math.exp(2) + math.tanh(2) + 2 + 1 / (1 + math.exp(-2)) + math.sin(2 * math.pi)
    assert output(result) == pytest.approx(wanted)


def test_math_computes_plainly_on_plain_numbers() -> None:
    assert ops(ran("x = 2.0\nx * math.sqrt(2)")) == ["mul"]


def test_printing() -> None:
    source = (
        "x = [1.0, 2.5]\n"
        "print(x, x.shape, x.ndim, x.size, len(x), [1, 2], (1,), True, None, 'text')\n"
        "for i in range(2):\n    print(f'step {i}: {x[i]:.2f} {x * 2} {x:6.1f} {i:3}|')\n"
        "print(1 / 3, 1e300 * 1e300, -0.0, 7 // 2, 2 ** 0.5)\nprint(sum(x), f'{sum(x)}')"
    )
    result = ran(source)
    assert result.printed == [
        "[1.  2.5] (2,) 1 2 2 [1, 2] (1,) True None text",
        "step 0: 1.00 [2. 5.] [   1.0    2.5]   0|",
        "step 1: 2.50 [2. 5.] [   1.0    2.5]   1|",
        "0.3333333333333333 inf -0.0 3 1.4142135623730951",
        "3.5 3.5",
    ]


def test_values_that_are_nan_or_infinite_are_no_faults() -> None:
    result = ran("x = 0.0\ny = log(x) * x")
    assert math.isnan(output(result))


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("sum(x > 0)", 2),
        ("sum(x * (x > 0))", 4),
        ("sum((x > 0) + (x > 2))", 3),
        ("sum((x > 0) - (x > 2))", 1),
        ("sum(-(x > 0))", -2),
        ("sum(m) * 2 + sum(m + m)", 8),
        ("mean(m)", 2 / 3),
        ("argmax(x) + argmin(x)", 3),
        ("argmax(x) ** -argmin(x)", 0.5),
        ("sum(where(m, m, not m))", 3),
        ("all(x > -3) + any(x > 5)", 1),
        ("sum(stack([x > 0, m]))", 4),
        ("(x > 0 or m)[1] * 1", 0),
        ("round(m)[0] / 3", 1 / 3),
    ],
)
def test_truths_count_as_ones_where_an_op_computes(expression: str, wanted: float) -> None:
    result = ran(f"x = [1.0, -2.0, 3.0]\nm = [True, False, True]\n{expression}")
    assert output(result) == pytest.approx(wanted)


def test_lists_and_tuples() -> None:
    source = (
        "x = [[1.0, 2.0], [3.0, 4.0]]\nsizes = tuple(x.shape)\nrows = list(x)\n"
        "names = ['a', 'b']\nprint(sizes, len(rows), names == ['a', 'b'], names != ['a', 'b'])\n"
        "print(list(range(3)), tuple(), names == ['a', 1])\nsum(rows[1])"
    )
    result = ran(source)
    assert result.printed == ["(2, 2) 2 True False", "[0, 1, 2] () False"]
    assert output(result) == 7


def test_formats() -> None:
    source = (
        'x = 3.0\nprint(f"{5:03d}|{x.item():>8.3f}|{x.item():<6}|{0.256:.1%}|{12345:,}|{-2:+d}|'
        "{'word':>6}|{'word':6s}|{x:+.2e}\")\nx * 2"
    )
    assert ran(source).printed == ["005|   3.000|3.0   |25.6%|12,345|-2|  word|word  |+3.00e+00"]


def test_arguments_from_a_list_and_from_a_generator() -> None:
    source = (
        "layers = [nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)]\nnet = nn.Sequential(*layers)\n"
        "pairs = [(1.0, 2.0), (3.0, 4.0)]\nxs, ys = zip(*pairs)\n"
        "print(sum(p.numel() for p in net.parameters()), max(*[1, 5], 3), xs, len(net))\n"
        "loss = sum(x * y for x, y in pairs) + net(torch.ones(2)).sum()"
    )
    result = ran(source)
    assert result.printed == ["13 5 (1.0, 3.0) 3"]
    assert "net.2.bias" in leaves(result)


def test_one_place_and_one_type() -> None:
    source = (
        "torch.set_default_dtype(torch.float64)\n"
        'device = torch.device("cuda" if torch.cuda.is_available() else "cpu")\n'
        "net = nn.Linear(2, 1).to(device)\nx = torch.ones(2, device=device).to(device)\n"
        "print(device, torch.allclose(net(x), net(x) + 1e-9), np.allclose([1, 2], [1, 2.1]))\n"
        "net(x).sum()"
    )
    assert ran(source).printed == ["cpu True False"]
