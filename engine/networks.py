"""The network form writes a program: sizes, activations, loss and data become source text."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

ACTIVATIONS: Mapping[str, str] = {
    "linear": "{}",
    "sigmoid": "sigmoid({})",
    "tanh": "tanh({})",
    "relu": "relu({})",
    "leaky_relu": "leaky_relu({})",
    "gelu": "gelu({})",
    "softplus": "softplus({})",
}
"""What stands around the call of a layer, by the activation's name."""

LOSSES: Mapping[str, str] = {
    "squared_error": "mean((y - t) ** 2)",
    "absolute_error": "mean(abs(y - t))",
    "binary_cross_entropy": "binary_cross_entropy_with_logits(y, t)",
    "cross_entropy": "cross_entropy(y, t)",
}
"""The expression of the loss in ``y``, the last layer's output, and ``t``, the target."""

NETWORK_ACTIVATIONS = tuple(ACTIVATIONS)
NETWORK_LOSSES = tuple(LOSSES)

Rows = Sequence[Sequence[float]]


def write_network(
    sizes: Sequence[int], activations: Sequence[str], loss: str, inputs: Rows, targets: Rows
) -> str:
    """Write the program of a fully connected network.

    ``sizes`` counts the units from input to output, (n + 1) of them for n layers; ``activations``
    names one per layer. ``inputs`` and ``targets`` hold one row per example; the targets of
    ``cross_entropy`` are class numbers, one per row.

    Raises ValueError with a sentence for the person who filled in the form.
    """
    _check(sizes, activations, loss, inputs, targets)
    shape = "-".join(map(str, sizes))
    lines = [f"# A {shape} network, trained on {_examples(len(inputs))}."]
    lines += [
        f"layer{number} = Linear({before}, {after})"
        for number, (before, after) in enumerate(itertools.pairwise(sizes), start=1)
    ]
    labels = [row[0] for row in targets]
    lines += [
        "",
        f"x = input({_matrix(inputs)})",
        f"t = target({_row(labels) if loss == 'cross_entropy' else _matrix(targets)})",
        "",
    ]
    value = "x"
    for number, activation in enumerate(activations, start=1):
        name = "y" if number == len(activations) else f"h{number}"
        lines.append(f"{name} = {ACTIVATIONS[activation].format(f'layer{number}({value})')}")
        value = name
    return "\n".join([*lines, f"loss = {LOSSES[loss]}"]) + "\n"


def _check(
    sizes: Sequence[int], activations: Sequence[str], loss: str, inputs: Rows, targets: Rows
) -> None:
    if len(sizes) < 2 or any(size < 1 for size in sizes):
        raise ValueError("A network needs at least an input and an output size, each 1 or more.")
    if len(activations) != len(sizes) - 1:
        raise ValueError(
            f"{len(sizes)} sizes make {len(sizes) - 1} layers, "
            f"and {len(activations)} activations are named."
        )
    for activation in activations:
        if activation not in ACTIVATIONS:
            raise ValueError(
                f"There is no activation {activation!r}; there are {', '.join(ACTIVATIONS)}."
            )
    if loss not in LOSSES:
        raise ValueError(f"There is no loss {loss!r}; there are {', '.join(LOSSES)}.")
    if not inputs or len(inputs) != len(targets):
        raise ValueError(
            f"There are {len(inputs)} rows of inputs and {len(targets)} of targets; "
            "give at least one row, and a target for each."
        )
    _check_rows("input", inputs, sizes[0])
    _check_rows("target", targets, 1 if loss == "cross_entropy" else sizes[-1])
    _check_targets(loss, targets, classes=sizes[-1])


def _check_targets(loss: str, targets: Rows, classes: int) -> None:
    numbers = [number for row in targets for number in row]
    for number in numbers if loss == "binary_cross_entropy" else ():
        if not 0 <= number <= 1:
            raise ValueError(f"The target {number:g} is no probability from 0 to 1.")
    for number in numbers if loss == "cross_entropy" else ():
        if number != int(number) or not 0 <= number < classes:
            raise ValueError(
                f"The class {number:g} is not one of the whole numbers 0 to {classes - 1}."
            )


def _check_rows(what: str, rows: Rows, width: int) -> None:
    for number, row in enumerate(rows, start=1):
        if len(row) != width:
            raise ValueError(
                f"Row {number} of the {what}s has {len(row)} numbers; the network takes {width}."
            )


def _examples(count: int) -> str:
    return "one example" if count == 1 else f"{count} examples"


def _matrix(rows: Rows) -> str:
    return f"[{', '.join(map(_row, rows))}]"


def _row(numbers: Sequence[float]) -> str:
    return f"[{', '.join(repr(float(number)) for number in numbers)}]"
