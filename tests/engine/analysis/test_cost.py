"""What backward costs and keeps, counted from the terms and by hand."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from engine import apply, evaluate, tensor
from engine.analysis.cost import backward_flops, jacobian_sizes
from engine.analysis.links import links_of
from engine.catalog import CATALOG
from engine.trace import Trace
from tests.engine.ops.points import ROWS

PRODUCTS = [row for row in ROWS if CATALOG[row[0]].flops_per_product]


def cost(program: str) -> Any:
    """Give what a document says of the cost of its program."""
    return evaluate(program).document["cost"]


def test_all_sums_of_two_factors_say_so() -> None:
    assert {name for name, _ in PRODUCTS} == {
        *("matmul", "dot", "inner", "tensordot", "vdot", "outer", "kron"),
        *("conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"),
        *("conv1d_filter", "conv2d_filter"),
    }


@pytest.mark.parametrize(("name", "case"), PRODUCTS, ids=str)
def test_backward_makes_each_product_again(name: str, case: int) -> None:
    given = CATALOG[name].cases[case]
    with Trace() as trace:
        apply(name, *(tensor(value) for value in given.inputs), **given.constants)
    (record,) = trace.ops.values()
    met = Counter(link.input[0] for link in links_of(record))
    made = [2 * met[slot] - node.size for slot, node in enumerate(record.node.inputs)]
    if met[2]:
        made[2] -= met[2]  # a bias is only added
    counted = sum(max(0, count) for count in made)
    told = backward_flops(record)
    assert told is not None
    # The plan of a convolution counts the products with its padding as well.
    assert told >= counted if name.startswith("conv") else told == counted


def test_nothing_is_counted_for_an_input_without_a_gradient() -> None:
    program = "W = {}([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])\nx = input([0.5, 2.0])\nsum(W @ x)"
    learned, fixed = (
        evaluate(program.format(role)).document["ops"][0]["cost"] for role in ("param", "constant")
    )
    assert learned == {"flops": 12, "bytes": 24, "backward": 16, "jacobian": [18, 6]}
    assert fixed == {"flops": 12, "bytes": 24, "backward": 10, "jacobian": [None, 6]}


def test_an_op_without_a_gradient_has_no_jacobian_and_one_of_many_tensors_has_many() -> None:
    ops = evaluate("x = input([1.0, 2.0])\nargmax(x) + sum(stack([x, x]))").document["ops"]
    told = {op["op"]: op["cost"] for op in ops}
    assert "jacobian" not in told["argmax"]
    assert told["stack"]["jacobian"] == [8, 8]


def test_labels_have_no_jacobian() -> None:
    with Trace() as trace:
        apply("cross_entropy", tensor([[1.0, 2.0], [0.0, 1.0]]), tensor([0.0, 1.0]))
    assert jacobian_sizes(*trace.ops.values()) == [4, None]


def test_what_is_saved_twice_is_kept_once() -> None:
    told = cost("x = input(randn(100))\nh = sigmoid(x)\nsum(h * h)")
    assert told["saved_bytes"] == 2400
    assert told["peak_bytes"] == 800


def test_views_keep_their_whole_buffer_and_only_that() -> None:
    told = cost("x = input(randn(100))\nsum(x[:10] ** 2) + sum(x[10:20] ** 2)")
    assert (told["saved_bytes"], told["peak_bytes"]) == (160, 800)


def test_a_pass_lets_go_of_what_it_was_kept_for() -> None:
    once = "x = input(randn(100))\n{}"
    turn = "y{0} = sum(sin(x * {1}))\n{2}"
    kept = cost(once.format(turn.format(1, 2, "") + turn.format(2, 3, "") + "y1 + y2"))
    freed = cost(
        once.format(turn.format(1, 2, "y1.backward()\n") + turn.format(2, 3, "y2.backward()"))
    )
    assert kept["peak_bytes"] - freed["peak_bytes"] == 800 + 8
    assert kept["saved_bytes"] == freed["saved_bytes"]


def test_what_needs_no_gradient_keeps_nothing() -> None:
    told = cost("k = constant(randn(100))\nx = 2.0\nsum(sin(k)) * x")
    assert told["peak_bytes"] == 16
