"""What cases cannot show of convolution and pooling: many windows, few, none, and their graph."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import apply, backward, tensor
from engine.graph import ancestors

Shape = tuple[int, ...]


def draw(*shape: int) -> Any:
    return np.random.default_rng(7).standard_normal(shape)


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "output"),
    [
        ("conv2d", [(0, 4, 5, 5), (6, 2, 2, 2), (6,)], {"groups": 2}, (0, 6, 4, 4)),
        ("conv2d", [(0, 1, 5, 5), (2, 1, 2, 2)], {"padding": "same"}, (0, 2, 5, 5)),
        ("conv_transpose1d", [(0, 4, 5), (4, 2, 2)], {"stride": 2}, (0, 2, 10)),
        ("conv1d", [(2, 3, 5), (0, 3, 2)], {}, (2, 0, 4)),
        ("conv2d", [(2, 0, 5, 5), (2, 0, 2, 2)], {}, (2, 2, 4, 4)),
        ("conv_transpose1d", [(2, 0, 5), (0, 2, 2)], {}, (2, 2, 6)),
        ("max_pool2d", [(0, 2, 4, 4)], {"kernel_size": 2}, (0, 2, 2, 2)),
        ("avg_pool2d", [(0, 2, 4, 4)], {"kernel_size": 2}, (0, 2, 2, 2)),
        ("max_pool1d", [(0, 2, 4)], {"kernel_size": 4}, (0, 2, 1)),
        ("adaptive_avg_pool2d", [(0, 2, 4, 4)], {"output_size": 3}, (0, 2, 3, 3)),
        ("unfold", [(0, 2, 4, 4)], {"kernel_size": 2}, (0, 8, 9)),
        ("fold", [(0, 8, 9)], {"kernel_size": 2, "output_size": 4}, (0, 2, 4, 4)),
    ],
)
def test_empty_tensors_go_both_ways(
    name: str, inputs: list[Shape], constants: dict[str, Any], output: Shape
) -> None:
    leaves = [tensor(np.ones(shape)) for shape in inputs]
    made = apply(name, *leaves, **constants)
    assert made.shape == output
    gradients = backward(made, seed=np.ones(output)).gradients
    assert [gradients[leaf].shape for leaf in leaves] == inputs
    assert not any(gradients[leaf].any() for leaf in leaves)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_few_large_windows_are_like_many(name: str) -> None:
    """The one window of everything is also the middle one of nine that reach into padding."""
    x = tensor(draw(2, 3, 3))
    x.value[0, 1, 1:] = 9.0
    x.value[1, 0, 1], x.value[1, 2, 0] = np.nan, np.nan
    few = apply(name, x, kernel_size=3)
    many = apply(name, x, kernel_size=3, stride=1, padding=1)[:, 1:2, 1:2]
    np.testing.assert_allclose(few.value, many.value, rtol=1e-14)
    first, second = (backward(out.sum()).gradients[x] for out in (few, many))
    np.testing.assert_allclose(first, second, rtol=1e-14)


def test_few_large_windows_of_a_transposed_convolution() -> None:
    x, weight = draw(1, 2, 2), draw(1, 2, 5, 7)
    made = apply("conv_transpose2d", x, weight, stride=(2, 3), padding=1, dilation=(1, 2)).value
    wanted = np.zeros((2, 7, 16))
    for p, q in np.ndindex(2, 2):
        wanted[:, 2 * p : 2 * p + 5, 3 * q : 3 * q + 13 : 2] += x[0, p, q] * weight[0]
    np.testing.assert_allclose(made, wanted[:, 1:-1, 1:-1], rtol=1e-12)


def test_blocks_of_windows_give_what_all_at_once_give(monkeypatch: pytest.MonkeyPatch) -> None:
    x, weight = draw(2, 4, 9, 5), draw(6, 2, 3, 2)
    settings = {"stride": (2, 1), "padding": 1, "groups": 2}

    def results() -> list[Any]:
        leaves = [tensor(x), tensor(weight)]
        output = apply("conv2d", *leaves, **settings)
        sent = backward(output, seed=np.cos(output.value)).gradients
        return [output.value, *(sent[leaf] for leaf in leaves)]

    whole = results()
    monkeypatch.setattr("engine.op.window_arrays.MOST_LAID_OUT", 300)
    for one, other in zip(results(), whole, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


def test_a_window_as_large_as_an_image_takes_no_turn_for_each_pixel() -> None:
    x = draw(1, 600, 600)
    assert apply("max_pool2d", x, kernel_size=600).value.item() == x.max()
    np.testing.assert_allclose(apply("avg_pool2d", x, kernel_size=600).value, x.mean(), rtol=1e-9)
    weight = draw(1, 1, 600, 600)
    made = apply("conv_transpose2d", np.ones((1, 1, 1)), weight)
    np.testing.assert_array_equal(made.value, weight[0])


FAR = 10**12
"""No machine has room for an array of so many elements."""


@pytest.mark.parametrize(
    ("settings", "output", "by_x", "by_kernel"),
    [
        ({"stride": FAR, "padding": FAR}, [0, 10, 0], [2, -2, 3], [1, 2, 4]),
        ({"dilation": FAR, "padding": FAR}, [-2, -4, -8], [-2, -2, -2], [0, 7, 0]),
    ],
)
def test_windows_take_room_for_what_they_touch_not_for_what_they_span(
    settings: dict[str, Any], output: list[int], by_x: list[int], by_kernel: list[int]
) -> None:
    x, kernel = tensor([[1.0, 2.0, 4.0]]), tensor([[[2.0, -2.0, 3.0]]])
    made = apply("conv1d", x, kernel, **settings)
    sent = backward(made, seed=np.ones(made.shape)).gradients
    np.testing.assert_array_equal(made.value[0], output)
    np.testing.assert_array_equal(sent[x][0], by_x)
    np.testing.assert_array_equal(sent[kernel][0, 0], by_kernel)


@pytest.mark.parametrize("padding", [1, "same"])
def test_the_derivatives_of_convolutions_are_convolutions(padding: Any) -> None:
    """To the third order nothing else stands between them but cuts, sums and products."""
    x, weight = tensor(draw(1, 2, 4, 4)), tensor(draw(3, 2, 2, 2))
    loss = (apply("conv2d", x, weight, padding=padding) ** 3).sum()
    for _ in range(3):
        gradients = backward(loss, on_nodes=True).gradients
        loss = (gradients[x] ** 2).sum() + (gradients[weight] ** 2).sum()
    families = {node.op.name for node in ancestors(loss) if node.op.family == "convolution"}
    assert families == {"conv2d", "conv_transpose2d", "conv2d_filter"}
    others = {node.op.name for node in ancestors(loss)} - families
    assert others <= {
        "add", "broadcast_to", "getitem", "mul", "place_add", "pow", "reshape", "square", "sum",
    }  # fmt: skip
