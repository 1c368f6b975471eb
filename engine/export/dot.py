"""DOT, the language of Graphviz: https://graphviz.org/doc/info/lang.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from engine.document.form import GraphDocument, ModuleForm
from engine.export.caption import captions

Texts: TypeAlias = Mapping[str, list[str]]
"""The lines of each tensor, by id."""

SHAPES = {
    "parameter": "shape=box, style=rounded, penwidth=2",
    "input": 'shape=box, style="rounded,dashed"',
    "target": 'shape=box, style="rounded,dashed"',
    "constant": "shape=plaintext",
}
"""How roles are drawn; all others are plain rounded boxes."""


def dot(document: GraphDocument) -> str:
    """Give the graph as DOT: tensors round, ops as diamonds, modules as clusters."""
    lines = ["digraph {", "  rankdir=LR;"]
    lines += [f"  {line}" for line in _inside(document, "", captions(document))]
    lines += [f"  {edge};" for edge in _edges(document)]
    return "\n".join([*lines, "}", ""])


def _inside(document: GraphDocument, id: str, texts: Texts) -> Iterator[str]:
    """Write the direct members of a module, then the modules in it."""
    yield from _members(document, id, texts)
    for module in document["modules"]:
        if module.get("parent", "") == id:
            yield from _cluster(document, module, texts)


def _cluster(document: GraphDocument, module: ModuleForm, texts: Texts) -> Iterator[str]:
    yield f"subgraph {_quoted(['cluster ' + module['id']])} {{"
    yield f"  label={_quoted([module['name'] + ': ' + module['type']])};"
    yield from (f"  {line}" for line in _inside(document, module["id"], texts))
    yield "}"


def _members(document: GraphDocument, module: str, texts: Texts) -> Iterator[str]:
    for tensor in document["tensors"]:
        if tensor.get("module", "") == module:
            look = SHAPES.get(tensor.get("role", ""), "shape=box, style=rounded")
            name = _quoted(["tensor " + tensor["id"]])
            yield f"{name} [{look}, label={_quoted(texts[tensor['id']])}];"
    for op in document["ops"]:
        if op.get("module", "") == module:
            name = _quoted(["op " + op["id"]])
            yield f"{name} [shape=diamond, label={_quoted([op['symbol']])}];"


def _edges(document: GraphDocument) -> Iterator[str]:
    for edge in document["edges"]:
        tensor, op = _quoted(["tensor " + edge["tensor"]]), _quoted(["op " + edge["op"]])
        yield f"{tensor} -> {op}" if edge["direction"] == "in" else f"{op} -> {tensor}"


def _quoted(lines: Iterable[str]) -> str:
    r"""Quote text. A backslash would begin an escape such as ``\N``; ``\n`` ends a line."""
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(escaped) + '"'
