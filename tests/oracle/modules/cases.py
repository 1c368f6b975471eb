"""Which modules are compared, with which arguments, on which inputs."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np

DRAW = np.random.default_rng(23)


def drawn(*shape: int) -> Any:
    """Draw an input."""
    return DRAW.normal(size=shape).round(3)


@dataclass(frozen=True)
class ModuleCase:
    """A module by its class in ``nn``, and one call of it.

    Before that call it is called in training on each of ``before``. Arrays of truths and whole
    numbers are no leaves; ``theirs`` is what PyTorch's class is called and given where that
    differs.
    """

    name: str
    arguments: dict[str, Any]
    inputs: tuple[Any, ...]
    settings: dict[str, Any] = field(default_factory=dict)
    before: tuple[Any, ...] = ()
    training: bool = True
    theirs: tuple[str, dict[str, Any]] | None = None

    def __str__(self) -> str:
        parts = [*self.arguments.items(), *self.settings]
        return f"{self.name}-{len(self.before)}{'t' if self.training else 'e'}-{parts}"


HIDES = np.array([[False, True, True], [False, False, True], [False, False, False]])
PADDED = np.array([[False, False, True], [False, False, False]])
FEATURES = {"num_features": 3}
TABLE = {"num_embeddings": 5, "embedding_dim": 2}
CHANNELS = {"in_channels": 3, "out_channels": 2}
CELL = {"input_size": 3, "hidden_size": 4}
HEADS = {"embed_dim": 4, "num_heads": 2}
LAYER = {"d_model": 4, "nhead": 2, "dim_feedforward": 6, "dropout": 0.0}
ROWS, IMAGES, SEQUENCES = drawn(4, 3), drawn(2, 3, 2, 2), drawn(2, 3, 4)
TRUTHS = np.eye(4, 3)
SHARES = 1 / (1 + np.exp(-ROWS))

CASES: tuple[ModuleCase, ...] = (
    ModuleCase("Linear", {"in_features": 3, "out_features": 2}, (drawn(4, 3),)),
    ModuleCase("BatchNorm1d", FEATURES, (ROWS,)),
    ModuleCase("BatchNorm1d", FEATURES, (ROWS,), before=(drawn(5, 3), drawn(2, 3))),
    ModuleCase("BatchNorm1d", FEATURES, (ROWS,), before=(drawn(5, 3),), training=False),
    ModuleCase("BatchNorm1d", FEATURES, (drawn(2, 3, 5),), before=(drawn(2, 3, 4),)),
    ModuleCase(
        "BatchNorm1d",
        {**FEATURES, "momentum": None, "eps": 0.5},
        (ROWS,),
        before=(drawn(5, 3), drawn(2, 3), drawn(3, 3)),
        training=False,
    ),
    ModuleCase("BatchNorm1d", {**FEATURES, "affine": False}, (ROWS,), before=(drawn(5, 3),)),
    ModuleCase("BatchNorm1d", {**FEATURES, "track_running_stats": False}, (ROWS,), training=False),
    ModuleCase("BatchNorm2d", FEATURES, (IMAGES,), before=(drawn(3, 3, 2, 1),)),
    ModuleCase("BatchNorm2d", {**FEATURES, "momentum": 0.5}, (IMAGES,), before=(drawn(3, 3, 2, 1),),
               training=False),
    ModuleCase("LayerNorm", {"normalized_shape": (3,)}, (ROWS,)),
    ModuleCase("LayerNorm", {"normalized_shape": (2, 2), "eps": 0.25}, (IMAGES,)),
    ModuleCase("LayerNorm", {"normalized_shape": (3,), "elementwise_affine": False}, (ROWS,)),
    ModuleCase("LayerNorm", {"normalized_shape": (3,), "bias": False}, (ROWS,)),
    ModuleCase("RMSNorm", {"normalized_shape": (3,)}, (ROWS,)),
    ModuleCase("RMSNorm", {"normalized_shape": (2, 2), "eps": 0.25}, (IMAGES,)),
    ModuleCase("GroupNorm", {"num_groups": 2, "num_channels": 4}, (drawn(2, 4, 3),)),
    ModuleCase("GroupNorm", {"num_groups": 1, "num_channels": 3, "affine": False}, (IMAGES,)),
    ModuleCase("Dropout", {"p": 0.5}, (ROWS,), training=False),
    ModuleCase("Embedding", TABLE, (np.array([[1, 4], [1, 0]]),)),
    ModuleCase("Embedding", {**TABLE, "padding_idx": 1}, (np.array([1, 4, 1]),)),
    ModuleCase("RNNCell", CELL, (drawn(2, 3), drawn(2, 4))),
    ModuleCase("RNNCell", {**CELL, "nonlinearity": "relu", "bias": False}, (drawn(3),)),
    ModuleCase("LSTMCell", CELL, (drawn(2, 3), (drawn(2, 4), drawn(2, 4)))),
    ModuleCase("LSTMCell", {**CELL, "bias": False}, (drawn(3),)),
    ModuleCase("GRUCell", CELL, (drawn(2, 3), drawn(2, 4))),
    ModuleCase("GRUCell", {**CELL, "bias": False}, (drawn(3),)),
    ModuleCase("MultiheadAttention", HEADS, (drawn(3, 2, 4),) * 3),
    ModuleCase("MultiheadAttention", {**HEADS, "batch_first": True},
               (drawn(2, 3, 4), drawn(2, 5, 4), drawn(2, 5, 4))),
    ModuleCase("MultiheadAttention", {**HEADS, "bias": False},
               (drawn(3, 4), drawn(2, 4), drawn(2, 4)), {"average_attn_weights": False}),
    ModuleCase("MultiheadAttention", {**HEADS, "batch_first": True}, (SEQUENCES,) * 3,
               {"attn_mask": HIDES, "key_padding_mask": PADDED}),
    ModuleCase("MultiheadAttention", {**HEADS, "batch_first": True}, (SEQUENCES,) * 3,
               {"attn_mask": np.where(HIDES, -inf, 0.5), "need_weights": False}),
    ModuleCase("MultiheadAttention", {**HEADS, "batch_first": True}, (SEQUENCES,) * 3,
               {"attn_mask": np.array([HIDES, HIDES.T, ~HIDES, HIDES]) & ~np.eye(3, dtype=bool)}),
    ModuleCase("TransformerEncoderLayer", LAYER, (drawn(3, 2, 4),)),
    ModuleCase("TransformerEncoderLayer", {**LAYER, "norm_first": True, "batch_first": True},
               (SEQUENCES,), {"src_mask": HIDES}),
    ModuleCase("TransformerEncoderLayer", {**LAYER, "dropout": 0.5, "bias": False},
               (drawn(3, 4),), training=False),
    ModuleCase(
        "TransformerBlock",
        {"d_model": 4, "nhead": 2},
        (SEQUENCES,),
        theirs=(
            "TransformerEncoderLayer",
            {
                **LAYER,
                "dim_feedforward": 16,
                "activation": "gelu",
                "norm_first": True,
                "batch_first": True,
            },
        ),
    ),
    ModuleCase("CrossEntropyLoss", {"weight": np.array([0.5, 2.0, 1.0]), "ignore_index": 2},
               (ROWS, np.array([0, 2, 1, 1]))),
    ModuleCase("BCELoss", {"weight": np.array([0.5, 2.0, 1.0])}, (SHARES, TRUTHS)),
    ModuleCase("BCEWithLogitsLoss", {"pos_weight": np.array([0.5, 2.0, 1.0])}, (ROWS, TRUTHS)),
    ModuleCase("BCEWithLogitsLoss", {"weight": np.array([0.5, 2.0, 1.0]), "reduction": "sum",
               "pos_weight": np.array(3.0)}, (ROWS, TRUTHS)),
    ModuleCase("CrossEntropyLoss", {"label_smoothing": 0.25}, (ROWS, np.array([0, 2, 1, 1]))),
    ModuleCase("NLLLoss", {"weight": np.array([0.5, 2.0, 1.0]), "reduction": "sum"},
               (ROWS, np.array([0, 2, 1, 1]))),
    ModuleCase("Conv1d", {**CHANNELS, "kernel_size": 3, "padding": "same"}, (drawn(2, 3, 4),)),
    ModuleCase("Conv1d", {**CHANNELS, "kernel_size": 3, "groups": 1, "bias": False}, (ROWS.T,)),
    ModuleCase("Conv2d", {**CHANNELS, "kernel_size": (2, 3), "padding": 1}, (IMAGES,)),
    ModuleCase("Conv2d", {"in_channels": 4, "out_channels": 2, "kernel_size": 2, "stride": (2, 1),
                          "dilation": 2, "groups": 2}, (drawn(4, 6, 5),)),
    ModuleCase("ConvTranspose1d", {**CHANNELS, "kernel_size": 3, "stride": 2, "padding": 1,
                                   "output_padding": 1}, (drawn(2, 3, 4),)),
    ModuleCase("ConvTranspose2d", {**CHANNELS, "kernel_size": 2, "stride": 2}, (IMAGES,)),
    ModuleCase("ConvTranspose2d", {"in_channels": 4, "out_channels": 6, "kernel_size": (1, 3),
                                   "groups": 2, "bias": False, "dilation": 2}, (drawn(4, 3, 2),)),
    ModuleCase("PReLU", {}, (IMAGES,)),
    ModuleCase("PReLU", {"num_parameters": 3, "init": 0.5}, (IMAGES,)),
)  # fmt: skip


def weights_of(names: dict[str, tuple[int, ...]]) -> dict[str, Any]:
    """Draw the weights of a module, in the order of their names."""
    draw = np.random.default_rng(31)
    return {name: draw.normal(size=names[name]) for name in sorted(names)}


def above(shape: tuple[int, ...], number: int) -> Any:
    """Draw what comes back to an output."""
    return np.random.default_rng(number).uniform(0.5, 2.0, shape)
