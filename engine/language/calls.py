"""What can be called: the catalogue's ops, and functions of the language itself."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError, Span
from engine.language.session import Session
from engine.language.values import Anything, Arguments, kind_of
from engine.op import Op


class Function:
    """Anything that a program can call."""

    name: str

    def is_setting(self, place: int | str) -> bool:
        """Tell whether an argument is a plain setting: by position, or by keyword."""
        raise NotImplementedError

    def call(self, session: Session, arguments: Arguments) -> Anything:
        """Run the function. Raises EngineError."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class CatalogFunction(Function):
    """An op of the catalogue; ``bound`` holds the tensor whose method it is called as."""

    op: type[Op]
    torch: bool = False
    bound: tuple[Anything, Span] | None = None
    fixed: tuple[tuple[str, Any], ...] = ()
    """Constants that differ from the op's own defaults."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return self.op.name

    def is_setting(self, place: int | str) -> bool:
        if isinstance(place, str):
            return place not in self.op.inputs
        if self.op.variadic:
            return place > 0 and self.bound is None
        return place + (self.bound is not None) >= len(self.op.inputs)

    def call(self, session: Session, arguments: Arguments) -> Anything:
        values, spans = arguments.positional, arguments.spans
        if self.bound is not None:
            values, spans = [self.bound[0], *values], [self.bound[1], *spans]
        positional = [
            session.plain(value) if self._beyond_inputs(place) else value
            for place, value in enumerate(values)
        ]
        keywords = {
            name: value if name in self.op.inputs else session.plain(value)
            for name, value in arguments.keywords.items()
        }
        inputs, constants = self.op.bind(positional, keywords)
        for name, value in self.fixed:
            constants.setdefault(name, value)
        return session.apply(
            self.op, inputs, constants, arguments.span, spans=spans[: len(inputs)], torch=self.torch
        )

    def _beyond_inputs(self, place: int) -> bool:
        return not self.op.variadic and place >= len(self.op.inputs)


@dataclass(frozen=True, slots=True)
class Call:
    """Where a function of the language is called from, and by which name."""

    session: Session
    arguments: Arguments
    name: str
    torch: bool

    @property
    def span(self) -> Span:
        """The whole call in the text."""
        return self.arguments.span


@dataclass(frozen=True, slots=True)
class Builtin(Function):
    """A function of the language, made of a Python function whose first argument is the Call.

    Its arguments are plain settings unless it ``takes_tensors``.
    """

    name: str
    usage: str
    run: Callable[..., Anything]
    takes_tensors: bool = False
    torch: bool = False

    def is_setting(self, place: int | str) -> bool:
        return not self.takes_tensors

    def call(self, session: Session, arguments: Arguments) -> Anything:
        call = Call(session, arguments, self.name, self.torch)
        try:
            inspect.signature(self.run).bind(call, *arguments.positional, **arguments.keywords)
        except TypeError as error:
            raise EngineError(
                f"{self.name}: {error}", code="arguments", hint=f"Write `{self.usage}`."
            ) from None
        return self.run(call, *arguments.positional, **arguments.keywords)


def called(value: Anything) -> Function:
    """Take a value as something to call. Raises EngineError."""
    if isinstance(value, Function):
        return value
    raise EngineError(
        f"{kind_of(value)} cannot be called", code="not-callable", hint="Is an operator missing?"
    )
