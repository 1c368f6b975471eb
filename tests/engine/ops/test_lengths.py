"""The cosine where a length is held at eps: backward gives the derivative of what forward gave."""

from __future__ import annotations

import numpy as np

from engine import apply, backward, tensor


def test_a_length_that_is_held_does_not_change_with_its_vector() -> None:
    a, b = np.array([0.25, -0.5, 0.125]), np.array([0.5, -1.5, 2.0])
    leaves = [tensor(a), tensor(b)]
    sent = backward(apply("cosine_similarity", *leaves, axis=0, eps=1.0)).gradients
    size = np.linalg.norm(b)
    np.testing.assert_allclose(sent[leaves[0]], b / size, rtol=1e-15)
    np.testing.assert_allclose(sent[leaves[1]], a / size - a @ b * b / size**3, rtol=1e-14)
