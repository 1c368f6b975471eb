"""One run of one program: its trace, its names, what it may still use."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, as_value
from engine.catalog import CATALOG
from engine.errors import Diagnostic, EngineError, Span
from engine.graph import RECORDER, OpNode, TensorNode, apply, constant
from engine.language.budget import GROUP, Meter
from engine.language.chance import Chance
from engine.language.leaves import Leaves
from engine.language.names import Scope
from engine.language.progress import Progress
from engine.language.source import Source
from engine.language.values import (
    GRAPH,
    Anything,
    Element,
    Given,
    Reading,
    counted,
    is_mask,
    is_number,
    is_plain,
    is_sequence,
    kind_of,
    plain,
)
from engine.modules import Module
from engine.op import Op
from engine.trace import Trace

AS_IT_IS = nullcontext()
"""Changes nothing for a while."""


class Nameable:
    """What learns the name that it is first bound to."""

    def named(self, name: str) -> None:
        """Take the name, unless there is one already."""
        raise NotImplementedError


class Session:
    """What the parts of the interpreter share while a program runs.

    ``reading`` is on while numbers are only looked at (a comparison, an index, a size): what is
    computed then is charged but leaves no trace; so it is ``without_gradients``. ``counters`` are
    names that no op ever uses. ``layers`` holds the layer of every module, ``leaves_of`` the leaves
    that ``requires_grad_()`` made of tensors.
    ``counts`` are sums of masks, which are whole numbers where they are read off.
    ``foreseen`` are the loops whose length has been held against the budget.
    ``walked`` holds what a loop has taken from a list or a tensor, by the name that it got.
    ``strict`` lets unexpected faults of the engine through instead of blaming the arguments.
    """

    def __init__(self, source: Source, trace: Trace, meter: Meter, names: Scope, seed: int) -> None:
        self.source = source
        self.trace = trace
        self.meter = meter
        self._chance = Chance(seed)
        self.scope = self.globals = Scope(names)
        self.leaves = Leaves(trace, meter)
        self.counters: frozenset[str] = frozenset()
        self.strict = False
        self.progress = Progress()
        self.reading = self.without_gradients = False
        self.layers: dict[Module, Any] = {}
        self.leaves_of: dict[TensorNode, Given] = {}
        self.call_depth = 0
        self.printed: list[str] = []
        self.line_is_open = False
        self.counts: set[TensorNode] = set()
        self.walked: dict[str, Anything] = {}
        self.foreseen: set[ast.AST] = set()
        self.remarks: list[Diagnostic] = []
        self.passes: list[TensorNode] = []
        self.from_torch: set[TensorNode] = set()
        self.returned: Anything = None
        self.last_expression: tuple[Anything, ast.expr] | None = None
        self.last_bound = ""
        self.bound_at: dict[str, Span] = {}
        self._calls: Counter[str] = Counter()

    @property
    def random(self) -> np.random.Generator:
        """Where everything random comes from."""
        return self._chance.source

    @property
    def drawn(self) -> bool:
        """Whether anything was drawn at random."""
        return self._chance.drawn

    def remark(self, remark: Diagnostic) -> None:
        """Tell the person something, once for each place."""
        if remark not in self.remarks:
            self.remarks.append(remark)

    def numbered(self, name: str) -> str:
        """Give a name that counts up: ``linear_1``, ``linear_2``."""
        self._calls[name] += 1
        return f"{name}_{self._calls[name]}"

    def grouped(self, name: str, kind: str) -> AbstractContextManager[object]:
        """Group the ops that run inside as a module of the graph."""
        self.meter.labour(GROUP)
        return AS_IT_IS if self.reading else self.trace.inside(name, kind)

    def only_reading(self, on: bool = True) -> AbstractContextManager[object]:
        """Leave no trace of what is computed inside, where ``on``."""
        return _Reading(self) if on else AS_IT_IS

    @contextmanager
    def no_gradients(self) -> Iterator[None]:
        """Leave no trace of what is computed inside, and let leaves be changed in place."""
        before = self.without_gradients
        self.without_gradients = True
        try:
            with self.only_reading():
                yield
        finally:
            self.without_gradients = before

    @contextmanager
    def unseen(self) -> Iterator[None]:
        """Let ops run inside that are planned and charged, but leave no trace."""
        token = RECORDER.set(_Unseen(self.trace))
        try:
            yield
        finally:
            RECORDER.reset(token)

    def bind(self, name: str, value: Anything, span: Span, note: str = "") -> None:
        """Let a name stand for a value; numbers that the program wrote down become a leaf later."""
        value = self._unbound(name, value, span)
        match value:
            case Given(label="", owner=None):
                value.label, value.note, value.module = name, note, self.trace.module
                value.moment = self.trace.now()
            case Element(label=""):
                value.label = name
            case TensorNode():
                self.trace.name(value, name, note)
            case Nameable():
                value.named(name)
        self.scope.names[name] = value
        if self.scope is self.globals:
            self.bound_at[name] = span
            if isinstance(value, GRAPH):
                self.last_bound = name

    def _unbound(self, name: str, value: Anything, span: Span) -> Anything:
        """Take numbers as what they are once they have a name."""
        if isinstance(value, Reading):
            return value.labelled(name, span)
        if is_number(value) and not isinstance(value, bool):
            return Reading(value, name, span) if name in self.counters else _written(value, span)
        if isinstance(value, list) and value:
            self.meter.count("expressions", len(value))
            self._name_items(name, value)
            if _only_numbers(value):
                with suppress(ValueError):
                    return _written(as_value(value), span)
        return value

    def _name_items(self, name: str, items: list[Anything]) -> None:
        """Name the leaves of a list by their places, ``w[0]``, unless they have names."""
        for place, item in enumerate(items):
            if isinstance(item, Given) and not item.label and item.owner is None:
                item.label, item.module = f"{name}[{place}]", self.trace.module
                item.moment = self.trace.now()

    def operand(self, value: Anything, span: Span) -> TensorNode:
        """Take a value as an op does, as a tensor node. ``span`` says where it stands.

        Raises EngineError for what holds no numbers.
        """
        if isinstance(value, TensorNode):
            return value
        if self.reading:
            return constant(self._array(value))
        match value:
            case Given():
                return self.leaves.node(value)
            case Element():
                return self._row(value)
            case Reading():
                return self.leaves.constant(value.value, value.span or span, value.label)
            case list() | tuple() if not is_plain(value):
                self.meter.count("expressions", len(value))
                nodes = [self.operand(part, span) for part in value]
                stacked: TensorNode = self.apply(CATALOG["stack"], nodes, {"axis": 0}, span)
                return stacked
        return self.leaves.constant(self._array(value), span)

    def plain(self, value: Anything) -> Anything:
        """Give the numbers behind a value: a Python number at rank 0, else an array.

        Lists stay lists of such numbers; what holds no numbers stays as it is.
        """
        match value:
            case TensorNode() | Reading():
                return plain(value.value)
            case Given():
                found = plain(self.leaves.numbers(value) if value.node is None else value.value)
                return value.data if type(value.data) is int and value.data == found else found
            case Element():
                return plain(self.plain(value.of)[value.index])
            case list():
                self.meter.count("expressions", len(value))
                return [self.plain(part) for part in value]
            case tuple():
                return tuple(self.plain(list(value)))
        return value

    def shape(self, value: Anything) -> Shape:
        """Give the shape of a tensor, or of what may become one. Raises EngineError."""
        shape: Shape = value.shape if isinstance(value, TensorNode) else self._array(value).shape
        return shape

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
        torch = torch or any(map(self.follows_torch, inputs))
        counts = op.name == "sum" and any(map(is_mask, inputs))
        keeps_kinds = op.family in KIND_KEEPERS or op.name == "where"
        if not keeps_kinds:
            inputs = list(map(counted, inputs))
        nodes = [self.operand(value, place) for value, place in zip(inputs, places, strict=True)]
        if not keeps_kinds and not any(map(_holds_floats, nodes)):
            nodes = [
                self._as_floats(node, place) for node, place in zip(nodes, places, strict=True)
            ]
        self.trace.span = span
        try:
            with self.unseen() if self.reading else AS_IT_IS:
                result = apply(op.name, *nodes, **constants)
        except EngineError:
            raise
        except Exception as error:
            if self.strict and not isinstance(error, OverflowError):
                raise
            message = f"{op.name} cannot work with these arguments"
            raise EngineError(message, code="arguments", hint=op.usage()) from error
        outputs = result if isinstance(result, tuple) else (result,)
        if counts:
            self.counts.update(outputs)
        if self.reading:
            readings = tuple([self.seen(output, torch=torch) for output in outputs])
            return readings if isinstance(result, tuple) else readings[0]
        if torch:
            self.from_torch.update(outputs)
        return result

    def seen(self, node: TensorNode, *, torch: bool = False) -> Reading:
        """Give the numbers of a tensor that is no part of the graph."""
        value = plain(node.value)
        if node in self.counts and is_number(value):
            value = int(value)
        return Reading(value, follows_torch=torch)

    def follows_torch(self, value: Anything) -> bool:
        """Tell whether the methods of a value are PyTorch's."""
        match value:
            case TensorNode():
                cell = self.leaves.cell(value)
                return value in self.from_torch if cell is None else cell.follows_torch
            case Given() | Reading():
                return value.follows_torch
            case Element():
                return self.follows_torch(value.of)
        return False

    def _row(self, element: Element) -> TensorNode:
        """Choose a row, unless that was done already in the present version."""
        of = self.operand(element.of, element.span)
        if element.node is not None and element.node.source.inputs[0] is of:  # type: ignore[union-attr]
            return element.node
        node: TensorNode = self.apply(
            CATALOG["getitem"], [of], {"key": element.index}, element.span
        )
        if element.label:
            self.trace.name(node, element.label)
        element.node = node
        return node

    def _as_floats(self, node: TensorNode, span: Span) -> TensorNode:
        """Take truths, places and counts as numbers, where an op computes with nothing else."""
        floats = node.value.astype(np.float64)
        if self.reading:
            return constant(floats)
        return self.leaves.constant(floats, span, self.trace.tensors[node].label)

    def _array(self, value: Anything) -> Value:
        """Give a value's numbers as an array. Raises EngineError for what holds none."""
        numbers = self.plain(value)
        if not (is_sequence(numbers) or is_number(numbers) or isinstance(numbers, np.ndarray)):
            raise EngineError(
                f"{kind_of(value)} cannot be used as a tensor",
                code="arguments",
                hint="Tensors, numbers and lists of numbers can.",
            )
        if isinstance(numbers, range):
            self.meter.make(len(numbers))
        try:
            return as_value(numbers)
        except (TypeError, ValueError):
            raise EngineError(
                "the list is no tensor: its rows differ in length, or hold more than numbers",
                code="ragged",
                hint="Give every row the same number of numbers.",
            ) from None


KIND_KEEPERS = frozenset(
    {
        "arrangement",
        "assembly",
        "categories",
        "decision",
        "extension",
        "extremes",
        "indexing",
        "ordering",
        "partition",
        "selection",
        "shape",
    }
)
"""Families whose ops choose and move elements of any kind; the others compute with numbers."""


def _holds_floats(node: TensorNode) -> bool:
    return bool(node.value.dtype.kind == "f")


class _Reading:
    """Turns reading on for a while: entered for every condition, so it is no generator."""

    __slots__ = ("before", "session")

    def __init__(self, session: Session) -> None:
        self.session = session

    def __enter__(self) -> None:
        self.before = self.session.reading
        self.session.reading = True

    def __exit__(self, *_: object) -> None:
        self.session.reading = self.before


class _Unseen:
    """A recorder that plans and charges ops as the trace does, and forgets them."""

    def __init__(self, trace: Trace) -> None:
        self.before = trace.before

    def ran(self, node: OpNode, outputs: tuple[TensorNode, ...]) -> None:
        """Keep nothing."""


def _written(data: Value, span: Span) -> Given:
    return Given(data, span, written=True)


def _only_numbers(value: Anything) -> bool:
    if isinstance(value, list | tuple):
        return all(map(_only_numbers, value))
    return is_number(value)
