"""PyTorch's functions whose optional tensors, a weight or a bias, are ops of their own here.

``layer_norm(x, shape, weight, bias)`` is the op of that name, a product and a sum. A loss with a
weight for each class, or with probabilities in place of labels, is a composition.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.arrays import Shape
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from engine.compositions.classification import which_cross_entropy
from engine.errors import ShapeError
from engine.language.calls import Call, CatalogFunction, ComposedFunction, Function
from engine.language.cells import write
from engine.language.session import Session
from engine.language.values import Anything, Arguments

Given = Mapping[str, Anything]
"""The arguments of a call, by name."""

NEEDED = inspect.Parameter.empty
TENSORS = frozenset(
    {
        "input",
        "other",
        "target",
        "weight",
        "pos_weight",
        "bias",
        "running_mean",
        "running_var",
        "mat1",
        "mat2",
        "x1",
        "x2",
    }
)


@dataclass(frozen=True, slots=True)
class TorchWord(Function):
    """A function with PyTorch's arguments, which are named here in its order, with its defaults."""

    name: str
    arguments: Mapping[str, Any]
    run: Callable[[Call, Given], Anything]
    torch: bool = False

    @property
    def signature(self) -> inspect.Signature:
        """The arguments as Python knows them."""
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        return inspect.Signature(
            [inspect.Parameter(name, kind, default=d) for name, d in self.arguments.items()]
        )

    def is_setting(self, place: int | str) -> bool:
        names = list(self.arguments)
        if isinstance(place, int):
            return place >= len(names) or names[place] not in TENSORS
        return place not in TENSORS

    def call(self, session: Session, arguments: Arguments) -> Anything:
        call = Call(session, arguments, self.name, self.torch)
        try:
            bound = self.signature.bind(*arguments.positional, **arguments.keywords)
        except TypeError as error:
            raise call.fault(str(error), f"Write `{self.name}{self.signature}`.") from None
        bound.apply_defaults()
        given = bound.arguments.items()
        return self.run(call, {k: v if k in TENSORS else session.plain(v) for k, v in given})


def run_word(call: Call, name: str, *inputs: Anything, **constants: Anything) -> Anything:
    """Run an op or a composition, which checks its constants. Raises EngineError."""
    function = (
        ComposedFunction(COMPOSITIONS[name], call.torch)
        if name in COMPOSITIONS
        else CatalogFunction(CATALOG[name], call.torch)
    )
    arguments = Arguments(call.span, list(inputs), constants, call.arguments.spans)
    return function.call(call.session, arguments)


def _of_rows(op: str) -> Callable[[Call, Given], Anything]:
    """Make a normalization of rows, whose weight and bias have the shape of a row."""

    def run(call: Call, given: Given) -> Anything:
        shape = given["normalized_shape"]
        y = run_word(call, op, given["input"], normalized_shape=shape, eps=given["eps"])
        full = call.session.shape(y)
        rank = len(shape) if isinstance(shape, list | tuple) else 1
        return _scaled(call, given, y, full[len(full) - rank :], ())

    return run


def _of_groups(call: Call, given: Given) -> Anything:
    groups, eps = given["num_groups"], given["eps"]
    return _of_channels(
        call, given, run_word(call, "group_norm", given["input"], num_groups=groups, eps=eps)
    )


def _by_statistics(op: str, of_input: str) -> Callable[[Call, Given], Anything]:
    """Make a normalization by the input's own statistics, or else by the running ones."""

    def run(call: Call, given: Given) -> Anything:
        x, eps = given["input"], given["eps"]
        running = given["running_mean"], given["running_var"]
        if None in running and running != (None, None):
            raise call.fault("one of the running statistics is missing", "Give both, or none.")
        if running != (None, None) and not given[of_input]:
            y = run_word(call, "batch_norm_inference", x, *running, eps=eps)
            return _of_channels(call, given, y)
        y = _of_channels(call, given, run_word(call, op, x, eps=eps))
        if running != (None, None):
            _follow(call, given, by_example=op == "instance_norm")
        return y

    return run


def _follow(call: Call, given: Given, *, by_example: bool) -> None:
    """Move the running statistics in place towards the input's own, as far as momentum says."""
    x, share = call.array(given["input"]), call.number(given["momentum"])
    axes = tuple(range(2, x.ndim)) if by_example else (0, *range(2, x.ndim))
    means, variances = x.mean(axis=axes), x.var(axis=axes, ddof=1)
    if by_example:
        means, variances = means.mean(axis=0), variances.mean(axis=0)
    for name, value in (("running_mean", means), ("running_var", variances)):
        old = call.array(given[name])
        _check_shape(call, name, old.shape, value.shape)
        new = (1 - share) * old + share * value
        write(call.session, given[name], new, call.span, how=call.name, free=True)


