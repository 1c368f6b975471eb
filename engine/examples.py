"""A case of an op becomes a program: its inputs, the call, and something to come back from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from typing import Any

import numpy as np

from engine.arrays import Shape, as_value, size_of
from engine.graph import TensorNode, apply, constant
from engine.op import Case, Op

WEIGHTS = (1.0, -0.5, 2.0, 0.25, -1.5)
"""What comes back to an output of several elements: all different, so that each can be followed."""

LEARNED = {"weight", "weights", "bias", "gamma", "beta"}
"""Names of inputs that training would change."""

TARGETS = {"t", "target", "targets", "labels"}
"""Names of inputs that say what the output should be."""


def write_case(op: type[Op], case: Case) -> str:
    """Write a program that calls an op as a case has it, and runs back through it.

    An output of several elements is weighted and summed: the weights are then its gradient. Raises
    EngineError where the op refuses the case.
    """
    names = _names(op, len(case.inputs))
    lines = [
        f"{name} = {_role(op, slot)}({_number_text(given)})"
        for slot, (name, given) in enumerate(zip(names, case.inputs, strict=True))
    ]
    output = op.output if op.output not in names else "out"
    lines += [f"{output} = {_call(op, names, case.constants)}"]
    result = _run(op, case)
    if result.differentiable and result.size != 1:
        lines += _weighted(output, result.shape)
    return "\n".join(lines) + "\n"


def fits(op: type[Op], case: Case, most: int = 36) -> bool:
    """Tell whether all numbers of a case can be drawn and there is more than one."""
    sizes = [np.asarray(as_value(given)).size for given in case.inputs] + [_run(op, case).size]
    return 1 < max(sizes) <= most and min(sizes) > 0


def _run(op: type[Op], case: Case) -> TensorNode:
    nodes = [TensorNode(as_value(given)) for given in case.inputs]
    with np.errstate(all="ignore"):
        return apply(op.name, *nodes, **case.constants)


def _names(op: type[Op], count: int) -> list[str]:
    """Give each input its name; those that an op takes any number of are counted."""
    if not op.variadic:
        return list(op.inputs)
    *first, many = op.inputs
    stem = many.rstrip("s")
    return [*first, *(f"{stem}{number}" for number in range(1, count - len(first) + 1))]


def _role(op: type[Op], slot: int) -> str:
    slot = min(slot, len(op.inputs) - 1)
    name = op.inputs[slot]
    if name in TARGETS:
        return "target"
    if op.differentiable and not op.formula.backward[slot]:
        return "constant"
    return "param" if name in LEARNED else "input"


def _call(op: type[Op], names: Sequence[str], constants: dict[str, Any]) -> str:
    if op.name == "getitem":
        return f"{names[0]}[{_key_text(constants['key'])}]"
    operands = f"[{', '.join(names)}]" if op.variadic else ", ".join(names)
    keywords = [f"{key}={_number_text(value)}" for key, value in constants.items()]
    return f"{op.name}({', '.join([operands, *keywords])})"


def _weighted(output: str, shape: Shape) -> Iterator[str]:
    weights = np.reshape(list(islice(cycle(WEIGHTS), size_of(shape))), shape)
    yield f"# whatever comes after {output} weighs its elements: these become its gradient"
    yield f"w = constant({_number_text(weights)})"
    yield f"loss = sum(w * {output})"


def _key_text(key: Any) -> str:
    """Write what stands in brackets."""
    match key:
        case tuple():
            text = ", ".join(map(_key_text, key))
            return f"{text}," if len(key) == 1 else text or "()"
        case slice(start=start, stop=stop, step=step):
            ends = ":".join("" if end is None else str(end) for end in (start, stop))
            return ends if step is None else f"{ends}:{step}"
        case _ if key is ...:
            return "..."
    return _number_text(key)


def _number_text(value: Any) -> str:
    """Write a number, an array, a shape or a word as the language reads it."""
    match value:
        case np.ndarray() | np.generic():
            return _number_text(value.tolist())
        case list():
            return f"[{', '.join(map(_number_text, value))}]"
        case tuple():
            return f"({', '.join(map(_number_text, value))}{',' * (len(value) == 1)})"
        case float() if not np.isfinite(value):
            return str(value)
    return repr(value)
