"""What the operators do: plain arithmetic on plain numbers, ops as soon as a tensor takes part.

``&``, ``|`` and ``^`` join masks, and ``+`` and ``*`` put lists together, as in Python.
"""

from __future__ import annotations

import ast
import operator as python
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from engine.catalog import CATALOG
from engine.errors import Diagnostic, EngineError, Span
from engine.language import strings
from engine.language.sequences import concatenated, repeated
from engine.language.session import Session
from engine.language.truth import joined_masks
from engine.language.values import (
    ARRAYS,
    GRAPH,
    Anything,
    Given,
    Reading,
    combine,
    is_list,
    is_number,
    is_plain,
    is_sequence,
    is_setting,
    kind_of,
)


class Operator(NamedTuple):
    """A binary operator: the op it applies, and what it does with two floats or two masks."""

    symbol: str
    op: str
    act: Callable[[Any, Any], Any]


POWER = Operator("**", "power", np.power)

OPERATORS: Mapping[type[ast.operator], Operator] = {
    ast.Add: Operator("+", "add", python.add),
    ast.Sub: Operator("-", "sub", python.sub),
    ast.Mult: Operator("*", "mul", python.mul),
    ast.Div: Operator("/", "div", np.true_divide),
    ast.FloorDiv: Operator("//", "floor_divide", np.floor_divide),
    ast.Mod: Operator("%", "mod", np.mod),
    ast.Pow: POWER,
    ast.MatMult: Operator("@", "matmul", np.matmul),
    ast.BitAnd: Operator("&", "", np.logical_and),
    ast.BitOr: Operator("|", "", np.logical_or),
    ast.BitXor: Operator("^", "", np.logical_xor),
}

LIST_SUM = "a list of numbers with a name is a tensor, so these are added number by number"
LIST_SUM_HINT = "`[*a, *b]` puts one list after the other."

LIST_HINT = "Write `tensor([...])` around a list of numbers."


def operate(
    session: Session, operator: Operator, left: Anything, right: Anything, spans: Sequence[Span]
) -> Anything:
    """Apply a binary operator. ``spans`` are those of the left, the right and the whole.

    Plain numbers give a plain number; as soon as a tensor takes part, the result is one. What is
    computed from a gradient and settings only, such as ``lr * w.grad``, stays out of the graph.
    Raises EngineError.
    """
    if not operator.op:
        return joined_masks(session, operator.symbol, operator.act, left, right)
    if session.reading:
        left, right = _looked_at(session, left), _looked_at(session, right)
    elif isinstance(left, GRAPH) and isinstance(right, GRAPH):
        return _applied(session, operator, left, right, spans)
    if (together := _put_together(session, operator, left, right, spans[-1])) is not None:
        return together
    if operator.op != "matmul" and is_number(left) and is_number(right):
        return combine(operator.act, left, right)
    _check(operator, left, right)
    of_gradient = _of_gradient(left) or _of_gradient(right)
    if operator.op != "matmul" and _is_scalar(left) and _is_scalar(right):
        numbers = session.plain(left), session.plain(right)
        return Reading(combine(operator.act, *numbers), of_gradient=of_gradient)
    with session.only_reading(not _belongs_to_graph(left, right, of_gradient=of_gradient)):
        result = _applied(session, operator, left, right, spans)
    if isinstance(result, Reading):
        result.of_gradient = of_gradient
    return result


def negate(session: Session, value: Anything, spans: Sequence[Span]) -> Anything:
    """Turn the sign. ``spans`` are those of the operand and the whole. Raises EngineError."""
    if session.reading:
        value = _looked_at(session, value)
    if is_number(value):
        return -value
    if _is_scalar(value):
        return Reading(-value.value, of_gradient=value.of_gradient)
    if not isinstance(value, ARRAYS):
        hint = LIST_HINT if is_sequence(value) else "It takes tensors and numbers."
        raise EngineError(f"`-` cannot take {kind_of(value)}", code="operands", hint=hint)
    with session.only_reading(isinstance(value, Reading)):
        result = session.apply(CATALOG["neg"], [value], {}, spans[1], spans=spans[:1])
    if isinstance(result, Reading):
        result.of_gradient = _of_gradient(value)
    return result


