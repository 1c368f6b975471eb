"""PyTorch's functions that are a few ops here: ``F.linear``, ``F.normalize``, weighted losses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.language.calls import Call
from engine.language.torch_words import NEEDED, Given, TorchWord, run_word
from engine.language.values import Anything


def _linear(call: Call, given: Given) -> Anything:
    """Give ``x Wᵀ + b``."""
    transposed = run_word(call, "swapaxes", given["weight"], axis1=-1, axis2=-2)
    y = run_word(call, "matmul", given["input"], transposed)
    return y if given["bias"] is None else run_word(call, "add", y, given["bias"])


def _addmm(call: Call, given: Given) -> Anything:
    """Give ``beta x + alpha A B``."""
    product = run_word(call, "matmul", given["mat1"], given["mat2"])
    parts = [
        part if call.number(factor) == 1 else run_word(call, "mul", part, factor)
        for part, factor in ((given["input"], given["beta"]), (product, given["alpha"]))
    ]
    return run_word(call, "add", *parts)


def _normalize(call: Call, given: Given) -> Anything:
    """Divide by the norm along an axis, or by ``eps`` where that is larger."""
    x, along = given["input"], {"axis": given["dim"], "keepdims": True}
    norm = run_word(call, "norm", x, ord=given["p"], **along)
    return run_word(call, "div", x, run_word(call, "clip", norm, min=given["eps"]))


def _pairwise_distance(call: Call, given: Given) -> Anything:
    """Measure how far each row is from the row of the same number."""
    apart = run_word(call, "sub", given["x1"], given["x2"])
    apart = run_word(call, "add", apart, given["eps"])
    return run_word(call, "norm", apart, ord=given["p"], axis=-1, keepdims=given["keepdim"])


def _cdist(call: Call, given: Given) -> Anything:
    """Measure how far each row is from each row: (n, d), (m, d) → (n, m)."""
    rows = run_word(call, "expand_dims", given["x1"], axis=-2)
    columns = run_word(call, "expand_dims", given["x2"], axis=-3)
    return run_word(call, "norm", run_word(call, "sub", rows, columns), ord=given["p"], axis=-1)


def _weighing(name: str) -> Callable[[Call, Given], Anything]:
    """Make a loss on truths whose elements may have weights."""

    def run(call: Call, given: Given) -> Anything:
        weight, reduction = given["weight"], given["reduction"]
        if weight is None and given.get("pos_weight") is None:
            return run_word(call, name, given["input"], given["target"], reduction=reduction)
        losses = _losses(call, name, given)
        if weight is not None:
            losses = run_word(call, "mul", weight, losses)
        match reduction:
            case "mean" | "sum":
                return run_word(call, reduction, losses)
            case "none":
                return losses
        raise call.fault(f"reduction is `{reduction}`", "It is one of `mean`, `sum`, `none`.")

    return run


def _losses(call: Call, name: str, given: Given) -> Anything:
    """Give the loss of each element; ``pos_weight`` is what a true one counts for."""
    y, t, positive = given["input"], given["target"], given.get("pos_weight")
    if positive is None:
        return run_word(call, name, y, t, reduction="none")
    right = run_word(call, "mul", t, run_word(call, "logsigmoid", y))
    wrong = run_word(call, "logsigmoid", run_word(call, "neg", y))
    wrong = run_word(call, "mul", run_word(call, "sub", 1.0, t), wrong)
    both = run_word(call, "add", run_word(call, "mul", positive, right), wrong)
    return run_word(call, "neg", both)


_TRUTHS: Mapping[str, Any] = {
    "input": NEEDED,
    "target": NEEDED,
    "weight": None,
    "size_average": None,
    "reduce": None,
    "reduction": "mean",
}
_ROWS: Mapping[str, Any] = {"x1": NEEDED, "x2": NEEDED, "p": 2.0}

TORCH_FORMULAS: Mapping[str, TorchWord] = {
    word.name: word
    for word in (
        TorchWord("linear", {"input": NEEDED, "weight": NEEDED, "bias": None}, _linear),
        TorchWord(
            "addmm",
            {"input": NEEDED, "mat1": NEEDED, "mat2": NEEDED, "beta": 1, "alpha": 1},
            _addmm,
        ),
        TorchWord("normalize", {"input": NEEDED, "p": 2.0, "dim": 1, "eps": 1e-12}, _normalize),
        TorchWord(
            "pairwise_distance", {**_ROWS, "eps": 1e-6, "keepdim": False}, _pairwise_distance
        ),
        TorchWord("cdist", _ROWS, _cdist),
        TorchWord("binary_cross_entropy", _TRUTHS, _weighing("binary_cross_entropy")),
        TorchWord(
            "binary_cross_entropy_with_logits",
            {**_TRUTHS, "pos_weight": None},
            _weighing("binary_cross_entropy_with_logits"),
        ),
    )
}
"""Each means the same behind every prefix."""
