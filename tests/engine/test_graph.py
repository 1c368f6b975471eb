"""The graph and its two walks: which node gets which gradient, in time and in memory."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import numpy as np
import pytest

from engine import TensorNode, apply, backward, constant, tensor
from engine.catalog import CATALOG
from engine.errors import ShapeError
from engine.graph import nodes
from engine.op import Case, Context, Formula, Op, Plan

# --- Which gradient a tensor gets -----------------------------------------------------------------


def test_a_value_used_twice_gets_both_contributions() -> None:
    x = tensor(3.0)
    y = x * x
    (y + y).backward()
    assert (y.gradient, x.gradient) == (2.0, 12.0)


def test_paths_of_different_length_meet() -> None:
    x = tensor(3.0)
    y = x * x
    (y * y + y).backward()
    assert x.gradient == 114.0


def test_a_branch_that_leads_nowhere_changes_nothing() -> None:
    x = tensor(3.0)
    y = x * x
    dead = y * y
    (y + y).backward()
    assert x.gradient == 12.0
    assert dead.gradient is None


def test_paths_of_length_one_and_three() -> None:
    x = tensor(2.0)
    (x + x * x * x).backward()
    assert x.gradient == 13.0


def test_each_pass_starts_from_nothing() -> None:
    x = tensor(3.0)
    for _ in range(2):
        y = x * x
        (y * y + y).backward()
        assert x.gradient == 114.0


def test_the_same_graph_may_be_walked_twice() -> None:
    x = tensor(3.0)
    output = x * x * x
    first, second = backward(output), backward(output)
    assert first.gradients[x] == second.gradients[x] == 27.0


def test_gradients_that_share_memory_are_not_added_into_each_other() -> None:
    x, y = tensor([1.0, 2.0]), tensor([3.0, 5.0])
    z = x + y
    p = x / z
    apply("sum", p).backward()
    np.testing.assert_allclose(x.gradient, y.value / z.value**2, rtol=1e-15)
    np.testing.assert_allclose(y.gradient, -x.value / z.value**2, rtol=1e-15)
    np.testing.assert_allclose(z.gradient, -x.value / z.value**2, rtol=1e-15)


def test_a_gradient_that_was_sent_to_two_tensors_grows_in_one_of_them_only() -> None:
    x, y = tensor([1.0, 2.0]), tensor([3.0, 5.0])
    p = x * x
    z = x + y
    (apply("sum", z * z) + apply("sum", p)).backward()
    np.testing.assert_array_equal(y.gradient, 2 * z.value)
    np.testing.assert_array_equal(x.gradient, 2 * z.value + 2 * x.value)
    np.testing.assert_array_equal(z.gradient, 2 * z.value)


def test_only_what_leads_to_the_output_gets_a_gradient() -> None:
    x, k, idle = tensor(2.0), constant(5.0), tensor(7.0)
    beside = idle * x
    output = x * k
    output.backward()
    assert output.gradient == 1.0
    assert x.gradient == 5.0
    assert [k.gradient, idle.gradient, beside.gradient] == [None, None, None]


def test_a_leaf_is_its_own_output() -> None:
    x = tensor(2.0)
    x.backward()
    assert x.gradient == 1.0


def test_graphs_made_anywhere_combine() -> None:
    left, right = tensor(2.0) * 3, tensor(5.0) + 1
    output = left * right
    output.backward()
    assert (left.gradient, right.gradient) == (6.0, 6.0)


def test_a_seed_weighs_the_elements_of_the_output() -> None:
    x = tensor([1.0, 2.0, 3.0])
    sent = backward(x * x, seed=np.array([1.0, 0.0, -1.0]))
    np.testing.assert_array_equal(sent.gradients[x], [2.0, 0.0, -6.0])


def test_contributions_sum_to_the_gradient_in_the_order_of_the_walk() -> None:
    x = tensor([1.0, 2.0])
    y = x * x
    output = apply("sum", y + x)
    sent = backward(output, keep_contributions=True)
    assert [node.op.name for node in sent.order] == ["sum", "add", "mul"]
    mine = [one for one in sent.contributions if one.node.inputs[one.slot] is x]
    assert [(one.node.op.name, one.slot) for one in mine] == [("add", 1), ("mul", 0), ("mul", 1)]
    np.testing.assert_array_equal(sum(one.value for one in mine), sent.gradients[x])


def test_a_broadcast_operand_gets_the_sum_over_its_copies() -> None:
    matrix, row, column, number = (
        tensor(np.ones((2, 3))),
        tensor([1.0, 2.0, 3.0]),
        tensor([[1.0], [2.0]]),
        tensor(2.0),
    )
    apply("sum", (matrix * row + column) * number).backward()
    np.testing.assert_array_equal(row.gradient, [4.0, 4.0, 4.0])
    np.testing.assert_array_equal(column.gradient, [[6.0], [6.0]])
    assert number.gradient == 21.0
    assert type(number.gradient) is np.float64


def test_an_op_node_leads_to_its_output_by_whichever_way_it_was_come_by() -> None:
    x = tensor(2.0)
    power = x**3
    output = np.sin(power)
    sent = backward(output, keep_contributions=True)
    assert [node.outputs[0]() for node in sent.order] == [output, power]
    output = np.cos(power)
    sent = backward(output, keep_contributions=True)
    assert [one.node.outputs[0]() for one in sent.contributions] == [output, power]
    output = np.exp(power)
    assert output.source is not None
    assert [link() for link in output.source.outputs] == [output]


def test_an_op_node_does_not_keep_its_output_alive() -> None:
    node = (tensor(2.0) * 3).source
    assert node is not None
    assert [link() for link in node.outputs] == [None]


def test_ops_with_settings_are_methods_that_may_leave_them_out() -> None:
    x = tensor([[1.0, 2.0], [3.0, 5.0]])
    assert x.sum().source.constants == {"axis": None, "keepdims": False}
    np.testing.assert_array_equal(x.sum(0).value, [4.0, 7.0])
    with pytest.raises(ShapeError, match=r"^max of \(0,\): no elements$"):
        tensor([]).max()


# --- Deep and long-lived graphs -------------------------------------------------------------------


def test_a_chain_of_100_000_ops_is_walked_printed_and_cleared_without_recursion() -> None:
    x = tensor(1.0)
    y = x
    for _ in range(100_000):
        y = y + x
    assert repr(y) == "TensorNode(100001., source=add)"
    assert repr(y.source) == "OpNode(add: (), ())"
    y.backward()
    assert x.gradient == 100_001.0
    del y
    assert x.gradient == 100_001.0


def test_two_hundred_passes_leave_no_memory_behind() -> None:
    weights = tensor(np.full((64, 64), 0.01))

    def one_pass() -> None:
        h = tensor(np.ones((64, 64)))
        for _ in range(5):
            h = np.tanh(h @ weights)
        apply("mean", h).backward()

    gc.disable()
    tracemalloc.start()
    try:
        one_pass()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(200):
            one_pass()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        gc.enable()
    assert after - before < 64 * 64 * 8
    assert peak - before < 50 * 64 * 64 * 8


# --- Several outputs ------------------------------------------------------------------------------


class Halves(Op):
    """The integer part and the rest of a number."""

    name = "halves"
    title = "halves"
    symbol = "½"
    formula = Formula(r"@y", (r"@x^{\nabla}",))
    cases = (Case([1.0, 2.0]),)

    @staticmethod
    def forward(context: Context, x: Any) -> Any:
        return 2 * x, 3 * x

    @staticmethod
    def backward(context: Context, doubled: Any, tripled: Any) -> Any:
        sent = [n * g for n, g in ((2, doubled), (3, tripled)) if g is not None]
        return sum(sent[1:], sent[0])

    @classmethod
    def plan(cls, x: tuple[int, ...]) -> Plan:
        return cls.planned((x,), x, x, flops=2)


@pytest.fixture
def halves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nodes, "CATALOG", {**CATALOG, "halves": Halves})


@pytest.mark.usefixtures("halves")
def test_an_op_may_have_several_outputs() -> None:
    x = tensor([1.0, 2.0])
    doubled, tripled = apply("halves", x)
    apply("sum", doubled * tripled).backward()
    np.testing.assert_array_equal(doubled.value, [2.0, 4.0])
    np.testing.assert_array_equal(x.gradient, 12 * x.value)


@pytest.mark.usefixtures("halves")
@pytest.mark.parametrize("used", [0, 1])
def test_an_output_that_nobody_used_sends_nothing(used: int) -> None:
    x = tensor(5.0)
    outputs = apply("halves", x)
    apply("sum", outputs[used]).backward()
    assert x.gradient == (2.0, 3.0)[used]
    assert outputs[1 - used].gradient is None


@pytest.mark.usefixtures("halves")
def test_an_output_may_be_dropped() -> None:
    x = tensor(5.0)
    tripled = apply("halves", x)[1]
    tripled.backward()
    assert x.gradient == 3.0


# --- Derivatives of derivatives -------------------------------------------------------------------


def derivatives(output: TensorNode, x: TensorNode, order: int) -> list[float]:
    """Give the derivatives of a scalar by a scalar, from the first to this one."""
    found = []
    for _ in range(order):
        output = backward(output, on_nodes=True).gradients[x]
        found.append(output.item())
    return found


def test_derivatives_of_third_order() -> None:
    x = tensor(0.7)
    np.testing.assert_allclose(derivatives(np.exp(2 * x), x, 3), np.exp(1.4) * np.array([2, 4, 8]))
    sine = [np.cos(0.7), -np.sin(0.7), -np.cos(0.7)]
    np.testing.assert_allclose(derivatives(np.sin(x), x, 3), sine)
    np.testing.assert_allclose(derivatives(x**5, x, 3), [5 * 0.7**4, 20 * 0.7**3, 60 * 0.7**2])
    chain = np.exp(np.sin(x**2))
    u, du, ddu = 0.49, 1.4, 2.0
    s, c = np.sin(u), np.cos(u)
    first, second = c * du, -s * du**2 + c * ddu
    third = -c * du**3 - 3 * s * du * ddu
    e = np.exp(s)
    expected = [
        e * first,
        e * (first**2 + second),
        e * (first**3 + 3 * first * second + third),
    ]
    np.testing.assert_allclose(derivatives(chain, x, 3), expected, rtol=1e-13)


def test_a_derivative_of_third_order_through_outputs_that_were_dropped() -> None:
    x = tensor(0.3)
    t = np.tanh(0.3)
    first = 1 - t**2
    expected = [first, -2 * t * first, -2 * first * (1 - 3 * t**2)]
    np.testing.assert_allclose(derivatives(np.tanh(x) * 1.0, x, 3), expected, rtol=1e-13)


def test_a_list_that_is_no_rectangle_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match=r"^the rows of the list differ in length$"):
        tensor([[1, 2], [3]])


def test_a_function_of_numpy_that_the_catalogue_lacks_is_named_in_full() -> None:
    message = r"^np\.fft\.fft does not work on tensor nodes: the catalogue has no such op$"
    with pytest.raises(TypeError, match=message):
        np.fft.fft(tensor([1.0, 2.0]))
