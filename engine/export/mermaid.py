"""Mermaid's flowcharts: https://mermaid.js.org/syntax/flowchart.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.document import GraphDocument
from engine.export.caption import captions

MEANING = {ord(character): f"#{ord(character)};" for character in '#"`<>&\\\n\r'}
"""What has a meaning of its own in a flowchart, and could end a text, by its number."""


def mermaid(document: GraphDocument) -> str:
    """Give the graph as a flowchart: tensors round, ops as diamonds, modules as subgraphs."""
    texts = captions(document)
    inside = _inside(document, "", texts)
    return "\n".join(["flowchart LR", *(f"  {line}" for line in [*inside, *_edges(document)]), ""])


def _inside(document: GraphDocument, id: str, texts: Mapping[str, list[str]]) -> Iterator[str]:
    """Write the direct members of a module, then the modules in it."""
    for number, tensor in enumerate(document["tensors"]):
        if tensor.get("module", "") == id:
            yield f't{number}(["{_text(texts[tensor["id"]])}"])'
    for number, op in enumerate(document["ops"]):
        if op.get("module", "") == id:
            yield f'o{number}{{"{_text([op["symbol"]])}"}}'
    for number, module in enumerate(document["modules"]):
        if module.get("parent", "") == id:
            yield f'subgraph m{number} ["{_text([module["name"] + ": " + module["type"]])}"]'
            yield from (f"  {line}" for line in _inside(document, module["id"], texts))
            yield "end"


def _edges(document: GraphDocument) -> Iterator[str]:
    tensors = {tensor["id"]: f"t{number}" for number, tensor in enumerate(document["tensors"])}
    ops = {op["id"]: f"o{number}" for number, op in enumerate(document["ops"])}
    for edge in document["edges"]:
        tensor, op = tensors[edge["tensor"]], ops[edge["op"]]
        yield f"{tensor} --> {op}" if edge["direction"] == "in" else f"{op} --> {tensor}"


def _text(lines: Iterable[str]) -> str:
    return "<br/>".join(line.translate(MEANING) for line in lines)
