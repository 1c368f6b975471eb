"""Which syntax the language takes from Python. The tree is judged, never the text."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.errors import EngineError, Span, SyntaxFaultError
from engine.language.budget import Meter

ALLOWED: tuple[type[ast.AST], ...] = (
    ast.Module,
    # Statements.
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Expr,
    ast.FunctionDef,
    ast.ClassDef,
    ast.Return,
    ast.With,
    ast.withitem,
    ast.For,
    ast.While,
    ast.If,
    ast.Break,
    ast.Continue,
    ast.Pass,
    ast.Import,
    ast.ImportFrom,
    ast.alias,
    ast.Assert,
    # Expressions.
    ast.Constant,
    ast.Name,
    ast.List,
    ast.Tuple,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.keyword,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.ListComp,
    ast.GeneratorExp,
    ast.Starred,
    ast.comprehension,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.arguments,
    ast.arg,
    # Operators.
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.FloorDiv,
    ast.Mod,
    ast.Pow,
    ast.MatMult,
    ast.BitAnd,
    ast.BitOr,
    ast.BitXor,
    ast.Invert,
    ast.USub,
    ast.UAdd,
    ast.Not,
    ast.And,
    ast.Or,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
    ast.Is,
    ast.IsNot,
)

REFUSED: Mapping[type[ast.AST], tuple[str, str]] = {
    ast.Lambda: ("`lambda`", "Write a `def` with a name: its calls are drawn as a module."),
    ast.AsyncFunctionDef: ("`async`", "Write a plain `def`."),
    ast.Await: ("`await`", "Every op runs at once: leave it out."),
    ast.Yield: ("`yield`", "Return a list: `return [...]`."),
    ast.YieldFrom: ("`yield from`", "Return a list: `return [...]`."),
    ast.Try: ("`try`", "A fault ends the program with its place: leave it out."),
    ast.Raise: ("`raise`", 'Write `assert condition, "message"`.'),
    ast.Delete: ("`del`", "Names need no deleting: leave it out."),
    ast.Global: ("`global`", "Give the value back with `return`."),
    ast.Nonlocal: ("`nonlocal`", "Give the value back with `return`."),
    ast.Match: ("`match`", "Write `if` and `elif`."),
    ast.Dict: ("a dictionary", "Use separate names, or a list."),
    ast.DictComp: ("a dictionary", "Use separate names, or a list."),
    ast.Set: ("a set", "Write a list: `[...]`."),
    ast.SetComp: ("a set", "Write a list: `[...]`."),
    ast.NamedExpr: ("`:=`", "Bind the name on a line of its own."),
    ast.LShift: ("`<<`", "Write `* 2**n`."),
    ast.RShift: ("`>>`", "Write `/ 2**n`."),
    ast.In: ("`in`", "Compare with `==`."),
    ast.NotIn: ("`not in`", "Compare with `!=`."),
}

HINTS = (
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Tuple,
    ast.List,
    ast.Constant,
    ast.BinOp,
    ast.BitOr,
    ast.expr_context,
)
"""What types are made of: ``torch.Tensor``, ``list[int] | None``."""

MARKS = (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop)
"""Nodes that have no place in the text: the node around them counts for both."""


class _Visit(NamedTuple):
    """A node on the way through the tree, and what stands around it."""

    node: ast.AST
    parent: ast.AST
    placed: ast.AST
    depth: int
    in_function: bool
    in_loop: bool


def check(tree: ast.Module, meter: Meter, place: Callable[[ast.AST], Span]) -> None:
    """Hold a tree against the allow-list. ``place`` says where a node stands.

    Raises SyntaxFaultError for the first node, in the order of the text, that is not allowed, and
    BudgetError for too many nodes, too deep nesting, too long names.
    """
    waiting = [_Visit(tree, tree, tree, 0, in_function=False, in_loop=False)]
    while waiting:
        visit = waiting.pop()
        node = visit.node
        try:
            _judge(visit, meter)
        except EngineError as fault:
            if hasattr(visit.placed, "lineno"):
                fault.span = place(visit.placed)
            raise
        is_function = isinstance(node, ast.FunctionDef)
        in_function = visit.in_function or is_function
        in_loop = not is_function and (visit.in_loop or isinstance(node, ast.For | ast.While))
        children = [
            _Visit(
                child,
                node,
                child if hasattr(child, "lineno") else visit.placed,
                visit.depth + (not _continues(node, child)),
                in_function,
                in_loop,
            )
            for child in _running(node)
        ]
        waiting.extend(reversed(children))


def _running(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over the children of a node that run; types that are only written down do not."""
    hints = _hints(node)
    return (child for child in ast.iter_child_nodes(node) if child not in hints)


