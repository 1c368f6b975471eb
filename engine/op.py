"""What an op is and how it explains itself.

An op is one class. From the class alone come the word of the language, the reference page, the
formula panel, the gradient check and the docs; adding an op is adding a class.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Protocol

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import EngineError, ShapeError


@dataclass(frozen=True, slots=True)
class Plan:
    """What an op will make and cost, from the shapes alone.

    ``elements`` counts all outputs, ``flops`` the forward's floating-point operations (an
    elementary function counts as one per element), ``saved_bytes`` what forward keeps.
    """

    shapes: tuple[Shape, ...]
    elements: int
    flops: int
    saved_bytes: int


@dataclass(frozen=True, slots=True)
class Formula:
    """LaTeX. ``@x`` stands for the tensor called ``x`` in the op's signature, ``@y`` for the output.

    ``backward`` holds one line per input; an empty one for an input without a gradient.
    """

    forward: str
    backward: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Derivation:
    """The lecture's four steps for one input, in LaTeX with the same placeholders."""

    element: str
    sum: str
    work_out: str
    vectorise: str


@dataclass(frozen=True, slots=True)
class Domain:
    """Where one input may be sampled: an open interval, at a distance from its kinks.

    ``distinct`` asks for elements that differ from one another (a tie is a kink of ``max``).
    """

    low: float = -3.0
    high: float = 3.0
    kinks: tuple[float, ...] = ()
    distinct: bool = False


class Case:
    """One row for the generic tests and the reference page: inputs and constants."""

    __slots__ = ("constants", "inputs")

    def __init__(self, *inputs: Any, **constants: Any) -> None:
        self.inputs = inputs
        self.constants = constants


@dataclass(frozen=True, slots=True)
class Cell:
    """One element of an array near the op, in a sum of products."""

    of: Literal["gradient", "input", "output"]
    slot: int
    index: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that is worked out from cells: a local derivative, a count, a one."""

    value: float
    text: str = ""
    cells: tuple[Cell, ...] = ()


Term = tuple[Cell | Factor, ...]
"""A product. A gradient element is a sum of terms."""


class Operand(Protocol):
    """What a context needs of a tensor node."""

    @property
    def value(self) -> Value: ...
    @property
    def differentiable(self) -> bool: ...


class Context:
    """What forward leaves for backward.

    Inputs and outputs are saved by reference, so they cost nothing twice; which of them backward
    may read is the op's ``saves``. ``keep`` saves anything else by name.
    """

    __slots__ = ("_facts", "_operands", "constants", "outputs")

    def __init__(self, operands: tuple[Any, ...], constants: dict[str, Any]) -> None:
        self._operands = operands
        self._facts: dict[str, Any] | None = None
        self.constants = constants
        self.outputs: tuple[Value, ...] = ()

    def keep(self, **facts: Any) -> None:
        """Save what is neither an input nor an output: a mask, an index, a shape."""
        self._facts = facts if self._facts is None else self._facts | facts

    def fact(self, name: str) -> Any:
        """Give what forward kept under this name."""
        assert self._facts is not None
        return self._facts[name]

    @property
    def facts(self) -> dict[str, Any]:
        """Everything kept by name."""
        return self._facts or {}

    def input(self, slot: int) -> Value:
        """Give the value of an input: an array, or its node while backward records a graph."""
        return self._operands[slot].value

    def output(self, slot: int = 0) -> Value:
        """Give the value of an output, or its node while backward records a graph."""
        return self.outputs[slot]

    def shape(self, slot: int) -> Shape:
        """Give the shape of an input, which is known without saving anything."""
        shape: Shape = self._operands[slot].value.shape
        return shape

    def needs(self, slot: int) -> bool:
        """Tell whether anybody wants this input's gradient; ask where computing it is dear."""
        differentiable: bool = self._operands[slot].differentiable
        return differentiable

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        """Run another op on what backward holds, for what NumPy's protocols cannot carry."""
        raise AssertionError("the graph gives its contexts a way to apply ops")


KEYWORD_SPELLINGS: Mapping[str, str] = {"dim": "axis", "keepdim": "keepdims", "dims": "axes"}
"""PyTorch's words for NumPy's keyword arguments."""


