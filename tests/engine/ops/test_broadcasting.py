"""Broadcasting: the same as copying first, and the gradients of the copies add up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import BroadcastableShapes, mutually_broadcastable_shapes

from engine import apply, backward, tensor
from engine.arrays import as_value, normalized
from engine.catalog import CATALOG
from tests.engine.ops.points import sampled

Shape = tuple[int, ...]

OPS = [name for name, op in CATALOG.items() if op.elementwise and len(op.inputs) > 1]

NUMPY: Mapping[str, Callable[..., Any]] = {
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "lerp": lambda a, b, weight: a + weight * (b - a),
    "where": lambda condition, a, b: np.where(condition != 0, a, b),
    "masked_fill": lambda x, mask, value: np.where(mask != 0, value, x),
}
"""What an op means in NumPy, where NumPy has no function of its name."""

ALONE = {"masked_fill": {"value"}}
"""Inputs that must be a single number."""


def ran(name: str, values: list[Any], seed: Any) -> tuple[Any, list[Any]]:
    """Give the value of an op, and the gradient of each input."""
    leaves = [tensor(value) for value in values]
    output = apply(name, *leaves)
    sent = backward(output, seed=normalized(seed)).gradients
    return output.value, [sent.get(leaf) for leaf in leaves]


def added_up(gradient: Any, shape: Shape) -> Any:
    """Add up the gradients of all copies of each element, one after the other."""
    size = int(np.prod(shape, dtype=int))
    origins = np.broadcast_to(np.arange(size).reshape(shape), gradient.shape)
    summed = np.zeros(size)
    for origin, part in zip(origins.flat, np.asarray(gradient).flat, strict=True):
        summed[origin] += part
    return summed.reshape(shape)


def check(name: str, shapes: tuple[Shape, ...], result: Shape, seed: int) -> None:
    """Hold an op on inputs of these shapes against the same op on inputs that were copied first."""
    op, draw = CATALOG[name], np.random.default_rng(seed)
    values = list(sampled(op, tuple(map(np.zeros, shapes)), draw))
    copies = [np.array(np.broadcast_to(value, result)) for value in values]
    above = draw.uniform(0.5, 2.0, result)
    assert op.plan(*shapes, **op.constants).shapes == (result,)
    value, gradients = ran(name, values, above)
    expected, parts = ran(name, [as_value(copy) for copy in copies], above)
    assert value.shape == result
    np.testing.assert_allclose(value, expected, rtol=1e-14)
    meaning = NUMPY.get(name) or getattr(np, name, None)
    if meaning is not None:
        np.testing.assert_allclose(value, meaning(*copies), rtol=1e-14, atol=1e-15)
    for gradient, part, shape in zip(gradients, parts, shapes, strict=True):
        assert (gradient is None) is (part is None)
        if gradient is not None:
            assert gradient.shape == shape
            np.testing.assert_allclose(gradient, added_up(part, shape), rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", OPS)
def test_an_op_of_several_inputs(name: str) -> None:
    alone = ALONE.get(name, set())
    spread = [key for key in CATALOG[name].inputs if key not in alone]

    @settings(max_examples=25, derandomize=True, database=None)
    @given(
        mutually_broadcastable_shapes(num_shapes=len(spread), min_side=0, max_dims=3, max_side=3),
        st.integers(0, 2**32 - 1),
    )
    def run(drawn: BroadcastableShapes, seed: int) -> None:
        sides = dict(zip(spread, drawn.input_shapes, strict=True))
        shapes = tuple(sides.get(key, ()) for key in CATALOG[name].inputs)
        check(name, shapes, drawn.result_shape, seed)

    run()


@settings(max_examples=80, derandomize=True, database=None)
@given(
    mutually_broadcastable_shapes(signature=np.matmul.signature, max_dims=2, max_side=3),
    st.integers(0, 2**32 - 1),
)
def test_a_stack_of_matrix_products(drawn: BroadcastableShapes, seed: int) -> None:
    draw = np.random.default_rng(seed)
    shapes, result = drawn.input_shapes, drawn.result_shape
    values = [as_value(draw.uniform(-2.0, 2.0, shape)) for shape in shapes]
    above = draw.uniform(0.5, 2.0, result)
    assert CATALOG["matmul"].plan(*shapes).shapes == (result,)
    value, gradients = ran("matmul", values, above)
    np.testing.assert_allclose(value, np.matmul(*values), rtol=1e-14, atol=1e-15)
    stack = np.broadcast_shapes(*(shape[:-2] for shape in shapes))
    copies = [
        np.array(np.broadcast_to(v, (*stack, *v.shape[-2:]))) if v.ndim > 1 else v for v in values
    ]
    _, parts = ran("matmul", copies, above)
    for gradient, part, shape in zip(gradients, parts, shapes, strict=True):
        assert gradient.shape == shape
        np.testing.assert_allclose(gradient, added_up(part, shape), rtol=1e-12, atol=1e-14)