def _put_together(
    session: Session, operator: Operator, left: Anything, right: Anything, span: Span
) -> Anything:
    """Give a list after a list, a list several times, or the same of strings; None otherwise."""
    if isinstance(left, str) or isinstance(right, str):
        return strings.put_together(session, operator.symbol, left, right)
    if operator.op == "add" and is_list(left) and is_list(right) and type(left) is type(right):
        return concatenated(session, left, right)
    if operator.op == "add" and (_is_listed(left, right) or _is_listed(right, left)):
        session.remark(Diagnostic("list-sum", "info", LIST_SUM, LIST_SUM_HINT, span=span))
    if operator.op == "mul":
        for items, times in ((left, right), (right, left)):
            count = session.plain(times) if is_list(items) and is_setting(times) else None
            if type(count) is int:
                return repeated(session, items, count)
    return None


def _is_listed(items: Anything, other: Anything) -> bool:
    """Tell a list beside a list of numbers that has a name, which is a tensor here."""
    return is_list(items) and isinstance(other, Given) and other.written and np.ndim(other.data) > 0


def _looked_at(session: Session, value: Anything) -> Anything:
    """Take the numbers of a tensor where only they matter."""
    if isinstance(value, GRAPH):
        return Reading(session.plain(value), follows_torch=session.follows_torch(value))
    return value


def _applied(
    session: Session, operator: Operator, left: Anything, right: Anything, spans: Sequence[Span]
) -> Anything:
    *places, whole = spans
    if operator.op == "power" and _is_exponent(left, right):
        exponent = {"exponent": float(session.plain(right))}
        return session.apply(CATALOG["pow"], [left], exponent, whole, spans=places[:1])
    return session.apply(CATALOG[operator.op], [left, right], {}, whole, spans=places)


def _check(operator: Operator, left: Anything, right: Anything) -> None:
    """Refuse what no operator takes. Raises EngineError."""
    for value in (left, right):
        if isinstance(value, ARRAYS) or is_number(value) or is_sequence(value):
            continue
        hint = strings.F_STRING if isinstance(value, str) else "It takes tensors and numbers."
        if value is None:
            hint = (
                "`.grad` is None before a backward pass, and a function without `return` gives it."
            )
        raise EngineError(
            f"`{operator.symbol}` cannot take {kind_of(value)}", code="operands", hint=hint
        )
    if not any(isinstance(v, ARRAYS) or not is_plain(v) for v in (left, right)):
        raise EngineError(
            f"`{operator.symbol}` cannot take {kind_of(left)} and {kind_of(right)}",
            code="operands",
            hint=LIST_HINT,
        )


def _belongs_to_graph(left: Anything, right: Anything, *, of_gradient: bool) -> bool:
    """Tell an op of the graph from arithmetic on readings, or on a gradient and a setting."""
    if _is_node(left) or _is_node(right):
        return True
    return not of_gradient and (isinstance(left, Given) or isinstance(right, Given))


def _is_node(value: Anything) -> bool:
    if isinstance(value, Given):
        return value.node is not None or not value.written
    return not is_plain(value)


def _is_exponent(left: Anything, right: Anything) -> bool:
    """Tell an exponent that is a plain number: of a number, a tensor is the exponent."""
    return not isinstance(right, np.ndarray) and is_setting(right) and not is_number(left)


def _of_gradient(value: Anything) -> bool:
    return isinstance(value, Reading) and value.of_gradient


def _is_scalar(value: Anything) -> bool:
    return is_number(value) or (isinstance(value, Reading) and is_number(value.value))
