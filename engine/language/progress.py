"""How far an evaluation has come.

Nobody is told. Whoever wants to know reads it while the program runs, from a signal handler or from
another thread: the counts are those that are kept anyway, so looking costs the program nothing, and
not being looked at costs nothing either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, NotRequired, TypedDict, TypeVar

from engine.graph import Contributions, OpNode
from engine.language.budget import Meter
from engine.trace import Trace

Phase = Literal["forward", "backward", "document"]

Item = TypeVar("Item")


class ProgressForm(TypedDict):
    """How far a program has come. Everything is counted; nothing is guessed from the time."""

    phase: Phase
    """It runs forward, it runs back, or what happened is written down."""
    ops: int
    """Ops that have begun forward."""
    passes: int
    """Backward passes that have begun."""
    line: NotRequired[int]
    """The line that runs, where one does."""
    done: NotRequired[int]
    """Tensors that this pass has reached, or entries of the document that are written."""
    of: NotRequired[int]
    """All of them. How many ops run forward, nobody knows before they did."""


@dataclass(slots=True)
class _Pass:
    """A backward pass under way. How many tensors it can reach is counted when somebody asks."""

    found: Contributions
    nodes: Collection[OpNode]
    _tensors: int = 0

    @property
    def reached(self) -> int:
        return len(self.found.gradients)

    @property
    def tensors(self) -> int:
        if not self._tensors:
            inputs = {x for node in self.nodes for x in node.inputs if x.differentiable}
            self._tensors = len(inputs | {self.found.output})
        return self._tensors


@dataclass(slots=True)
class Progress:
    """Counts of one evaluation, which keeps them true from its beginning to its end."""

    _meter: Meter | None = None
    _trace: Trace | None = None
    _pass: _Pass | None = None
    _written: int = 0
    _entries: int = 0

    @property
    def now(self) -> ProgressForm:
        """The counts as they are at this moment."""
        used = {} if self._meter is None else self._meter.used
        form = ProgressForm(phase="forward", ops=used.get("ops", 0), passes=used.get("passes", 0))
        under_way, span = self._pass, None if self._trace is None else self._trace.span
        if self._entries:
            return {**form, "phase": "document", "done": self._written, "of": self._entries}
        if under_way is not None:
            done, of = under_way.reached, under_way.tensors
            form = {**form, "phase": "backward", "done": done, "of": of}
        return form if span is None else {**form, "line": span.line}

    def begin(self, meter: Meter, trace: Trace) -> None:
        """Look at the counts of a run from here on."""
        self._meter, self._trace = meter, trace

    @contextmanager
    def backward(self, found: Contributions, nodes: Collection[OpNode]) -> Iterator[None]:
        """Look at a backward pass through these op nodes while it finds its gradients."""
        self._pass = _Pass(found, nodes)
        try:
            yield
        finally:
            self._pass = None

    def write(self, entries: int) -> None:
        """Begin with a document of so many entries."""
        self._entries = entries

    def written(self, items: Collection[Item]) -> Iterator[Item]:
        """Walk over what is written down, and count it."""
        for item in items:
            yield item
            self._written += 1
