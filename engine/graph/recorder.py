"""The hook through which somebody may watch ops run."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol

from engine.op import Op


class Recorder(Protocol):
    """Told of every op before and after it runs, while it is set in ``RECORDER``."""

    def before(self, op: type[Op], inputs: tuple[Any, ...], constants: dict[str, Any]) -> None:
        """Called with tensor nodes before forward; raises EngineError to refuse the op."""

    def ran(self, node: Any, outputs: tuple[Any, ...]) -> None:
        """Called with the op node and its output tensor nodes."""


RECORDER: ContextVar[Recorder | None] = ContextVar("recorder", default=None)

current_recorder = RECORDER.get
"""Give the recorder that is set, or None."""
