"""Attention: every query looks at all keys and takes what it likes of their values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Shape
from engine.compositions.composition import Composition
from engine.errors import DomainError, ShapeError
from engine.graph import TensorNode, apply
from engine.op import Case, Formula
from engine.trace import label

QUERIES = [[0.5, -1.5], [2.0, 0.25], [-1.0, 0.75]]
KEYS = [[1.0, -0.5], [0.25, 1.5], [-2.0, 0.5]]
VALUES = [[1.25, 0.75, -0.25], [-1.0, 2.0, 0.5], [0.75, -1.5, 1.0]]


class ScaledDotProductAttention(Composition):
    """For each query the mean of the values, weighted by how alike the query and each key are.

    (..., L, E), (..., S, E), (..., S, V) → (..., L, V). A mask of truths says which keys a query
    sees, one of numbers is added to the scores; ``is_causal`` hides the keys that come later.
    """

    name = "scaled_dot_product_attention"
    title = "scaled dot-product attention"
    formula = Formula(
        r"@y = \mathrm{softmax}\left(\frac{@query\, @key^{\mathsf T}}{\sqrt{E}} + M\right) @value"
    )
    kinks = ("a query that sees no key: its output is 0",)
    cases = (
        Case(QUERIES, KEYS, VALUES),
        Case(QUERIES[:1], KEYS, VALUES, scale=0.5),
        Case(QUERIES, KEYS, VALUES, [[0.5, -1.0, 0.25], [1.0, 0.0, -0.5], [-1.5, 0.75, 2.0]]),
        Case(QUERIES, KEYS, VALUES, is_causal=True),
        Case([[QUERIES], [KEYS]], [[KEYS], [QUERIES]], [[VALUES], [VALUES]]),
        Case([QUERIES, KEYS], [KEYS], [VALUES], enable_gqa=True),
        Case(QUERIES, KEYS, VALUES, dropout_p=0.25, seed=4),
    )
    source = "https://arxiv.org/abs/1706.03762, section 3.2.1"
    masks = ("attn_mask",)

    @staticmethod
    def forward(
        query: Any,
        key: Any,
        value: Any,
        attn_mask: Any = None,
        *,
        dropout_p: float = 0.0,
        is_causal: bool = False,
        scale: float | None = None,
        enable_gqa: bool = False,
        seed: int = 0,
    ) -> Any:
        check_attention(query.shape, key.shape, value.shape)
        if is_causal and attn_mask is not None:
            raise DomainError(
                "is_causal stands beside a mask", hint="Give one of the two: both are masks."
            )
        if enable_gqa:
            key, value = shared_heads(query, key), shared_heads(query, value)
        if is_causal:
            attn_mask = causal_mask(query, key)
        means, _ = attended(
            query, key, value, attn_mask, scale=scale, dropout_p=dropout_p, seed=seed
        )
        return means


def attended(
    query: TensorNode,
    key: TensorNode,
    value: TensorNode,
    mask: Any = None,
    *,
    scale: float | None = None,
    dropout_p: float = 0.0,
    seed: int = 0,
) -> tuple[Any, Any]:
    """Give the weighted means of the values, and the weights."""
    if scale is None:
        scale = 1 / math.sqrt(query.shape[-1]) if query.shape[-1] else math.inf
    scores = label("scores", query @ apply("swapaxes", key, axis1=-2, axis2=-1) * scale)
    weights = label("weights", attention_weights(scores, mask))
    if dropout_p:
        weights = apply("dropout", weights, p=dropout_p, seed=seed)
    return weights @ value, weights


def causal_mask(query: TensorNode, key: TensorNode) -> Any:
    """Let each query see the key of its own number and those before."""
    return np.tril(np.ones((query.shape[-2], key.shape[-2]), dtype=bool))


def attention_weights(scores: TensorNode, mask: Any) -> Any:
    """Turn each row of scores into weights that sum to 1, or to 0 where the mask hides all keys."""
    if mask is None:
        return apply("softmax", scores)
    numbers = mask.value if isinstance(mask, TensorNode) else mask
    truths = numbers.dtype == bool
    hidden = ~numbers if truths else np.isneginf(numbers)
    blind = np.logical_and.reduce(hidden, axis=-1, keepdims=True)
    if not blind.any():
        seen = apply("where", mask, scores, -np.inf) if truths else scores + mask
        return apply("softmax", seen)
    # The softmax of a row of -inf is NaN, backward too: such a row is emptied behind the softmax.
    seen = apply("where", hidden & ~blind, -np.inf, scores if truths else scores + _shown(mask))
    return apply("where", blind, 0.0, apply("softmax", seen))


def _shown(mask: Any) -> Any:
    """Give a mask of numbers without those that hide."""
    return apply("where", np.isneginf(getattr(mask, "value", mask)), 0.0, mask)


def shared_heads(query: TensorNode, heads: TensorNode) -> Any:
    """Let each head of keys or values serve as many heads of queries as there are for it."""
    asked, have = query.shape[-3:-2], heads.shape[-3:-2]
    if not (asked and have and have[0] and asked[0] % have[0] == 0):
        raise ShapeError(
            f"{query.shape} and {heads.shape} do not share their heads",
            hint="With enable_gqa, the third size from the end of the one divides the other's.",
        )
    return apply("repeat", heads, repeats=asked[0] // have[0], axis=-3)


def check_attention(query: Shape, key: Shape, value: Shape) -> None:
    """Refuse what does not fit together. Raises ShapeError."""
    if min(len(query), len(key), len(value)) < 2:
        raise ShapeError(
            f"queries of {query}, keys of {key} and values of {value}",
            hint="Each needs two axes at least: (L, E), (S, E) and (S, V).",
        )
    if query[-1] != key[-1]:
        raise ShapeError(
            f"queries of {query[-1]} numbers and keys of {key[-1]}",
            hint="A query is compared with each key: they must be equally long.",
        )
    if key[-2] != value[-2]:
        raise ShapeError(
            f"{key[-2]} keys and {value[-2]} values", hint="Each key has a value of its own."
        )