def _hints(node: ast.AST) -> list[ast.expr]:
    """List the types that a node writes down. A note is a string, and none of them."""
    match node:
        case ast.arg(annotation=ast.expr() as hint) | ast.FunctionDef(returns=ast.expr() as hint):
            return [hint]
        case ast.AnnAssign(annotation=ast.Constant(value=str())):
            return []
        case ast.AnnAssign(annotation=hint):
            return [hint]
    return []


def _continues(node: ast.AST, child: ast.AST) -> bool:
    """Tell the left side of a chain such as ``a + b + c``, which nobody sees as nesting."""
    return isinstance(node, ast.BinOp) and child is node.left and isinstance(child, ast.BinOp)


def _judge(visit: _Visit, meter: Meter) -> None:
    node = visit.node
    if isinstance(node, MARKS):
        if isinstance(node, tuple(REFUSED)):
            raise _refusal(node)
        return
    meter.count("syntax_nodes")
    meter.check("nesting", visit.depth)
    if not isinstance(node, ALLOWED):
        raise _refusal(node)
    _judge_names(visit, meter)
    for annotation in _hints(node):
        _judge_hint(annotation, meter)
    rule = RULES.get(type(node))
    if rule is not None:
        for broken, message, hint in rule(node, visit):
            if broken:
                raise SyntaxFaultError(message, hint=hint)


def _judge_names(visit: _Visit, meter: Meter) -> None:
    for name in _names(visit.node):
        meter.check("name_characters", len(name))
        if name.startswith("__") and not _is_known_inside(visit):
            hint = "Names that start with two underscores belong to Python's inside."
            if isinstance(visit.parent, ast.ClassDef):
                hint = "A class has `__init__`, `forward` and methods with names of their own."
            raise SyntaxFaultError(f"`{name}` is not part of the language", hint=hint)


def _is_known_inside(visit: _Visit) -> bool:
    """Tell the three places where a name of Python's inside means what everybody expects."""
    match visit.node, visit.parent:
        case ast.FunctionDef(name="__init__"), ast.ClassDef():
            return True
        case ast.Attribute(attr="__init__", value=ast.Call(func=ast.Name(id="super"))), ast.Call():
            return True
        case (
            ast.Name(id="__name__"),
            ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]),
        ):
            return True
    return False


def _judge_hint(hint: ast.expr, meter: Meter) -> None:
    """Hold a type against what types are made of. It says nothing, and is never looked at again."""
    for part in ast.walk(hint):
        meter.count("syntax_nodes")
        names = list(_names(part))
        if not isinstance(part, HINTS) or any(name.startswith("__") for name in names):
            raise SyntaxFaultError(
                "an annotation is a type, or a note as a string",
                hint='Write `x: torch.Tensor`, or `a: "what it is" = ...`.',
            )


def _refusal(node: ast.AST) -> SyntaxFaultError:
    what, hint = REFUSED.get(type(node), (f"`{type(node).__name__}`", ""))
    return SyntaxFaultError(f"{what} is not part of the language", hint=hint)


