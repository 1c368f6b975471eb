"""What composed losses refuse, and what they give where a label does not count."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import backward, tensor
from engine.compositions import compose
from engine.errors import DomainError, EngineError, ShapeError

A, B = [[0.5, -1.5], [2.0, 1.0]], [[1.0, 0.25], [-0.5, 3.0]]

REFUSALS: list[tuple[str, list[Any], dict[str, Any], type[EngineError], str]] = [
    ("cosine_embedding", [A, B[0], [1.0, 1.0]], {}, ShapeError, "rows of (2, 2) and (2,)"),
    ("cosine_embedding", [A, B, [1.0]], {}, ShapeError, "rows of (2, 2) and targets of (1,)"),
    ("cosine_embedding", [A, B, [1.0, 0.0]], {}, DomainError, "a target is neither 1 nor -1"),
    ("cosine_embedding", [A, B, [1.0, 1.0]], {"reduction": "all"}, DomainError,
     "reduction is 'all'"),
    ("triplet_margin", [A, B, A[0]], {}, ShapeError, "rows of (2, 2) and (2, 2) and (2,)"),
    ("triplet_margin", [A, B, A], {"margin": 0.0}, DomainError, "margin is 0"),
    ("soft_cross_entropy", [A, B[0]], {}, ShapeError, "scores of (2, 2) and probabilities of (2,)"),
    ("soft_cross_entropy", [A, B, [1.0]], {}, ShapeError, "weights of (1,) for 2 classes"),
    ("soft_cross_entropy", [A, B], {"label_smoothing": -1.0}, DomainError,
     "label_smoothing is -1"),
    ("weighted_nll", [A, [0.0, 1.0], [1.0]], {}, ShapeError,
     "weights of (1,) for scores of (2, 2)"),
    ("weighted_cross_entropy", [A, [0.0, 2.0], [1.0, 2.0]], {}, DomainError,
     "a label is not among the 2 classes"),
    ("batch_norm_inference", [A, [1.0], [1.0, 1.0]], {}, ShapeError,
     "running statistics of (1,) for a tensor of (2, 2)"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "inputs", "constants", "kind", "message"), REFUSALS)
def test_what_does_not_fit_is_refused(
    name: str,
    inputs: list[Any],
    constants: dict[str, Any],
    kind: type[EngineError],
    message: str,
) -> None:
    with pytest.raises(kind) as caught:
        compose(name, *map(np.array, inputs), **constants)
    assert caught.value.message == message
    assert caught.value.hint.endswith(".")


@pytest.mark.parametrize("name", ["weighted_nll", "weighted_cross_entropy"])
def test_a_label_to_ignore_weighs_nothing(name: str) -> None:
    x, weight = tensor(A), tensor([0.5, 2.0])
    ignoring = compose(name, x, np.array([1.0, -100.0]), weight)
    alone = compose(name, tensor(A[:1]), np.array([1.0]), weight)
    assert ignoring.value == alone.value
    sent = backward(ignoring).gradients
    assert not sent[x][1].any()


@pytest.mark.parametrize("name", ["soft_cross_entropy", "weighted_cross_entropy"])
def test_it_is_the_cross_entropy_where_nothing_is_uncertain(name: str) -> None:
    plain = compose(
        name, tensor(A), *([np.eye(2)] if name[0] == "s" else [np.arange(2.0), np.full(2, 3.0)])
    )
    x = np.array(A)
    wanted = np.mean(np.log(np.exp(x).sum(axis=1)) - x.diagonal())
    np.testing.assert_allclose(plain.value, wanted, rtol=1e-14)
