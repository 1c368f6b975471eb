"""What can go wrong, and where: every error names its place and says what to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple


class Span(NamedTuple):
    """A piece of the source: lines count from 1, columns from 0 in characters, end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that mends the fault: the text at ``span`` becomes ``text``."""

    title: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something to tell the person who typed the program.

    ``fixes`` mend it, the likeliest first; ``operands`` are the tensor nodes of the op that could
    not run.
    """

    code: str
    severity: Literal["error", "warning", "info"]
    message: str
    hint: str = ""
    fixes: tuple[Fix, ...] = ()
    span: Span | None = None
    operands: tuple[object, ...] = ()


class EngineError(Exception):
    """A fault of the program that runs, never of the engine.

    ``code`` is stable and dashed, ``hint`` says what to try. ``span`` is filled in by whoever
    knows the place: an op knows shapes only, the interpreter knows the source.
    """

    code = "error"

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: str = "",
        span: Span | None = None,
        fixes: tuple[Fix, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or type(self).code
        self.span = span
        self.fixes = fixes
        self.operands: tuple[object, ...] = ()

    def diagnostic(self) -> Diagnostic:
        """Say the fault as the document does."""
        return Diagnostic(
            self.code, "error", self.message, self.hint, self.fixes, self.span, self.operands
        )


class SyntaxFaultError(EngineError):
    """The text is no program of the language."""

    code = "syntax"


class UnknownNameError(EngineError):
    """A name that nothing goes by."""

    code = "unknown-name"


class ShapeError(EngineError):
    """Shapes that do not fit together. Raised by ``Op.plan``, before anything is computed."""

    code = "shape"


class DomainError(EngineError):
    """A value or a setting outside what an op accepts."""

    code = "domain"


class BudgetError(EngineError):
    """A counted limit is reached; ``asked`` is the least that would have done.

    ``of_round`` is the least for what may be done between two backward passes, if that counts too.
    """

    def __init__(self, message: str, *, limit: str, asked: int, hint: str = "") -> None:
        super().__init__(message, code=f"budget-{limit.replace('_', '-')}", hint=hint)
        self.limit = limit
        self.asked = asked
        self.of_round = 0
