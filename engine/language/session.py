"""One run of one program: its trace, its names, what it may still use."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from difflib import get_close_matches
from typing import Any

import numpy as np

from engine.arrays import Value, as_value
from engine.catalog import CATALOG
from engine.errors import Diagnostic, EngineError, UnknownNameError, Span
from engine.graph import RECORDER, OpNode, TensorNode, apply, constant
from engine.language.budget import Meter
from engine.language.source import Source
from engine.language.values import (
    Anything,
    Element,
    Given,
    Reading,
    is_sequence,
    kind_of,
    plain,
)
from engine.op import Op
from engine.trace import Trace


class Scope:
    """Names and what they stand for; a function's scope looks on in the one it was defined in."""

    def __init__(self, outer: Scope | None = None) -> None:
        self.names: dict[str, Anything] = {}
        self.outer = outer

    def find(self, name: str) -> Anything:
        """Give what a name stands for. Raises KeyError."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        raise KeyError(name)

    def known(self) -> Iterator[str]:
        """Walk over all names that can be seen from here."""
        scope: Scope | None = self
        while scope is not None:
            yield from scope.names
            scope = scope.outer


class Session:
    """What the parts of the interpreter share while a program runs.

    ``reading`` is on while numbers are only looked at (a comparison, an index, a size): what is
    computed then is charged but leaves no trace. ``strict`` lets unexpected faults of the engine
    through instead of blaming the program's arguments.
    """

    def __init__(
        self,
        source: Source,
        trace: Trace,
        meter: Meter,
        *,
        bare_names: Scope,
        inputs: Mapping[str, Any],
        seed: int,
        strict: bool = False,
    ) -> None:
        self.source = source
        self.trace = trace
        self.meter = meter
        self.scope = self.globals = Scope(bare_names)
        self.inputs = inputs
        self.overridden: set[str] = set()
        self.random = np.random.Generator(np.random.PCG64(seed))
        self.strict = strict
        self.reading = False
        self.call_depth = 0
        self.printed: list[str] = []
        self.remarks: list[Diagnostic] = []
        self.passes: list[TensorNode] = []
        self.from_torch: set[TensorNode] = set()
        self.returned: Anything = None
        self.last_expression: tuple[Anything, ast.expr] | None = None
        self.last_bound = ""
        self.bound_at: dict[str, Span] = {}
        self._numbers: Counter[str] = Counter()

    def find(self, name: str) -> Anything:
        """Give what a name stands for. Raises UnknownNameError, with the name that may be meant."""
        try:
            return self.scope.find(name)
        except KeyError:
            near = get_close_matches(name, list(self.scope.known()), n=1)
            hint = f"Did you mean `{near[0]}`?" if near else f"Bind it first: `{name} = ...`."
            raise UnknownNameError(f"nothing goes by the name `{name}`", hint=hint) from None

    def remark(self, remark: Diagnostic) -> None:
        """Tell the person something, once for each place."""
        if remark not in self.remarks:
            self.remarks.append(remark)

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Let ops run inside that are planned and charged, but leave no trace."""
        token = RECORDER.set(_Unseen(self.trace))
        try:
            yield
        finally:
            RECORDER.reset(token)

    def grouped(self, name: str, kind: str) -> AbstractContextManager[object]:
        """Group the ops that run inside as a module of the graph."""
        return nullcontext() if self.reading else self.trace.inside(name, kind)

    @contextmanager
    def only_reading(self, on: bool = True) -> Iterator[None]:
        """Compute what runs inside without a trace, where ``on``."""
        before = self.reading
        self.reading = before or on
        try:
            yield
        finally:
            self.reading = before

    def bind(self, name: str, value: Anything, span: Span, note: str = "") -> None:
        """Let a name stand for a value; numbers that the program wrote down become a leaf later."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = Given(value, span, written=True)
        elif isinstance(value, list) and (array := _rectangle(value)) is not None:
            value = Given(array, span, written=True)
        match value:
            case Given(label=""):
                value.label, value.note, value.module = name, note, self.trace.module
            case Element(label=""):
                value.label = name
            case Reading():
                value = Reading(value.value, name, value.span or span, value.of_gradient)
            case TensorNode():
                self.trace.name(value, name, note)
            case Nameable():
                value.named(name)
        self.scope.names[name] = value
        if self.scope is self.globals:
            self.bound_at[name] = span
            if isinstance(value, TensorNode | Given | Element):
                self.last_bound = name

    def operand(self, value: Anything, span: Span) -> TensorNode:
        """Take a value as an op does, as a tensor node. ``span`` says where it stands.

        Raises EngineError for what holds no numbers.
        """
        if isinstance(value, TensorNode):
            return value
        if self.reading:
            return constant(as_value(self._array(value)))
        match value:
            case Given():
                return self._leaf(value) if value.node is None else value.node
            case Element():
                return self._element(value) if value.node is None else value.node
            case Reading():
                return self._constant(value.value, value.span or span, value.label)
            case list() | tuple() if not all(map(_is_plain, value)):
                nodes = [self.operand(part, span) for part in value]
                stacked: TensorNode = self.apply(CATALOG["stack"], nodes, {"axis": 0}, span)
                return stacked
        return self._constant(self._array(value), span)

    def plain(self, value: Anything) -> Anything:
        """Give the numbers behind a value: a Python number at rank 0, else an array.

        Lists stay lists of such numbers; what holds no numbers stays as it is.
        """
        match value:
            case TensorNode() | Reading():
                return plain(value.value)
            case Given():
                return plain(self._overridden(value) if value.node is None else value.node.value)
            case Element():
                return plain(self.plain(value.of)[value.index])
            case list():
                return [self.plain(part) for part in value]
            case tuple():
                return tuple(self.plain(part) for part in value)
        return value

    def apply(
        self,
        op: type[Op],
        inputs: Sequence[Anything],
        constants: Mapping[str, Any],
        span: Span,
        *,
        spans: Sequence[Span] = (),
        torch: bool = False,
    ) -> Anything:
        """Run an op that stands at ``span``; ``spans`` say where its inputs do.

        Gives a tensor node or a tuple of them, readings while only reading. Raises EngineError.
        """
        places = [*spans, *[span] * (len(inputs) - len(spans))]
        nodes = tuple(map(self.operand, inputs, places))
        self.trace.span = span
        try:
            if self.reading:
                return self._read(op, nodes, constants)
            result = apply(op.name, *nodes, **constants)
        except EngineError:
            raise
        except Exception as error:
            if self.strict:
                raise
            raise EngineError(
                f"{op.name} cannot work with these arguments", code="arguments", hint=op.usage()
            ) from error
        if torch or any(node in self.from_torch for node in nodes):
            self.from_torch.update(result if isinstance(result, tuple) else (result,))
        return result

    def _read(
        self, op: type[Op], nodes: tuple[TensorNode, ...], constants: Mapping[str, Any]
    ) -> Anything:
        """Compute an op's values outside of the graph."""
        with self.unseen():
            result = apply(op.name, *nodes, **constants)
        if isinstance(result, tuple):
            return tuple(map(self.seen, result))
        return self.seen(result)

    def seen(self, node: TensorNode) -> Reading:
        """Give the numbers of a tensor that is no part of the graph."""
        return Reading(plain(node.value))

    def parameter(self, node: TensorNode, label: str, span: Span, module: str) -> None:
        """Write down a parameter that a module owns, with what stands in for its numbers."""
        id = self.trace.next_id(label, module)
        if id in self.inputs:
            self.overridden.add(id)
            node.value = replacement(self.inputs[id], id, node.value, span)
        self.trace.leaf(node, "parameter", label=label, span=span, module=module)

    def numbered(self, name: str) -> str:
        """Give a name that counts up: ``linear_1``, ``linear_2``."""
        self._numbers[name] += 1
        return f"{name}_{self._numbers[name]}"

    def _leaf(self, given: Given) -> TensorNode:
        value = self._overridden(given, take=True)
        self.meter.check("rank", value.ndim)
        node = TensorNode(value, differentiable=given.role != "constant" and value.dtype != bool)
        self.trace.leaf(
            node,
            given.role,
            label=given.label,
            note=given.note,
            range=given.range,
            span=given.span,
            module=given.module if given.label else None,
        )
        if given.follows_torch:
            self.from_torch.add(node)
        given.node = node
        return node

    def _overridden(self, given: Given, *, take: bool = False) -> Value:
        """Give what stands in for a leaf's numbers, if anything does. Raises EngineError."""
        value = as_value(given.data)
        id = self.trace.next_id(given.label, given.module if given.label else None)
        if id not in self.inputs:
            return value if take or not isinstance(given.data, int | float) else given.data
        if take:
            self.overridden.add(id)
        return replacement(self.inputs[id], id, value, given.span)

    def _element(self, element: Element) -> TensorNode:
        of = self.operand(element.of, element.span)
        node: TensorNode = self.apply(
            CATALOG["getitem"], [of], {"key": element.index}, element.span
        )
        self.trace.name(node, element.label) if element.label else None
        element.node = node
        return node

    def _constant(self, data: Any, span: Span, label: str = "") -> TensorNode:
        node = constant(data)
        self.meter.check("rank", node.ndim)
        self.trace.leaf(node, "constant", label=label, span=span)
        return node

    def _array(self, value: Anything) -> Value:
        """Give a value's numbers as an array. Raises EngineError for what holds none."""
        numbers = self.plain(value)
        try:
            if is_sequence(numbers) or isinstance(numbers, bool | int | float | np.ndarray):
                return as_value(numbers)
        except (TypeError, ValueError):
            raise EngineError(
                "the list is no tensor: its rows differ in length or hold more than numbers",
                code="ragged",
                hint="Give every row the same number of numbers.",
            ) from None
        raise EngineError(
            f"{kind_of(value)} cannot be used as a tensor",
            code="arguments",
            hint="Tensors, numbers and lists of numbers can.",
        )


