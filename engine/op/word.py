"""A word: something that a program calls by name, whether it is an op or is made of ops."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from engine.errors import EngineError
from engine.op.description import Case, Domain, Formula

SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "dim": ("axis",),
    "dims": ("axes", "axis", "reps"),
    "keepdim": ("keepdims",),
    "dim0": ("axis1",),
    "dim1": ("axis2",),
    "shifts": ("shift",),
    "indices_or_sections": ("sections",),
    "diagonal": ("k", "offset"),
    "a_min": ("min",),
    "a_max": ("max",),
    "ddof": ("correction",),
    "p": ("ord",),
    "target": ("t",),
    "equation": ("subscripts",),
    "UPLO": ("uplo",),
}
"""Other words for a keyword argument, in NumPy and PyTorch, and ours, whichever the word has."""

PLACES: Mapping[str, int] = {
    "input": 0,
    "input1": 0,
    "x1": 0,
    "other": 1,
    "input2": 1,
    "x2": 1,
}
"""Other words for a tensor, which say no more than its place among those that are computed with."""


class Word:
    """What a word says of itself, and how its arguments are sorted.

    Its positional arguments are tensors, the last of them optional where they default to None; its
    keyword-only arguments are constants. A subclass says what it is called (``name``, ``aliases``,
    ``title``), explains itself (``formula``, ``kinks``, ``source``), and says where it can be tried
    (``domain``, ``cases``).
    """

    name: ClassVar[str] = ""
    family: ClassVar[str] = ""
    title: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    formula: ClassVar[Formula]
    domain: ClassVar[tuple[Domain, ...]] = ()
    kinks: ClassVar[tuple[str, ...]] = ()
    cases: ClassVar[tuple[Case, ...]] = ()
    source: ClassVar[str] = ""
    differentiable: ClassVar[bool] = True
    twice_differentiable: ClassVar[bool] = True
    forward: ClassVar[Callable[..., Any]]

    # Read off the signature of forward.
    inputs: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[tuple[str, ...]] = ()
    variadic: ClassVar[bool] = False
    positional: ClassVar[tuple[str, ...]] = ()
    """The order of a call's arguments, where constants stand before or among the inputs.

    So they do in ``gather(x, axis, index)`` and in ``einsum(subscripts, *xs)``.
    """
    constants: ClassVar[dict[str, Any]] = {}
    required: ClassVar[tuple[str, ...]] = ()
    integral: ClassVar[frozenset[str]] = frozenset()
    spreading: ClassVar[frozenset[str]] = frozenset()

    spellings: ClassVar[Mapping[str, tuple[str, ...]]] = SPELLINGS
    """Other words for a keyword argument, and ours: ``SPELLINGS``, unless one means another."""

    @classmethod
    def read_signature(cls, parameters: Sequence[inspect.Parameter]) -> None:
        """Read the names of inputs and constants off the parameters of forward."""
        empty = inspect.Parameter.empty
        inputs = [p for p in parameters if p.kind is not p.KEYWORD_ONLY]
        cls.inputs = tuple(p.name for p in inputs)
        cls.optional = tuple(p.name for p in inputs if p.default is not empty)
        cls.variadic = any(p.kind is p.VAR_POSITIONAL for p in inputs)
        constants = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        cls.constants = {p.name: p.default for p in constants}
        kinds = {p.name: str(p.annotation) for p in constants}
        cls.spreading = frozenset(k for k, kind in kinds.items() if kind in ("Shape", "Axes"))
        cls.integral = cls.spreading | {
            k for k, kind in kinds.items() if "int" in kind or kind == "Axis"
        }
        cls.required = tuple(key for key, default in cls.constants.items() if default is empty)
        if not cls.domain:
            cls.domain = (Domain(),) * len(cls.inputs)

    @classmethod
    def bind(
        cls, args: Sequence[Any], keywords: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Sort the arguments of a call into inputs and constants, as the signature says.

        Extra positional arguments fill the constants in order (``sum(x, 0)``), loose numbers a
        shape (``reshape(x, 2, 3)``), and whole numbers become ints where ints are meant. Raises
        EngineError for an argument that is unknown, missing or too many.
        """
        plain = not (cls.variadic or cls.required or cls.optional)
        if plain and not keywords and len(args) == len(cls.inputs):
            return tuple(args), {}
        given = {cls.spelled(key): value for key, value in keywords.items()}
        if cls.positional:
            args, given = cls._by_name(args, given)
        if not cls.variadic:
            inputs, rest = cls._named(args, given), list(args[len(cls.inputs) :])
        elif args and isinstance(args[0], list | tuple):
            inputs, rest = tuple(args[0]), list(args[1:])
        else:
            inputs, rest = tuple(args), []
        free = [name for name in cls.constants if name not in given]
        if free and len(rest) > 1 and free[0] in cls.spreading:
            rest = [tuple(rest)]
        if len(rest) > len(free):
            most = len(cls.inputs) + len(free)
            raise cls._misused(f"takes {most} argument{'s'[: most != 1]}, not {len(args)}")
        given.update(zip(free, rest, strict=False))
        missing = [key for key in cls.required if key not in given]
        if missing:
            raise cls._misused(f"needs {' and '.join(missing)}")
        return inputs, {key: cls._taken(key, value) for key, value in given.items()}

    @classmethod
    def _named(cls, args: Sequence[Any], given: dict[str, Any]) -> tuple[Any, ...]:
        """Give the inputs in order, taking those out of ``given`` that are given by name.

        Optional ones may be left out, or None, at the end. Raises EngineError.
        """
        found = dict(zip(cls.inputs, args, strict=False))
        found |= {name: given.pop(name) for name in cls.inputs[len(args) :] if name in given}
        for name in cls.optional:
            if found.get(name, ...) is None:
                del found[name]
        missing = [name for name in cls.inputs if name not in found and name not in cls.optional]
        if missing:
            missing += [key for key in cls.required if key not in given]
            raise cls._misused(f"needs {' and '.join(missing)}")
        if set(cls.inputs[: len(found)]) != set(found):
            last = next(name for name in reversed(cls.inputs) if name in found)
            left_out = next(name for name in cls.inputs if name not in found)
            raise cls._misused(f"needs {left_out} where {last} is given")
        return tuple(found[name] for name in cls.inputs if name in found)

    @classmethod
    def _by_name(
        cls, args: Sequence[Any], given: dict[str, Any]
    ) -> tuple[Sequence[Any], dict[str, Any]]:
        """Give positional arguments their names, all but inputs of which there may be many.

        Raises EngineError.
        """
        names = cls.positional[:-1] if cls.variadic else cls.positional
        if len(args) > len(names) and not cls.variadic:
            raise cls._misused(f"takes {len(names)} arguments, not {len(args)}")
        named = dict(zip(names, args, strict=False))
        twice = [key for key in given if key in named]
        if twice:
            raise cls._misused(f"is given {twice[0]} twice")
        return args[len(names) :], named | given

    @classmethod
    def _misused(cls, how: str) -> EngineError:
        return EngineError(f"{cls.name} {how}", code="arguments", hint=cls.usage())

    @classmethod
    def _taken(cls, key: str, value: Any) -> Any:
        """Take the value of a constant as it is meant. Raises EngineError."""
        if key not in cls.constants:
            raise cls._misused(f"has no argument called {key}")
        if key in cls.integral:
            value = _whole(value, cls.name, key)
        return (value,) if key in cls.spreading and isinstance(value, int) else value

    @classmethod
    def spelled(cls, key: str) -> str:
        """Give our word for a keyword argument."""
        own = (*cls.constants, *cls.inputs)
        if key in own:
            return key
        tensors = () if cls.variadic else [name for name in cls.inputs if name != "condition"]
        if key in PLACES and PLACES[key] < len(tensors):
            return tensors[PLACES[key]]
        return next((word for word in cls.spellings.get(key, ()) if word in own), key)

    @classmethod
    def usage(cls) -> str:
        """Write the call as a person would: ``sum(x, axis=None, keepdims=False)``."""
        if cls.positional:
            return f"{cls.name}({', '.join(cls.positional)})"
        empty = inspect.Parameter.empty
        constants = (k if v is empty else f"{k}={v!r}" for k, v in cls.constants.items())
        names = [f"{key}=None" if key in cls.optional else key for key in cls.inputs]
        inputs = [f"[{cls.inputs[0]}, ...]"] if cls.variadic else names
        return f"{cls.name}({', '.join([*inputs, *constants])})"


def _whole(value: Any, word: str, name: str) -> Any:
    """Take whole-valued numbers, alone or in a sequence, as ints. Raises EngineError."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if isinstance(value, tuple | list):
        return tuple(_whole(part, word, name) for part in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, float):
        raise EngineError(
            f"{name} of {word} is {value:g}",
            code="arguments",
            hint="A whole number is needed here.",
        )
    return value
