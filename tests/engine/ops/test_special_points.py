"""Kinks, ties and the ends of the number line: values written down, not worked out."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from engine import apply, backward, tensor
from tests.engine.ops.rows import rows


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "expected"), rows("KINKS"), ids=lambda part: str(part)[:40]
)
def test_the_gradient_at_a_kink(
    name: str, inputs: list[Any], constants: dict[str, Any], expected: list[Any]
) -> None:
    leaves = [tensor(value) for value in inputs]
    with np.errstate(all="ignore"):
        made = apply(name, *leaves, **constants)
        output = made[0] if isinstance(made, tuple) else made
        sent = backward(output, seed=np.ones(output.shape)).gradients
    for leaf, want in zip(leaves, expected, strict=True):
        if want is None:
            assert leaf not in sent
        else:
            np.testing.assert_allclose(sent[leaf], want, rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "expected"), rows("ENDS"), ids=lambda part: str(part)[:40]
)
def test_the_ends_of_the_number_line(
    name: str, inputs: list[Any], constants: dict[str, Any], expected: Any
) -> None:
    with np.errstate(all="ignore"):
        value = apply(name, *map(tensor, inputs), **constants).value
    np.testing.assert_allclose(value, expected, rtol=1e-15)
    signs = np.where(np.isnan(expected), 0.0, np.copysign(1.0, expected))
    np.testing.assert_array_equal(np.where(np.isnan(value), 0.0, np.copysign(1.0, value)), signs)


def test_an_infinite_gradient_does_not_reach_the_side_not_taken() -> None:
    a, b = tensor([1.0, 2.0]), tensor([3.0, 4.0])
    chosen = apply("where", np.array([True, False]), a, b)
    sent = backward(chosen, seed=np.array([inf, inf])).gradients
    np.testing.assert_array_equal(sent[a], [inf, 0.0])
    np.testing.assert_array_equal(sent[b], [0.0, inf])


def test_an_infinite_gradient_does_not_reach_a_dead_unit() -> None:
    x, one = tensor([-1.0, 0.0, 4.0]), tensor(-1.0)
    with np.errstate(divide="ignore"):
        many = backward(np.sqrt(apply("relu", x)), seed=np.ones(3)).gradients
        single = backward(np.sqrt(apply("relu", one))).gradients
    np.testing.assert_array_equal(many[x], [0.0, 0.0, 0.25])
    assert single[one] == 0.0


def test_the_error_function_is_exact_to_its_last_bits() -> None:
    from math import erf  # noqa: PLC0415  the C library's, for comparison

    x = np.concatenate([np.linspace(-7, 7, 20001), np.logspace(-300, 0, 500)])
    expected = np.array([erf(number) for number in x])
    np.testing.assert_allclose(apply("erf", x).value, expected, rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    ("name", "inputs", "expected"),
    [
        ("hypot", [3e200, 4e200], [0.6, 0.8]),
        ("hypot", [3e-200, 4e-200], [0.6, 0.8]),
        ("arctan2", [1e200, 1e200], [5e-201, -5e-201]),
        ("arctan2", [1e-200, 1e-200], [5e199, -5e199]),
        ("cbrt", [0.0], [inf]),
        ("arcsinh", [1e200], [1e-200]),
        ("arccosh", [1e200], [1e-200]),
        ("arcsin", [1 - 2.0**-53], [2.0**26]),
        ("arctanh", [1 - 2.0**-53], [2.0**52]),
    ],
    ids=str,
)
def test_a_derivative_holds_where_a_square_would_not(
    name: str, inputs: list[float], expected: list[float]
) -> None:
    leaves = [tensor(value) for value in inputs]
    with np.errstate(all="ignore"):
        sent = backward(apply(name, *leaves)).gradients
    np.testing.assert_allclose([sent[leaf] for leaf in leaves], expected, rtol=1e-15)


@pytest.mark.parametrize(
    ("name", "inputs", "constants"),
    [
        ("clip", [-1.0], {"min": 0.0, "max": 1.0}),
        ("maximum", [-1.0, 0.0], {}),
        ("minimum", [1.0, 0.0], {}),
    ],
    ids=str,
)
def test_no_gradient_is_no_gradient_under_an_infinite_one(
    name: str, inputs: list[float], constants: dict[str, Any]
) -> None:
    leaf = tensor(inputs[0])
    sent = backward(apply(name, leaf, *inputs[1:], **constants), seed=np.float64(inf)).gradients
    assert sent[leaf] == 0


def test_the_mixed_second_derivative_of_a_power_is_there_at_exponent_0() -> None:
    a, b = tensor(2.0), tensor(0.0)
    first = backward(apply("power", a, b), on_nodes=True).gradients
    assert backward(first[a]).gradients[b] == pytest.approx(0.5)
    assert backward(first[b]).gradients[a] == pytest.approx(0.5)
