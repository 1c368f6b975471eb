"""What an expression is worth."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from engine.errors import EngineError, Span
from engine.graph import TensorNode
from engine.language import indexing, methods
from engine.language.calls import Function, called
from engine.language.foresight import foresee_comprehension
from engine.language.formatting import formatted
from engine.language.names import MisspelledNameError, Scope
from engine.language.operators import OPERATORS, negate, operate
from engine.language.sequences import all_of, collected, items_of
from engine.language.session import Session
from engine.language.truth import compared, is_true, joined, negated, turned
from engine.language.values import (
    GRAPH,
    LABEL,
    TENSORS,
    Anything,
    Arguments,
    Reading,
    is_number,
    is_setting,
    number,
)


def evaluate(session: Session, node: ast.expr) -> Anything:
    """Give the value of an expression. Raises EngineError with the innermost place of the fault."""
    try:
        session.meter.count("expressions")
        value = EVALUATORS[type(node)](session, node)
    except EngineError as fault:
        if fault.span is None:
            fault.span = session.source.span(node)
        raise
    if isinstance(value, TensorNode) and value in session.leaves_of:
        return session.leaves_of[value]
    if isinstance(value, Reading):
        if value.leaf is not None:
            return value.leaf
        if not value.label and not session.reading:
            _label(session, value, session.source.span(node))
    return value


def read(session: Session, node: ast.expr) -> Anything:
    """Give the numbers of an expression, leaving no trace of how they were computed."""
    with session.only_reading():
        return session.plain(evaluate(session, node))


def holds(session: Session, node: ast.expr) -> bool:
    """Tell whether a condition is true, leaving no trace. Raises EngineError with its place."""
    try:
        return is_true(read(session, node))
    except EngineError as fault:
        if fault.span is None:
            fault.span = session.source.span(node)
        raise


def bind_target(
    session: Session, target: ast.expr, value: Anything, source: ast.expr, note: str = ""
) -> None:
    """Bind a name or an attribute, or several to the items of a list or the rows of a tensor.

    ``source`` is the expression that the value comes from. Raises EngineError.
    """
    span = session.source.span(source)
    if isinstance(target, ast.Name):
        session.bind(target.id, value, span, note)
        return
    if isinstance(target, ast.Attribute):
        owner = evaluate(session, target.value)
        methods.set_attribute(session, owner, target.attr, value, session.source.span(target))
        return
    parts = parts_of(target)
    items = all_of(session, value, span)
    if len(items) != len(parts):
        raise EngineError(
            f"{len(items)} items for {len(parts)} names",
            code="unpack",
            hint="Write as many names as there are items.",
            span=session.source.span(target),
        )
    sources = parts_of(source)
    each = sources if len(sources) == len(items) else [source] * len(items)
    for part, item, place in zip(parts, items, each, strict=True):
        bind_target(session, part, item, place, note)


def parts_of(node: ast.expr) -> list[ast.expr]:
    """Give the items of a tuple or list as it is written; nothing of anything else."""
    return node.elts if isinstance(node, ast.Tuple | ast.List) else []


def _label(session: Session, reading: Reading, span: Span) -> None:
    """Name numbers by their source text, for the day they enter the graph as a constant."""
    reading.span = span
    if span.line == span.end_line and span.end_column - span.column <= LABEL:
        text = session.source.text_at(span)
        # A slash parts modules in an id.
        reading.label = "" if "/" in text else text


def _constant(_: Session, node: ast.Constant) -> Anything:
    return number(node.value) if type(node.value) is int else node.value


def _name(session: Session, node: ast.Name) -> Anything:
    try:
        return session.scope.find(node.id)
    except MisspelledNameError as fault:
        raise fault.placed(session.source.span(node)) from None


def _list(session: Session, node: ast.List) -> list[Anything]:
    return collected(session, _items(session, node.elts))


def _tuple(session: Session, node: ast.Tuple) -> tuple[Anything, ...]:
    return tuple(collected(session, _items(session, node.elts)))


def _items(session: Session, parts: list[ast.expr]) -> Iterator[Anything]:
    """Walk over what is written one by one, and over the items of what stands behind ``*``."""
    for part in parts:
        if isinstance(part, ast.Starred):
            span = session.source.span(part)
            value = evaluate(session, part.value)
            if isinstance(value, list | tuple | range):
                session.meter.foresee("expressions", len(value))
            for item in items_of(session, value, span):
                session.meter.count("expressions")
                yield item
        else:
            yield evaluate(session, part)


def _binary(session: Session, node: ast.BinOp) -> Anything:
    """Work off a chain such as ``a + b + c`` from its start, however long it is."""
    chain = [node]
    while isinstance(chain[-1].left, ast.BinOp):
        session.meter.count("expressions")
        chain.append(chain[-1].left)
    value = evaluate(session, chain[-1].left)
    while chain:
        node = chain.pop()
        try:
            value = _combined(session, value, node)
        except EngineError as fault:
            if fault.span is None:
                fault.span = session.source.span(node)
            raise
    return value


def _combined(session: Session, left: Anything, node: ast.BinOp) -> Anything:
    """Apply the operator of ``node`` to what its left side gave."""
    if isinstance(node.op, ast.Pow) and not is_number(left):
        with session.only_reading(_sets_only(session, node.right)):
            right = evaluate(session, node.right)
    else:
        right = evaluate(session, node.right)
    spans = [session.source.span(part) for part in (node.left, node.right, node)]
    return operate(session, OPERATORS[type(node.op)], left, right, spans)


def _sets_only(session: Session, node: ast.expr) -> bool:
    """Tell whether an expression is worked out from settings alone, as in ``x ** (n - 1)``."""
    names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
    values = map(session.scope.find, names)
    return all(is_setting(v) or not isinstance(v, GRAPH) for v in values)


def _unary(session: Session, node: ast.UnaryOp) -> Anything:
    if isinstance(node.op, ast.Not):
        return _mask(negated(read(session, node.operand)))
    if isinstance(node.op, ast.Invert):
        return _mask(turned(read(session, node.operand)))
    value = evaluate(session, node.operand)
    if isinstance(node.op, ast.UAdd) and (is_number(value) or isinstance(value, TENSORS)):
        return value
    spans = [session.source.span(part) for part in (node.operand, node)]
    return negate(session, value, spans)


def _bool_op(session: Session, node: ast.BoolOp) -> Anything:
    """Give ``and`` or ``or``: as Python does of single truths, else element by element."""
    every = isinstance(node.op, ast.And)
    result = read(session, node.values[0])
    for part in node.values[1:]:
        if not _is_array(result) and is_true(result) is not every:
            return result
        value = read(session, part)
        many = _is_array(result) or _is_array(value)
        result = joined(session, result, value, every=every) if many else value
    return _mask(result)


def _compare(session: Session, node: ast.Compare) -> Anything:
    left = read(session, node.left)
    result: Any = True
    for operator, part in zip(node.ops, node.comparators, strict=True):
        right = read(session, part)
        holds = compared(session, type(operator), left, right)
        many = _is_array(result) or _is_array(holds)
        result = joined(session, result, holds, every=True) if many else holds
        if not many and not result:
            break
        left = right
    return _mask(result)


def _mask(value: Any) -> Anything:
    return Reading(value) if _is_array(value) else value


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _choice(session: Session, node: ast.IfExp) -> Anything:
    return evaluate(session, node.body if holds(session, node.test) else node.orelse)


def _call(session: Session, node: ast.Call) -> Anything:
    function = called(evaluate(session, node.func))
    arguments = Arguments(session.source.span(node))
    for part in node.args:
        place = len(arguments.positional)
        with session.only_reading(_only_sets(session, function, place, part)):
            for item in _items(session, [part]):
                arguments.add(item, session.source.span(part))
    for keyword in node.keywords:
        name = keyword.arg or ""
        arguments.spans[name] = session.source.span(keyword.value)
        with session.only_reading(_only_sets(session, function, name, keyword.value)):
            arguments.keywords[name] = evaluate(session, keyword.value)
    return function.call(session, arguments)


def _only_sets(session: Session, function: Function, place: int | str, node: ast.expr) -> bool:
    """Tell whether an argument is only looked at."""
    if function.may_be_tensor(place):
        return function.is_setting(place) and _sets_only(session, node)
    return function.is_setting(place)


def _attribute(session: Session, node: ast.Attribute) -> Anything:
    owner = evaluate(session, node.value)
    spans = session.source.span(node.value), session.source.span(node)
    try:
        return methods.attribute(session, owner, node.attr, spans)
    except MisspelledNameError as fault:
        whole = spans[1]
        start = whole.end_column - len(node.attr)
        raise fault.placed(whole._replace(line=whole.end_line, column=start)) from None


def _subscript(session: Session, node: ast.Subscript) -> Anything:
    base = evaluate(session, node.value)
    index = read(session, node.slice)
    return indexing.selected(session, base, index, session.source.span(node))


def _slice(session: Session, node: ast.Slice) -> slice:
    parts = (node.lower, node.upper, node.step)
    return slice(*(None if part is None else read(session, part) for part in parts))


def _comprehension(session: Session, node: ast.ListComp | ast.GeneratorExp) -> list[Anything]:
    """Make a list; a generator is one too, since whoever it is given to walks through all of it."""
    session.scope = Scope(session.scope)
    try:
        return collected(session, _turns(session, node.elt, node.generators))
    finally:
        session.scope = session.scope.outer or session.globals


def _turns(
    session: Session, element: ast.expr, loops: list[ast.comprehension]
) -> Iterator[Anything]:
    if not loops:
        yield evaluate(session, element)
        return
    loop, *inner = loops
    walked = evaluate(session, loop.iter)
    foresee_comprehension(session, walked, loop, inner)
    for item in items_of(session, walked, session.source.span(loop.iter)):
        session.meter.count("expressions")
        bind_target(session, loop.target, item, loop.iter)
        if all(holds(session, condition) for condition in loop.ifs):
            yield from _turns(session, element, inner)


def _text(session: Session, node: ast.JoinedStr) -> str:
    return "".join([_field(session, part) for part in node.values])


def _field(session: Session, node: ast.expr) -> str:
    match node:
        case ast.FormattedValue(value=value, format_spec=None):
            return formatted(session.plain(evaluate(session, value)), "")
        case ast.FormattedValue(value=value, format_spec=ast.JoinedStr(values=parts)):
            digits = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
            return formatted(session.plain(evaluate(session, value)), digits)
        case ast.Constant(value=text):
            return str(text)
    return ""


EVALUATORS: Mapping[type[ast.expr], Callable[[Session, Any], Anything]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.List: _list,
    ast.Tuple: _tuple,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _bool_op,
    ast.Compare: _compare,
    ast.IfExp: _choice,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.ListComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.JoinedStr: _text,
}
