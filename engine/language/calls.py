"""What can be called: the catalogue's ops, and functions of the language itself."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from engine.arrays import as_value
from engine.compositions import Composition
from engine.errors import EngineError, Span
from engine.language.session import Session
from engine.language.values import (
    LARGEST_WHOLE,
    Anything,
    Arguments,
    Number,
    is_number,
    kind_of,
    plain,
)
from engine.op import Op, Word

CLASSES = "Classes are those of modules, `torch.Tensor`, `int`, `float`, `list` and `str`."


class Function:
    """Anything that a program can call."""

    name: str

    def is_setting(self, place: int | str) -> bool:
        """Tell whether an argument, by its place or keyword, only sets something."""
        raise NotImplementedError

    def has_made(self, value: Anything) -> bool:  # noqa: ARG002 - only classes make anything
        """Tell whether a value is of the class that this is. Raises EngineError if it is none."""
        raise EngineError(f"`{self.name}` is no class", code="operands", hint=CLASSES)

    def may_be_tensor(self, place: int | str) -> bool:  # noqa: ARG002 - few functions can say so
        """Tell a setting that may as well be computed from tensors, as a part of the graph."""
        return False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        """Run the function. Raises EngineError."""
        raise NotImplementedError


class WordFunction(Function):
    """A word of the catalogue, as a program calls it."""

    word: type[Word]

    @property
    def name(self) -> str:  # type: ignore[override]
        """The word's name."""
        return self.word.name

    def is_setting(self, place: int | str) -> bool:
        if isinstance(place, int) and place < len(self.word.positional):
            place = self.word.positional[place]
        if isinstance(place, str):
            return self.word.spelled(place) not in self.word.inputs
        return not self.word.variadic and place >= len(self.word.inputs)

    def bound(
        self, session: Session, arguments: Arguments
    ) -> tuple[tuple[Anything, ...], dict[str, Any]]:
        """Sort the arguments into inputs and constants. Raises EngineError.

        A seed that is not given is drawn from the program's own random source.
        """
        positional = [
            session.plain(value) if self.is_setting(place) else value
            for place, value in enumerate(arguments.positional)
        ]
        keywords = {
            name: session.plain(value) if self.is_setting(name) else value
            for name, value in arguments.keywords.items()
        }
        inputs, constants = self.word.bind(positional, keywords)
        for name, value in constants.items():
            self.check(name, value)
        if "seed" in self.word.constants and "seed" not in constants:
            constants["seed"] = int(session.random.integers(2**32))
        return inputs, constants

    def check(self, name: str, value: Any) -> None:
        """Refuse a constant of another kind than the word's own. Raises EngineError."""
        default = self.word.constants[name]
        kind = _annotation(self.word.forward, name)
        if value is None:
            fits = default is None or "None" in kind
        elif isinstance(value, str):
            fits = "str" in kind.split(" | ")
        elif name in self.word.integral:
            fits = _counts(value, kind)
        else:
            fits = isinstance(value, type(default) if isinstance(default, bool | str) else Number)
        if not fits:
            raise EngineError(
                f"{name} of {self.name} is {kind_of(value)}",
                code="arguments",
                hint=self.word.usage(),
            )

    def span_of(self, arguments: Arguments, slot: int) -> Span:
        """Say where an input stands."""
        word = self.word
        keyword = "" if word.variadic else word.inputs[slot]
        place = slot
        if word.positional:
            first = word.inputs[0] if word.variadic else keyword
            place = word.positional.index(first) + (slot if word.variadic else 0)
        for written in arguments.keywords:
            if keyword and word.spelled(written) == keyword:
                return arguments.spans.get(written, arguments.span)
        return arguments.spans.get(place, arguments.span)


@dataclass(frozen=True, slots=True)
class CatalogFunction(WordFunction):
    """An op of the catalogue, as a program calls it.

    What it gives follows PyTorch from there on where ``torch`` says so. ``preset`` are constants
    that differ from the op's own defaults. One of ``plainly`` computes on plain numbers outside of
    the graph, as Python's ``math`` does.
    """

    word: type[Op]
    torch: bool = False
    preset: tuple[tuple[str, Any], ...] = ()
    plainly: bool = False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        inputs, constants = self.bound(session, arguments)
        constants = {**dict(self.preset), **constants} if self.preset else constants
        if self.plainly and all(map(is_number, inputs)):
            with session.only_reading():
                return session.apply(self.word, inputs, constants, arguments.span).value
        places = [self.span_of(arguments, slot) for slot in range(len(inputs))]
        return session.apply(
            self.word, inputs, constants, arguments.span, spans=places, torch=self.torch
        )


@dataclass(frozen=True, slots=True)
class ComposedFunction(WordFunction):
    """An operation made of ops. Each call is a module of the graph."""

    word: type[Composition]
    torch: bool = False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        inputs, constants = self.bound(session, arguments)
        nodes = [
            session.operand(value, self.span_of(arguments, slot))
            for slot, value in enumerate(inputs)
        ]
        session.trace.span = arguments.span
        if session.reading:
            with session.unseen():
                return session.seen(self.word.run(*nodes, **constants))
        result = self.word.run(*nodes, **constants)
        if self.torch or any(map(session.follows_torch, nodes)):
            session.from_torch.add(result)
        return result


