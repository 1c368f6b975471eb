"""The table in which words become vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.errors import EngineError
from engine.graph import apply, tensor
from engine.modules.module import Module
from engine.modules.weights import Weights


class Embedding(Module):
    """For each number its row of the weight: (...) → (..., embedding_dim).

    Rows are drawn from the normal distribution. The row ``padding_idx`` begins at 0 and stays.
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        *,
        weights: Weights,
    ) -> None:
        super().__init__()
        weight = weights.normal(1.0, (num_embeddings, embedding_dim))
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < num_embeddings:
                raise EngineError(
                    f"padding_idx is {padding_idx}, of {num_embeddings} rows",
                    code="arguments",
                    hint="It is the number of a row.",
                )
            rows = np.arange(num_embeddings)[:, None]
            padding = rows == padding_idx % num_embeddings
            weight = tensor(np.where(padding, 0.0, weight.value))
        self.padding_idx = padding_idx
        self.parameters["weight"] = weight

    def forward(self, indices: Any) -> Any:
        return apply("embedding", indices, self.parameters["weight"], padding_idx=self.padding_idx)
