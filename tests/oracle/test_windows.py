"""Convolution and pooling against PyTorch, with settings drawn at random."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import apply, backward, tensor
from engine.errors import EngineError

pytestmark = pytest.mark.oracle

Draw = np.random.Generator


def several(draw: Draw, low: int, high: int, axes: int) -> tuple[int, ...]:
    return tuple(map(int, draw.integers(low, high + 1, axes)))


def numbers(draw: Draw, *shape: int) -> Any:
    return draw.standard_normal(shape)


def a_convolution(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    groups, (n, c, o) = int(draw.integers(1, 4)), several(draw, 1, 3, 3)
    stride = several(draw, 1, 3, axes)
    padding: Any = several(draw, 0, 3, axes)
    if draw.random() < 0.3:
        stride, padding = (1,) * axes, str(draw.choice(["same", "valid"]))
    shape = (n, c * groups, *several(draw, 3, 9, axes))
    inputs = [
        numbers(draw, *shape[draw.integers(0, 2) :]),
        numbers(draw, o * groups, c, *several(draw, 1, 4, axes)),
        numbers(draw, o * groups),
    ]
    constants = {"stride": stride, "padding": padding, "dilation": several(draw, 1, 3, axes)}
    return inputs[: draw.integers(2, 4)], constants | {"groups": groups}


def a_transposed(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    (x, weight, *_), constants = a_convolution(draw, axes)
    groups = constants["groups"]
    x = numbers(draw, *x.shape[: -1 - axes], len(weight), *x.shape[-axes:])
    stride, dilation = several(draw, 1, 3, axes), constants["dilation"]
    most = [max(s, d) - 1 for s, d in zip(stride, dilation, strict=True)]
    extra = tuple(int(draw.integers(0, rest + 1)) for rest in most)
    constants |= {"stride": stride, "padding": several(draw, 0, 2, axes), "output_padding": extra}
    inputs = [x, weight, numbers(draw, weight.shape[1] * groups)]
    return inputs[: draw.integers(2, 4)], constants


def a_pooling(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    kernel = several(draw, 1, 4, axes)
    shape = (*several(draw, 1, 3, 2), *several(draw, 1, 9, axes))
    constants: dict[str, Any] = {
        "kernel_size": kernel,
        "padding": tuple(int(draw.integers(0, k // 2 + 1)) for k in kernel),
        "ceil_mode": bool(draw.integers(0, 2)),
    }
    if draw.random() < 0.7:
        constants["stride"] = several(draw, 1, 3, axes)
    return [numbers(draw, *shape[draw.integers(0, 2) :])], constants


def a_largest(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    """Draw whole numbers, so that there are ties, with some NaN and infinities among them."""
    (x,), constants = a_pooling(draw, axes)
    x = np.round(x)
    for special in (np.nan, -np.inf, np.inf):
        x[draw.random(x.shape) < 0.1] = special
    return [x], constants | {"dilation": several(draw, 1, 2, axes)}


def a_mean(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    inputs, constants = a_pooling(draw, axes)
    constants["count_include_pad"] = bool(draw.integers(0, 2))
    if axes == 2 and draw.random() < 0.3:
        constants["divisor_override"] = int(draw.integers(1, 9))
    return inputs, constants


def an_adaptive_mean(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    (x,), _ = a_pooling(draw, axes)
    return [x], {"output_size": several(draw, 1, 7, axes)}


def an_unfolding(draw: Draw, axes: int) -> tuple[list[Any], dict[str, Any]]:
    (x, weight, *_), constants = a_convolution(draw, axes)
    constants |= {"padding": several(draw, 0, 2, axes), "kernel_size": weight.shape[2:]}
    del constants["groups"]
    return [x], constants


SETTINGS = {
    "conv1d": (a_convolution, 1),
    "conv2d": (a_convolution, 2),
    "conv_transpose1d": (a_transposed, 1),
    "conv_transpose2d": (a_transposed, 2),
    "max_pool1d": (a_largest, 1),
    "max_pool2d": (a_largest, 2),
    "avg_pool1d": (a_mean, 1),
    "avg_pool2d": (a_mean, 2),
    "adaptive_avg_pool1d": (an_adaptive_mean, 1),
    "adaptive_avg_pool2d": (an_adaptive_mean, 2),
    "unfold": (an_unfolding, 2),
}
"""How each op's inputs and constants are drawn, and for how many axes."""


@pytest.mark.parametrize("name", SETTINGS)
def test_random_settings_give_pytorchs_numbers(name: str) -> None:
    import torch

    from tests.oracle.words import WORDS

    settings, axes = SETTINGS[name]
    draw = np.random.default_rng(3)
    fitted = 0
    for _ in range(150):
        inputs, constants = settings(draw, axes)
        leaves = [tensor(value) for value in inputs]
        theirs = [torch.tensor(value, requires_grad=True) for value in inputs]
        try:
            output = apply(name, *leaves, **constants)
        except EngineError as error:
            if "steps over" in error.message:
                continue  # PyTorch takes an element of a neighbouring row
            with pytest.raises(RuntimeError):
                WORDS[name](*theirs, **constants)
            continue
        fitted += 1
        wanted = WORDS[name](*theirs, **constants)
        np.testing.assert_allclose(output.value, wanted.detach().numpy(), rtol=1e-10, atol=1e-12)
        above = numbers(draw, *output.shape)
        sent = backward(output, seed=above).gradients
        gradients = torch.autograd.grad(wanted, theirs, torch.tensor(above))
        for leaf, gradient in zip(leaves, gradients, strict=True):
            np.testing.assert_allclose(sent[leaf], gradient.numpy(), rtol=1e-10, atol=1e-12)
    assert fitted > 75


@pytest.mark.parametrize("name", ["conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d"])
def test_second_derivatives_give_pytorchs_numbers(name: str) -> None:
    import torch

    from tests.oracle.words import WORDS

    settings, axes = SETTINGS[name]
    draw = np.random.default_rng(5)
    for _ in range(40):
        inputs, constants = settings(draw, axes)
        leaves = [tensor(value) for value in inputs]
        try:
            output = apply(name, *leaves, **constants)
        except EngineError:
            continue
        first = backward((output**3).sum(), on_nodes=True).gradients
        second = backward(sum(((first[leaf] ** 2).sum() for leaf in leaves), start=tensor(0.0)))
        theirs = [torch.tensor(value, requires_grad=True) for value in inputs]
        loss = (WORDS[name](*theirs, **constants) ** 3).sum()
        found = torch.autograd.grad(loss, theirs, create_graph=True)
        wanted = torch.autograd.grad(sum((one**2).sum() for one in found), theirs)
        for leaf, gradient in zip(leaves, wanted, strict=True):
            scale = float(gradient.abs().max())
            np.testing.assert_allclose(
                second.gradients[leaf], gradient.numpy(), rtol=1e-9, atol=1e-11 * scale
            )