class Nameable:
    """What learns the name that it is first bound to."""

    def named(self, name: str) -> None:
        """Take the name, unless there is one already."""
        raise NotImplementedError


class _Unseen:
    """A recorder that plans and charges ops as the trace does, and forgets them."""

    def __init__(self, trace: Trace) -> None:
        self.before = trace.before

    def ran(self, node: OpNode, outputs: tuple[TensorNode, ...]) -> None:
        """Keep nothing."""


def replacement(data: Any, id: str, value: Value, span: Span | None) -> Value:
    """Take ``data`` in the place of a leaf's ``value``. Raises EngineError where it does not fit."""
    try:
        new = as_value(data).astype(value.dtype)
    except (TypeError, ValueError):
        new = None
    if new is None or new.shape != value.shape:
        raise EngineError(
            f"the value given for `{id}` does not have its shape, {value.shape}",
            code="input-shape",
            hint="Give as many numbers as the program does.",
            span=span,
        )
    return new


def _is_plain(value: Anything) -> bool:
    """Tell whether a value, lists included, is numbers without a graph behind them."""
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return not isinstance(value, TensorNode | Given | Element)


def _rectangle(values: list[Anything]) -> Value | None:
    """Give a list of numbers the form of a tensor, if it has one."""
    try:
        return as_value(values) if values and _only_numbers(values) else None
    except (TypeError, ValueError):
        return None


def _only_numbers(value: Anything) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_only_numbers, value))
    return isinstance(value, int | float)
