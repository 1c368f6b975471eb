"""A case of a word becomes a program: its inputs, the call, and something to come back from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any

import numpy as np

from engine.arrays import Shape, as_value, size_of
from engine.compositions import Composition, compose
from engine.graph import TensorNode, apply, constant, tensor
from engine.op import Case, Op, Word

WEIGHTS = (1.0, -0.5, 2.0, 0.25, -1.5)
"""What comes back to an output of several elements: all different, so that each can be followed."""

LEARNED = {"weight", "weights", "bias", "gamma", "beta"}
"""Names of inputs that training would change."""

TARGETS = {"t", "target", "targets", "labels"}
"""Names of inputs that say what the output should be."""

DRAWN = 36
"""The most elements of a tensor that is drawn number by number."""


@dataclass(frozen=True, slots=True)
class Example:
    """A program that calls a word as a case has it, and runs back through it.

    ``call`` is the call alone. ``fits`` tells that all its numbers can be drawn, and are several.
    """

    call: str
    program: str
    fits: bool


@np.errstate(all="ignore")
def write_example(word: type[Word], case: Case) -> Example:
    """Write the program of a case. Raises EngineError where the word refuses it.

    Outputs of several elements are weighted and summed: the weights are then their gradients.
    """
    inputs = _names(word, len(case.inputs))
    call = _call(word, inputs, case.constants)
    made = _made(word, case)
    outputs = _outputs(word, inputs, len(made))
    lines = [
        f"{name} = {_role(word, slot)}({_text(given)})"
        for slot, (name, given) in enumerate(zip(inputs, case.inputs, strict=True))
    ]
    unpacked = "," if len(outputs) == 1 and issubclass(word, Op) and word.many else ""
    lines += [f"{', '.join(outputs)}{unpacked} = {call}"]
    lines += _way_back(word, dict(zip(outputs, made, strict=True)))
    sizes = [np.asarray(as_value(given)).size for given in case.inputs]
    sizes += [node.size for node in made]
    fits = 1 < max(sizes) <= DRAWN and min(sizes) > 0
    return Example(call, "\n".join(lines) + "\n", fits)


def _made(word: type[Word], case: Case) -> tuple[TensorNode, ...]:
    run = compose if issubclass(word, Composition) else apply
    nodes = [_leaf(word, slot, given) for slot, given in enumerate(case.inputs)]
    made = run(word.name, *nodes, **case.constants)
    return made if isinstance(made, tuple) else (made,)


def _leaf(word: type[Word], slot: int, given: Any) -> TensorNode:
    value = as_value(given)
    return constant(value) if _role(word, slot) == "constant" else tensor(value)


def _names(word: type[Word], count: int) -> list[str]:
    """Give each input its name; those that a word takes any number of are counted."""
    if not word.variadic:
        return list(word.inputs[:count])
    stem = word.inputs[-1].rstrip("s")
    return [f"{stem}{number}" for number in range(1, count + 1)]


def _outputs(word: type[Word], inputs: Sequence[str], count: int) -> list[str]:
    """Give each output its name, which no input has."""
    named = word.outputs if issubclass(word, Op) else ("y",)
    if len(named) != count:
        stem = named[0].rstrip("s")
        named = tuple(f"{stem}{number}" for number in range(1, count + 1))
    return [f"{name}_out" if name in inputs else name for name in named]


def _role(word: type[Word], slot: int) -> str:
    slot = min(slot, len(word.inputs) - 1)
    name = word.inputs[slot]
    if name in TARGETS:
        return "target"
    if word.domain[slot].whole and word.differentiable:
        return "constant"
    return "param" if name in LEARNED else "input"


def _call(word: type[Word], names: Sequence[str], constants: dict[str, Any]) -> str:
    if word.name == "getitem":
        return f"{names[0]}[{_key(constants['key'])}]"
    if word.positional:
        inputs = [", ".join(names)] if word.variadic else names
        written = dict(zip(word.inputs, inputs, strict=True))
        written |= {key: _text(value) for key, value in constants.items()}
        return f"{word.name}({', '.join(written[key] for key in word.positional)})"
    operands = f"[{', '.join(names)}]" if word.variadic else ", ".join(names)
    keywords = [f"{key}={_text(value)}" for key, value in constants.items()]
    return f"{word.name}({', '.join([operands, *keywords])})"


def _way_back(word: type[Word], outputs: dict[str, TensorNode]) -> Iterator[str]:
    """Make one number of the outputs to come back from, unless they are one or have no gradient."""
    flat = word.flat if issubclass(word, Op) else ()
    back = {
        name: node.shape
        for name, node in outputs.items()
        if node.differentiable and name not in flat
    }
    if not back or (len(outputs) == 1 and size_of(*back.values()) == 1):
        return
    yield "# whatever comes after weighs the elements: the weights become their gradient"
    terms = []
    for name, shape in back.items():
        weights = "w" if len(back) == 1 else f"w_{name}"
        if shape and size_of(shape):
            yield f"{weights} = constant({_text(_weights(shape))})"
            terms.append(f"sum({weights} * {name})")
        else:
            terms.append(f"sum({name})" if shape else name)
    yield f"loss = {' + '.join(terms)}"


def _weights(shape: Shape) -> Any:
    return np.reshape(list(islice(cycle(WEIGHTS), size_of(shape))), shape)


def _key(key: Any) -> str:
    """Write what stands in brackets."""
    match key:
        case tuple():
            text = ", ".join(map(_key, key))
            return f"{text}," if len(key) == 1 else text or "()"
        case slice(start=start, stop=stop, step=step):
            ends = ":".join("" if end is None else str(end) for end in (start, stop))
            return ends if step is None else f"{ends}:{step}"
        case _ if key is ...:
            return "..."
    return _text(key)


def _text(value: Any) -> str:
    """Write a number, an array, a shape or a word as the language reads it."""
    match value:
        case np.ndarray() if np.shape(value.tolist()) != value.shape:
            # A list without rows does not tell how long they would be.
            return f"zeros({_text(value.shape)})"
        case np.ndarray() | np.generic():
            return _text(value.tolist())
        case list():
            return f"[{', '.join(map(_text, value))}]"
        case tuple():
            return f"({', '.join(map(_text, value))}{',' * (len(value) == 1)})"
        case float() if not np.isfinite(value):
            return str(value)
    return repr(value)
