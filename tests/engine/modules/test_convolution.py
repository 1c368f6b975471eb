"""Convolutional layers: their kernels, what they draw, what they refuse."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.errors import DomainError, ShapeError
from engine.graph import apply, tensor
from engine.modules import Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Dropout
from tests.engine.modules.draws import weights


@pytest.mark.parametrize(
    ("layer", "weight", "x", "y"),
    [
        (Conv1d(4, 6, 3, groups=2, weights=weights()), (6, 2, 3), (2, 4, 5), (2, 6, 3)),
        (
            Conv2d(4, 6, (3, 2), stride=2, padding=1, weights=weights()),
            (6, 4, 3, 2),
            (2, 4, 5, 5),
            (2, 6, 3, 3),
        ),
        (Conv2d(4, 6, 3, padding="same", weights=weights()), (6, 4, 3, 3), (4, 5, 5), (6, 5, 5)),
        (ConvTranspose1d(4, 6, 3, weights=weights()), (4, 6, 3), (2, 4, 5), (2, 6, 7)),
        (
            ConvTranspose2d(4, 6, 2, stride=2, output_padding=1, groups=2, weights=weights()),
            (4, 3, 2, 2),
            (2, 4, 5, 5),
            (2, 6, 11, 11),
        ),
    ],
)
def test_kernels_have_pytorchs_shapes_and_bounds(
    layer: Any, weight: tuple[int, ...], x: tuple[int, ...], y: tuple[int, ...]
) -> None:
    shapes = {name: node.shape for name, node in layer.parameters.items()}
    assert shapes == {"weight": weight, "bias": (6,)}
    bound = np.prod(weight[1:]) ** -0.5
    for node in layer.parameters.values():
        assert np.abs(node.value).max() <= bound
    assert np.abs(layer.parameters["weight"].value).max() > 0.9 * bound
    assert layer(tensor(np.ones(x))).shape == y


def test_a_layer_is_its_op() -> None:
    layer = Conv2d(2, 3, 2, stride=2, padding=1, dilation=2, weights=weights())
    x = np.random.default_rng(0).standard_normal((2, 5, 5))
    wanted = apply(
        "conv2d", x, *layer.parameters.values(), stride=2, padding=1, dilation=2, groups=1
    )
    np.testing.assert_array_equal(layer(tensor(x)).value, wanted.value)


def test_a_layer_without_a_bias() -> None:
    layer = Conv2d(2, 3, 2, bias=False, weights=weights())
    assert list(layer.parameters) == ["weight"]
    assert not layer(tensor(np.zeros((2, 4, 4)))).value.any()


def test_kernels_are_drawn_before_the_bias() -> None:
    draw = np.random.Generator(np.random.PCG64(3))
    layer = Conv1d(1, 2, 4, weights=weights())
    np.testing.assert_array_equal(
        layer.parameters["weight"].value, draw.uniform(-0.5, 0.5, (2, 1, 4))
    )
    np.testing.assert_array_equal(layer.parameters["bias"].value, draw.uniform(-0.5, 0.5, 2))


@pytest.mark.parametrize(("inputs", "outputs", "groups"), [(3, 4, 2), (4, 3, 2), (4, 4, 0)])
def test_groups_divide_the_channels(inputs: int, outputs: int, groups: int) -> None:
    for layer in (Conv2d, ConvTranspose2d):
        with pytest.raises(ShapeError, match=f"channels in {groups} groups"):
            layer(inputs, outputs, 3, groups=groups, weights=weights())


def test_a_kernel_has_a_size() -> None:
    with pytest.raises(DomainError, match="kernel_size is 0"):
        Conv2d(1, 1, 0, weights=weights())


def test_dropout_drops_in_training_only() -> None:
    layer = Dropout(0.25, weights=weights())
    x = tensor(np.ones(1000))
    first, second = layer(x).value, layer(x).value
    assert set(first) == {0.0, 1 / 0.75}
    assert abs(np.mean(first == 0) - 0.25) < 0.05
    assert not np.array_equal(first, second)
    layer.train(False)
    assert (layer(x).value == 1).all()
