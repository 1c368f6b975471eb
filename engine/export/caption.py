"""What stands in a node, whatever the form: a name, a value, a gradient."""

from __future__ import annotations

from engine.document.form import Array, GraphDocument, TensorForm

DIGITS = 4
"""Significant digits, as in the drawing."""


def captions(document: GraphDocument) -> dict[str, list[str]]:
    """Give the lines of each tensor, by id: what it is called, what it holds, its last gradient."""
    gradients: dict[str, Array] = {}
    for one in document["passes"]:
        gradients |= one.get("gradients", {})
    return {
        tensor["id"]: _lines(tensor, gradients.get(tensor["id"])) for tensor in document["tensors"]
    }


def _lines(tensor: TensorForm, gradient: Array | None) -> list[str]:
    name = tensor.get("label") or tensor["id"]
    if tensor["shape"]:
        name += f" ({'×'.join(map(str, tensor['shape']))})"
    lines = [name]
    value, slope = _number(tensor.get("value")), _number(gradient)
    return lines + ([value] if value else []) + ([f"∇ {slope}"] if slope else [])


def _number(array: Array | None) -> str:
    """Write the one number of an array that has no more; empty for every other."""
    if array is None or "summary" in array or len(array["data"]) != 1:
        return ""
    return f"{float(array['data'][0]):.{DIGITS}g}"
