"""Names and what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from engine.errors import Fix, Span, UnknownNameError
from engine.language.values import Anything


class MisspelledNameError(UnknownNameError):
    """A name that nothing goes by, and the one that may be ``meant``, if any is near."""

    def __init__(self, message: str, *, hint: str, meant: str = "") -> None:
        super().__init__(message, hint=hint)
        self.meant = meant

    def placed(self, span: Span) -> MisspelledNameError:
        """Say where the name stands, and offer the other one in its place."""
        if self.meant:
            self.fixes = (Fix(f"Write `{self.meant}`", span, self.meant),)
        return self


class Scope:
    """The names of a program, a function or a comprehension, and the scope around it."""

    def __init__(self, outer: Scope | None = None) -> None:
        self.names: dict[str, Anything] = {}
        self.outer = outer

    def find(self, name: str) -> Anything:
        """Give what a name stands for. Raises MisspelledNameError."""
        for scope in self._outwards():
            if name in scope.names:
                return scope.names[name]
        near = get_close_matches(name, self._alike(name), n=1)
        raise MisspelledNameError(
            f"nothing goes by the name `{name}`",
            hint=f"Did you mean `{near[0]}`?" if near else f"Bind it first: `{name} = ...`.",
            meant=near[0] if near else "",
        )

    def _alike(self, name: str) -> list[str]:
        """List known names of about the same length, which is soon told, but not without end."""
        known = (other for scope in self._outwards() for other in scope.names)
        return list(islice((other for other in known if abs(len(other) - len(name)) < 3), 500))

    def _outwards(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer
