"""Which syntax the language takes from Python. The tree is judged, never the text."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from engine.errors import EngineError, Span, SyntaxFaultError
from engine.language.budget import Meter
from engine.language.rules import RULES, Around
from engine.language.tree import LEAVES, SILENT, children

ALLOWED: frozenset[type[ast.AST]] = frozenset(
    {
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
        ast.In,
        ast.NotIn,
    }
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

HINTED = frozenset({ast.arg, ast.FunctionDef, ast.AnnAssign})
"""Nodes that may write a type down."""

NAMED = frozenset(
    {
        ast.Name,
        ast.Attribute,
        ast.arg,
        ast.keyword,
        ast.FunctionDef,
        ast.ClassDef,
        ast.alias,
        ast.ImportFrom,
    }
)
"""Nodes that hold names."""

MARKS = SILENT - REFUSED.keys()
"""Silent nodes that are never refused."""


def check(tree: ast.Module, meter: Meter, place: Callable[[ast.AST], Span]) -> None:
    """Hold a tree against the allow-list. ``place`` says where a node stands.

    Raises SyntaxFaultError for the first node, in the order of the text, that is not allowed, and
    BudgetError for too many nodes, too deep nesting, too long names.
    """
    waiting: list[tuple[ast.AST, int, Around]] = [(tree, 0, Around(tree))]
    while waiting:
        node, depth, around = waiting.pop()
        try:
            _judge(node, depth, around, meter)
        except EngineError as fault:
            placed = node if hasattr(node, "lineno") else around.placed
            if placed is not None:
                fault.span = place(placed)
            raise
        if type(node) not in LEAVES:
            below = _running(node)
            within, chained = around.within(node), _chained(node)
            waiting += [(child, depth + (child is not chained), within) for child in below[::-1]]


def _running(node: ast.AST) -> list[ast.AST]:
    """List the children of a node that run; types that are only written down do not.

    Marks such as Load say nothing; those that may be refused are among them.
    """
    running = [child for child in children(node) if type(child) not in MARKS]
    hints = _hints(node)
    return [child for child in running if child not in hints] if hints else running


def _hints(node: ast.AST) -> list[ast.expr]:
    """List the types that a node writes down. A note is a string, and none of them."""
    if type(node) not in HINTED:
        return []
    match node:
        case ast.arg(annotation=ast.expr() as hint) | ast.FunctionDef(returns=ast.expr() as hint):
            return [hint]
        case ast.AnnAssign(annotation=ast.Constant(value=str())):
            return []
        case ast.AnnAssign(annotation=hint):
            return [hint]
    return []


def _chained(node: ast.AST) -> ast.AST | None:
    """Give the left side of a chain such as ``a + b + c``, which nobody sees as nesting."""
    return node.left if isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp) else None


def _judge(node: ast.AST, depth: int, around: Around, meter: Meter) -> None:
    kind = type(node)
    if kind in SILENT:
        raise _refusal(node)
    meter.count("syntax_nodes")
    meter.check("nesting", depth)
    if kind not in ALLOWED:
        raise _refusal(node)
    if kind in NAMED:
        _judge_names(node, around.parent, meter)
    for annotation in _hints(node):
        _judge_hint(annotation, meter)
    rule = RULES.get(kind)
    if rule is not None:
        for broken, message, hint in rule(node, around):
            if broken:
                raise SyntaxFaultError(message, hint=hint)


def _judge_names(node: ast.AST, parent: ast.AST, meter: Meter) -> None:
    for name in _names(node):
        meter.check("name_characters", len(name))
        if name.startswith("__") and not _is_known_inside(node, parent):
            hint = "Names that start with two underscores belong to Python's inside."
            if isinstance(parent, ast.ClassDef):
                hint = "A class has `__init__`, `forward` and methods with names of their own."
            raise SyntaxFaultError(f"`{name}` is not part of the language", hint=hint)


def _is_known_inside(node: ast.AST, parent: ast.AST) -> bool:
    """Tell the three places where a name of Python's inside means what everybody expects."""
    match node, parent:
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
