"""The block of which transformers are made."""

from __future__ import annotations

from typing import Any

from engine.modules.applied import Applied
from engine.modules.attention import MultiheadAttention
from engine.modules.dropout import Dropout
from engine.modules.linear import Linear
from engine.modules.module import Module
from engine.modules.normalization import LayerNorm
from engine.modules.weights import Weights


class TransformerEncoderLayer(Module):
    """Attention, then a network of two layers at each place; each adds to what it was given.

    With ``norm_first`` each of the two is given normalized rows, and adds to them as they were;
    else, as in the first transformer, the sum is normalized. Shapes are those of its attention.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        *,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Applied | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        weights: Weights,
    ) -> None:
        super().__init__()
        self.norm_first = norm_first
        self.adopt(
            "self_attn",
            MultiheadAttention(
                d_model, nhead, dropout=dropout, bias=bias, batch_first=batch_first, weights=weights
            ),
        )
        self.adopt("linear1", Linear(d_model, dim_feedforward, bias, weights=weights))
        self.adopt("dropout", Dropout(dropout, weights=weights))
        self.adopt("linear2", Linear(dim_feedforward, d_model, bias, weights=weights))
        for name in ("norm1", "norm2"):
            norm = LayerNorm((d_model,), eps=layer_norm_eps, bias=bias, weights=weights)
            self.adopt(name, norm)
        for name in ("dropout1", "dropout2"):
            self.adopt(name, Dropout(dropout, weights=weights))
        self.adopt("activation", activation or Applied("relu"))

    def forward(
        self,
        src: Any,
        src_mask: Any = None,
        src_key_padding_mask: Any = None,
        is_causal: bool = False,
    ) -> Any:
        norm1, norm2 = self.children["norm1"], self.children["norm2"]
        masks = {
            "attn_mask": src_mask,
            "key_padding_mask": src_key_padding_mask,
            "is_causal": is_causal,
        }
        if self.norm_first:
            x = src + self._attended(norm1(src), masks)
            return x + self._fed_forward(norm2(x))
        x = norm1(src + self._attended(src, masks))
        return norm2(x + self._fed_forward(x))

    def _attended(self, x: Any, masks: dict[str, Any]) -> Any:
        made, _ = self.children["self_attn"](x, x, x, need_weights=False, **masks)
        return self.children["dropout1"](made)

    def _fed_forward(self, x: Any) -> Any:
        hidden = self.children["activation"](self.children["linear1"](x))
        made = self.children["linear2"](self.children["dropout"](hidden))
        return self.children["dropout2"](made)


class TransformerBlock(TransformerEncoderLayer):
    """The block of GPT-2 and its like: a TransformerEncoderLayer that normalizes first.

    (n, L, E) → the same. Four times as wide inside, with gelu, and without dropout unless asked.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        *,
        dim_feedforward: int | None = None,
        dropout: float = 0.0,
        activation: Applied | None = None,
        weights: Weights,
    ) -> None:
        super().__init__(
            d_model,
            nhead,
            dim_feedforward=4 * d_model if dim_feedforward is None else dim_feedforward,
            dropout=dropout,
            activation=activation or Applied("gelu"),
            batch_first=True,
            norm_first=True,
            weights=weights,
        )
