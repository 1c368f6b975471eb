"""Local derivatives of scalar ops, held against the ops themselves, moved a little."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine import apply
from engine.arrays import as_value
from engine.op import Case, Op
from tests.engine.analysis.scalar_graph import number

STEP = 1e-6
NEAR = 2e-5


def check_slopes(
    op: type[Op], case: Case, expansion: Mapping[str, Any], own: Mapping[str, Any]
) -> None:
    """Hold each local derivative of an op that is drawn as itself between its one-sided slopes.

    At a kink those differ, and any number between them will do.
    """
    values = [as_value(value) for value in case.inputs]
    numbers = {tensor["id"]: tensor for tensor in expansion["tensors"]}
    for scalar in expansion["ops"]:
        if scalar["op"] != op.name or len(own["inputs"]) != len(values):
            continue
        output = numbers[scalar["output"]]
        which, at = own["outputs"].index(output["tensor"]), tuple(output["index"])
        for slot, index, slope in slopes(scalar, numbers, own["inputs"]):
            if not op.domain[min(slot, len(op.domain) - 1)].symmetric:
                moved = Moved(op, case.constants, values, slot, index)
                around = [np.asarray(outputs[which]) for outputs in moved.around()]
                check_slope([float(array[at]) for array in around], slope)


def slopes(
    scalar: Mapping[str, Any], numbers: Mapping[str, Any], inputs: list[str]
) -> list[tuple[int, tuple[int, ...], float]]:
    """Give the slot and the index of each input of a scalar op, with its local derivative."""
    ends = (numbers[id] for id in scalar["inputs"])
    return [
        (inputs.index(end["tensor"]), tuple(end["index"]), number(local))
        for end, local in zip(ends, scalar["locals"], strict=True)
        if local is not None
    ]


@dataclass(frozen=True)
class Moved:
    """An op of which one input element is moved."""

    op: type[Op]
    constants: Mapping[str, Any]
    values: list[Any]
    slot: int
    index: tuple[int, ...]

    def around(self) -> list[list[Any]]:
        """Give the outputs below, at, and above the element's own value."""
        with np.errstate(all="ignore"):
            return [self.at(step) for step in (-STEP, 0.0, STEP)]

    def at(self, step: float) -> list[Any]:
        """Give the outputs a step away."""
        array = np.array(self.values[self.slot], float)
        array[self.index] += step
        inputs = [*self.values[: self.slot], as_value(array), *self.values[self.slot + 1 :]]
        made = apply(self.op.name, *inputs, **self.constants)
        return [node.value for node in (made if isinstance(made, tuple) else (made,))]


def check_slope(around: list[float], slope: float) -> None:
    """Find a local derivative between the slopes to the left and to the right."""
    low, middle, high = around
    sides = sorted([(middle - low) / STEP, (high - middle) / STEP])
    if np.isfinite([*sides, slope]).all():
        room = NEAR * max(1.0, abs(middle), abs(slope))
        assert sides[0] - room <= slope <= sides[1] + room
