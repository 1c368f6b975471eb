"""Attention with several heads."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.arrays import Shape
from engine.compositions.attention import attended, causal_mask, check_attention
from engine.errors import ShapeError
from engine.graph import TensorNode, apply
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.weights import Weights
from engine.trace import group, label


class MultiheadAttention(Module):
    """Attention by several heads, each with its own view of queries, keys and values.

    (L, n, E), or (n, L, E) with ``batch_first``, or (L, E). ``in_proj_weight`` holds the matrices
    for queries, keys and values one below the other: (3 E, E). Gives the output and, unless
    ``need_weights`` is False, the weights. In a mask of truths, True hides, as PyTorch has it here.
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        *,
        dropout: float = 0.0,
        bias: bool = True,
        batch_first: bool = False,
        weights: Weights,
    ) -> None:
        super().__init__()
        if num_heads < 1 or embed_dim % num_heads:
            raise ShapeError(
                f"{embed_dim} numbers do not divide into {num_heads} heads",
                hint="num_heads must divide embed_dim.",
            )
        self.embed_dim, self.num_heads = embed_dim, num_heads
        self.dropout, self.batch_first = dropout, batch_first
        bound = math.sqrt(6 / (4 * embed_dim)) if embed_dim else 0.0
        self.parameters["in_proj_weight"] = weights.uniform(bound, (3 * embed_dim, embed_dim))
        if bias:
            self.parameters["in_proj_bias"] = weights.filled(0.0, (3 * embed_dim,))
        out = self.adopt("out_proj", Linear(embed_dim, embed_dim, bias, weights=weights))
        if bias:
            out.parameters["bias"] = weights.filled(0.0, (embed_dim,))
        self._random = weights.random

    def forward(
        self,
        query: Any,
        key: Any,
        value: Any,
        key_padding_mask: Any = None,
        *,
        need_weights: bool = True,
        attn_mask: Any = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> Any:
        batched = query.ndim == 3
        self._check(query, key, value)
        q, k, v = map(self._heads, self._projected(query, key, value))
        if is_causal and attn_mask is None:
            attn_mask = ~causal_mask(q, k)
        mask = self._mask(attn_mask, key_padding_mask, q.shape, k.shape)
        drops = self.dropout if self.training else 0.0
        seed = int(self._random.integers(2**32)) if drops else 0
        with group("attention", "scaled_dot_product_attention"):
            means, weights = attended(q, k, v, mask, dropout_p=drops, seed=seed)
        joined = apply("swapaxes", means, axis1=-3, axis2=-2)
        output = self.children["out_proj"](
            apply("reshape", joined, shape=(*joined.shape[:-2], self.embed_dim))
        )
        if batched and not self.batch_first:
            output = apply("swapaxes", output, axis1=0, axis2=1)
        if not need_weights:
            return output, None
        return output, apply("mean", weights, axis=-3) if average_attn_weights else weights

    def _projected(self, query: Any, key: Any, value: Any) -> list[Any]:
        """Multiply queries, keys and values by their matrices, at once where they are the same."""
        weight, bias = self.parameters["in_proj_weight"], self.parameters.get("in_proj_bias")
        size = self.embed_dim
        if query is key is value:
            packed = query @ weight.T if bias is None else query @ weight.T + bias
            return [
                label(name, packed[..., number * size : (number + 1) * size])
                for number, name in enumerate("qkv")
            ]
        made = []
        for number, (name, x) in enumerate(zip("qkv", (query, key, value), strict=True)):
            rows = slice(number * size, (number + 1) * size)
            product = x @ weight[rows].T
            made.append(label(name, product if bias is None else product + bias[rows]))
        return made

    def _heads(self, x: TensorNode) -> Any:
        """Deal the numbers out to the heads: (n, L, E) → (n, heads, L, E/heads)."""
        if x.ndim == 3 and not self.batch_first:
            x = apply("swapaxes", x, axis1=0, axis2=1)
        size = self.embed_dim // self.num_heads
        dealt = apply("reshape", x, shape=(*x.shape[:-1], self.num_heads, size))
        return apply("swapaxes", dealt, axis1=-3, axis2=-2)

    def _mask(self, attn_mask: Any, padding: Any, q: Shape, k: Shape) -> Any:
        """Make numbers to add to the scores of the masks that are given. Raises ShapeError."""
        masks, (*batch, heads, length, _) = [], q
        if attn_mask is not None:
            of_all, of_each = (length, k[-2]), (math.prod(batch) * heads, length, k[-2])
            _check_mask("attn_mask", attn_mask.shape, of_all, of_each)
            full = of_all if attn_mask.shape == of_all else (*batch, heads, *of_all)
            masks.append(np.reshape(hiding(attn_mask), full))
        if padding is not None:
            _check_mask("key_padding_mask", padding.shape, (*batch, k[-2]))
            masks.append(np.reshape(hiding(padding), (*batch, 1, 1, k[-2])))
        return sum(masks[1:], masks[0]) if masks else None

    def _check(self, query: Any, key: Any, value: Any) -> None:
        shapes = (query.shape, key.shape, value.shape)
        ranks = {len(shape) for shape in shapes}
        if ranks not in ({2}, {3}) or any(shape[-1] != self.embed_dim for shape in shapes):
            form = "(n, L, E)" if self.batch_first else "(L, n, E)"
            raise ShapeError(
                f"MultiheadAttention({self.embed_dim}, {self.num_heads}) of queries of {shapes[0]},"
                f" keys of {shapes[1]} and values of {shapes[2]}",
                hint=f"Each is {form} or (L, E), and E is {self.embed_dim}.",
            )
        check_attention(*shapes)


def hiding(mask: Any) -> Any:
    """Write truths that hide as numbers to add: minus infinity where they hold."""
    numbers = mask.value if isinstance(mask, TensorNode) else mask
    return np.where(numbers, -math.inf, 0.0) if numbers.dtype == bool else mask


def _check_mask(name: str, shape: Shape, *wanted: Shape) -> None:
    if shape not in wanted:
        raise ShapeError(
            f"{name} of {shape}", hint=f"It needs the shape {' or '.join(map(str, wanted))}."
        )
