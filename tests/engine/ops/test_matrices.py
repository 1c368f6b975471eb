"""Matrices at their special points: singular ones, one triangle of two, equal eigenvalues."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import TensorNode, apply, backward, tensor
from engine.errors import DomainError

SINGULAR = [
    [[1.0, 2.0], [2.0, 4.0]],
    [[0.0, 0.0], [0.0, 0.0]],
    [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [5.0, 7.0, 9.0]],
    [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    [[0.0]],
]


def gradient(name: str, x: Any, *, on_nodes: bool = False, **constants: Any) -> Any:
    leaf = x if isinstance(x, TensorNode) else tensor(x)
    y = apply(name, leaf, **constants)
    return backward(y, seed=np.ones(y.shape), on_nodes=on_nodes).gradients[leaf]


def slopes(function: Any, x: Any) -> Any:
    """Give the central differences of a function, element by element."""
    x, step = np.array(x), 1e-5
    found = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        unit = np.zeros(x.shape)
        unit[index] = step
        found[index] = (function(x + unit) - function(x - unit)) / (2 * step)
    return found


@pytest.mark.parametrize("x", SINGULAR, ids=str)
def test_a_singular_matrix_has_cofactors(x: Any) -> None:
    np.testing.assert_allclose(apply("det", x).value, 0, atol=1e-14)
    np.testing.assert_allclose(gradient("det", x), slopes(np.linalg.det, x), atol=1e-9)


@pytest.mark.parametrize("x", SINGULAR, ids=str)
def test_the_second_derivative_of_its_determinant(x: Any) -> None:
    weights = np.random.default_rng(0).uniform(0.5, 2.0, np.shape(x))
    leaf = tensor(x)
    first = gradient("det", leaf, on_nodes=True)
    second = backward(apply("sum", first * weights)).gradients[leaf]
    expected = slopes(lambda near: np.sum(gradient("det", near) * weights), x)
    np.testing.assert_allclose(second, expected, atol=1e-8)


def test_one_singular_matrix_of_a_stack_does_not_disturb_the_others() -> None:
    regular = [[2.0, -1.5], [0.5, 1.0]]
    stack = gradient("det", [regular, SINGULAR[0]])
    np.testing.assert_allclose(stack[0], gradient("det", regular), rtol=1e-14)
    np.testing.assert_array_equal(stack[1], [[4, -2], [-2, 1]])


def test_the_cofactors_of_a_large_singular_matrix() -> None:
    draw = np.random.default_rng(1)
    x = draw.integers(-2, 3, (12, 12)).astype(float)
    x[3] = 0
    assert apply("det", x).value == 0
    minors = [
        [(-1) ** (i + j) * np.linalg.det(np.delete(np.delete(x, i, 0), j, 1)) for j in range(12)]
        for i in range(12)
    ]
    scale = np.abs(minors).max()
    np.testing.assert_allclose(gradient("det", x), minors, atol=1e-9 * scale)


def test_a_logarithm_of_a_determinant_that_would_overflow() -> None:
    x = np.diag([1e200, -1e200])
    sign, logarithm = apply("slogdet", x)
    assert sign.value == -1
    np.testing.assert_allclose(logarithm.value, 2 * np.log(1e200))
    leaf = tensor(x)
    sent = backward(apply("slogdet", leaf)[1]).gradients[leaf]
    np.testing.assert_allclose(sent, np.diag([1e-200, -1e-200]))


def test_the_gradient_of_a_logarithm_at_a_singular_matrix_is_infinite() -> None:
    leaf = tensor(SINGULAR[0])
    sign, logarithm = apply("slogdet", leaf)
    assert (sign.value, logarithm.value) == (0, -np.inf)
    assert not sign.differentiable
    with np.errstate(all="ignore"):
        assert np.isinf(backward(logarithm).gradients[leaf]).all()
        assert np.isinf(gradient("logdet", SINGULAR[0])).all()


@pytest.mark.parametrize(
    ("name", "inputs", "constants", "code"),
    [
        ("inv", [SINGULAR[0]], {}, "singular"),
        ("solve", [SINGULAR[0], [1.0, 2.0]], {}, "singular"),
        ("matrix_power", [SINGULAR[0]], {"n": -1}, "singular"),
        ("cholesky", [[[1.0, 2.0], [2.0, 1.0]]], {}, "not-positive-definite"),
        ("eigh", [[[np.nan]]], {}, "not-finite"),
    ],
)
def test_what_a_matrix_lacks_is_named(
    name: str, inputs: list[Any], constants: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as caught:
        apply(name, *inputs, **constants)
    assert caught.value.code == code


def test_columns_that_depend_on_one_another_have_no_derivative() -> None:
    dependent, independent = [[1.0, 0.0], [2.0, 0.0]], [[2.0, -1.5], [0.5, 1.0]]
    leaf = tensor([dependent, independent])
    for made in apply("qr", leaf):
        sent = backward(apply("sum", made)).gradients[leaf]
        assert np.isnan(sent[0]).all()
        assert np.isfinite(sent[1]).all()


@pytest.mark.parametrize(
    ("name", "constants", "mirrored"),
    [
        ("cholesky", {}, np.tril),
        ("cholesky", {"upper": True}, np.triu),
        ("eigvalsh", {}, np.tril),
        ("eigvalsh", {"uplo": "U"}, np.triu),
        ("eigvalsh", {"uplo": "u"}, np.triu),
    ],
)
def test_one_triangle_is_read(name: str, constants: dict[str, Any], mirrored: Any) -> None:
    x = np.array([[4.0, 1.0, 0.5], [-1.0, 3.0, 0.25], [0.75, -0.5, 2.0]])
    triangle = mirrored(x)
    whole = triangle + triangle.T - np.diag(np.diag(x))
    np.testing.assert_allclose(
        apply(name, x, **constants).value, apply(name, whole, **constants).value, rtol=1e-14
    )
    sent = gradient(name, x, **constants)
    np.testing.assert_array_equal(sent, sent.T)


def test_equal_eigenvalues_have_no_eigenvectors_of_their_own() -> None:
    leaf = tensor(np.eye(2))
    w, v = apply("eigh", leaf)
    np.testing.assert_array_equal(backward(apply("sum", w)).gradients[leaf], np.eye(2))
    with np.errstate(all="ignore"):
        assert np.isnan(backward(apply("sum", v * [[1.0, 2.0], [3.0, 4.0]])).gradients[leaf]).all()


def test_parts_that_are_put_together_give_the_matrix_and_its_gradient() -> None:
    x = np.array([[2.0, -0.5, 1.0], [0.25, 1.5, -0.75]])
    leaf, seed = tensor(x), np.array([[1.0, 2.0, 3.0], [-1.0, 0.5, 0.25]])
    u, s, vh = apply("svd", leaf, full_matrices=False)
    whole = (u * np.expand_dims(s, -2)) @ vh
    np.testing.assert_allclose(whole.value, x)
    np.testing.assert_allclose(backward(whole, seed=seed).gradients[leaf], seed, atol=1e-12)
    q, r = apply("qr", leaf)
    np.testing.assert_allclose(backward(q @ r, seed=seed).gradients[leaf], seed, atol=1e-12)


def test_a_power_takes_as_many_products_as_its_exponent_has_digits() -> None:
    x = np.array([[0.5, 0.5], [0.25, 0.75]])
    far = gradient("matrix_power", x, n=1_000_000)
    near = slopes(lambda near: np.linalg.matrix_power(near, 1000).sum(), x)
    np.testing.assert_allclose(gradient("matrix_power", x, n=1000), near, rtol=1e-4)
    assert np.isfinite(far).all()
