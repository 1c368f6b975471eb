"""What an expression is worth."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from engine.catalog import CATALOG
from engine.errors import EngineError, Span
from engine.language import formatting, indexing, methods
from engine.language.calls import called
from engine.language.sequences import items_of
from engine.graph import TensorNode
from engine.language.session import Scope, Session
from engine.language.truth import compared, is_true, joined, negated
from engine.language.values import (
    Anything,
    Arguments,
    Element,
    Given,
    Reading,
    combine,
    is_sequence,
    kind_of,
    number,
)


def evaluate(session: Session, node: ast.expr) -> Anything:
    """Give the value of an expression. Raises EngineError, with the innermost place of the fault."""
    try:
        session.meter.count("expressions")
        return EVALUATORS[type(node)](session, node)
    except EngineError as fault:
        if fault.span is None:
            fault.span = session.source.span(node)
        raise


def read(session: Session, node: ast.expr) -> Anything:
    """Give the numbers of an expression, leaving no trace of how they were computed."""
    with session.only_reading():
        return session.plain(evaluate(session, node))


class Operator(NamedTuple):
    """A binary operator: the op it applies, and what it does with plain numbers."""

    symbol: str
    op: str
    ufunc: Callable[[Any, Any], Any]


OPERATORS: Mapping[type[ast.operator], Operator] = {
    ast.Add: Operator("+", "add", np.add),
    ast.Sub: Operator("-", "sub", np.subtract),
    ast.Mult: Operator("*", "mul", np.multiply),
    ast.Div: Operator("/", "div", np.true_divide),
    ast.FloorDiv: Operator("//", "floor_divide", np.floor_divide),
    ast.Mod: Operator("%", "mod", np.mod),
    ast.Pow: Operator("**", "power", np.power),
    ast.MatMult: Operator("@", "matmul", np.matmul),
}


def operate(
    session: Session, operator: Operator, left: Anything, right: Anything, spans: list[Span]
) -> Anything:
    """Apply a binary operator; ``spans`` are those of the left, the right and the whole.

    Plain numbers give a plain number; as soon as a tensor takes part, the result is one. What is
    computed from a gradient and settings only stays outside of the graph.
    """
    if session.reading:
        left, right = session.plain(left), session.plain(right)
    if _is_number(left) and _is_number(right) and operator.op != "matmul":
        return combine(operator.ufunc, left, right)
    _check_operands(operator, left, right)
    if _is_scalar(left) and _is_scalar(right) and operator.op != "matmul":
        return Reading(
            combine(operator.ufunc, session.plain(left), session.plain(right)),
            of_gradient=_of_gradient(left) or _of_gradient(right),
        )
    with session.only_reading(not _joins_graph(left, right)):
        result = _applied(session, operator, left, right, spans)
    if isinstance(result, Reading):
        result.of_gradient = _of_gradient(left) or _of_gradient(right)
    return result


def _applied(
    session: Session, operator: Operator, left: Anything, right: Anything, spans: list[Span]
) -> Anything:
    whole = spans[2]
    if operator.op == "power" and _is_exponent(left, right):
        exponent = {"exponent": float(session.plain(right))}
        return session.apply(CATALOG["pow"], [left], exponent, whole, spans=spans[:1])
    if operator.op == "floor_divide" and "floor_divide" not in CATALOG:
        quotient = session.apply(CATALOG["div"], [left, right], {}, whole, spans=spans[:2])
        return session.apply(CATALOG["floor"], [quotient], {}, whole)
    if operator.op not in CATALOG:
        raise EngineError(
            f"`{operator.symbol}` of tensors is not part of the language", code="operands"
        )
    return session.apply(CATALOG[operator.op], [left, right], {}, whole, spans=spans[:2])


def _check_operands(operator: Operator, left: Anything, right: Anything) -> None:
    for value in (left, right):
        if value is None:
            hint = "There is no gradient before a backward pass has reached it."
        elif isinstance(value, TENSORS | int | float) or is_sequence(value):
            continue
        else:
            hint = "It takes tensors and numbers."
        raise EngineError(
            f"`{operator.symbol}` cannot take {kind_of(value)}", code="operands", hint=hint
        )
    if not isinstance(left, TENSORS) and not isinstance(right, TENSORS):
        raise EngineError(
            f"`{operator.symbol}` cannot take {kind_of(left)} and {kind_of(right)}",
            code="operands",
            hint="Write `tensor([...])` around a list of numbers.",
        )


def _joins_graph(left: Anything, right: Anything) -> bool:
    """Tell whether the result belongs into the graph.

    A setting such as a learning rate does not take a gradient there, and readings among
    themselves stay outside.
    """
    if any(_is_node(value) for value in (left, right)):
        return True
    given = isinstance(left, Given) or isinstance(right, Given)
    return given and not (_of_gradient(left) or _of_gradient(right))


def _is_node(value: Anything) -> bool:
    if isinstance(value, Given):
        return value.node is not None or not value.written
    if is_sequence(value):
        return any(map(_is_node, value))
    return isinstance(value, TensorNode | Element)


def _is_exponent(left: Anything, right: Anything) -> bool:
    """Tell a plain exponent: a number, and one that the program set, unless the base is one."""
    if isinstance(right, Given):
        return right.written and isinstance(right.data, int | float) and not _is_number(left)
    return _is_number(right) or _is_scalar(right)


def _of_gradient(value: Anything) -> bool:
    return isinstance(value, Reading) and value.of_gradient


def _is_number(value: Anything) -> bool:
    return isinstance(value, bool | int | float)


def _is_scalar(value: Anything) -> bool:
    return _is_number(value) or (isinstance(value, Reading) and _is_number(value.value))


def _constant(session: Session, node: ast.Constant) -> Anything:
    value = node.value
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _name(session: Session, node: ast.Name) -> Anything:
    return session.find(node.id)


def _list(session: Session, node: ast.List) -> list[Anything]:
    return [evaluate(session, part) for part in node.elts]


def _tuple(session: Session, node: ast.Tuple) -> tuple[Anything, ...]:
    return tuple([evaluate(session, part) for part in node.elts])


def _binary(session: Session, node: ast.BinOp) -> Anything:
    left = evaluate(session, node.left)
    is_setting = isinstance(node.op, ast.Pow) and not _is_number(left)
    with session.only_reading(is_setting and _only_settings(session, node.right)):
        right = evaluate(session, node.right)
    spans = [session.source.span(part) for part in (node.left, node.right, node)]
    return _labelled(
        session, operate(session, OPERATORS[type(node.op)], left, right, spans), spans[2]
    )


def _only_settings(session: Session, node: ast.expr) -> bool:
    """Tell whether an exponent is worked out from numbers that the program set."""
    names = (part.id for part in ast.walk(node) if isinstance(part, ast.Name))
    return all(_is_setting(session.find(name)) for name in names)


def _is_setting(value: Anything) -> bool:
    if isinstance(value, Given):
        return value.written and isinstance(value.data, int | float)
    return not isinstance(value, TensorNode | Element)


def _labelled(session: Session, value: Anything, span: Span) -> Anything:
    """Let a reading be named by its source text, should it come into the graph as a constant."""
    if isinstance(value, Reading) and not value.label and not session.reading:
        text = session.source.text_at(span)
        value.label = text if len(text) <= LABEL and "\n" not in text else ""
        value.span = span
    return value


def _unary(session: Session, node: ast.UnaryOp) -> Anything:
    if isinstance(node.op, ast.Not):
        with session.only_reading():
            value = negated(session, session.plain(evaluate(session, node.operand)))
        return value if isinstance(value, bool) else Reading(value)
    value = evaluate(session, node.operand)
    if isinstance(node.op, ast.UAdd) and isinstance(value, TENSORS | int | float):
        return value
    if session.reading:
        value = session.plain(value)
    if _is_number(value):
        return -value
    if isinstance(value, Reading) and _is_number(value.value):
        return Reading(-value.value, of_gradient=value.of_gradient)
    if not isinstance(value, TENSORS | np.ndarray):
        raise EngineError(
            f"`-` cannot take {kind_of(value)}",
            code="operands",
            hint="Write `tensor([...])` around a list of numbers.",
        )
    spans = [session.source.span(part) for part in (node.operand, node)]
    with session.only_reading(isinstance(value, Reading)):
        result = session.apply(CATALOG["neg"], [value], {}, spans[1], spans=spans[:1])
    if isinstance(result, Reading):
        result.of_gradient = _of_gradient(value)
    return result


def _bool_op(session: Session, node: ast.BoolOp) -> Anything:
    """Give ``and`` and ``or``: as Python does for one truth, element by element for many."""
    every = isinstance(node.op, ast.And)
    with session.only_reading():
        result = session.plain(evaluate(session, node.values[0]))
        for part in node.values[1:]:
            if not _is_array(result) and is_true(result) is not every:
                return result
            value = session.plain(evaluate(session, part))
            many = _is_array(result) or _is_array(value)
            result = joined(session, every, result, value) if many else value
    return _as_mask(session, node, result)


def _compare(session: Session, node: ast.Compare) -> Anything:
    with session.only_reading():
        left = session.plain(evaluate(session, node.left))
        result: Any = True
        for operator, part in zip(node.ops, node.comparators, strict=True):
            right = session.plain(evaluate(session, part))
            holds = compared(session, type(operator), left, right)
            many = _is_array(result) or _is_array(holds)
            result = joined(session, True, result, holds) if many else holds
            if not many and not result:
                break
            left = right
    return _as_mask(session, node, result)


def _as_mask(session: Session, node: ast.expr, value: Any) -> Anything:
    """Give many truths as a reading that is named by its source text."""
    if not _is_array(value):
        return value
    return _labelled(session, Reading(value), session.source.span(node))


def _is_array(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def _choice(session: Session, node: ast.IfExp) -> Anything:
    return evaluate(session, node.body if is_true(read(session, node.test)) else node.orelse)


def _call(session: Session, node: ast.Call) -> Anything:
    function = called(evaluate(session, node.func))
    arguments = Arguments([], {}, [], session.source.span(node))
    for place, part in enumerate(node.args):
        with session.only_reading(function.is_setting(place)):
            arguments.positional.append(evaluate(session, part))
        arguments.spans.append(session.source.span(part))
    for keyword in node.keywords:
        assert keyword.arg is not None
        with session.only_reading(function.is_setting(keyword.arg)):
            arguments.keywords[keyword.arg] = evaluate(session, keyword.value)
    return function.call(session, arguments)


def _attribute(session: Session, node: ast.Attribute) -> Anything:
    owner = evaluate(session, node.value)
    spans = [session.source.span(part) for part in (node.value, node)]
    return methods.attribute(session, owner, node.attr, *spans)


def _subscript(session: Session, node: ast.Subscript) -> Anything:
    base = evaluate(session, node.value)
    span = session.source.span(node)
    return _labelled(session, indexing.selected(session, base, read(session, node.slice), span), span)


def _slice(session: Session, node: ast.Slice) -> slice:
    parts = (node.lower, node.upper, node.step)
    return slice(*(None if part is None else read(session, part) for part in parts))


def _comprehension(session: Session, node: ast.ListComp) -> list[Anything]:
    session.scope = Scope(session.scope)
    try:
        return list(_turns(session, node.elt, node.generators))
    finally:
        assert session.scope.outer is not None
        session.scope = session.scope.outer


def _turns(
    session: Session, element: ast.expr, loops: list[ast.comprehension]
) -> Iterator[Anything]:
    if not loops:
        yield evaluate(session, element)
        return
    loop, *inner = loops
    walked = evaluate(session, loop.iter)
    for item in items_of(session, walked, session.source.span(loop.iter)):
        session.meter.count("expressions")
        bind_target(session, loop.target, item, loop.iter)
        if all(is_true(read(session, condition)) for condition in loop.ifs):
            yield from _turns(session, element, inner)


def bind_target(
    session: Session, target: ast.expr, value: Anything, source: ast.expr, note: str = ""
) -> None:
    """Bind a name, or several to the items of a list or the rows of a tensor.

    ``source`` is the expression that the value comes from. Raises EngineError.
    """
    if isinstance(target, ast.Name):
        session.bind(target.id, value, session.source.span(source), note)
        return
    assert isinstance(target, ast.Tuple | ast.List)
    items = list(items_of(session, value, session.source.span(source)))
    if len(items) != len(target.elts):
        raise EngineError(
            f"{len(items)} items for {len(target.elts)} names",
            code="unpack",
            hint="Write as many names as there are items.",
            span=session.source.span(target),
        )
    each = isinstance(source, ast.Tuple | ast.List) and len(source.elts) == len(items)
    sources = source.elts if each else [source] * len(items)  # type: ignore[attr-defined]
    for part, item, place in zip(target.elts, items, sources, strict=True):
        bind_target(session, part, item, place, note)


def _text(session: Session, node: ast.JoinedStr) -> str:
    return "".join(map(partial(_field, session), node.values))


def _field(session: Session, node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.FormattedValue)
    value = session.plain(evaluate(session, node.value))
    parts = node.format_spec.values if isinstance(node.format_spec, ast.JoinedStr) else []
    text = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
    return formatting.formatted(value, text)


TENSORS = TensorNode | Given | Element | Reading

LABEL = 24
"""Characters of source text up to which a constant is named by it."""

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
    ast.JoinedStr: _text,
}
