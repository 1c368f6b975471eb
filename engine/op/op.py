"""The base of all ops."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.op.context import Context
from engine.op.description import Derivation, Formula, Plan, Term
from engine.op.word import Word


def _fails(context: Context, *goutputs: Value) -> Any:
    raise AssertionError("an op that is not differentiable gets no gradient")


PLAIN = 600, 450
"""Instructions of Python that forward and backward of an op may take without saying so."""

INSTRUCTION, TURN = 25, 1_000
"""Nanoseconds that an instruction of Python takes, and a turn of a loop in an op."""


class Op(Word):
    """The base of all ops. Nothing is instantiated: an op is its class.

    Beyond what every word says, a subclass gives the ``symbol`` in its diamond, the ``derivation``
    of its backward or the ``reason`` why it has none, which inputs and outputs backward reads
    (``saves``), and what its output is called in its LaTeX (``output``).

    An op with several outputs names them in ``outputs`` instead; where their number depends on the
    constants, ``outputs`` holds one name for all of them, and ``many`` is true. Its forward gives a
    tuple, and its backward gets None for an output that nobody used. Outputs that are named in
    ``flat`` carry no gradient: places, signs.
    """

    symbol: ClassVar[str] = ""
    output: ClassVar[str] = "y"
    outputs: ClassVar[tuple[str, ...]] = ("y",)
    many: ClassVar[bool] = False
    flat: ClassVar[tuple[str, ...]] = ()
    saves: ClassVar[tuple[str, ...]] = ()
    saves_output: ClassVar[bool] = False
    asks_first: ClassVar[bool] = False
    """Whether forward, left alone, would go on with what plan refuses: then plan is asked first."""
    elementwise: ClassVar[bool] = False
    flops_per_product: ClassVar[int] = 0
    """Where forward multiplies pairs of elements: 2 where it adds the products up too, else 1."""
    flop: ClassVar[float] = 3.0
    """Nanoseconds that one of its flops takes at most; a BLAS needs far less."""
    overhead: ClassVar[int] = 0
    """Instructions of Python, or what takes as long, by which its forward or backward exceeds those
    of plain ops (``PLAIN``), whatever the sizes."""
    commutative: ClassVar[bool] = False
    """Whether the order of its inputs changes nothing."""
    reason: ClassVar[str] = ""
    derivation: ClassVar[tuple[Derivation, ...]] = ()

    forward: ClassVar[Callable[..., Value]]
    """``forward(context, *inputs, **constants) -> output`` or a tuple of outputs."""
    backward: ClassVar[Callable[..., Any]] = _fails
    """``backward(context, *goutputs) -> gradient per input``; None for one without a gradient.

    An op that is not differentiable has none.
    """
    plan: ClassVar[Callable[..., Plan]]
    """``plan(*shapes, **constants) -> Plan``. Raises ShapeError; never touches a value."""
    element: ClassVar[Callable[..., Iterator[Term]] | None] = None
    """``element(context, slot, index) -> terms`` whose sum is that element of the gradient."""

    def __init_subclass__(cls) -> None:
        """Read the names of inputs and constants off forward's own signature, and fill in."""
        if "outputs" in cls.__dict__:
            cls.output = cls.outputs[0]
        elif len(cls.outputs) == 1:
            cls.outputs = (cls.output,)
        cls.saves_output = not set(cls.outputs).isdisjoint(cls.saves)
        if "forward" not in cls.__dict__:
            return
        _, *parameters = inspect.signature(cls.forward).parameters.values()
        cls.read_signature(parameters)
        if not cls.differentiable and "formula" in cls.__dict__:
            cls.formula = Formula(cls.formula.forward, ("",) * len(cls.inputs))
            cls.derivation = (Derivation(),) * len(cls.inputs)

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        """Give what stands in the diamond; an op whose constants matter says so here."""
        return cls.symbol

    @classmethod
    def saved(cls, context: Context) -> Iterator[tuple[str, Value]]:
        """Walk over what this context holds for backward, by name."""
        for name in cls.saves:
            if name in cls.outputs:
                yield name, context.output(cls.outputs.index(name))
            elif cls.variadic:
                yield from ((f"{name}{i + 1}", context.input(i)) for i in range(context.count))
            elif (slot := cls.inputs.index(name)) < context.count:
                yield name, context.input(slot)
        for name, fact in context.facts.items():
            if isinstance(fact, np.ndarray | np.generic):
                yield name, fact

    @classmethod
    def effort(cls, plan: Plan, *, backward: bool = False) -> int:
        """Give the nanoseconds that forward, or backward, takes at most beyond a plain op's."""
        once = TURN * plan.turns + int(cls.flop * plan.work)
        return INSTRUCTION * cls.overhead + (2 * once if backward else once)

    @classmethod
    def planned(
        cls,
        shapes: tuple[Shape, ...],
        *outputs: Shape,
        flops: int,
        kept: int = 0,
        moved: int = 0,
        turns: int = 0,
    ) -> Plan:
        """Make the plan of an op that saves what ``saves`` says, and ``kept`` bytes by name."""
        saved = 0
        for name in cls.saves:
            names, sizes = (cls.inputs, shapes) if name in cls.inputs else (cls.outputs, outputs)
            slot = names.index(name)
            held = shapes if cls.variadic and names is cls.inputs else sizes[slot : slot + 1]
            saved += sum(map(size_of, held))
        return Plan(outputs, sum(map(size_of, outputs)), flops, 8 * saved + kept, moved, turns)
