"""Ops that work element by element, after broadcasting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, size_of
from engine.op.context import Context
from engine.op.description import Cell, Derivation, Factor, Formula, Plan, Term
from engine.op.op import Op
from engine.op.shapes import broadcast, copies_of, source_of


class Elementwise(Op):
    r"""An op that works element by element, after broadcasting.

    A subclass gives ``local``, the derivative of one output element by each input, in LaTeX with
    ``_i`` at every tensor and ``\cdot`` between elements; empty for an input without a gradient.
    And ``slopes``, the same in scalar Python: the tests hold backward against ``slopes``, so the
    two are written independently of one another.
    """

    elementwise = True
    local: ClassVar[tuple[str, ...]]
    slopes: ClassVar[Callable[..., tuple[float, ...]]]
    """``slopes(*scalars, **constants) -> local derivative per input``."""
    cost: ClassVar[int] = 1

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "local" not in cls.__dict__:
            return
        slopes = list(zip(cls.inputs, cls.local, strict=True))
        cls.derivation = tuple(_four_steps(x, cls.output, slope) for x, slope in slopes)
        backward = tuple(steps.vectorise for steps in cls.derivation)
        cls.formula = Formula(cls.formula.forward, backward)

    @classmethod
    def plan(cls, *shapes: Any, **constants: Any) -> Plan:
        """Broadcast the shapes; one output element costs ``cost`` operations."""
        # A shape is called Any here so that a subclass may call its inputs by their names.
        shape = broadcast(*shapes)
        return cls.planned(shapes, shape, flops=cls.cost * size_of(shape))

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give one term for each output element that this input element was broadcast to."""
        shapes = tuple(context.shape(i) for i in range(len(cls.inputs)))
        for place in copies_of(index, shapes[slot], broadcast(*shapes)):
            yield Cell("gradient", 0, place), cls._local_at(context, slot, place, shapes)

    @classmethod
    def _local_at(
        cls, context: Context, slot: int, place: tuple[int, ...], shapes: tuple[Shape, ...]
    ) -> Factor:
        """Work out the local derivative at one place, naming the cells that its formula names."""
        near = tuple(source_of(place, shape) for shape in shapes)
        scalars = (float(np.asarray(context.input(i))[at]) for i, at in enumerate(near))
        value = cls.slopes(*scalars, **context.constants)[slot]
        text = cls.local[slot]
        named = set(re.findall(r"@(\w+?)_i", text))
        cells = [Cell("input", i, at) for i, at in enumerate(near) if cls.inputs[i] in named]
        if cls.output in named:
            cells.append(Cell("output", 0, place))
        return Factor(value, text, tuple(cells))


def _four_steps(x: str, y: str, slope: str) -> Derivation:
    """Write the four steps for an input ``x`` whose local derivative is ``slope``."""
    if not slope:
        return Derivation()
    vectorised = _times(rf"@{y}^{{\nabla}}", of_tensors(slope), r"\otimes")
    return Derivation(
        rf"@{x}^{{\nabla}}_i = \frac{{\partial l}}{{\partial @{x}_i}}",
        rf"= \sum_j @{y}^{{\nabla}}_j \frac{{\partial @{y}_j}}{{\partial @{x}_i}}",
        "= " + _times(rf"@{y}^{{\nabla}}_i", slope, r"\,"),
        rf"@{x}^{{\nabla}} = {vectorised}",
    )


def of_tensors(formula: str) -> str:
    """Write a formula of elements as one of whole tensors, multiplied element by element."""
    return formula.replace("_i", "").replace(r"\cdot", r"\otimes")


def _times(gradient: str, slope: str, sign: str) -> str:
    """Write gradient times slope as a person would: no factor 1, a minus sign in front."""
    if slope == "1":
        return gradient
    if slope == "-1":
        return f"-{gradient}"
    outside, inside = slope, 1
    while inside:
        outside, inside = re.subn(r"\{[^{}]*\}|\([^()]*\)", "", outside)
    if slope.startswith("-") or " + " in outside or " - " in outside:
        slope = rf"\left({slope}\right)"
    return f"{gradient} {sign} {slope}"