def _of_channels(call: Call, given: Given, y: Anything) -> Anything:
    """Scale and shift each channel."""
    shape = call.session.shape(y)
    return _scaled(call, given, y, shape[1:2], (1,) * (len(shape) - 2))


def _scaled(call: Call, given: Given, y: Anything, shape: Shape, behind: Shape) -> Anything:
    """Multiply by the weight and add the bias, where there are any. Raises ShapeError."""
    for name, op in (("weight", "mul"), ("bias", "add")):
        numbers = given.get(name)
        if numbers is None:
            continue
        _check_shape(call, name, call.session.shape(numbers), shape)
        if behind:
            numbers = run_word(call, "reshape", numbers, shape=(*shape, *behind))
        y = run_word(call, op, y, numbers)
    return y


def _check_shape(call: Call, name: str, have: Shape, wanted: Shape) -> None:
    if have != wanted:
        raise ShapeError(
            f"{call.name}: a {name} of {have} for {wanted}",
            hint=f"The {name} has one number for each place of {wanted}.",
        )


def _gathering(call: Call, given: Given) -> dict[str, Anything]:
    """Take the settings that all losses on labels have. Raises EngineError."""
    for name in ("size_average", "reduce"):
        if given[name] is not None:
            raise call.fault(
                f"{name} is a setting of older PyTorch", 'Write `reduction="sum"`, for example.'
            )
    return {"reduction": given["reduction"], "ignore_index": given["ignore_index"]}


def _cross_entropy(call: Call, given: Given) -> Anything:
    x, t, weight = given["input"], given["target"], given["weight"]
    constants, smoothing = _gathering(call, given), {"label_smoothing": given["label_smoothing"]}
    shapes = call.session.shape(x), call.session.shape(t)
    match which_cross_entropy(*shapes, weighted=weight is not None):
        case "soft_cross_entropy":
            weights = () if weight is None else (weight,)
            reduction = constants["reduction"]
            return run_word(
                call, "soft_cross_entropy", x, t, *weights, reduction=reduction, **smoothing
            )
        case "cross_entropy":
            return run_word(call, "cross_entropy", x, t, **constants, **smoothing)
    if given["label_smoothing"]:
        raise call.fault(
            "label_smoothing stands beside weights", "Give the probabilities themselves as target."
        )
    return run_word(call, "weighted_cross_entropy", x, t, weight, **constants)


def _nll(call: Call, given: Given) -> Anything:
    constants = _gathering(call, given)
    if given["weight"] is None:
        return run_word(call, "nll", given["input"], given["target"], **constants)
    return run_word(
        call, "weighted_nll", given["input"], given["target"], given["weight"], **constants
    )


_ROWS: Mapping[str, Any] = {"input": NEEDED, "normalized_shape": NEEDED, "weight": None}
_STATISTICS: Mapping[str, Any] = {
    "input": NEEDED,
    "running_mean": None,
    "running_var": None,
    "weight": None,
    "bias": None,
}
_LABELS: Mapping[str, Any] = {
    "input": NEEDED,
    "target": NEEDED,
    "weight": None,
    "size_average": None,
    "ignore_index": -100,
    "reduce": None,
    "reduction": "mean",
}

TORCH_WORDS: Mapping[str, TorchWord] = {
    word.name: word
    for word in (
        TorchWord("layer_norm", {**_ROWS, "bias": None, "eps": 1e-5}, _of_rows("layer_norm")),
        TorchWord("rms_norm", {**_ROWS, "eps": None}, _of_rows("rms_norm")),
        TorchWord(
            "group_norm",
            {"input": NEEDED, "num_groups": NEEDED, "weight": None, "bias": None, "eps": 1e-5},
            _of_groups,
        ),
        TorchWord(
            "batch_norm",
            {**_STATISTICS, "training": False, "momentum": 0.1, "eps": 1e-5},
            _by_statistics("batch_norm", "training"),
        ),
        TorchWord(
            "instance_norm",
            {**_STATISTICS, "use_input_stats": True, "momentum": 0.1, "eps": 1e-5},
            _by_statistics("instance_norm", "use_input_stats"),
        ),
        TorchWord("cross_entropy", {**_LABELS, "label_smoothing": 0.0}, _cross_entropy),
        TorchWord("nll", _LABELS, _nll),
        TorchWord("nll_loss", _LABELS, _nll),
    )
}
"""Each means the same behind every prefix."""