class Op:
    """The base of all ops. Nothing is instantiated: an op is its class."""

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

    inputs: ClassVar[tuple[str, ...]] = ()
    variadic: ClassVar[bool] = False
    constants: ClassVar[dict[str, Any]] = {}
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
        """Read the names of inputs and constants off forward's own signature."""
        forward = cls.__dict__.get("forward")
        if forward is None:
            return
        parameters = list(inspect.signature(forward).parameters.values())[1:]
        cls.inputs = tuple(p.name for p in parameters if p.kind is not p.KEYWORD_ONLY)
        cls.variadic = any(p.kind is p.VAR_POSITIONAL for p in parameters)
        constants = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
        cls.constants = {p.name: p.default for p in constants}
        kinds = {p.name: str(p.annotation) for p in constants}
        cls.spreading = frozenset(k for k, kind in kinds.items() if kind in ("Shape", "Axes"))
        cls.integral = cls.spreading | {
            k for k, kind in kinds.items() if "int" in kind or kind == "Axis"
        }

    @classmethod
    def bind(
        cls, args: Sequence[Any], keywords: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Sort the arguments of a call into inputs and constants, as the signature says.

        Extra positional arguments fill the constants in order (``sum(x, 0)``), loose numbers a
        shape (``reshape(x, 2, 3)``), and whole numbers become ints where ints are meant. Raises
        EngineError for an argument that is unknown, missing or too many.
        """
        given = {KEYWORD_SPELLINGS.get(key, key): value for key, value in keywords.items()}
        if cls.variadic:
            inputs = tuple(args[0]) if args and isinstance(args[0], list | tuple) else tuple(args)
            rest = list(args[1:]) if args and isinstance(args[0], list | tuple) else []
        else:
            inputs, rest = tuple(args[: len(cls.inputs)]), list(args[len(cls.inputs) :])
            by_name = [given.pop(name) for name in cls.inputs[len(inputs) :] if name in given]
            inputs += tuple(by_name)
        free = [name for name in cls.constants if name not in given]
        if free and len(rest) > 1 and free[0] in cls.spreading:
            rest = [tuple(rest)]
        if len(rest) > len(free):
            raise EngineError(
                f"{cls.name} takes {len(cls.inputs) + len(free)} arguments, not {len(args)}",
                code="arguments",
                hint=cls.usage(),
            )
        given |= dict(zip(free, rest, strict=False))
        for key in given:
            if key not in cls.constants:
                raise EngineError(
                    f"{cls.name} has no argument called {key}", code="arguments", hint=cls.usage()
                )
        empty = inspect.Parameter.empty
        missing = list(cls.inputs[len(inputs) :]) if not cls.variadic else []
        missing += [key for key, value in cls.constants.items() if value is empty and key not in given]
        if missing:
            raise EngineError(
                f"{cls.name} needs {' and '.join(missing)}", code="arguments", hint=cls.usage()
            )
        return inputs, {
            key: _whole(value, cls.name, key) if key in cls.integral else value
            for key, value in given.items()
        }

    @classmethod
    def usage(cls) -> str:
        """Write the call as a person would: ``sum(x, axis=None, keepdims=False)``."""
        empty = inspect.Parameter.empty
        constants = (f"{k}=" if v is empty else f"{k}={v}" for k, v in cls.constants.items())
        names = [f"[{cls.inputs[0]}, ...]"] if cls.variadic else cls.inputs
        return f"{cls.name}({', '.join([*names, *constants])})"

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        """Give what stands in the diamond; an op whose constants matter says so here."""
        return cls.symbol

    @classmethod
    def saved(cls, context: Context) -> Iterator[tuple[str, Value]]:
        """Walk over what this context holds for backward, by name."""
        for name in cls.saves:
            yield name, context.output() if name == cls.output else context.input(
                cls.inputs.index(name)
            )
        for name, fact in context.facts.items():
            if isinstance(fact, np.ndarray):
                yield name, fact

    @classmethod
    def planned(cls, shapes: tuple[Shape, ...], *outputs: Shape, flops: int) -> Plan:
        """Make the plan of an op that saves what ``saves`` says and nothing else."""
        saved = sum(
            size_of(outputs[0] if name == cls.output else shapes[cls.inputs.index(name)])
            for name in cls.saves
        )
        return Plan(outputs, sum(map(size_of, outputs)), flops, 8 * saved)


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


def broadcast(*shapes: Shape) -> Shape:
    """Give the shape that NumPy would broadcast these to. Raises ShapeError."""
    if len(set(shapes)) == 1:
        return shapes[0]
    rank = max(map(len, shapes))
    sides = []
    for axis in range(-rank, 0):
        sizes = {shape[axis] for shape in shapes if len(shape) >= -axis} - {1}
        if len(sizes) > 1:
            have = " and ".join(str(shape[axis]) for shape in shapes if len(shape) >= -axis)
            raise ShapeError(
                f"sizes {have} differ along axis {axis}",
                hint="Sizes along an axis must be equal, or one of them 1.",
            )
        sides.append(sizes.pop() if sizes else 1)
    return tuple(sides)


def indices(shape: Shape) -> Iterator[tuple[int, ...]]:
    """Walk over all indices of a shape in row-major order; one empty index for a scalar."""
    return iter(np.ndindex(shape))


class Elementwise(Op):
    """An op that works element by element, after broadcasting.

    A subclass gives ``local``, the derivative of one output element by each input, in LaTeX with
    ``_i`` at every tensor, and ``slopes``, the same in scalar Python: the tests hold backward
    against ``slopes``, so the two are written independently of one another.
    """

    elementwise = True
    local: ClassVar[tuple[str, ...]]
    slopes: ClassVar[Callable[..., tuple[float, ...]]]
    """``slopes(*scalars, **constants) -> local derivative per input``."""
    cost: ClassVar[int] = 1

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.differentiable or "local" not in cls.__dict__:
            return
        slopes = list(zip(cls.inputs, cls.local, strict=True))
        cls.derivation = tuple(_elementwise_steps(x, cls.output, slope) for x, slope in slopes)
        backward = tuple(steps.vectorise for steps in cls.derivation)
        cls.formula = Formula(cls.formula.forward, backward)

    @classmethod
    def plan(cls, *shapes: Shape, **constants: Any) -> Plan:  # type: ignore[override]
        """Broadcast the shapes; one output element costs ``cost`` operations."""
        shape = broadcast(*shapes)
        return cls.planned(shapes, shape, flops=cls.cost * size_of(shape))

    @classmethod
    def element(  # type: ignore[override]
        cls, context: Context, slot: int, index: tuple[int, ...]
    ) -> Iterator[Term]:
        """Give one term for each output element that this input element was broadcast to."""
        shape = context.shape(slot)
        result = broadcast(*(context.shape(i) for i in range(len(cls.inputs))))
        for place in indices(result):
            if _source(place, shape) != index:
                continue
            cells = tuple(
                Cell("input", i, _source(place, context.shape(i))) for i in range(len(cls.inputs))
            )
            scalars = (float(np.asarray(context.input(c.slot))[c.index]) for c in cells)
            slope = cls.slopes(*scalars, **context.constants)[slot]
            yield Cell("gradient", 0, place), Factor(slope, cls.local[slot], cells)


def _elementwise_steps(x: str, y: str, slope: str) -> Derivation:
    """Write the four steps for an input ``x`` whose local derivative is ``slope``."""
    vectorised = _times(rf"@{y}^{{\nabla}}", slope.replace("_i", ""), r"\otimes")
    return Derivation(
        rf"@{x}^{{\nabla}}_i = \frac{{\partial l}}{{\partial @{x}_i}}",
        rf"= \sum_j @{y}^{{\nabla}}_j \frac{{\partial @{y}_j}}{{\partial @{x}_i}}",
        "= " + _times(rf"@{y}^{{\nabla}}_i", slope, r"\,"),
        rf"@{x}^{{\nabla}} = {vectorised}",
    )


def _source(place: tuple[int, ...], shape: Shape) -> tuple[int, ...]:
    """Say which element of a broadcast input is read at this place of the output."""
    near = place[len(place) - len(shape) :]
    return tuple(0 if side == 1 else i for i, side in zip(near, shape, strict=True))


def _times(gradient: str, slope: str, sign: str) -> str:
    """Write gradient times slope as a person would: no factor 1, a minus sign in front."""
    if slope == "1":
        return gradient
    if slope == "-1":
        return f"-{gradient}"
    sum_like = any(mark in slope.lstrip("-") for mark in (" + ", " - "))
    bracketed = slope.startswith(("-", r"\left")) or slope.endswith(")")
    if slope.startswith("-") or (sum_like and not bracketed):
        slope = rf"\left({slope}\right)"
    return f"{gradient} {sign} {slope}"
