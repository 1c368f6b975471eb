"""What a program did, in order, dead branches included.

Nothing is kept of a graph unless a trace is open. While it is, every leaf, op, backward pass and
update is written down together with its place in the source, its module and its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Token
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Literal, Protocol, Self

from engine.errors import ShapeError, Span
from engine.graph import RECORDER, Contributions, OpNode, Recorder, TensorNode
from engine.op import Op, Plan

Role = Literal["input", "parameter", "target", "constant", "intermediate"]


Moment = tuple[int, int]
"""Between two events: how many came before, and a number that tells moments there apart."""


class Meter(Protocol):
    """Counts what a program uses and refuses what is too much."""

    def charge(self, op: type[Op], plan: Plan, inputs: int) -> None:
        """Count an op before it runs. Raises BudgetError."""

    def count(self, limit: str, amount: int = 1) -> None:
        """Charge so much to the limit of this name. Raises BudgetError."""


@dataclass(slots=True)
class ModuleRecord:
    """One call of a function or module, or one ``with module`` block."""

    path: str
    name: str
    kind: str
    parent: str
    call: int


@dataclass(slots=True)
class TensorRecord:
    """A tensor of the program; ``id`` is empty while it has no name of its own.

    ``given`` is the moment at which the program wrote a leaf down, where that was before an op
    first used it. ``version`` counts the updates of a leaf, of which this tensor is the last.
    """

    node: TensorNode
    role: Role
    module: str
    span: Span | None
    id: str = ""
    label: str = ""
    note: str = ""
    range: tuple[float, float] | None = None
    given: Moment | None = None
    version: int = 0


@dataclass(slots=True)
class OpRecord:
    """An op that ran."""

    id: str
    node: OpNode
    outputs: tuple[TensorNode, ...]
    plan: Plan
    module: str
    span: Span | None


@dataclass(slots=True)
class PassRecord:
    """A backward pass, and the op nodes in the order in which it fired them."""

    contributions: Contributions
    order: list[OpNode]


@dataclass(slots=True)
class UpdateRecord:
    """A leaf was changed in place: ``new`` is the version after ``old``."""

    old: TensorNode
    new: TensorNode


Event = TensorRecord | OpRecord | PassRecord | UpdateRecord
"""A tensor record among the events is a leaf; the tensors that ops made follow from the ops."""


@dataclass(slots=True)
class Trace:
    """A program's run, as it happens.

    ``span`` is where the program is now and ``statement`` what the running statement makes (the
    name it binds, or its keyword); whoever runs the program keeps them current. Used as a context
    manager it watches every op that runs inside.

    Ids are made of names: the module's path, then a tensor's label (``encoder/k``) or the
    statement and the op (``encoder/k:matmul``), then ``#2`` and so on where that was taken. So a
    line that is inserted above moves no id of the lines below.
    """

    meter: Meter | None = None
    span: Span | None = None
    statement: str = ""
    events: list[Event] = field(default_factory=list)
    tensors: dict[TensorNode, TensorRecord] = field(default_factory=dict)
    ops: dict[OpNode, OpRecord] = field(default_factory=dict)
    modules: dict[str, ModuleRecord] = field(default_factory=dict)
    module: str = ""
    _calls: dict[tuple[str, str], int] = field(default_factory=dict)
    _taken: dict[str, int] = field(default_factory=dict)
    _moments: int = 0
    _plan: Plan = field(default_factory=lambda: Plan((), 0, 0, 0))
    _tokens: list[Token[Recorder | None]] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._tokens.append(RECORDER.set(self))
        return self

    def __exit__(self, *_: object) -> None:
        RECORDER.reset(self._tokens.pop())

    def before(
        self, op: type[Op], inputs: tuple[TensorNode, ...], constants: dict[str, Any]
    ) -> None:
        """Plan the op and charge it. Raises ShapeError with the operands' names, BudgetError."""
        try:
            plan = op.plan(*[node.value.shape for node in inputs], **constants)
        except ShapeError as fault:
            names = [self.describe(node) for node in inputs]
            infix = (
                len(names) == 2
                and len(op.symbol) == 1
                and not op.symbol.isalpha()
                and not op.variadic
            )
            call = f" {op.symbol} ".join(names) if infix else f"{op.name}({', '.join(names)})"
            fault.message = f"{call}: {fault.message}"
            fault.args = (fault.message,)
            fault.operands = inputs
            raise
        if self.meter is not None:
            self.meter.charge(op, plan, len(inputs))
        self._plan = plan

    def ran(self, node: OpNode, outputs: tuple[TensorNode, ...]) -> None:
        """Write down an op that has just run."""
        for tensor in node.inputs:
            if tensor not in self.tensors:
                self.leaf(tensor, "input" if tensor.differentiable else "constant")
        for tensor in outputs:
            self.tensors[tensor] = TensorRecord(tensor, "intermediate", self.module, self.span)
        id = self._take(self.module, self._within(node.op.name))
        record = OpRecord(id, node, outputs, self._plan, self.module, self.span)
        self.ops[node] = record
        self.events.append(record)

    def leaf(
        self,
        node: TensorNode,
        role: Role,
        *,
        label: str = "",
        note: str = "",
        range: tuple[float, float] | None = None,
        span: Span | None = None,
        module: str | None = None,
        given: Moment | None = None,
    ) -> None:
        """Write down a tensor that no op made.

        ``span`` and ``module`` say where, if not here, ``given`` when, if not now.
        """
        module = self.module if module is None else module
        id = self._take(module, label or self._within("const"))
        record = TensorRecord(
            node,
            role,
            module,
            span or self.span,
            id=id,
            label=label,
            note=note,
            range=range,
            given=given,
        )
        self.tensors[node] = record
        self.events.append(record)

    def now(self) -> Moment:
        """Give this moment, for a leaf that will be written down when an op first uses it."""
        self._moments += 1
        return len(self.events), self._moments

    def history(self) -> list[Event]:
        """Give the events in the order of the program, each leaf at the moment it was given."""
        leaves = [event for event in self.events if type(event) is TensorRecord]
        given = [(leaf.given, leaf) for leaf in leaves if leaf.given is not None]
        given.sort(key=itemgetter(0), reverse=True)  # the first stands last, where pop takes it
        events: list[Event] = []
        for index, event in enumerate(self.events):
            while given and given[-1][0][0] <= index:
                events.append(given.pop()[1])
            if type(event) is not TensorRecord or event.given is None:
                events.append(event)
        return events

    def next_id(self, label: str, module: str | None = None) -> str:
        """Tell which id a leaf of this name would get now, for whoever overrides its value."""
        module = self.module if module is None else module
        return self._numbered(module, label or self._within("const"))[0]

    def name(self, node: TensorNode, label: str, note: str = "") -> None:
        """Give a tensor the name it is bound to. The first name stays."""
        record = self.tensors.get(node)
        if record is not None and not record.label and not record.id:
            record.label, record.note = label, note
            record.id = self._take(self.module, label)

    @contextmanager
    def inside(self, name: str, kind: str) -> Iterator[ModuleRecord]:
        """Group what runs inside as a module; its path counts the calls: ``f``, ``f_2``.

        Ids of what runs inside are built on that path, not on the statement that called.
        """
        parent = self.module
        call = self._calls[parent, name] = self._calls.get((parent, name), 0) + 1
        own = name if call == 1 else f"{name}_{call}"
        path = f"{parent}/{own}" if parent else own
        while path in self.modules:
            # Something else goes by that name: a function called f_2, say.
            path += "'"
        self._count_characters(path)
        record = self.modules[path] = ModuleRecord(path, own, kind, parent, call)
        statement, self.statement = self.statement, ""
        self.module = path
        try:
            yield record
        finally:
            self.module, self.statement = parent, statement

    def passed(self, contributions: Contributions) -> None:
        """Write down a backward pass."""
        self.events.append(PassRecord(contributions, contributions.order))

    def updated(self, old: TensorNode, new: TensorNode) -> None:
        """Write down that ``new`` took the place of the leaf ``old``: after ``w`` comes ``w'1``."""
        record = self.tensors[old]
        id, label = record.id, record.label
        if record.version:
            id, label = id.rpartition("'")[0], label.rpartition("'")[0]
        version = record.version + 1
        self.tensors[new] = TensorRecord(
            new,
            record.role,
            record.module,
            self.span,
            id=self._take("", f"{id}'{version}"),
            label=label and f"{label}'{version}",
            version=version,
        )
        self.events += [self.tensors[new], UpdateRecord(old, new)]

    def label_of(self, node: TensorNode | None) -> str:
        """Give the name of a tensor; empty if it has none."""
        record = None if node is None else self.tensors.get(node)
        return "" if record is None else record.label

    def describe(self, node: TensorNode) -> str:
        """Say a tensor as a message does: its name, or what made it, and its shape."""
        label = self.label_of(node)
        if not label and node.source is not None:
            label = node.source.op.name
        shape = "scalar" if not node.shape else str(node.shape)
        return f"{label} {shape}".lstrip()

    def _within(self, what: str) -> str:
        return f"{self.statement}:{what}" if self.statement else what

    def _numbered(self, module: str, text: str) -> tuple[str, str, int]:
        base = f"{module}/{text}" if module else text
        number = self._taken.get(base, 0) + 1
        return (base if number == 1 else f"{base}#{number}"), base, number

    def _take(self, module: str, text: str) -> str:
        id, base, number = self._numbered(module, text)
        self._taken[base] = number
        self._count_characters(id)
        return id

    def _count_characters(self, id: str) -> None:
        if self.meter is not None:
            self.meter.count("id_characters", len(id))


@contextmanager
def group(name: str, kind: str) -> Iterator[None]:
    """Group the ops that run inside as a module of the open trace, if there is one."""
    recorder = RECORDER.get()
    if isinstance(recorder, Trace):
        with recorder.inside(name or kind.lower(), kind):
            yield
    else:
        yield


def label(name: str, node: TensorNode) -> TensorNode:
    """Give a tensor this name in the open trace, if there is one. Gives the tensor back."""
    recorder = RECORDER.get()
    if isinstance(recorder, Trace):
        recorder.name(node, name)
    return node


def kept(name: str, node: TensorNode) -> TensorNode:
    """Write down a leaf that a module keeps, such as a running mean. Gives the tensor back."""
    recorder = RECORDER.get()
    if isinstance(recorder, Trace):
        recorder.leaf(node, "constant", label=name)
    return node
