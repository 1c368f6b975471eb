"""What the arguments of a class can be: of a module, of an optimizer.

A kind takes the name of an argument and a plain value, and gives what the class takes; it raises
EngineError for what does not fit.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.arrays import Value, as_value
from engine.errors import EngineError
from engine.language.calls import Builtin, Call
from engine.language.values import Anything, is_sequence, kind_of, shape_of, whole

Kind = Callable[[str, Anything], Any]


def size(name: str, value: Anything) -> int:
    """Take a size, 0 or more."""
    number = whole(value, name)
    if number < 0:
        raise EngineError(f"{name} is {number}", code="arguments", hint="Sizes are 0 or more.")
    return number


def sizes(_: str, value: Anything) -> tuple[int, ...]:
    """Take a list of sizes, or a single one."""
    return shape_of([value])


def size_or_sizes(name: str, value: Anything) -> int | tuple[int, ...]:
    """Take a size, or one for each axis."""
    return sizes(name, value) if is_sequence(value) else size(name, value)


def place(name: str, value: Anything) -> int:
    """Take a whole number, which counts from the end where it is negative."""
    return whole(value, name)


def numbers(name: str, value: Anything) -> Value:
    """Take the numbers of a tensor or of a list."""
    try:
        return as_value(value)
    except (TypeError, ValueError):
        raise _unfit(name, value, "A list of numbers is needed here.") from None


def padding(name: str, value: Anything) -> int | tuple[int, ...] | str:
    """Take what is padded: a size, one for each axis, or a word."""
    if isinstance(value, str):
        return str(word("same", "valid")(name, value))
    return size_or_sizes(name, value)


def flag(name: str, value: Anything) -> bool:
    """Take True or False."""
    if value is not True and value is not False:
        raise _unfit(name, value, "Write `True` or `False`.")
    return value


def number(name: str, value: Anything) -> float:
    """Take a number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unfit(name, value, "A number is needed here.")
    return float(value)


def pair(name: str, value: Anything) -> tuple[float, float]:
    """Take two numbers."""
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _unfit(name, value, "Two numbers are needed here, such as `(0.9, 0.999)`.")
    first, second = value
    return number(name, first), number(name, second)


def word(*known: str) -> Kind:
    """Take one of the words that are known."""

    def take(name: str, value: Anything) -> str:
        if value not in known:
            text = f"`{value}`" if isinstance(value, str) else kind_of(value)
            words = ", ".join(f"`{one}`" for one in known)
            raise EngineError(f"{name} is {text}", code="arguments", hint=f"It is one of {words}.")
        return str(value)

    return take


def optional(take: Kind) -> Kind:
    """Take None as well."""
    return lambda name, value: None if value is None else take(name, value)


def only(known: Anything) -> Kind:
    """Take the one value that is known here."""

    def take(name: str, value: Anything) -> None:
        if value is not known:
            text = value if isinstance(value, bool | int | float) else kind_of(value)
            hint = f"Only `{name}={known}` is known here."
            raise EngineError(f"{name} is {text}", code="arguments", hint=hint)

    return take


def ignored(_: str, __: Anything) -> None:
    """Take anything: the argument changes no number."""


def _unfit(name: str, value: Anything, hint: str) -> EngineError:
    return EngineError(f"{name} is {kind_of(value)}", code="arguments", hint=hint)


@dataclass(frozen=True)
class Row:
    """A class and the kinds of its arguments, whose names and order are PyTorch's.

    Defaults are the class's own. It may take more than the row names: what those are is up to
    whoever builds one. What it does not take is ignored. Only the ``raw`` ones are given as they
    are, leaves and all; of the others, the numbers are.
    """

    make: Callable[..., Any]
    kinds: Mapping[str, Kind]
    raw: tuple[str, ...] = ()

    def builtin(self, build: Callable[[Call, dict[str, Any]], Anything]) -> Builtin:
        """Make the function of the language; ``build`` is given what the class takes."""
        own = inspect.signature(self.make).parameters
        kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
        arguments = [
            inspect.Parameter(name, kind, default=own[name].default if name in own else None)
            for name in self.kinds
        ]
        signature = inspect.Signature(arguments)

        def run(call: Call, *values: Anything, **keywords: Anything) -> Anything:
            given = signature.bind(*values, **keywords).arguments
            taken = {
                name: self.kinds[name](
                    name, value if name in self.raw else call.session.plain(value)
                )
                for name, value in given.items()
            }
            return build(call, {name: value for name, value in taken.items() if name in own})

        first = inspect.Parameter("call", inspect.Parameter.POSITIONAL_ONLY)
        run.__signature__ = inspect.Signature([first, *arguments])  # type: ignore[attr-defined]
        shown = [a for a in arguments if self.kinds[a.name] is not ignored]
        usage = f"{self.make.__name__}{inspect.Signature(shown)}"
        about = first_sentence(self.make.__doc__)
        return _Maker(self.make.__name__, usage, run, takes_tensors=True, about=about)


def first_sentence(docstring: str | None) -> str:
    """Give the first paragraph of a docstring on one line, with code in single backticks."""
    first = inspect.cleandoc(docstring or "").partition("\n\n")[0]
    return " ".join(first.replace("``", "`").split())


class _Maker(Builtin):
    """A function all of whose arguments are settings, but which is given them as they are."""

    __slots__ = ()

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - all alike
        return True
