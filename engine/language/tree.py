"""Steps through a syntax tree, quicker than Python's own: they are taken at every keystroke."""

from __future__ import annotations

import ast
from collections.abc import Iterator

SILENT = frozenset(
    mark
    for kind in (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
    for mark in kind.__subclasses__()
)
"""Nodes that have neither place nor parts: the node around them counts for both."""

LEAVES = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass, ast.Break, ast.Continue}) | SILENT
"""Nodes with nothing below them that says anything: most of a tree."""


def children(node: ast.AST) -> list[ast.AST]:
    """List the nodes right below a node, in the order of the grammar."""
    if type(node) in LEAVES:
        return []
    found: list[ast.AST] = []
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.AST):
            found.append(value)
        elif isinstance(value, list):
            found += [part for part in value if isinstance(part, ast.AST)]
    return found


def parts(node: ast.AST) -> list[ast.AST]:
    """List the nodes right below a node that have a place in the text."""
    return [child for child in children(node) if type(child) not in SILENT]


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over a node and all that is below it and has a place, a level after the other."""
    waiting = [node]
    for one in waiting:
        yield one
        waiting += parts(one)
