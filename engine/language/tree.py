"""Steps through a syntax tree, quicker than Python's own: they are taken at every keystroke."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

SILENT = frozenset(
    mark
    for kind in (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
    for mark in kind.__subclasses__()
)
"""Nodes that have neither place nor parts: the node around them counts for both."""

LEAVES = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue}) | SILENT
"""Nodes with nothing below them that says anything: most of a tree."""

PLAIN = frozenset({"id", "attr", "arg", "kind", "type_comment", "simple", "is_async", "conversion"})
"""Fields that hold no nodes."""

FIELDS: Mapping[type[ast.AST], Sequence[str]] = {
    kind: [name for name in kind._fields if kind not in LEAVES and name not in PLAIN]
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""The fields of each kind of node in which others may be found."""

MARKS = frozenset({"ctx", "op", "ops"})
"""Fields that hold silent nodes."""

PLACED_FIELDS: Mapping[type[ast.AST], Sequence[str]] = {
    kind: [name for name in names if name not in MARKS] for kind, names in FIELDS.items()
}
"""Those in which nodes may be found that have a place in the text."""


def children(node: ast.AST) -> list[ast.AST]:
    """List the nodes right below a node, in the order of the grammar."""
    return _held(node, FIELDS[type(node)])


def parts(node: ast.AST) -> list[ast.AST]:
    """List the nodes right below a node that have a place in the text."""
    return _held(node, PLACED_FIELDS[type(node)])


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over a node and all that is below it and has a place, a level after the other."""
    waiting = [node]
    for one in waiting:
        yield one
        waiting += parts(one)


def _held(node: ast.AST, fields: Sequence[str]) -> list[ast.AST]:
    found: list[ast.AST] = []
    for name in fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST)]
    return found
