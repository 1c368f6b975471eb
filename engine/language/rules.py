"""What is asked of a node of the tree beyond its type."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple


class Around(NamedTuple):
    """What stands around a node of the tree.

    ``placed`` is the nearest that has a place in the text, None where nothing has.
    """

    parent: ast.AST
    placed: ast.AST | None = None
    in_function: bool = False
    in_loop: bool = False

    def within(self, node: ast.AST) -> Around:
        """Give what stands around the children of a node that this stands around."""
        is_function = isinstance(node, ast.FunctionDef)
        return Around(
            node,
            node if hasattr(node, "lineno") else self.placed,
            self.in_function or is_function,
            not is_function and (self.in_loop or isinstance(node, ast.For | ast.While)),
        )


Rule = Iterator[tuple[object, str, str]]

TOO_LARGE = ("the number is too large for a float64", "The largest is about 1.8e308.")


def _constant(node: ast.Constant, _: Around) -> Rule:
    value = node.value
    is_complex = isinstance(value, complex)
    yield is_complex, "complex numbers are not part of the language", "All values are float64."
    is_bytes = isinstance(value, bytes)
    yield is_bytes, '`b"..."` is not part of the language', "Write a plain string."
    huge = isinstance(value, int) and value > sys.float_info.max
    yield huge, *TOO_LARGE


def _assign(node: ast.Assign, _: Around) -> Rule:
    for target in node.targets:
        yield from _target(target, attributes=True)


def _aug_assign(node: ast.AugAssign, _: Around) -> Rule:
    yield from _target(node.target, attributes=True)


def _ann_assign(node: ast.AnnAssign, _: Around) -> Rule:
    yield from _target(node.target, attributes=True)
    is_note = isinstance(node.annotation, ast.Constant) and isinstance(node.annotation.value, str)
    hint = 'Write `a: "what it is" = ...`.'
    yield is_note and node.value is None, "an annotated name needs a value", hint


def _class(node: ast.ClassDef, _: Around) -> Rule:
    name, hint = node.name, f"Write `class {node.name}(nn.Module):`."
    yield node.decorator_list, "decorators are not part of the language", "Leave the `@` line out."
    of_autograd = any(_dotted(base).endswith("Function") for base in node.bases)
    formula = "Write the forward formula as a `def`: its derivative follows."
    yield of_autograd, f"`{name}` brings a backward of its own", formula
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


def _loop(node: ast.For | ast.While, _: Around) -> Rule:
    if isinstance(node, ast.For):
        yield from _target(node.target)
    yield node.orelse, "`else` after a loop is not part of the language", "Put it after the loop."


def _comprehension(node: ast.comprehension, _: Around) -> Rule:
    yield from _target(node.target)
    yield node.is_async, "`async` is not part of the language", "Leave it out."


def _target(target: ast.expr, *, attributes: bool = False) -> Rule:
    """Say what cannot stand to the left of ``=``, in the order of how likely it is meant."""
    match target:
        case ast.Name():
            return
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _target(part, attributes=attributes)
        case ast.Subscript(slice=ast.Constant(value=str())):
            hint = "Use separate names. The settings of an optimizer stay as they are."
            yield True, "a dictionary is not part of the language", hint
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


def _function(node: ast.FunctionDef, _: Around) -> Rule:
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


def _generator(_: ast.GeneratorExp, around: Around) -> Rule:
    hint = "Write it in brackets, as a list: `[... for ...]`."
    in_call = isinstance(around.parent, ast.Call)
    yield not in_call, "a generator stands only as the argument of a call", hint


def _starred(_: ast.Starred, around: Around) -> Rule:
    inside = isinstance(around.parent, ast.Call | ast.List | ast.Tuple)
    hint = "Write the items one by one."
    yield not inside, "`*` stands only before an argument, or in a list", hint


def _compare(node: ast.Compare, _: Around) -> Rule:
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


def _call(node: ast.Call, _: Around) -> Rule:
    spread = any(keyword.arg is None for keyword in node.keywords)
    yield spread, "`**` in a call is not part of the language", "Write the arguments one by one."
    names = [keyword.arg for keyword in node.keywords]
    hint = "Name each argument once."
    yield len(set(names)) < len(names), "an argument is given twice", hint


def _with(node: ast.With, _: Around) -> Rule:
    named = any(item.optional_vars is not None for item in node.items)
    yield named, "`as` after `with` is not part of the language", 'Write `with module("name"):`.'


def _return(_: ast.Return, around: Around) -> Rule:
    hint = "Write the value as the last line: it is the output."
    yield not around.in_function, "`return` stands outside of a function", hint


def _jump(node: ast.Break | ast.Continue, around: Around) -> Rule:
    word = "break" if isinstance(node, ast.Break) else "continue"
    yield not around.in_loop, f"`{word}` stands outside of a loop", "Leave it out."


def _import_from(node: ast.ImportFrom, _: Around) -> Rule:
    yield node.level, "imports with a leading dot are not part of the language", "Leave it out."
    star = any(alias.name == "*" for alias in node.names)
    yield star, "`import *` is not part of the language", "The ops need no import."


def _text(_: ast.JoinedStr, around: Around) -> Rule:
    match around.parent:
        case ast.Call(func=ast.Name(id="print")) | ast.Assert() | ast.FormattedValue():
            return
    yield True, "an f-string stands only in `print` and `assert`", 'Print it: `print(f"{x}")`.'


def _field(node: ast.FormattedValue, _: Around) -> Rule:
    yield node.conversion != -1, "`!r` and `=` in a field are not part of the language", FIELD_HINT
    parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
    nested = any(not isinstance(part, ast.Constant) for part in parts)
    yield nested, "a format inside a format is not part of the language", FIELD_HINT


FIELD_HINT = "Write `{x}` or `{x:8.4f}`: digits, a precision, and one of d e f g %."

RULES: Mapping[type[ast.AST], Callable[[Any, Around], Rule]] = {
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
