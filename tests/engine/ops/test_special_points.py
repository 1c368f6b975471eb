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
        output = apply(name, *leaves, **constants)
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


def test_the_error_function_is_exact_to_its_last_bits() -> None:
    from math import erf  # noqa: PLC0415  the C library's, for comparison

    x = np.concatenate([np.linspace(-7, 7, 20001), np.logspace(-300, 0, 500)])
    expected = np.array([erf(number) for number in x])
    np.testing.assert_allclose(apply("erf", x).value, expected, rtol=1e-15, atol=0)
