"""The base of all ops."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import EngineError
from engine.op.context import Context
from engine.op.description import Case, Derivation, Domain, Formula, Plan, Term

KEYWORD_SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "dim": ("axis",),
    "dims": ("axes", "axis", "reps"),
    "keepdim": ("keepdims",),
    "dim0": ("axis1",),
    "dim1": ("axis2",),
    "shifts": ("shift",),
    "a_min": ("min",),
    "a_max": ("max",),
    "ddof": ("correction",),
    "p": ("ord",),
}
"""Other words for a keyword argument, in NumPy and PyTorch, and ours, whichever the op has."""


class Op:
    """The base of all ops. Nothing is instantiated: an op is its class.

    A subclass says what it is called (``name``, ``aliases``, ``title``, the ``symbol`` in its
    diamond), explains itself (``formula``, ``derivation``, ``kinks``, ``source``, or the ``reason``
    why it has no derivative), says where it can be tried (``domain``, ``cases``), which inputs and
    outputs backward reads (``saves``), and what the output is called in its LaTeX (``output``).
    """

    name: ClassVar[str] = ""
    family: ClassVar[str] = ""
    title: ClassVar[str] = ""
    symbol: ClassVar[str] = ""
    aliases: ClassVar[tuple[str, ...]] = ()
    output: ClassVar[str] = "y"
    saves: ClassVar[tuple[str, ...]] = ()
    elementwise: ClassVar[bool] = False
    differentiable: ClassVar[bool] = True
    reason: ClassVar[str] = ""
    twice_differentiable: ClassVar[bool] = True
    formula: ClassVar[Formula]
    derivation: ClassVar[tuple[Derivation, ...]] = ()
    domain: ClassVar[tuple[Domain, ...]] = ()
    kinks: ClassVar[tuple[str, ...]] = ()
    cases: ClassVar[tuple[Case, ...]] = ()
    source: ClassVar[str] = ""

    # Read off the signature of forward; keyword-only arguments are constants. An input with the
    # default None is optional: a call without it has one input fewer.
    inputs: ClassVar[tuple[str, ...]] = ()
    optional: ClassVar[frozenset[str]] = frozenset()
    variadic: ClassVar[bool] = False
    constants: ClassVar[dict[str, Any]] = {}
    required: ClassVar[tuple[str, ...]] = ()
    integral: ClassVar[frozenset[str]] = frozenset()
    spreading: ClassVar[frozenset[str]] = frozenset()

    forward: ClassVar[Callable[..., Value]]
    """``forward(context, *inputs, **constants) -> output`` or a tuple of outputs."""
    backward: ClassVar[Callable[..., Any]]
    """``backward(context, *goutputs) -> gradient per input``; None for one without a gradient."""
    plan: ClassVar[Callable[..., Plan]]
    """``plan(*shapes, **constants) -> Plan``. Raises ShapeError; never touches a value."""
    element: ClassVar[Callable[..., Iterator[Term]] | None] = None
    """``element(context, slot, index) -> terms`` whose sum is that element of the gradient."""

    def __init_subclass__(cls) -> None:
        """Read the names of inputs and constants off forward's own signature, and fill in."""
        forward = cls.__dict__.get("forward")
        if forward is None:
            return
        parameters = list(inspect.signature(forward).parameters.values())[1:]
        cls.inputs = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
        cls.optional = frozenset(
            p.name for p in parameters if p.default is None and p.kind is not p.KEYWORD_ONLY
        )
        cls.variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        constants = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        cls.constants = {p.name: p.default for p in constants}
        kinds = {p.name: str(p.annotation) for p in constants}
        cls.spreading = frozenset(k for k, kind in kinds.items() if kind in ("Shape", "Axes"))
        cls.integral = cls.spreading | {
            k for k, kind in kinds.items() if "int" in kind or kind == "Axis"
        }
        empty = inspect.Parameter.empty
        cls.required = tuple(key for key, default in cls.constants.items() if default is empty)
        if not cls.domain:
            cls.domain = (Domain(),) * len(cls.inputs)
        if not cls.differentiable and "formula" in cls.__dict__:
            cls.formula = Formula(cls.formula.forward, ("",) * len(cls.inputs))
            cls.derivation = (Derivation(),) * len(cls.inputs)

    @classmethod
    def bind(
        cls, args: Sequence[Any], keywords: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Sort the arguments of a call into inputs and constants, as the signature says.

        Extra positional arguments fill the constants in order (``sum(x, 0)``), loose numbers a
        shape (``reshape(x, 2, 3)``), and whole numbers become ints where ints are meant. Raises
        EngineError for an argument that is unknown, missing or too many.
        """
        plain = not (keywords or cls.variadic or cls.required or cls.optional)
        if plain and len(args) == len(cls.inputs):
            return tuple(args), {}
        given = {cls._spelled(key): value for key, value in keywords.items()}
        if cls.variadic:
            inputs = tuple(args[0]) if args and isinstance(args[0], list | tuple) else tuple(args)
            rest = list(args[1:]) if args and isinstance(args[0], list | tuple) else []
        else:
            inputs, rest = cls._inputs(args, given), list(args[len(cls.inputs) :])
        free = [name for name in cls.constants if name not in given]
        if free and len(rest) > 1 and free[0] in cls.spreading:
            rest = [tuple(rest)]
        if len(rest) > len(free):
            most = len(cls.inputs) + len(free)
            raise cls._misused(f"takes {most} argument{'s'[: most != 1]}, not {len(args)}")
        given.update(zip(free, rest, strict=False))
        left = () if cls.variadic else cls.inputs[len(inputs) :]
        missing = [name for name in left if name not in cls.optional and name not in given]
        missing += [key for key in cls.required if key not in given]
        if missing:
            raise cls._misused(f"needs {' and '.join(missing)}")
        return inputs, {key: cls._taken(key, value) for key, value in given.items()}

    @classmethod
    def _inputs(cls, args: Sequence[Any], given: dict[str, Any]) -> tuple[Any, ...]:
        """Take the inputs off a call, by place and by name; None leaves an optional one out."""
        inputs = list(args[: len(cls.inputs)])
        for name in cls.inputs[len(inputs) :]:
            if name not in given and name not in cls.optional:
                break
            inputs.append(given.pop(name, None))
        named = list(zip(cls.inputs, inputs, strict=False))
        while named and named[-1][1] is None and named[-1][0] in cls.optional:
            named.pop()
        for name, value in named:
            if value is None and name in cls.optional:
                raise cls._misused(f"needs {name} where {named[-1][0]} is given")
        return tuple(value for _, value in named)

    @classmethod
    def _misused(cls, how: str) -> EngineError:
        return EngineError(f"{cls.name} {how}", code="arguments", hint=cls.usage())

    @classmethod
    def _taken(cls, key: str, value: Any) -> Any:
        """Take the value of a constant as the op means it. Raises EngineError."""
        if key not in cls.constants:
            raise cls._misused(f"has no argument called {key}")
        if key in cls.integral:
            value = _whole(value, cls.name, key)
        return (value,) if key in cls.spreading and isinstance(value, int) else value

    @classmethod
    def _spelled(cls, key: str) -> str:
        """Give our word for a keyword argument of this op."""
        if key in cls.constants or key in cls.inputs:
            return key
        ours = (word for word in KEYWORD_SPELLINGS.get(key, ()) if word in cls.constants)
        return next(ours, key)

    @classmethod
    def usage(cls) -> str:
        """Write the call as a person would: ``sum(x, axis=None, keepdims=False)``."""
        empty = inspect.Parameter.empty
        constants = (f"{k}=" if v is empty else f"{k}={v}" for k, v in cls.constants.items())
        names = [f"{name}=None" if name in cls.optional else name for name in cls.inputs]
        if cls.variadic:
            names = [f"[{cls.inputs[0]}, ...]"]
        return f"{cls.name}({', '.join([*names, *constants])})"

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        """Give what stands in the diamond; an op whose constants matter says so here."""
        return cls.symbol

    @classmethod
    def saved(cls, context: Context) -> Iterator[tuple[str, Value]]:
        """Walk over what this context holds for backward, by name."""
        for name in cls.saves:
            yield (
                name,
                context.output() if name == cls.output else context.input(cls.inputs.index(name)),
            )
        for name, fact in context.facts.items():
            if isinstance(fact, np.ndarray | np.generic):
                yield name, fact

    @classmethod
    def planned(cls, shapes: tuple[Shape, ...], *outputs: Shape, flops: int, kept: int = 0) -> Plan:
        """Make the plan of an op that saves what ``saves`` says, and ``kept`` bytes by name."""
        saved = sum(
            size_of(outputs[0] if name == cls.output else shapes[cls.inputs.index(name)])
            for name in cls.saves
        )
        return Plan(outputs, sum(map(size_of, outputs)), flops, 8 * saved + kept)


def _whole(value: Any, op: str, name: str) -> Any:
    """Take whole-valued numbers, alone or in a sequence, as ints. Raises EngineError."""
    if isinstance(value, tuple | list):
        return tuple(_whole(part, op, name) for part in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, float):
        raise EngineError(
            f"{name} of {op} is {value:g}", code="arguments", hint="A whole number is needed here."
        )
    return value
