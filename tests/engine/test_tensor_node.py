"""A tensor node in plain Python and in NumPy: what works on it, and what is said where not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import EngineError, TensorNode, tensor
from engine.errors import ShapeError

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
    "np.linalg.inv": lambda x: np.linalg.inv(x[:, :2]),
    "np.linalg.det": lambda x: np.linalg.det(x[:, :2]),
    "np.linalg.slogdet": lambda x: np.linalg.slogdet(x[:, :2])[1],
    "np.linalg.solve": lambda x: np.linalg.solve(x[:, :2], ROW[:2]),
    "np.linalg.matrix_power": lambda x: np.linalg.matrix_power(x[:, :2], 3),
    "np.linalg.cholesky": lambda x: np.linalg.cholesky(np.eye(2) + x @ np.transpose(x)),
    "np.linalg.qr": lambda x: np.linalg.qr(x)[1],
    "np.linalg.svd": lambda x: np.linalg.svd(x, full_matrices=False)[2],
    "np.linalg.svdvals": np.linalg.svdvals,
    "np.linalg.eigh": lambda x: np.linalg.eigh(x[:, :2], UPLO="U")[1],
    "np.linalg.eigvalsh": lambda x: np.linalg.eigvalsh(x[:, :2]),
    "np.linalg.trace": lambda x: np.linalg.trace(np.stack([x, x]), offset=1),
    "np.diagonal": lambda x: np.diagonal(np.stack([x, x]), 0, 1, 2),
    "np.linalg.diagonal": lambda x: np.linalg.diagonal(np.stack([x, x])),
    "np.diag": lambda x: np.diag(x, 1),
    "np.triu": lambda x: np.triu(x, k=1),
    "np.tril": np.tril,
    "np.vdot": lambda x: np.vdot(x, X),
    "np.inner": lambda x: np.inner(x, ROW),
    "np.tensordot": lambda x: np.tensordot(x, X, axes=([1], [1])),
    "np.einsum": lambda x: np.einsum("ij,kj->ik", x, X, optimize="greedy"),
    "np.kron": lambda x: np.kron(ROW, x),
    "np.cross": lambda x: np.cross(x, ROW),
    "np.linalg.cross": lambda x: np.linalg.cross(x, X),
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
    for call, name in (
        (np.linalg.pinv, "linalg.pinv"),
        (np.gradient, "gradient"),
        (np.unwrap, "unwrap"),
    ):
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


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint16, np.int64, np.float32])
def test_a_leaf_holds_float64_whatever_it_is_made_of(kind: Any) -> None:
    given = np.array([1, 0, 1]).astype(kind)
    x, one = tensor(given), tensor(given[0])
    assert x.value.dtype == one.value.dtype == np.float64
    assert ((x @ x).item(), (-one).item(), (one**-1.0).item()) == (2.0, -1.0, 1.0)
