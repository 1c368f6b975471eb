"""What an elementwise op looks like: its value and its slope over one input, sampled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

import numpy as np

from engine.arrays import Value, as_value
from engine.catalog import CATALOG
from engine.document.digits import number_json
from engine.document.form import Num
from engine.document.numbers import slice_json
from engine.errors import EngineError
from engine.graph import TensorNode, apply, backward, constant, tensor
from engine.op import Case, Op

STEP = 1e-6
"""How far beside a kink its two slopes are taken, as a share of the curve's width."""


class Held(TypedDict):
    """An input that keeps one value along a curve."""

    input: str
    """What the op calls it."""
    value: Num
    """At what it is held."""


class Curve(TypedDict):
    """An op over one of its inputs, the others being held."""

    op: str
    """The op's name."""
    slot: int
    """The input that varies, counted from 0."""
    case: int | None
    """The case that the other inputs and the constants are of; null where the caller gave them."""
    held: list[Held]
    """The other inputs."""
    kinks: list[float]
    """Where the slopes from the left and from the right differ, or the value jumps; all of them are
    among the places."""
    x: list[float]
    """The places, in ascending order."""
    y: list[Num]
    """The op's value at each place."""
    slope: list[Num] | None
    """Its derivative at each place; null where it has none by this input."""


def has_curve(name: str, slot: int = 0) -> bool:
    """Tell whether an op is a curve over this input: element by element, over more than labels."""
    op = CATALOG[name]
    return (
        op.elementwise
        and len(op.outputs) == 1
        and slot < len(op.inputs)
        and not op.domain[slot].whole
    )


@np.errstate(all="ignore")
def curve(
    name: str,
    *,
    slot: int = 0,
    case: int = 0,
    low: float | None = None,
    high: float | None = None,
    count: int = 401,
    inputs: Sequence[float] | None = None,
    constants: Mapping[str, Any] | None = None,
) -> Curve:
    """Sample an op from ``low`` to ``high``, its domain unless given, and wherever it may bend.

    All inputs but one are held at ``inputs``, and called with ``constants``; where no inputs are
    given, both are those of one of the op's cases, of which the first element counts. The number
    given for the input itself is among the places. Raises KeyError for an op that is not there,
    LookupError where the op is no curve over this input or has no such case, ValueError where
    ``low`` is not below ``high``, or inputs or constants are not the op's.
    """
    op = CATALOG[name]
    if not has_curve(name, slot):
        raise LookupError(f"{name} is no curve over input {slot}")
    if inputs is None:
        held, named = _held(op, case, slot)
    else:
        held, named = _given(op, inputs, constants or {})
    domain = op.domain[slot]
    low, high = (domain.low if low is None else low), (domain.high if high is None else high)
    if not low < high:
        raise ValueError(f"a curve from {low:g} to {high:g} has no width")
    ties = [float(value) for i, value in enumerate(held) if i != slot]
    between = sorted({kink for kink in (*domain.kinks, *ties) if low < kink < high})
    own = [held[slot]] if low <= held[slot] <= high else []
    x = np.unique(np.concatenate([np.linspace(low, high, count), between, own]))
    y, slope = _sampled(op, slot, x, held, named)
    beside = np.outer(between, [1, 1]) + (high - low) * STEP * np.array([-1, 1])
    values, slopes = _sampled(op, slot, beside.reshape(-1), held, named)
    return {
        "op": name,
        "slot": slot,
        "case": case if inputs is None else None,
        "held": [
            {"input": op.inputs[i], "value": number_json(float(value))}
            for i, value in enumerate(held)
            if i != slot
        ],
        "kinks": [
            kink
            for kink, sides in zip(between, _pairs(values, slopes), strict=True)
            if not np.allclose(*sides, rtol=1e-3, atol=1e-3)
        ],
        "x": x.tolist(),
        "y": _numbers(y),
        "slope": None if slope is None else _numbers(slope),
    }


def _held(op: type[Op], number: int, slot: int) -> tuple[list[np.float64], dict[str, Any]]:
    """Give the first element of every input of a case, and its constants.

    Raises LookupError where there is no such case, or one of its inputs has no elements.
    """
    if not 0 <= number < len(op.cases):
        raise LookupError(f"{op.name} has {len(op.cases)} cases, counted from 0")
    case: Case = op.cases[number]
    firsts = []
    for i, given in enumerate(case.inputs):
        elements = np.asarray(as_value(given), np.float64).reshape(-1)
        if not elements.size and i != slot:
            raise LookupError(f"this case of {op.name} holds no numbers")
        firsts.append(elements[0] if elements.size else np.float64(0))
    return firsts, case.constants


def _given(
    op: type[Op], inputs: Sequence[float], constants: Mapping[str, Any]
) -> tuple[list[np.float64], dict[str, Any]]:
    """Sort what the caller gives. Raises ValueError where the op does not take it."""
    if len(inputs) != len(op.inputs):
        raise ValueError(f"{op.name} has {len(op.inputs)} inputs, not {len(inputs)}")
    held = [np.float64(value) for value in inputs]
    unknown = constants.keys() - op.constants.keys()
    if unknown:
        raise ValueError(f"{op.name} has no constant called {min(unknown)}")
    try:
        apply(op.name, *held, **constants)
    except EngineError as error:
        raise ValueError(f"{op.name} does not take them: {error}") from None
    except (TypeError, ValueError):
        raise ValueError(f"{op.name} does not take constants like these") from None
    return held, dict(constants)


def _sampled(
    op: type[Op], slot: int, x: Value, held: list[np.float64], constants: dict[str, object]
) -> tuple[Value, Value | None]:
    """Run the op on all the places at once, forward and, where it can, backward."""
    along = tensor(x)
    operands = [along if i == slot else constant(value) for i, value in enumerate(held)]
    y: TensorNode = apply(op.name, *operands, **constants)
    gradients = backward(y, seed=np.ones(y.shape)).gradients if y.differentiable else {}
    return np.asarray(y.value, np.float64), gradients.get(along)


def _pairs(values: Value, slopes: Value | None) -> list[tuple[Value, Value]]:
    """Give value and slope on the left and on the right of each kink."""
    both = [values] if slopes is None else [values, slopes]
    sides = np.stack(both, axis=-1).reshape(-1, 2, len(both))
    return [(left, right) for left, right in sides]


def _numbers(array: Value) -> list[Num]:
    numbers: list[Num] = slice_json(array, 0, array.size)["data"]
    return numbers
