"""Losses on classes as modules, which may keep weights."""

from __future__ import annotations

from typing import Any, ClassVar

from engine.arrays import Value
from engine.compositions import compose
from engine.compositions.classification import which_cross_entropy
from engine.compositions.loss import gathered
from engine.errors import DomainError
from engine.graph import apply, constant
from engine.modules.module import Module
from engine.trace import kept


class ClassLoss(Module):
    """A loss that may weigh the classes; being one word, it opens no group of its own."""

    is_group = False

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


class BCELoss(Module):
    """The binary cross-entropy of probabilities, whose elements may have weights."""

    is_group = False
    word: ClassVar[str] = "binary_cross_entropy"

    def __init__(self, weight: Value | None = None, *, reduction: str = "mean") -> None:
        super().__init__()
        if weight is not None:
            self.buffers["weight"] = weight
        self.reduction = reduction

    def kept(self, name: str) -> Any:
        """Give one of the weights, None where there is none."""
        return kept(name, constant(self.buffers[name])) if name in self.buffers else None

    def losses(self, input: Any, target: Any) -> Any:
        """Give the loss of each element."""
        return apply(self.word, input, target, reduction="none")

    def forward(self, input: Any, target: Any) -> Any:
        if not self.buffers:
            return apply(self.word, input, target, reduction=self.reduction)
        losses, weight = self.losses(input, target), self.kept("weight")
        return gathered(losses if weight is None else weight * losses, self.reduction)


class BCEWithLogitsLoss(BCELoss):
    """The binary cross-entropy of scores; ``pos_weight`` is what a true element counts for."""

    word: ClassVar[str] = "binary_cross_entropy_with_logits"

    def __init__(
        self,
        weight: Value | None = None,
        *,
        reduction: str = "mean",
        pos_weight: Value | None = None,
    ) -> None:
        super().__init__(weight, reduction=reduction)
        if pos_weight is not None:
            self.buffers["pos_weight"] = pos_weight

    def losses(self, input: Any, target: Any) -> Any:
        positive = self.kept("pos_weight")
        if positive is None:
            return super().losses(input, target)
        right = target * apply("logsigmoid", input)
        wrong = (1 - target) * apply("logsigmoid", -input)
        return -(positive * right + wrong)
