"""Modules compute what their formulas say, own named parameters, and group their ops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.errors import ShapeError
from engine.graph import TensorNode, tensor
from engine.modules import (
    MLP,
    Applied,
    BatchNorm1d,
    Dropout,
    Embedding,
    GRUCell,
    Linear,
    LSTMCell,
    Module,
    MultiheadAttention,
    RNNCell,
    Sequential,
    Weights,
)
from engine.trace import Trace
from tests.engine.modules.draws import random, weights


def numbers(node: TensorNode) -> np.ndarray:
    return np.asarray(node.value)


@pytest.mark.parametrize("shape", [(2,), (4, 2), (3, 4, 2), (0, 2)])
def test_linear_is_a_matrix_product_and_a_sum(shape: tuple[int, ...]) -> None:
    layer = Linear(2, 3, weights=weights())
    x = random().standard_normal(shape)
    wanted = x @ numbers(layer.parameters["weight"]).T + numbers(layer.parameters["bias"])
    np.testing.assert_allclose(numbers(layer(tensor(x))), wanted, rtol=1e-14)


def test_linear_without_a_bias() -> None:
    layer = Linear(2, 3, bias=False, weights=weights())
    assert list(layer.parameters) == ["weight"]
    assert not numbers(layer(tensor(np.zeros(2)))).any()


def test_linear_gradients_are_those_of_its_formula() -> None:
    layer = Linear(2, 3, weights=weights())
    x, g = random().standard_normal((4, 2)), random().standard_normal((4, 3))
    (layer(tensor(x)) * g).sum().backward()
    np.testing.assert_allclose(layer.parameters["weight"].gradient, g.T @ x, rtol=1e-12)
    np.testing.assert_allclose(layer.parameters["bias"].gradient, g.sum(axis=0), rtol=1e-12)


def test_linear_draws_evenly_within_its_bound() -> None:
    weight = numbers(Linear(16, 5000, weights=weights()).parameters["weight"])
    assert np.abs(weight).max() <= 0.25
    assert np.abs(weight).max() > 0.2499
    assert abs(weight.mean()) < 0.005
    assert weight.std() == pytest.approx(0.25 / np.sqrt(3), rel=0.01)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3)])
def test_linear_refuses_other_rows(shape: tuple[int, ...]) -> None:
    with pytest.raises(ShapeError, match=r"Linear\(2, 3\)"):
        Linear(2, 3, weights=weights())(tensor(np.zeros(shape)))


def test_a_module_of_no_inputs() -> None:
    layer = Linear(0, 2, weights=weights())
    assert numbers(layer(tensor(np.zeros((3, 0))))).shape == (3, 2)


def test_sequential_calls_one_after_the_other() -> None:
    first, second = Linear(2, 3, weights=weights()), Linear(3, 1, weights=weights())
    network = Sequential([first, Applied("tanh"), second])
    x = tensor(np.array([0.5, -1.0]))
    wanted = second(Applied("tanh")(first(x)))
    np.testing.assert_array_equal(numbers(network(x)), numbers(wanted))


def test_names_of_parameters() -> None:
    inner = Sequential([Linear(2, 2, weights=weights())])
    network = Sequential([Linear(2, 2, weights=weights()), inner])
    assert [name for name, _ in network.named_parameters("net.")] == [
        "net.0.weight",
        "net.0.bias",
        "net.1.0.weight",
        "net.1.0.bias",
    ]


def test_mlp_has_an_activation_between_its_layers_only() -> None:
    network = MLP([2, 4, 3, 1], Applied("relu"), weights=weights())
    assert list(network.children) == ["layer1", "activation1", "layer2", "activation2", "layer3"]
    shapes = [node.shape for _, node in network.named_parameters()]
    assert shapes == [(4, 2), (4,), (3, 4), (3,), (1, 3), (1,)]


def test_calls_are_groups_of_a_trace_and_activations_are_not() -> None:
    network = MLP([1, 2, 1], Applied("tanh"), weights=weights())
    network.name = "net"
    with Trace() as trace:
        network(tensor(np.ones(1)))
        network(tensor(np.ones(1)))
    assert list(trace.modules) == [
        "net",
        "net/layer1",
        "net/layer2",
        "net_2",
        "net_2/layer1",
        "net_2/layer2",
    ]
    assert [record.kind for record in trace.modules.values()][:3] == ["MLP", "Linear", "Linear"]


def test_without_a_trace_a_call_leaves_nothing_behind() -> None:
    assert numbers(Linear(1, 1, weights=weights())(tensor(np.ones(1)))).shape == (1,)


def test_activations_take_their_constants() -> None:
    leaky = Applied("leaky_relu", negative_slope=0.5)
    assert numbers(leaky(tensor(np.array([-2.0, 2.0])))).tolist() == [-1.0, 2.0]


def test_size_and_depth() -> None:
    leaf = Applied("tanh")
    pair = Sequential([leaf, leaf])
    whole = Sequential([pair, pair, leaf])
    assert [(m.size, m.depth) for m in (leaf, pair, whole)] == [(1, 1), (3, 2), (8, 3)]


def test_the_base_computes_nothing() -> None:
    with pytest.raises(NotImplementedError):
        Module()(tensor(1.0))


BOUNDS = [
    (lambda weights: RNNCell(3, 400, weights=weights), "weight_hh", 1 / 20),
    (lambda weights: LSTMCell(3, 400, weights=weights), "bias_ih", 1 / 20),
    (lambda weights: GRUCell(300, 400, weights=weights), "weight_ih", 1 / 20),
    (lambda weights: MultiheadAttention(96, 2, weights=weights), "in_proj_weight", 1 / 8),
    (lambda weights: MultiheadAttention(100, 2, weights=weights), "out_proj.weight", 1 / 10),
]


@pytest.mark.parametrize(("make", "name", "bound"), BOUNDS)
def test_weights_are_drawn_evenly_within_pytorchs_bounds(
    make: Callable[[Weights], Module], name: str, bound: float
) -> None:
    drawn = numbers(dict(make(weights()).named_parameters())[name])
    assert np.abs(drawn).max() <= bound
    assert np.abs(drawn).max() > 0.995 * bound
    assert drawn.std() == pytest.approx(bound / np.sqrt(3), rel=0.05)


def test_what_begins_at_one_and_at_zero() -> None:
    norm = BatchNorm1d(3, weights=weights())
    assert numbers(norm.parameters["weight"]).tolist() == [1, 1, 1]
    assert numbers(norm.parameters["bias"]).tolist() == [0, 0, 0]
    assert [np.asarray(b).tolist() for b in norm.buffers.values()] == [[0, 0, 0], [1, 1, 1], 0]
    attention = dict(MultiheadAttention(4, 2, weights=weights()).named_parameters())
    assert not numbers(attention["in_proj_bias"]).any()
    assert not numbers(attention["out_proj.bias"]).any()


def test_an_embedding_is_drawn_from_the_normal_distribution() -> None:
    table = numbers(Embedding(400, 100, padding_idx=-1, weights=weights()).parameters["weight"])
    assert not table[-1].any()
    assert abs(table[:-1].mean()) < 0.02
    assert table[:-1].std() == pytest.approx(1, rel=0.01)


def test_a_dropout_without_a_chance_is_no_op() -> None:
    x = tensor(np.ones(3))
    assert Dropout(0.0, weights=weights())(x) is x
