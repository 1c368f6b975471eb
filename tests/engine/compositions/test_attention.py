"""Masks of attention: truths, numbers that hide, and queries that see nothing."""

from __future__ import annotations

from math import inf
from typing import Any

import numpy as np
import pytest

from engine import backward, tensor
from engine.arrays import as_value
from engine.compositions import compose
from engine.errors import DomainError, EngineError, ShapeError
from engine.graph import constant

DRAW = np.random.default_rng(11)
Q, K, V = DRAW.normal(size=(2, 3, 4)), DRAW.normal(size=(2, 5, 4)), DRAW.normal(size=(2, 5, 6))
SEEN = np.array(
    [
        [True, False, True, True, False],
        [False, True, False, False, False],
        [True, True, True, True, True],
    ]
)
ABOVE = DRAW.normal(size=(2, 3, 6))


def attended(mask: Any, **constants: Any) -> tuple[np.ndarray, list[np.ndarray]]:
    """Give the output and the gradients of queries, keys and values."""
    leaves = [tensor(x) for x in (Q, K, V)]
    inputs = leaves if mask is None else [*leaves, constant(as_value(mask))]
    output = compose("scaled_dot_product_attention", *inputs, **constants)
    sent = backward(output, seed=ABOVE).gradients
    return output.value, [sent[leaf] for leaf in leaves]


def assert_same(have: Any, want: Any) -> None:
    for one, other in zip([have[0], *have[1]], [want[0], *want[1]], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13, atol=1e-15)


def test_a_mask_of_truths_is_one_of_infinities() -> None:
    assert_same(attended(SEEN), attended(np.where(SEEN, 0.0, -inf)))


def test_what_is_hidden_could_be_left_out() -> None:
    output, gradients = attended(np.broadcast_to([True, False, True, True, False], (3, 5)))
    scores = Q @ K[:, [0, 2, 3]].swapaxes(1, 2) / 2
    weights = np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(output, weights @ V[:, [0, 2, 3]], rtol=1e-13)
    for hidden in gradients[1:]:
        assert not hidden[:, [1, 4]].any()


def test_a_causal_query_sees_its_own_key_and_those_before() -> None:
    assert_same(attended(None, is_causal=True), attended(np.tri(3, 5, dtype=bool)))


@pytest.mark.parametrize("numbers", [False, True])
def test_a_query_that_sees_nothing_gets_nothing(numbers: bool) -> None:
    seen = SEEN.copy()
    seen[1] = False
    output, gradients = attended(np.where(seen, 0.5, -inf) if numbers else seen)
    assert not output[:, 1].any()
    assert not gradients[0][:, 1].any()
    others, with_others = attended(np.where(seen, 0.0, 0.0) + np.where(seen, 0.0, -1e9))
    np.testing.assert_allclose(output[:, [0, 2]], others[:, [0, 2]], rtol=1e-13)
    np.testing.assert_allclose(gradients[0][:, [0, 2]], with_others[0][:, [0, 2]], rtol=1e-12)
    assert all(np.isfinite(gradient).all() for gradient in gradients)


def test_weights_are_dropped_by_the_seed() -> None:
    first, again, other = (attended(None, dropout_p=0.5, seed=seed)[0] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


REFUSALS: list[tuple[tuple[tuple[int, ...], ...], dict[str, Any], type[EngineError], str]] = [
    (((3,), (2, 3), (2, 3)), {}, ShapeError,
     "queries of (3,), keys of (2, 3) and values of (2, 3)"),
    (((1, 3), (2, 4), (2, 3)), {}, ShapeError, "queries of 3 numbers and keys of 4"),
    (((1, 3), (2, 3), (4, 3)), {}, ShapeError, "2 keys and 4 values"),
    (((3, 1, 3), (2, 2, 3), (2, 2, 3)), {"enable_gqa": True}, ShapeError,
     "(3, 1, 3) and (2, 2, 3) do not share their heads"),
    (((2, 3), (2, 3), (2, 3), (2, 2)), {"is_causal": True}, DomainError,
     "is_causal stands beside a mask"),
]  # fmt: skip


@pytest.mark.parametrize(("shapes", "constants", "kind", "message"), REFUSALS)
def test_what_does_not_fit_is_refused(
    shapes: Any, constants: dict[str, Any], kind: type[EngineError], message: str
) -> None:
    with pytest.raises(kind) as caught:
        compose("scaled_dot_product_attention", *map(np.ones, shapes), **constants)
    assert caught.value.message == message
    assert caught.value.hint.endswith(".")
