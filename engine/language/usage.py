"""What can be said of a program's names without running it."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet

from engine.language.calls import Builtin, WordFunction
from engine.language.names import Scope
from engine.language.tree import LEAVES, parts, walk
from engine.language.values import Anything

Use = bool | str | None
"""How a name is used: only looked at (True), by an op (False), printed (None), to set a name."""

READERS = frozenset({"item", "numel", "size", "dim"})
"""Methods that read a number off a tensor."""


class Usage:
    """The names of a program: where they are assigned, how they are used."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.assignments: dict[str, list[ast.expr]] = defaultdict(list)
        self.first_places: dict[str, ast.Name] = {}
        self.loaded: set[str] = set()
        self.bound_otherwise: set[str] = set()
        self._walk()

    def unused(self) -> dict[str, ast.Name]:
        """Find the names that are assigned and never used, with their first place.

        Names that start with an underscore are meant to be unused.
        """
        return {
            name: place
            for name, place in self.first_places.items()
            if name not in self.loaded and not name.startswith("_")
        }

    def counters(self, names: Scope) -> frozenset[str]:
        """Find the names that only count: set from numbers, and never taken by an op.

        They are compared, they index, they are sizes, exponents, factors of a gradient, or other
        counters are set from them; those that sum up what was read off tensors may be printed.
        Drawn as inputs, they would only be noise; but where a program sets nothing else, they are
        what it is about. ``names`` are those that need no binding.
        """
        found = self._set_from_numbers(self.assignments.keys() - self.bound_otherwise)
        if not found:
            return frozenset()
        uses: dict[str, set[Use]] = defaultdict(set)
        for name, use in _uses(self.tree, names):
            uses[name].add(use)
        sums = self._sums()
        while True:
            kept = self._set_from_numbers(
                name
                for name in found
                if all(
                    use is True or use in found or (use is None and name in sums)
                    for use in uses[name]
                )
                and uses[name] - {name}
            )
            if kept == found:
                return frozenset(found if self.assignments.keys() - found else ())
            found = kept

    def _set_from_numbers(self, names: Iterable[str]) -> set[str]:
        """Keep the names that are set from numbers and from one another only."""
        found = set(names)
        while True:
            kept = {
                name
                for name in found
                if all(_counts(value, found) for value in self.assignments[name])
            }
            if kept == found:
                return found
            found = kept

    def _sums(self) -> set[str]:
        """Find the names into which numbers go that were read off tensors, by way of others too."""
        found: set[str] = set()
        while True:
            more = {
                name
                for name, values in self.assignments.items()
                if any(_reads(part, found) for value in values for part in walk(value))
            }
            if more <= found:
                return found
            found |= more

    def _walk(self) -> None:
        assigned: set[ast.Name] = set()
        of_classes: set[ast.AST] = set()
        for node in walk(self.tree):
            match node:
                case ast.Name(id=name, ctx=ast.Load()):
                    self.loaded.add(name)
                case ast.Name(id=name):
                    if node not in assigned:
                        self.bound_otherwise.add(name)
                case ast.Assign() | ast.AnnAssign() | ast.AugAssign() if node not in of_classes:
                    assigned.update(self._assign(node))
                case ast.ClassDef(name=name, body=body):
                    self.bound_otherwise.add(name)
                    of_classes.update(body)
                case ast.arg(arg=name) | ast.FunctionDef(name=name):
                    self.bound_otherwise.add(name)
                case ast.alias(name=name, asname=other):
                    self.bound_otherwise.add(other or name)

    def _assign(self, statement: ast.Assign | ast.AnnAssign | ast.AugAssign) -> Iterator[ast.Name]:
        """Note what a statement assigns to names one by one, and give their places."""
        for target, value in _assigned_by(statement):
            self.assignments[target.id].append(value)
            self.first_places.setdefault(target.id, target)
            if isinstance(statement, ast.AugAssign):
                self.loaded.add(target.id)
            yield target


def _reads(part: ast.AST, found: AbstractSet[str]) -> bool:
    match part:
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in READERS
        case ast.Name(id=name):
            return name in found
    return False


def _assigned_by(node: ast.AST) -> Iterator[tuple[ast.Name, ast.expr]]:
    """Walk over the names that a statement assigns one by one, and what they are assigned."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _paired(target, value)
        case (
            ast.AnnAssign(target=ast.Name() as name, value=ast.expr() as value)
            | ast.AugAssign(target=ast.Name() as name, value=value)
        ):
            yield name, value


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.Name, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for pair in zip(target.elts, value.elts, strict=False):
            yield from _paired(*pair)


def _counts(value: ast.expr, found: AbstractSet[str]) -> bool:
    """Tell whether an expression is arithmetic on numbers and counters."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case ast.Constant(value=int() | float()):
                pass
            case ast.Name(id=name) if name in found:
                pass
            case ast.Call(func=ast.Attribute(attr=name)) if name in READERS:
                pass
            case ast.UnaryOp(operand=operand):
                waiting.append(operand)
            case ast.BinOp(left=left, right=right):
                waiting += [left, right]
            case _:
                return False
    return True


def _uses(tree: ast.Module, names: Scope) -> Iterator[tuple[str, Use]]:
    """Walk over all uses of names; unless something around it says otherwise, by an op."""
    waiting: list[tuple[ast.AST, Use]] = [(tree, False)]
    while waiting:
        node, use = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id, use
        if type(node) not in LEAVES:
            below, looked_at = _use_below(node, use), _looked_at(node, names)
            waiting += [(one, True if one in looked_at else below) for one in parts(node)]


def _use_below(node: ast.AST, use: Use) -> Use:
    """Say how the children of a node are used that is used so itself."""
    match node:
        case ast.Compare() | ast.FormattedValue() | ast.UnaryOp(op=ast.Invert()):
            return True
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() | ast.BitXor()):
            return True
        case ast.BinOp(op=ast.Pow()):
            return use
        case (
            ast.BinOp(left=ast.Attribute(attr="grad")) | ast.BinOp(right=ast.Attribute(attr="grad"))
        ):
            return True
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AugAssign(target=ast.Name(id=name)):
            return name
        case ast.Call(func=ast.Name(id="print")):
            return None
    return use


def _looked_at(node: ast.AST, names: Scope) -> Collection[ast.AST]:
    """Give those of a node's children that are only looked at, whatever it is used for itself."""
    match node:
        case ast.If(test=part) | ast.While(test=part) | ast.IfExp(test=part):
            return (part,)
        case ast.Subscript(slice=part):
            return (part,)
        case ast.BinOp(op=ast.Pow(), left=base, right=part):
            return () if isinstance(base, ast.Constant) else (part,)
        case ast.Call(func=ast.Name(id="print")):
            return ()
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return _settings(node, names.names.get(name))
    return ()


def _settings(call: ast.Call, called: Anything) -> Collection[ast.AST]:
    """Give the arguments of a call that are plain settings, as far as the text can say."""
    if isinstance(called, Builtin) and not called.takes_tensors:
        return (*call.args, *call.keywords)
    return call.keywords if isinstance(called, Builtin | WordFunction) else ()
