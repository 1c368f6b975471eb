"""Changes of the text that mend a fault, to be applied on a click.

A fix is offered where one can be sure that the fault is gone afterwards; what the person meant is
theirs to say, so there may be two. The tests apply every one and run the result.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from engine.errors import Diagnostic, Fix, Span
from engine.language.misprints import misprints
from engine.language.namespaces import IMPORTS
from engine.language.source import span_in
from engine.language.vocabulary import vocabulary


class Faulty:
    """A program that has been read, and the place of its fault."""

    def __init__(self, text: str, fault: Diagnostic, span: Span) -> None:
        self.lines = text.split("\n")
        self.fault = fault
        self.span = span
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(text)
        self.parents = {
            child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)
        }

    def at(self, *types: type[ast.AST]) -> Any:
        """Find the node of one of these types that stands exactly at the fault."""
        for node in ast.walk(self.tree):
            if isinstance(node, types) and self.place(node) == self.span:
                return node
        return None

    def place(self, node: ast.AST) -> Span:
        return span_in(self.lines, node)

    def text(self, node: ast.AST) -> str:
        """Give a node as it is written."""
        return self.between(self.place(node))

    def between(self, span: Span) -> str:
        lines = self.lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column]
        lines[0] = lines[0][span.column :]
        return "\n".join(lines)

    def operand(self, node: ast.expr) -> str:
        """Write a node so that it can stand before a dot or a sign."""
        atom = isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.List)
        return self.text(node) if atom else f"({self.text(node).strip('()')})"

    def around(self, node: ast.AST) -> Span:
        """Say where a node stands, with the brackets right around it."""
        span = self.place(node)
        before = self.lines[span.line - 1][: span.column]
        behind = self.lines[span.end_line - 1][span.end_column :]
        if before.endswith("(") and behind.startswith(")"):
            return Span(span.line, span.column - 1, span.end_line, span.end_column + 1)
        return span

    def gap(self, left: ast.AST, right: ast.AST) -> Span:
        """Say what stands between two nodes: an operator."""
        before, behind = self.place(left), self.place(right)
        return Span(before.end_line, before.end_column, behind.line, behind.column)

    def statement(self, node: ast.AST) -> ast.AST:
        """Find the outermost statement around a node."""
        while self.parents[node] is not self.tree:
            node = self.parents[node]
        return node


def with_fixes(text: str, fault: Diagnostic) -> Diagnostic:
    """Add the fixes that are known for a fault to those that it brings along."""
    found = tuple(_fixes(text.replace("\r\n", "\n").replace("\r", "\n"), fault))
    if not found:
        return fault
    return Diagnostic(
        fault.code,
        fault.severity,
        fault.message,
        fault.hint,
        (*fault.fixes, *found),
        fault.span,
        fault.operands,
    )


def _fixes(text: str, fault: Diagnostic) -> Iterator[Fix]:
    span = fault.span
    if span is None or fault.code.startswith("budget-") or fault.severity != "error":
        return
    if fault.message.startswith(NOT_PYTHON):
        yield from misprints(text, span, fault.message.removeprefix(NOT_PYTHON))
        return
    try:
        program = Faulty(text, fault, span)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for mend in MENDERS.get(fault.code, ()):
        yield from mend(program)


NOT_PYTHON = "this is not Python: "


def _transposed(program: Faulty) -> Iterator[Fix]:
    """Transpose the matrix that makes a product, or a sum, fit."""
    node = program.at(ast.BinOp, ast.Call)
    operands: tuple[Any, ...] = program.fault.operands
    if node is None or len(operands) != 2:
        return
    a, b = (tuple(operand.shape) for operand in operands)
    left, right = (node.left, node.right) if isinstance(node, ast.BinOp) else (None, None)
    if isinstance(node, ast.Call) and len(node.args) == 2 and not node.keywords:
        left, right = node.args
    if left is None or right is None:
        return
    is_product = isinstance(getattr(node, "op", None), ast.MatMult) or "inner sizes" in (
        program.fault.message
    )
    fits = _multiply if is_product else _broadcast
    changes = [
        (len(a) == 2 and fits(a[::-1], b), left, ".T"),
        (len(b) == 2 and fits(a, b[::-1]), right, ".T"),
        (not is_product and len(a) == 1 and len(b) == 2 and a[0] == b[0], left, "[:, None]"),
        (not is_product and len(b) == 1 and len(a) == 2 and b[0] == a[0], right, "[:, None]"),
    ]
    same = program.text(left) == program.text(right)
    for suits, operand, suffix in changes:
        if suits:
            written = program.operand(operand) + suffix
            side = (" on the left" if operand is left else " on the right") if same else ""
            yield Fix(f"Write `{_short(written)}`{side}", program.around(operand), written)


def _multiply(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    return bool(a and b) and a[-1] == b[-2 if len(b) > 1 else 0]


def _broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> bool:
    pairs = zip(reversed(a), reversed(b), strict=False)
    return all(m == n or 1 in (m, n) for m, n in pairs)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"...{text[-20:]}"


def _power(program: Faulty) -> Iterator[Fix]:
    """Write ``**``, where ``^`` was meant as in mathematics."""
    node = program.at(ast.BinOp)
    if node is not None and isinstance(node.op, ast.BitXor):
        place = program.gap(node.left, node.right)
        written = program.between(place)
        yield Fix("Write `**`", place, written.replace("^", "**", 1))


def _lists(program: Faulty) -> Iterator[Fix]:
    """Make tensors of the lists that an operator cannot take."""
    node = program.at(ast.BinOp, ast.UnaryOp)
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.List):
        place = program.place(node.operand)
        yield Fix("Make it a tensor", place, f"tensor({program.text(node.operand)})")
    if not isinstance(node, ast.BinOp) or isinstance(node.op, ast.BitXor):
        return
    sides = [node.left, node.right]
    if any(isinstance(side, ast.List) for side in sides):
        texts = [
            f"tensor({program.text(side)})" if isinstance(side, ast.List) else program.text(side)
            for side in sides
        ]
        operator = program.between(program.gap(*sides))
        yield Fix("Make it a tensor", program.span, texts[0] + operator + texts[1])


def _product(program: Faulty) -> Iterator[Fix]:
    """Write the sign of multiplication that mathematics leaves out: ``2(x + 1)``."""
    node = program.at(ast.Call)
    if node is None or len(node.args) != 1 or node.keywords:
        return
    if not re.search(r"a (number|tensor) cannot be called", program.fault.message):
        return
    written = f"{program.text(node.func)} * ({program.text(node.args[0])})"
    parent = program.parents[node]
    tight = isinstance(parent, ast.BinOp) and not isinstance(parent.op, ast.Add | ast.Sub)
    yield Fix("Write `*`", program.span, f"({written})" if tight else written)


def _truth(program: Faulty) -> Iterator[Fix]:
    """Ask whether all elements are true, or any."""
    text = program.between(program.span)
    if program.at(ast.Compare, ast.Name, ast.Call, ast.Attribute, ast.BinOp, ast.Subscript):
        for word in ("all", "any"):
            yield Fix(f"Ask for {word} of them", program.span, f"{word}({text})")


def _keyword(program: Faulty) -> Iterator[Fix]:
    """Write the keyword that is most like the one that the function does not have."""
    named = re.search(
        r"argument called (\w+)|argument '(\w+)'|`(\w+)` is no argument", program.fault.message
    )
    if not named:
        return
    wrong = next(filter(None, named.groups()))
    for node in ast.walk(program.tree):
        if not isinstance(node, ast.Call) or not _encloses(program.place(node), program.span):
            continue
        for keyword in node.keywords:
            near = _alike(wrong, _keywords_of(program, node.func))
            if keyword.arg == wrong and near:
                start = program.place(keyword)
                place = Span(start.line, start.column, start.line, start.column + len(wrong))
                yield Fix(f"Write `{near}`", place, near)
                return


SYNONYMS = {"learning_rate": "lr", "alpha": "negative_slope", "axes": "axis", "dims": "dim"}


def _alike(wrong: str, known: list[str]) -> str:
    if SYNONYMS.get(wrong) in known:
        return SYNONYMS[wrong]
    return next(iter(get_close_matches(wrong, known, n=1)), "")


def _keywords_of(program: Faulty, called: ast.expr) -> list[str]:
    """List the keywords of all functions that go by the name that is called."""
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    own = [
        argument.arg
        for node in ast.walk(program.tree)
        if isinstance(node, ast.FunctionDef) and node.name == name
        for argument in node.args.args
    ]
    words = (word for word in vocabulary()["words"] if word["name"] == name)
    creators = ["dtype", "requires_grad", "device"]
    return [*own, *(one["name"] for word in words for one in word["arguments"]), *creators]


def _encloses(outer: Span, inner: Span) -> bool:
    starts = (outer.line, outer.column) <= (inner.line, inner.column)
    return starts and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)


NEEDED = {
    "numpy": "import numpy",
    "optim": "from torch import optim",
    "functional": "from torch.nn import functional",
    "init": "from torch.nn import init",
}
"""Prefixes that are often used and have to be imported."""


def _name(program: Faulty) -> Iterator[Fix]:
    """Import a prefix, or bind a name to a number, so that one can go on from there."""
    node = program.at(ast.Name)
    if node is None:
        yield from _attribute(program)
        return
    if node.id in NEEDED:
        line = NEEDED[node.id]
        yield Fix(f"Write `{line}` at the top", Span(1, 0, 1, 0), f"{line}\n")
        return
    statement = program.statement(node)
    parent = program.parents[node]
    called = isinstance(parent, ast.Call) and parent.func is node
    within = isinstance(statement, ast.FunctionDef | ast.ClassDef)
    if called or within or isinstance(parent, ast.Attribute | ast.Subscript):
        return
    start = program.place(statement)
    place = Span(start.line, start.column, start.line, start.column)
    yield Fix(f"Bind it: `{node.id} = 1.0`", place, f"{node.id} = 1.0\n{' ' * start.column}")


ELSEWHERE = {"gradient": "grad", "value": "data"}
"""Attributes of tensors by the names that they have in other places."""


def _attribute(program: Faulty) -> Iterator[Fix]:
    node = program.at(ast.Attribute)
    if node is None or "a tensor has no" not in program.fault.message:
        return
    whole = program.span
    if node.attr in ELSEWHERE:
        ours = ELSEWHERE[node.attr]
        start = whole.end_column - len(node.attr)
        yield Fix(
            f"Write `.{ours}`", Span(whole.end_line, start, whole.end_line, whole.end_column), ours
        )
    call = program.parents[node]
    if node.attr == "cuda" and isinstance(call, ast.Call):
        yield Fix("Leave `.cuda()` out", program.place(call), program.text(node.value))


def _import(program: Faulty) -> Iterator[Fix]:
    """Write the module that was probably meant, or leave the line out."""
    node = program.at(ast.Import, ast.ImportFrom)
    if node is None:
        return
    wrong = re.search(r"`([\w.]+)`", program.fault.message)
    near = get_close_matches(wrong[1], [*IMPORTS], n=1, cutoff=0.75) if wrong else []
    if wrong and near:
        written = re.sub(rf"\b{re.escape(wrong[1])}\b", near[0], program.text(node), count=1)
        yield Fix(f"Write `{near[0]}`", program.span, written)
    elif program.fault.hint.startswith("Leave it out"):
        yield from _without_line(program)


def _without_line(program: Faulty) -> Iterator[Fix]:
    """Leave a statement out, if it stands alone on its lines at the outermost level."""
    line, end = program.span.line, program.span.end_line
    rest = program.lines[end - 1][program.span.end_column :].strip()
    if program.span.column == 0 and (rest == "" or rest.startswith("#")):
        last = end == len(program.lines)
        place = Span(line, 0, end, len(program.lines[-1])) if last else Span(line, 0, end + 1, 0)
        yield Fix("Delete the line", place, "")


def _syntax(program: Faulty) -> Iterator[Fix]:
    """Write what the language has in the place of what it does not have."""
    message = program.fault.message
    node = program.at(ast.Return, ast.ClassDef, ast.Set, ast.GeneratorExp, ast.Compare)
    match node:
        case ast.Return(value=ast.expr() as value) if "outside" in message:
            yield Fix("Leave `return` out", program.span, program.text(value))
        case ast.ClassDef(bases=[], name=name) if "derive" in message:
            line = program.lines[program.span.line - 1]
            end = line.index(name, program.span.column) + len(name)
            brackets = re.match(r"\s*\(\s*\)", line[end:])
            place = Span(node.lineno, end, node.lineno, end + (brackets.end() if brackets else 0))
            yield Fix("Derive it from `nn.Module`", place, "(nn.Module)")
        case ast.Set():
            yield Fix("Write a list", program.span, f"[{program.between(program.span)[1:-1]}]")
        case ast.GeneratorExp():
            inside = program.between(program.span).strip()[1:-1]
            yield Fix("Write a list", program.span, f"[{inside}]")
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot() as operator], comparators=[right]):
            ours = "==" if isinstance(operator, ast.Is) else "!="
            yield Fix(f"Write `{ours}`", program.gap(left, right), f" {ours} ")
    if program.at(ast.Delete, ast.Global, ast.Nonlocal) or "`import *`" in message:
        yield from _without_line(program)


Mender = Callable[[Faulty], Iterator[Fix]]

MENDERS: Mapping[str, tuple[Mender, ...]] = {
    "shape": (_transposed,),
    "operands": (_power, _lists),
    "not-callable": (_product,),
    "truth": (_truth,),
    "arguments": (_keyword,),
    "unknown-name": (_name,),
    "unknown-import": (_import,),
    "syntax": (_syntax,),
}
"""By the code of the fault."""
