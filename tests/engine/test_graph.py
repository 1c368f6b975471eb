"""The graph and its two walks: which node gets which gradient, in time and in memory."""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import numpy as np
import pytest

from engine import EngineError, TensorNode, apply, backward, constant, tensor
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


# --- Plain Python and NumPy build the graph -------------------------------------------------------

X = np.array([[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]])
ROW = np.array([1.0, 2.0, 3.0])

CALLS = {
    "x + 1": lambda x: x + 1,
    "1 - x": lambda x: 1 - x,
    "x * x": lambda x: x * x,
    "2 / x": lambda x: 2 / x,
    "-x": lambda x: -x,
    "+x": lambda x: +x,
    "x ** 3": lambda x: x**3,
    "2 ** x": lambda x: 2**x,
    "x % 2": lambda x: x % 2,
    "abs(x)": abs,
    "x @ row": lambda x: x @ ROW,
    "row @ x.T": lambda x: ROW @ x.T,
    "x[0]": lambda x: x[0],
    "x[:, 1:]": lambda x: x[:, 1:],
    "x[[0, 1, 1]]": lambda x: x[[0, 1, 1]],
    "x[x > 0]": lambda x: x[x > 0],
    "array * x": lambda x: np.ones(3) * x,
    "scalar * x": lambda x: np.float64(2) * x,
    "array - x": lambda x: X - x,
    "x.T": lambda x: x.T,
    "np.sin": np.sin,
    "np.exp": np.exp,
    "np.abs": np.abs,
    "np.add": lambda x: np.add(ROW, x),
    "np.power": lambda x: np.power(x, 2.0),
    "np.maximum": lambda x: np.maximum(x, 0.0),
    "np.matmul": lambda x: np.matmul(x, ROW),
    "np.dot": lambda x: np.dot(x, ROW),
    "np.outer": lambda x: np.outer(x[0], x[1]),
    "np.trace": np.trace,
    "np.sum": np.sum,
    "np.sum axis": lambda x: np.sum(x, axis=0),
    "np.sum keepdims": lambda x: np.sum(x, axis=1, keepdims=True),
    "np.add.reduce": np.add.reduce,
    "np.mean": lambda x: np.mean(x, axis=-1),
    "np.prod": lambda x: np.prod(x, 1),
    "np.max": lambda x: np.max(x, axis=0),
    "np.amin": np.min,
    "np.var": lambda x: np.var(x, axis=0),
    "np.std ddof": lambda x: np.std(x, axis=1, ddof=1),
    "np.cumsum": lambda x: np.cumsum(x, axis=1),
    "np.argmax": lambda x: np.argmax(x, axis=1),
    "np.all": np.all,
    "np.linalg.norm": np.linalg.norm,
    "np.linalg.norm of rows": lambda x: np.linalg.norm(x, 1, 1),
    "np.reshape": lambda x: np.reshape(x, (3, 2)),
    "np.transpose": np.transpose,
    "np.swapaxes": lambda x: np.swapaxes(x, 0, 1),
    "np.ravel": np.ravel,
    "np.broadcast_to": lambda x: np.broadcast_to(x, (2, 2, 3)),
    "np.expand_dims": lambda x: np.expand_dims(x, 1),
    "np.squeeze": lambda x: np.squeeze(np.expand_dims(x, 1)),
    "np.repeat": lambda x: np.repeat(x, 2, axis=0),
    "np.tile": lambda x: np.tile(x, (2, 1)),
    "np.flip": lambda x: np.flip(x, 1),
    "np.stack": lambda x: np.stack([x, x]),
    "np.concatenate": lambda x: np.concatenate([x, X], axis=1),
    "np.where": lambda x: np.where(X > 0, x, 0.0),
    "np.clip": lambda x: np.clip(x, -1, 1),
    "np.take": lambda x: np.take(x, [0, 2], axis=1),
    "np.floor": np.floor,
    "np.square": np.square,
    "np.round": lambda x: np.round(x, 1),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_python_and_numpy_mean_the_same_on_nodes_as_on_arrays(call: Any) -> None:
    with np.errstate(all="ignore"):
        node, expected = call(tensor(X)), call(X)
    assert type(node) is TensorNode
    np.testing.assert_allclose(node.value, expected, rtol=1e-15)
    assert node.shape == np.shape(expected)


METHODS = {
    "x.sum(axis=0)": lambda x: x.sum(axis=0),
    "x.sum(0)": lambda x: x.sum(0),
    "x.reshape(3, 2)": lambda x: x.reshape(3, 2),
    "x.reshape(6)": lambda x: x.reshape(6),
    "x.reshape((3, 2))": lambda x: x.reshape((3, 2)),
    "x.transpose(1, 0)": lambda x: x.transpose(1, 0),
    "x.mean(axis=1, keepdims=True)": lambda x: x.mean(axis=1, keepdims=True),
    "x.clip(0, 1)": lambda x: x.clip(0, 1),
    "x.repeat(2, axis=1)": lambda x: x.repeat(2, axis=1),
}


@pytest.mark.parametrize("call", METHODS.values(), ids=METHODS)
def test_ops_are_methods_as_they_are_of_arrays(call: Any) -> None:
    np.testing.assert_array_equal(call(tensor(X)).value, call(X))


TORCH_WORDS = {
    "dim": (lambda x: x.sum(dim=0, keepdim=True), X.sum(axis=0, keepdims=True)),
    "dims": (lambda x: x.flip(dims=(0, 1)), X[::-1, ::-1]),
    "permute": (lambda x: x.permute(1, 0), X.T),
    "expand": (lambda x: x.expand(2, -1, -1), np.broadcast_to(X, (2, 2, 3))),
    "clamp": (lambda x: x.clamp(min=0), np.maximum(X, 0)),
    "unsqueeze": (lambda x: x.unsqueeze(0), X[None]),
    "norm": (lambda x: x.norm(p=1, dim=1), np.abs(X).sum(axis=1)),
}


@pytest.mark.parametrize(("call", "expected"), TORCH_WORDS.values(), ids=TORCH_WORDS)
def test_pytorchs_words_for_arguments_are_understood(call: Any, expected: Any) -> None:
    np.testing.assert_array_equal(call(tensor(X)).value, expected)


def test_comparisons_give_plain_values() -> None:
    x = tensor([1.0, 2.0, 3.0])
    assert (x > 2).tolist() == [False, False, True]
    assert (x >= 2).tolist() == [False, True, True]
    assert np.equal(x, 2.0).tolist() == [False, True, False]
    assert not isinstance(x < tensor(5.0), TensorNode)


def test_a_node_reads_like_a_number_where_it_is_one() -> None:
    x = tensor(2.5)
    assert (float(x), x.item(), bool(x), x.shape, x.ndim, x.size) == (2.5, 2.5, True, (), 0, 1)
    assert len(tensor([1.0, 2.0])) == 2
    with pytest.raises(TypeError, match=r"^a scalar has no length$"):
        len(x)


# --- What goes wrong is said ----------------------------------------------------------------------

APART = (
    "NumPy cannot take a tensor node apart: pass it to a function that the catalogue knows, "
    "stack nodes with np.stack, or use its .value"
)


@pytest.mark.parametrize(
    "call",
    [
        np.asarray,
        lambda x: np.array([x, x]),
        lambda x: np.ones(3).dot(x),
        lambda x: np.lib.stride_tricks.as_strided(np.asarray(x), (2, 2)),
    ],
)
def test_numpy_gets_no_objects_where_it_wants_numbers(call: Any) -> None:
    with pytest.raises(TypeError) as caught:
        call(tensor([1.0, 2.0, 3.0]))
    assert str(caught.value) == APART


def test_a_numpy_function_without_an_op_is_refused_by_name() -> None:
    x = tensor(X)
    for call, name in ((np.linalg.inv, "linalg.inv"), (np.median, "median"), (np.cbrt, "cbrt")):
        with pytest.raises(TypeError) as caught:
            call(x)
        assert str(caught.value) == (
            f"np.{name} does not work on tensor nodes: the catalogue has no such op"
        )


FAULTS = [
    (
        lambda: tensor(X) @ tensor(ROW[:2]),
        "matmul of (2, 3), (2,): inner sizes 3 and 2 differ",
        "(n, k) @ (k, m) gives (n, m): the inner sizes k must be equal. `.T` transposes a matrix.",
    ),
    (
        lambda: tensor(X) + tensor([1.0, 2.0]),
        "add of (2, 3), (2,): sizes 3 and 2 differ along axis -1",
        "Sizes along an axis must be equal, or one of them 1.",
    ),
    (
        lambda: tensor(X).sum(axis=2),
        "sum of (2, 3): axis 2 of a tensor of rank 2",
        "Axes count from 0 to 1, or from -1 backwards.",
    ),
    (
        lambda: tensor(X).reshape(4, 2),
        "reshape of (2, 3): 6 elements do not fit the shape (4, 2)",
        "The product of the sizes must be the number of elements.",
    ),
    (
        lambda: tensor(X)[2],
        "getitem of (2, 3): index 2 is outside axis 0, whose size is 2",
        "Places count from 0 to 1, or from -1 backwards.",
    ),
    (
        lambda: tensor(X)[0, 0, 0],
        "getitem of (2, 3): 3 indices for rank 2",
        "One index for each axis at most, and `...` once for all the others.",
    ),
    (
        lambda: np.concatenate([tensor(X), tensor(ROW)]),
        "concatenate of (2, 3), (3,): (2, 3) and (3,) do not line up",
        "Their sizes must be equal along every axis but axis 0.",
    ),
    (
        lambda: tensor(np.ones((0, 3))).max(axis=0),
        "max of (0, 3): no elements along axis 0",
        "There is no largest of nothing.",
    ),
]


@pytest.mark.parametrize(("call", "message", "hint"), FAULTS, ids=[row[1] for row in FAULTS])
def test_a_shape_fault_names_the_shapes_and_what_to_try(call: Any, message: str, hint: str) -> None:
    with pytest.raises(ShapeError) as caught:
        call()
    assert str(caught.value) == caught.value.message == message
    assert caught.value.hint == hint


def test_a_view_refuses_what_is_not_in_row() -> None:
    x = tensor(X)
    assert x.view(3, 2).shape == (3, 2)
    assert np.shares_memory(x.view(3, 2).value, x.value)
    with pytest.raises(EngineError) as caught:
        x[:, 1:].view(4)
    assert caught.value.code == "not-contiguous"
    assert caught.value.message == (
        "a view of (2, 2) as (4,) would need a copy: in memory, the elements do not lie in this "
        "order"
    )
    assert caught.value.hint == ("`reshape` copies where it must; `contiguous()` copies first.")
    with pytest.raises(ShapeError, match=r"4 elements do not fit the shape \(6,\)"):
        x[:, 1:].view(6)
    assert x[:, 1:].contiguous().view(4).shape == (4,)
    assert x[:, 1:].reshape(4).shape == (4,)


def test_an_output_of_several_elements_needs_a_seed() -> None:
    with pytest.raises(EngineError) as caught:
        tensor(X).backward()
    assert caught.value.code == "not-scalar"
    assert caught.value.message == (
        "the output has the shape (2, 3); a backward pass starts from one number"
    )
    assert caught.value.hint == "Reduce it with sum(...), or choose one element."


def test_what_holds_no_numbers_is_no_tensor() -> None:
    with pytest.raises(TypeError, match=r"^no numbers: str$"):
        tensor("three")
    with pytest.raises(ValueError, match=r"^the rows of the list differ in length$"):
        tensor([[1.0], [2.0, 3.0]])


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