def _names(node: ast.AST) -> Iterator[str]:
    """Walk over the names that a node itself holds; Python has normalized them (NFKC)."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.keyword(arg=str(name)):
            yield name
        case ast.alias(name=dotted, asname=name):
            yield from dotted.split(".")
            if name is not None:
                yield name
        case ast.ImportFrom(module=str(dotted)):
            yield from dotted.split(".")


_Rule = Iterator[tuple[object, str, str]]


def _constant(node: ast.Constant, _: _Visit) -> _Rule:
    value = node.value
    is_complex = isinstance(value, complex)
    yield is_complex, "complex numbers are not part of the language", "All values are float64."
    is_bytes = isinstance(value, bytes)
    yield is_bytes, '`b"..."` is not part of the language', "Write a plain string."
    huge = isinstance(value, int) and value > sys.float_info.max
    yield huge, "the number is too large for a float64", "The largest is about 1.8e308."


def _assign(node: ast.Assign, _: _Visit) -> _Rule:
    for target in node.targets:
        yield from _target(target, attributes=True)


def _aug_assign(node: ast.AugAssign, _: _Visit) -> _Rule:
    yield from _target(node.target, attributes=True)


def _ann_assign(node: ast.AnnAssign, _: _Visit) -> _Rule:
    yield from _target(node.target, attributes=True)
    is_note = isinstance(node.annotation, ast.Constant) and isinstance(node.annotation.value, str)
    hint = 'Write `a: "what it is" = ...`.'
    yield is_note and node.value is None, "an annotated name needs a value", hint


def _class(node: ast.ClassDef, _: _Visit) -> _Rule:
    name, hint = node.name, f"Write `class {node.name}(nn.Module):`."
    yield node.decorator_list, "decorators are not part of the language", "Leave the `@` line out."
    yield len(node.bases) != 1 or node.keywords, f"`{name}` must derive from one class", hint
    for part in node.body:
        match part:
            case ast.FunctionDef() | ast.Pass() | ast.Expr(value=ast.Constant(value=str())):
                continue
            case ast.Assign(targets=[ast.Name()]) | ast.AnnAssign(target=ast.Name()):
                continue
        hint = "Define methods, such as `__init__` and `forward`, and put the rest into them."
        yield True, "a class holds methods and constants", hint
    methods = (part for part in node.body if isinstance(part, ast.FunctionDef))
    lacking = [method.name for method in methods if not method.args.args]
    hint = f"Write `def {lacking[0] if lacking else ''}(self):`."
    yield lacking, "a method takes the module as its first argument", hint


def _loop(node: ast.For | ast.While, _: _Visit) -> _Rule:
    if isinstance(node, ast.For):
        yield from _target(node.target)
    yield node.orelse, "`else` after a loop is not part of the language", "Put it after the loop."


def _comprehension(node: ast.comprehension, _: _Visit) -> _Rule:
    yield from _target(node.target)
    yield node.is_async, "`async` is not part of the language", "Leave it out."


def _target(target: ast.expr, *, attributes: bool = False) -> _Rule:
    """Say what cannot stand to the left of ``=``, in the order of how likely it is meant."""
    match target:
        case ast.Name():
            return
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _target(part, attributes=attributes)
        case ast.Subscript():
            yield (
                True,
                "a tensor is not changed in place",
                "Make a new one, such as `where(...)`, `concatenate(...)` or `stack(...)`.",
            )
        case ast.Attribute():
            hint = "Bind a name, and set the attribute on a line of its own."
            yield not attributes, "an attribute cannot be set here", hint
        case _:
            yield True, "only a name can stand to the left of `=`", "Write `name = ...`."


def _function(node: ast.FunctionDef, _: _Visit) -> _Rule:
    names = [argument.arg for argument in node.args.args]
    for decorator in node.decorator_list:
        named = _dotted(decorator)
        without = "with torch.no_grad():" if "no_grad" in named else ""
        hint = f"Write `{without}` inside the function." if without else "Leave the `@` line out."
        yield True, f"the decorator `@{named}` is not part of the language", hint
    hint = "Write `def f(a, b=1):`."
    special = node.args.vararg or node.args.kwarg or node.args.kwonlyargs or node.args.posonlyargs
    yield special, "`*` and `/` among the arguments are not part of the language", hint
    yield len(set(names)) < len(names), "two arguments go by one name", hint


def _generator(_: ast.GeneratorExp, visit: _Visit) -> _Rule:
    hint = "Write it in brackets, as a list: `[... for ...]`."
    in_call = isinstance(visit.parent, ast.Call)
    yield not in_call, "a generator stands only as the argument of a call", hint


def _starred(_: ast.Starred, visit: _Visit) -> _Rule:
    inside = isinstance(visit.parent, ast.Call | ast.List | ast.Tuple)
    hint = "Write the items one by one."
    yield not inside, "`*` stands only before an argument, or in a list", hint


def _compare(node: ast.Compare, _: _Visit) -> _Rule:
    for operator, right in zip(node.ops, node.comparators, strict=True):
        of_none = isinstance(right, ast.Constant) and right.value is None
        is_identity = isinstance(operator, ast.Is | ast.IsNot)
        message = "`is` compares with None only"
        yield is_identity and not of_none, message, "Compare with `==`, or with `!=`."


def _dotted(node: ast.expr) -> str:
    """Write what is called, or looked up, as far as it is made of names."""
    parts: list[str] = []
    while True:
        match node:
            case ast.Call(func=inner):
                node = inner
            case ast.Attribute(value=inner, attr=name):
                parts.append(name)
                node = inner
            case ast.Name(id=name):
                return ".".join([name, *reversed(parts)])
            case _:
                return "..."


def _call(node: ast.Call, _: _Visit) -> _Rule:
    spread = any(keyword.arg is None for keyword in node.keywords)
    yield spread, "`**` in a call is not part of the language", "Write the arguments one by one."
    names = [keyword.arg for keyword in node.keywords]
    hint = "Name each argument once."
    yield len(set(names)) < len(names), "an argument is given twice", hint


def _with(node: ast.With, _: _Visit) -> _Rule:
    named = any(item.optional_vars is not None for item in node.items)
    yield named, "`as` after `with` is not part of the language", 'Write `with module("name"):`.'


def _return(_: ast.Return, visit: _Visit) -> _Rule:
    hint = "Write the value as the last line: it is the output."
    yield not visit.in_function, "`return` stands outside of a function", hint


def _jump(node: ast.Break | ast.Continue, visit: _Visit) -> _Rule:
    word = "break" if isinstance(node, ast.Break) else "continue"
    yield not visit.in_loop, f"`{word}` stands outside of a loop", "Leave it out."


def _import_from(node: ast.ImportFrom, _: _Visit) -> _Rule:
    yield node.level, "imports with a leading dot are not part of the language", "Leave it out."
    star = any(alias.name == "*" for alias in node.names)
    yield star, "`import *` is not part of the language", "The ops need no import."


def _text(_: ast.JoinedStr, visit: _Visit) -> _Rule:
    match visit.parent:
        case ast.Call(func=ast.Name(id="print")) | ast.Assert() | ast.FormattedValue():
            return
    yield True, "an f-string stands only in `print` and `assert`", 'Print it: `print(f"{x}")`.'


def _field(node: ast.FormattedValue, _: _Visit) -> _Rule:
    yield node.conversion != -1, "`!r` and `=` in a field are not part of the language", FIELD_HINT
    parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
    nested = any(not isinstance(part, ast.Constant) for part in parts)
    yield nested, "a format inside a format is not part of the language", FIELD_HINT


FIELD_HINT = "Write `{x}` or `{x:8.4f}`: digits, a precision, and one of d e f g %."

RULES: Mapping[type[ast.AST], Callable[[Any, _Visit], _Rule]] = {
    ast.Constant: _constant,
    ast.Assign: _assign,
    ast.AugAssign: _aug_assign,
    ast.AnnAssign: _ann_assign,
    ast.For: _loop,
    ast.While: _loop,
    ast.comprehension: _comprehension,
    ast.FunctionDef: _function,
    ast.ClassDef: _class,
    ast.Compare: _compare,
    ast.GeneratorExp: _generator,
    ast.Starred: _starred,
    ast.Call: _call,
    ast.With: _with,
    ast.Return: _return,
    ast.Break: _jump,
    ast.Continue: _jump,
    ast.ImportFrom: _import_from,
    ast.JoinedStr: _text,
    ast.FormattedValue: _field,
}
"""What is asked of a node beyond its type: rows of (is it broken?, message, hint)."""
