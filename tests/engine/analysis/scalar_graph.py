"""A scalar graph as a document tells it, read, run and walked back in plain Python floats."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine import apply
from engine.catalog import CATALOG


def number(json: Any) -> float:
    """Read a number of a document."""
    return float(json)


def array(json: Any) -> np.ndarray[Any, Any]:
    """Read an array of a document, which must travel whole."""
    return np.array([number(item) for item in json["data"]]).reshape(json["shape"])


def close(found: float, expected: float, scale: float = 1.0) -> bool:
    """Tell whether two numbers are the same to 1e-12 of what they were summed from."""
    if math.isnan(expected) or math.isinf(expected):
        return found == expected or (math.isnan(found) and math.isnan(expected))
    return abs(found - expected) <= 1e-12 * max(scale, abs(expected))


def check_form(document: Mapping[str, Any], expansion: Mapping[str, Any]) -> None:
    """See that the graph holds together, and that its elements are those of the document."""
    tensors = {tensor["id"]: tensor for tensor in document["tensors"]}
    own = next(op for op in document["ops"] if op["id"] == expansion["op"])
    numbers = {tensor["id"]: tensor for tensor in expansion["tensors"]}
    assert len(numbers) == len(expansion["tensors"])
    assert len({op["id"] for op in expansion["ops"]}) == len(expansion["ops"])
    made = [op["output"] for op in expansion["ops"]]
    assert len(set(made)) == len(made)
    known = set(numbers) - set(made)
    for op in expansion["ops"]:
        assert known.issuperset(op["inputs"])
        assert len(op["inputs"]) == len(op["locals"])
        known.add(op["output"])
    for id, scalar in numbers.items():
        if "tensor" not in scalar:
            assert id.startswith(f"{expansion['op']}[")
            continue
        assert id == f"{scalar['tensor']}[{','.join(map(str, scalar['index']))}]"
        assert scalar["tensor"] in (*own["inputs"], *own["outputs"])
        index = tuple(scalar["index"])
        assert close(number(scalar["value"]), array(tensors[scalar["tensor"]]["value"])[index])
        for one in document["passes"][1:]:
            gradient = one["gradients"].get(scalar["tensor"])
            told = scalar.get("gradients", {}).get(str(one["index"]))
            assert (gradient is None) == (told is None)
            assert told is None or close(number(told), array(gradient)[index])
    for id in own["outputs"]:
        for index in np.ndindex(*tensors[id]["shape"]):
            assert f"{id}[{','.join(map(str, index))}]" in numbers


def run(scalar: Mapping[str, Any], inputs: list[float], own: Mapping[str, Any]) -> float | None:
    """Run a scalar op of an opened one; None for one that only its tensors can run."""
    name = scalar["op"]
    if is_taken(own["op"], scalar) and scalar["locals"] == [1.0]:
        return inputs[0]
    if name == "mul":
        return inputs[0] * inputs[1]
    if name == "sum":
        return math.fsum(inputs) if all(map(math.isfinite, inputs)) else sum(inputs)
    if name == "neg":
        return -inputs[0]
    if CATALOG[name].elementwise:
        constants = {key: known(value) for key, value in own.get("constants", {}).items()}
        with np.errstate(all="ignore"):
            return float(apply(name, *inputs, **constants).value)
    return None


def known(constant: Any) -> Any:
    """Read a constant of a document: infinities travel as words."""
    return float(constant) if constant in ("NaN", "Infinity", "-Infinity") else constant


def is_taken(name: str, scalar: Mapping[str, Any]) -> bool:
    """Tell whether an op of this name hands its one input on and does nothing else."""
    alone = scalar["op"] == name and len(scalar["inputs"]) == 1
    return alone and not CATALOG[name].elementwise and scalar["locals"] in ([1.0], [None])


def walk_back(expansion: Mapping[str, Any], index: str) -> dict[str, float]:
    """Accumulate gradients over the graph in a pass, from its outputs; inputs start at nothing."""
    numbers = {tensor["id"]: tensor for tensor in expansion["tensors"]}
    made = {op["output"] for op in expansion["ops"]}
    gradients = {
        id: number(scalar["gradients"][index])
        for id, scalar in numbers.items()
        if id in made and "tensor" in scalar and index in scalar.get("gradients", {})
    }
    for op in reversed(expansion["ops"]):
        if op["output"] not in gradients:
            assert index not in op.get("contributions", {})
            continue
        for slot, local in enumerate(op["locals"]):
            if local is None:
                continue
            sent = gradients[op["output"]] * number(local)
            told = number(op["contributions"][index][slot])
            assert close(told, sent) or (told == 0 and number(local) == 0)
            id = op["inputs"][slot]
            gradients[id] = gradients.get(id, 0.0) + told
    for id, scalar in numbers.items():
        if "tensor" not in scalar and id in gradients:
            assert close(number(scalar["gradients"][index]), gradients[id])
    return {id: gradient for id, gradient in gradients.items() if id not in made}


def contributed(document: Mapping[str, Any], op: Mapping[str, Any], index: int) -> dict[str, Any]:
    """Sum what a pass says that an op sent to each of its inputs, over the slots."""
    sent = document["passes"][index].get("contributions", {})
    total: dict[str, Any] = {}
    for slot, tensor in enumerate(op["inputs"]):
        if f"{op['id']}:{slot}" in sent:
            total[tensor] = total.get(tensor, 0.0) + array(sent[f"{op['id']}:{slot}"])
    return total


def elements(id: str, values: np.ndarray[Any, Any]) -> Iterator[tuple[str, float]]:
    """Walk over the elements of a tensor, by their ids."""
    for index in np.ndindex(*values.shape):
        yield f"{id}[{','.join(map(str, index))}]", float(values[index])