def _counts(value: Any, kind: str) -> bool:
    """Tell whether a value is a whole number, or as many of them as the type of a constant says."""
    if not isinstance(value, tuple):
        return type(value) is int and abs(value) <= LARGEST_WHOLE and not kind.startswith("tuple")
    numbers = _flat(value) if NESTED.search(kind) else value
    several = kind in SEVERAL or "tuple" in kind
    free = "[int | None" in kind
    return several and all((free and n is None) or _counts(n, "int") for n in numbers)


def _flat(value: Any) -> Iterator[Any]:
    """Walk over the parts of a tuple, and of the tuples in it: pairs of axes are such."""
    for part in value:
        yield from _flat(part) if isinstance(part, tuple) else (part,)


@cache
def _annotation(forward: Callable[..., Any], name: str) -> str:
    """Give the type of a constant, as the signature of forward has it."""
    return str(inspect.signature(forward).parameters[name].annotation)


SEVERAL = frozenset({"Axis", "Axes", "Shape"})
"""Types of constants that may be several numbers."""

NESTED = re.compile(r"tuple\[[^\]]*tuple\[")
"""In the type of a constant: it may be several tuples of numbers."""


@dataclass(frozen=True, slots=True)
class Bound(Function):
    """A function as the method of a tensor, which becomes its first argument."""

    function: Function
    owner: Anything
    owner_span: Span

    @property
    def name(self) -> str:  # type: ignore[override]
        """The function's name."""
        return self.function.name

    def is_setting(self, place: int | str) -> bool:
        return self.function.is_setting(place + 1 if isinstance(place, int) else place)

    def may_be_tensor(self, place: int | str) -> bool:
        return self.function.may_be_tensor(place + 1 if isinstance(place, int) else place)

    def call(self, session: Session, arguments: Arguments) -> Anything:
        return self.function.call(session, with_owner(arguments, self.owner, self.owner_span))


def with_owner(arguments: Arguments, owner: Anything, span: Span) -> Arguments:
    """Put the owner of a method, which stands at ``span``, before the arguments."""
    moved = {
        place + 1 if isinstance(place, int) else place: span
        for place, span in arguments.spans.items()
    }
    return replace(arguments, positional=[owner, *arguments.positional], spans={0: span, **moved})


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

    def fault(self, message: str, hint: str) -> EngineError:
        """Make the error that an argument of this call is not what is needed."""
        return EngineError(f"{self.name}: {message}", code="arguments", hint=hint)

    def number(self, value: Anything) -> float:
        """Take an argument as one number. Raises EngineError."""
        found = self.session.plain(value)
        if isinstance(found, np.ndarray) and found.size == 1:
            found = plain(found.reshape(-1)[0])
        if not is_number(found):
            raise self.fault(f"{kind_of(value)} is not one number", "Write a number here.")
        return float(found)

    def array(self, value: Anything) -> Any:
        """Take an argument as the numbers of a tensor. Raises EngineError."""
        found = self.session.plain(value)
        if isinstance(found, range):
            self.session.meter.make(len(found))
        try:
            return as_value(list(found) if isinstance(found, tuple | range) else found)
        except ValueError:
            message, hint = "rows of different lengths make no tensor", "Make them equally long."
        except TypeError:
            message = f"{kind_of(value)} holds no numbers"
            hint = "Write a number, or a list of numbers."
        raise self.fault(message, hint)


@dataclass(frozen=True, slots=True)
class Builtin(Function):
    """A function of the language, made of a Python function whose first argument is the Call.

    It is given plain values unless it ``takes_tensors``. ``usage`` shows how to write it, ``about``
    says in a sentence what it is, and ``reference`` names the word that explains it.
    """

    name: str
    usage: str
    run: Callable[..., Anything]
    takes_tensors: bool = False
    torch: bool = False
    about: str = ""
    reference: str = ""

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - all alike
        return not self.takes_tensors

    def call(self, session: Session, arguments: Arguments) -> Anything:
        call = Call(session, arguments, self.name, self.torch)
        values, keywords = arguments.positional, arguments.keywords
        if not self.takes_tensors:
            values = [session.plain(value) for value in values]
            keywords = {name: session.plain(value) for name, value in keywords.items()}
        try:
            return self.run(call, *values, **keywords)
        except TypeError:
            self._bind(call, values, keywords)
            raise

    def _bind(self, call: Call, values: Sequence[Any], keywords: Mapping[str, Any]) -> None:
        """Hold arguments against the function's own. Raises EngineError."""
        try:
            inspect.signature(self.run).bind(call, *values, **keywords)
        except TypeError as error:
            raise call.fault(str(error), f"Write `{self.usage}`.") from None


def called(value: Anything) -> Function:
    """Take a value as something to call. Raises EngineError."""
    if isinstance(value, Function):
        return value
    raise EngineError(
        f"{kind_of(value)} cannot be called", code="not-callable", hint="Is an operator missing?"
    )
