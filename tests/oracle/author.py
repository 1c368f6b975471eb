"""Draws one program, step by step."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from engine import constant
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from engine.errors import ShapeError
from engine.op import Domain, broadcast
from tests.engine.ops.points import matrices
from tests.oracle.on_engine import made_by
from tests.oracle.programs import Program, Shape, Step
from tests.oracle.vocabulary import (
    GENTLE,
    IN_A_ROW,
    TIES_SPLIT,
    cases_of,
    drawn_names,
    elementwise_names,
    reduction_names,
)

SHAPES: tuple[Shape, ...] = (
    (), (), (3,), (4,), (2, 3), (3, 4), (4, 2), (3, 3), (1, 3), (2, 1), (2, 3, 4), (2, 1, 3),
)  # fmt: skip

ANYWHERE = Domain(-2.0, 2.0)

SLIGHT = Domain(-0.05, 0.05)
"""What moves a matrix without bringing its eigenvalues together."""

LARGE = 1000.0
"""What makes a larger number is taken out again: rounding is lost in sums with large numbers."""

APART = 0.05
"""How far the numbers of a new leaf keep from kinks and, if need be, from one another."""


class Author:
    """Draws a program, and runs it as it is drawn: what comes next depends on the numbers.

    Values are numbered as they are made; the program counts leaves first.
    """

    def __init__(self, draw: random.Random, zeros: float = 0.0) -> None:
        self.draw = draw
        self.zeros = zeros
        self.made: list[Any] = []
        """For each value its numbers, if it is a leaf, or its step and the number of the output."""
        self.values: list[Any] = []
        self.domains: list[Domain] = []
        """Of leaves, where they were drawn."""
        self.usable: list[int] = []

    def write(self, name: str) -> Program:
        """Draw a program that holds a case of this op."""
        for _ in range(self.draw.randint(2, 4)):
            self.leaf(self.draw.choice(SHAPES))
        kinds: list[Callable[[], None]] = [
            *[self.case] * 12, *[self.elementwise] * 4, *[self.reduction] * 3,
            *[self.arithmetic] * 4, *[self.product] * 3, *[self.meeting] * 3,
        ]  # fmt: skip
        several = self.draw.choices(kinds, k=self.draw.randint(2, 9))
        several.insert(self.draw.randrange(len(several) + 1), lambda: self.case(name))
        for kind in several:
            self.attempt(kind)
        return self.program(self.loss())

    def chain(self, names: list[str]) -> Program | None:
        """Apply these functions one after the other; None where a value lies on a sharp kink."""
        value = self.leaf((3,), CATALOG[names[0]].domain[0])
        for name in names:
            domain = CATALOG[name].domain[0]
            value = self.inside(value, domain)
            if not self.apt(value, domain, name):
                return None
            value = self.step(name, [value], self.draw.choice(cases_of(name)).constants)
        return self.program({value: 1.0})

    def attempt(self, kind: Callable[[], None]) -> None:
        """Draw one of a kind, and take it out again where numbers grow large."""
        before, usable = len(self.values), len(self.usable)
        kind()
        fresh = [self.values[i] for i in self.usable[usable:]]
        if any(np.isfinite(v).all() and np.abs(v).max(initial=0) > LARGE for v in fresh):
            del self.made[before:], self.values[before:], self.domains[before:]
            del self.usable[usable:]

    def case(self, name: str = "") -> None:
        """Draw an op, or take this one, and operands in the shapes of one of its cases."""
        name = name or self.draw.choice(drawn_names())
        case = self.draw.choice(cases_of(name))
        domains = (CATALOG.get(name) or COMPOSITIONS[name]).domain
        operands = [
            self.operand(domains[min(slot, len(domains) - 1)], np.shape(x), name)
            for slot, x in enumerate(case.inputs)
        ]
        if name in IN_A_ROW:
            operands = [self.step("contiguous", [i]) for i in operands]
        self.step(name, operands, case.constants)

    def elementwise(self) -> None:
        """Draw an elementwise op, and operands that broadcast."""
        name = self.draw.choice(elementwise_names())
        operands, shape = [], ()
        for domain in CATALOG[name].domain:
            fit = [i for i in self.usable if _fits(shape, np.shape(self.values[i]))]
            if domain.whole or domain.matrix or not fit:
                operands.append(self.operand(domain, shape, name))
            else:
                repeated = operands and self.draw.random() < 0.2
                chosen = operands[-1] if repeated else self.late(fit)
                found = self.inside(chosen, domain)
                apt = self.apt(found, domain, name)
                operands.append(found if apt else self.operand(domain, shape, name))
            shape = broadcast(shape, np.shape(self.values[operands[-1]]))
        self.step(name, operands, self.draw.choice(cases_of(name)).constants)

    def reduction(self) -> None:
        """Draw a reduction of any value, along any axis."""
        name = self.draw.choice(reduction_names())
        ranked = [i for i in self.usable if np.ndim(self.values[i])]
        if not ranked:
            return
        domain, a = CATALOG[name].domain[0], self.late(ranked)
        rank = np.ndim(self.values[a])
        a = self.inside(a, domain)
        if not self.apt(a, domain, name):
            a = self.leaf(np.shape(self.values[a]), domain)
        axis = self.draw.choice((None, *range(-rank, rank)))
        keepdims = self.draw.random() < 0.4
        self.step(name, [a], {"axis": axis, "keepdims": keepdims})

    def arithmetic(self) -> None:
        """Draw a sum, difference or product of values that broadcast, one and the same at times."""
        a = self.late(self.usable)
        fit = [i for i in self.usable if _fits(np.shape(self.values[a]), np.shape(self.values[i]))]
        b = a if self.draw.random() < 0.25 else self.late(fit)
        self.step(self.draw.choice(("add", "sub", "mul", "mul")), [a, b])

    def product(self) -> None:
        """Draw a matrix product."""
        pairs = [
            (a, b)
            for a in self.usable
            for b in self.usable
            if _multiply(np.shape(self.values[a]), np.shape(self.values[b]))
        ]
        if pairs:
            self.step("matmul", list(self.draw.choice(pairs)))

    def meeting(self) -> None:
        """Add a value that is used elsewhere to another of its shape, and square the sum.

        Addition gives both the same gradient: if one were changed in place, so would the other.
        """
        steps = [made[0] for made in self.made if isinstance(made[0], Step)]
        used = sorted({i for step in steps for i in step.operands} & set(self.usable))
        ranked = [i for i in used if np.ndim(self.values[i])]
        if not ranked:
            return
        a = self.draw.choice(ranked)
        twins = [i for i in self.usable if np.shape(self.values[i]) == np.shape(self.values[a])]
        b = self.draw.choice(twins)
        total = self.step("add", [a, b] if self.draw.random() < 0.5 else [b, a])
        self.step("mul", [total, total])

    def late(self, among: list[int]) -> int:
        """Choose a value, a late one more likely."""
        return among[max(self.draw.randrange(len(among)), self.draw.randrange(len(among)))]

    def operand(self, domain: Domain, shape: Shape, name: str) -> int:
        """Give a value of this shape inside the domain: one that is there, or a new leaf."""
        like = [i for i in self.usable if np.shape(self.values[i]) == shape]
        larger = [i for i in self.usable if np.size(self.values[i]) > np.prod(shape)]
        if domain.matrix:
            return self.matrix(domain, shape, like)
        if domain.whole:
            return self.leaf(shape, domain)
        if like and self.draw.random() < 0.8:
            found = self.inside(self.draw.choice(like), domain)
        elif larger and shape and self.draw.random() < 0.6:
            found = self.inside(self.cut(self.draw.choice(larger), shape), domain)
        else:
            found = self.leaf(shape, domain)
        return found if self.apt(found, domain, name) else self.leaf(shape, domain)

    def matrix(self, domain: Domain, shape: Shape, like: list[int]) -> int:
        """Make matrices of a kind: a new leaf, moved a little by a value that is there."""
        draw = np.random.default_rng(self.draw.randrange(2**32))
        made = self.leaf(shape, numbers=np.round(matrices(domain, shape, draw), 3).ravel().tolist())
        if not like or self.draw.random() < 0.3:
            return made
        shift = self.inside(self.draw.choice(like), SLIGHT)
        if domain.symmetric:
            mirror = self.step("swapaxes", [shift], {"axis1": -1, "axis2": -2})
            shift = self.step("add", [shift, mirror])
        return self.step("add", [made, shift])

    def apt(self, a: int, domain: Domain, name: str) -> bool:
        """Tell whether a value may be an operand, as far as ties and kinks go."""
        value = self.values[a]
        if domain.distinct and name not in TIES_SPLIT:
            return np.unique(value).size == np.size(value)
        return name in GENTLE or not np.isin(value, domain.kinks).any()

    def cut(self, a: int, shape: Shape) -> int:
        """Take the first elements of a larger value, in another shape."""
        row = self.step("reshape", [a], {"shape": (-1,)})
        part = self.step("getitem", [row], {"key": slice(0, int(np.prod(shape)))})
        return self.step("reshape", [part], {"shape": shape})

    def inside(self, a: int, domain: Domain) -> int:
        """Bring a value into a domain: scale it down, then move it, by numbers that are leaves."""
        if _within(self.values[a], domain) or not np.isfinite(self.values[a]).all():
            return a
        half, middle = (domain.high - domain.low) / 2, (domain.high + domain.low) / 2
        largest = float(np.abs(self.values[a]).max()) or 1.0
        scale = self.leaf((), numbers=[float(f"{0.9 * half / largest:.3g}")])
        scaled = self.step("mul", [a, scale])
        if _within(self.values[scaled], domain):
            return scaled
        return self.step("add", [scaled, self.leaf((), numbers=[middle])])

    def leaf(
        self, shape: Shape, domain: Domain = ANYWHERE, numbers: list[float] | None = None
    ) -> int:
        """Make a new leaf of numbers from a domain, or of these."""
        numbers = numbers or self.numbers(int(np.prod(shape)), domain)
        self.made.append((numbers, shape))
        self.values.append(as_value(np.reshape(numbers, shape)))
        self.domains.append(domain)
        if not domain.whole:
            self.usable.append(len(self.values) - 1)
        return len(self.values) - 1

    def numbers(self, size: int, domain: Domain) -> list[float]:
        """Draw numbers from a domain, each again until it is at a distance from all kinks."""
        found: list[float] = []
        while len(found) < size:
            if domain.whole:
                found.append(float(self.draw.randrange(int(domain.low), int(domain.high))))
                continue
            if domain is ANYWHERE and self.draw.random() < self.zeros:
                found.append(0.0)
                continue
            number = round(self.draw.uniform(domain.low + APART, domain.high - APART), 3)
            near = [*domain.kinks, *(found if domain.distinct else ())]
            if all(abs(number - other) > APART for other in near):
                found.append(number)
        return found

    def step(self, name: str, operands: list[int], constants: dict[str, Any] | None = None) -> int:
        """Apply an op; its outputs are values to go on with, unless empty or without gradient.

        Gives the number of the last of these.
        """
        step = Step(name, tuple(operands), dict(constants or {}))
        inputs = [constant(self.values[i]) for i in operands]
        with np.errstate(all="ignore"):
            outputs = made_by(name, inputs, step.constants)
        op = CATALOG.get(name)
        flat = {op.outputs.index(output) for output in op.flat} if op else set()
        for number, output in enumerate(outputs):
            self.made.append((step, number))
            self.values.append(output.value)
            self.domains.append(ANYWHERE)
            if number not in flat and output.size:
                self.usable.append(len(self.values) - 1)
        return self.usable[-1]

    def heads(self) -> list[int]:
        """Number the values that nothing is made of."""
        used = {i for made, _ in self.made if isinstance(made, Step) for i in made.operands}
        return [i for i in self.usable if i not in used and isinstance(self.made[i][0], Step)]

    def whole_leaves(self) -> set[int]:
        """Number the leaves of whole numbers, as the program does."""
        leaves = [i for i, made in enumerate(self.made) if not isinstance(made[0], Step)]
        return {place for place, i in enumerate(leaves) if self.domains[i].whole}

    def loss(self) -> dict[int, float]:
        """Draw values, and what each weighs in the loss."""
        taken = {i for i in self.heads() if self.draw.random() < 0.6}
        taken |= {self.late(self.usable) for _ in range(self.draw.randint(1, 2))}
        return {i: round(self.draw.uniform(-2, 2), 3) for i in sorted(taken)}

    def program(self, loss: dict[int, float]) -> Program:
        """Write down what was drawn."""
        leaves = [i for i, made in enumerate(self.made) if not isinstance(made[0], Step)]
        others = [i for i, made in enumerate(self.made) if isinstance(made[0], Step)]
        place = {i: number for number, i in enumerate([*leaves, *others])}
        steps = [self.made[i][0] for i in others if self.made[i][1] == 0]
        return Program(
            [self.made[i][1] for i in leaves],
            [self.made[i][0] for i in leaves],
            [replace(step, operands=tuple(place[i] for i in step.operands)) for step in steps],
            [(place[i], weight) for i, weight in loss.items()],
        )


def _fits(a: Shape, b: Shape) -> bool:
    try:
        broadcast(a, b)
    except ShapeError:
        return False
    return True


def _multiply(a: Shape, b: Shape) -> bool:
    if not a or not b or a[-1] != b[-2 if len(b) > 1 else -1]:
        return False
    return _fits(a[:-2], b[:-2])


def _within(value: Any, domain: Domain) -> bool:
    return bool((domain.low < value).all() and (value < domain.high).all())
