"""Losses on classes as modules, which may keep a weight for each class."""

from __future__ import annotations

from typing import Any

from engine.arrays import Value
from engine.compositions import compose
from engine.compositions.classification import which_cross_entropy
from engine.errors import DomainError
from engine.graph import apply, constant
from engine.modules.module import Module
from engine.trace import kept


class ClassLoss(Module):
    """A loss that may weigh the classes; being one word, it opens no group of its own."""

    def __init__(
        self, weight: Value | None = None, *, ignore_index: int = -100, reduction: str = "mean"
    ) -> None:
        super().__init__()
        if weight is not None:
            self.buffers["weight"] = weight
        self.settings = {"ignore_index": ignore_index, "reduction": reduction}

    def weights(self) -> list[Any]:
        """Give the weight of the classes, if there is one."""
        return [kept(name, constant(value)) for name, value in self.buffers.items()]

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        return self.forward(*inputs, **settings)


class NLLLoss(ClassLoss):
    """The negative log-likelihood of labels: (n, k) log-probabilities, (n) → one number."""

    def forward(self, input: Any, target: Any) -> Any:
        if self.buffers:
            return compose("weighted_nll", input, target, *self.weights(), **self.settings)
        return apply("nll", input, target, **self.settings)


class CrossEntropyLoss(ClassLoss):
    """The cross-entropy of scores (n, k) with labels (n), or with probabilities (n, k)."""

    def __init__(
        self,
        weight: Value | None = None,
        *,
        ignore_index: int = -100,
        reduction: str = "mean",
        label_smoothing: float = 0.0,
    ) -> None:
        super().__init__(weight, ignore_index=ignore_index, reduction=reduction)
        self.smoothing = label_smoothing

    def forward(self, input: Any, target: Any) -> Any:
        word = which_cross_entropy(input.shape, target.shape, weighted=bool(self.buffers))
        if word == "cross_entropy":
            return apply(word, input, target, label_smoothing=self.smoothing, **self.settings)
        settings = dict(self.settings)
        if word == "soft_cross_entropy":
            del settings["ignore_index"]
            settings["label_smoothing"] = self.smoothing
        elif self.smoothing:
            raise DomainError(
                "label_smoothing stands beside weights",
                hint="Give the probabilities themselves as target.",
            )
        return compose(word, input, target, *self.weights(), **settings)
