"""Kinks, ties and the ends of the number line: values written down, not worked out."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import numpy as np
import pytest

from engine import apply, backward, tensor

KINKS: list[tuple[str, list[Any], dict[str, Any], list[Any]]] = [
    ("relu", [[-1.0, 0.0, -0.0, 1.0]], {}, [[0, 0, 0, 1]]),
    ("abs", [[-2.0, 0.0, 2.0]], {}, [[-1, 0, 1]]),
    ("leaky_relu", [[-1.0, 0.0, 1.0]], {"negative_slope": 0.1}, [[0.1, 0.1, 1]]),
    ("elu", [[0.0, 1.0]], {"alpha": 0.5}, [[0.5, 1]]),
    ("clip", [[-2.0, -1.0, 0.0, 1.0, 2.0]], {"min": -1.0, "max": 1.0}, [[0, 1, 1, 1, 0]]),
    ("hardtanh", [[-2.0, -1.0, 0.0, 1.0, 2.0]], {}, [[0, 0, 1, 0, 0]]),
    ("maximum", [[1.0, 2.0, 3.0], 2.0], {}, [[0, 0.5, 1], 1.5]),
    ("minimum", [[1.0, 2.0, 3.0], 2.0], {}, [[1, 0.5, 0], 1.5]),
    ("max", [[3.0, 1.0, 3.0, 3.0]], {}, [[1 / 3, 0, 1 / 3, 1 / 3]]),
    ("min", [[[1.0, 1.0], [2.0, 0.0]]], {"axis": 1}, [[[0.5, 0.5], [0, 1]]]),
    ("prod", [[0.0, 2.0, 3.0]], {}, [[6, 0, 0]]),
    ("prod", [[0.0, 2.0, 0.0]], {}, [[0, 0, 0]]),
    ("norm", [[0.0, 0.0]], {}, [[0, 0]]),
    ("norm", [[0.0, -2.0, 3.0]], {"ord": 1}, [[0, -1, 1]]),
    ("std", [[2.0, 2.0]], {}, [[0, 0]]),
    ("sqrt", [[0.0, 4.0]], {}, [[inf, 0.25]]),
    ("log", [[0.0, 2.0]], {}, [[inf, 0.5]]),
    ("reciprocal", [[0.0, 2.0]], {}, [[-inf, -0.25]]),
    ("pow", [[0.0, 2.0]], {"exponent": 0.5}, [[inf, 0.5 / np.sqrt(2)]]),
    ("pow", [[0.0, 2.0]], {"exponent": 0.0}, [[0, 0]]),
    ("pow", [[0.0, 2.0]], {"exponent": 1.0}, [[1, 1]]),
    ("power", [[0.0, 0.0], [2.0, 0.0]], {}, [[0, 0], [0, 0]]),
    ("l1", [[1.0, 2.0], [1.0, 0.0]], {"reduction": "sum"}, [[0, 1], [0, -1]]),
    ("huber", [[1.0, -3.0], [0.0, 0.0]], {"reduction": "sum"}, [[1, -1], [-1, 1]]),
    ("binary_cross_entropy", [[0.0, 1.0], [0.0, 1.0]], {}, [[0, 0], [inf, -inf]]),
    ("where", [[1.0, 0.0], [inf, nan], [2.0, 3.0]], {}, [None, [1, 0], [0, 1]]),
    ("degrees", [1.0], {}, [180 / np.pi]),
]


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "expected"), KINKS, ids=[row[0] for row in KINKS]
)
def test_the_gradient_at_a_kink(
    name: str, inputs: list[Any], constants: dict[str, Any], expected: list[Any]
) -> None:
    leaves = [tensor(value) for value in inputs]
    with np.errstate(all="ignore"):
        output = apply(name, *leaves, **constants)
        sent = backward(output, seed=np.ones(output.shape)).gradients
    for leaf, want in zip(leaves, expected, strict=True):
        if want is None:
            assert leaf not in sent
        else:
            np.testing.assert_allclose(sent[leaf], want, rtol=1e-15)


ENDS = [
    ("neg", [0.0, inf, nan], [-0.0, -inf, nan]),
    ("abs", [-0.0, -inf, nan], [0.0, inf, nan]),
    ("sign", [-inf, 0.0, nan], [-1.0, 0.0, nan]),
    ("floor", [-0.0, -inf, nan], [-0.0, -inf, nan]),
    ("sqrt", [-0.0, inf, -1.0, nan], [-0.0, inf, nan, nan]),
    ("reciprocal", [0.0, -0.0, inf, -inf], [inf, -inf, 0.0, -0.0]),
    ("exp", [-inf, inf, nan, 710.0], [0.0, inf, nan, inf]),
    ("expm1", [-inf, -0.0, 1e-300], [-1.0, -0.0, 1e-300]),
    ("log", [0.0, inf, -1.0, nan], [-inf, inf, nan, nan]),
    ("log1p", [-1.0, -0.0, 1e-300, -2.0], [-inf, -0.0, 1e-300, nan]),
    ("erf", [-inf, inf, -0.0, nan, 1e-300], [-1.0, 1.0, -0.0, nan, 2e-300 / np.sqrt(np.pi)]),
    ("tanh", [-inf, inf, -0.0, nan], [-1.0, 1.0, -0.0, nan]),
    ("sin", [-0.0, inf, nan], [-0.0, nan, nan]),
    ("sigmoid", [-inf, inf, -745.0, nan], [0.0, 1.0, 0.0, nan]),
    ("logsigmoid", [-inf, inf, -800.0, nan], [-inf, -0.0, -800.0, nan]),
    ("softplus", [-inf, inf, 800.0, nan], [0.0, inf, 800.0, nan]),
    ("relu", [-inf, inf, nan], [0.0, inf, nan]),
    ("leaky_relu", [-inf, inf, nan], [-inf, inf, nan]),
    ("elu", [-inf, inf, nan], [-1.0, inf, nan]),
    ("gelu", [inf, 40.0, -40.0, nan], [inf, 40.0, -0.0, nan]),
    ("silu", [inf, 800.0, nan], [inf, 800.0, nan]),
    ("clip", [-inf, inf, nan], [-inf, inf, nan]),
    ("hardtanh", [-inf, inf, nan, -0.0], [-1.0, 1.0, nan, -0.0]),
    ("softmax", [-inf, 0.0], [0.0, 1.0]),
    ("softmax", [1000.0, 1000.0], [0.5, 0.5]),
    ("log_softmax", [0.0, -1000.0], [0.0, -1000.0]),
    ("logsumexp", [1000.0, -inf], 1000.0),
    ("logsumexp", [-inf, -inf], -inf),
    ("logsumexp", [inf, 0.0], inf),
    ("sum", [inf, -inf], nan),
    ("max", [nan, 1.0], nan),
    ("cumsum", [inf, -inf, 1.0], [inf, nan, nan]),
    ("reshape", [-0.0, nan, inf], [-0.0, nan, inf]),
    ("flip", [-0.0, nan, inf], [inf, nan, -0.0]),
]


@pytest.mark.parametrize(("name", "x", "expected"), ENDS, ids=[row[0] for row in ENDS])
def test_the_ends_of_the_number_line(name: str, x: list[float], expected: Any) -> None:
    constants = {"shape": (3,)} if name == "reshape" else {}
    with np.errstate(all="ignore"):
        value = apply(name, tensor(x), **constants).value
    np.testing.assert_allclose(value, expected, rtol=1e-15)
    signs = np.where(np.isnan(expected), 0.0, np.copysign(1.0, expected))
    np.testing.assert_array_equal(np.where(np.isnan(value), 0.0, np.copysign(1.0, value)), signs)


def test_an_infinite_gradient_does_not_reach_the_side_not_taken() -> None:
    a, b = tensor([1.0, 2.0]), tensor([3.0, 4.0])
    chosen = apply("where", np.array([True, False]), a, b)
    sent = backward(chosen, seed=np.array([inf, inf])).gradients
    np.testing.assert_array_equal(sent[a], [inf, 0.0])
    np.testing.assert_array_equal(sent[b], [0.0, inf])


def test_the_error_function_is_exact_to_its_last_bits() -> None:
    from math import erf  # noqa: PLC0415  the C library's, for comparison

    x = np.concatenate([np.linspace(-7, 7, 20001), np.logspace(-300, 0, 500)])
    expected = np.array([erf(number) for number in x])
    np.testing.assert_allclose(apply("erf", x).value, expected, rtol=1e-15, atol=0)
