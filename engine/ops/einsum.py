"""Einstein sums: products of any tensors, told by letters for their axes."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, EngineError, ShapeError
from engine.op import NUMPY, Case, Cell, Context, Derivation, Formula, Op, Plan, Term, indices

A = [[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]]
B = [[1.0, -0.5], [0.25, 2.0], [-1.0, 1.5]]
STACK = [A, [[1.5, 0.5, -1.0], [-2.0, 0.75, 1.0]]]
SQUARE = [[0.5, -1.5], [2.0, 1.0]]

BACKWARD = (
    r"@xs_n^{\nabla} = \mathrm{einsum}_{r,\, s_1, \ldots \to s_n}(@y^{\nabla}, @xs_1, \ldots),"
    r" \quad \text{without } @xs_n \text{ and its } s_n"
)

LARGE = 30_000
"""From so many products on, looking for matrix products among them costs less than it saves."""


@dataclass(frozen=True, slots=True)
class Subscripts:
    """What the letters say of given shapes; the axes under an ellipsis have letters of their own.

    ``sizes`` is the size of each letter. Where a tensor has size 1 instead, it is broadcast.
    """

    operands: tuple[str, ...]
    output: str
    sizes: Mapping[str, int]

    @property
    def text(self) -> str:
        """The subscripts as NumPy takes them."""
        return f"{','.join(self.operands)}->{self.output}"

    @property
    def products(self) -> int:
        """The number of products that are summed."""
        return size_of(tuple(self.sizes.values()))


class Einsum(Op):
    """A product of tensors, summed over every letter that the result does not name.

    ``einsum("ij,jk->ik", a, b)`` is the matrix product: one letter for each axis, a comma between
    tensors, the result behind the arrow. Without an arrow, the result has the letters that stand
    once, in the order of the alphabet. ``...`` stands for all axes without a letter.
    """

    name = "einsum"
    title = "Einstein sum"
    symbol = "Σᵢⱼ"
    overhead = 2_800
    flop = 1.0
    positional = ("subscripts", "xs")
    saves = ("xs",)
    formula = Formula(
        r"@y_r = \sum_{\text{letters not in } r} \; \prod_n @xs_{n,\, s_n},"
        r" \quad \text{subscripts} = s_1, s_2, \ldots \to r",
        (BACKWARD,),
    )
    derivation = (
        Derivation(
            r"@xs^{\nabla}_{n,\, s_n} = \frac{\partial l}{\partial @xs_{n,\, s_n}}",
            r"= \sum_r @y^{\nabla}_r \frac{\partial @y_r}{\partial @xs_{n,\, s_n}}",
            r"= \sum_{\text{letters not in } s_n} @y^{\nabla}_r \prod_{m \ne n} @xs_{m,\, s_m},"
            r" \quad \text{subscripts} = s_1, s_2, \ldots \to r",
            BACKWARD,
        ),
    )
    cases = (
        Case(A, B, subscripts="ij,jk->ik"),
        Case(A, B, subscripts="ij,jk"),
        Case(A, subscripts="ba"),
        Case(STACK, subscripts="...ij->...ji"),
        Case(STACK, A, subscripts="bij,kj->bik"),
        Case(STACK, [1.0, -2.0, 0.5], subscripts="...i,...i"),
        Case(SQUARE, subscripts="ii"),
        Case(SQUARE, subscripts="ii->i"),
        Case([SQUARE, SQUARE], [0.5, 2.0], subscripts="bii,b->"),
        Case(A, subscripts="ij->j"),
        Case(A, [0.5, 2.0], subscripts="ij,k->k"),
        Case([1.0, -2.0, 0.5], A, B, [0.5, 2.0], subscripts="j,ij,jk,k->i"),
        Case([[1.0, -2.0, 0.5]], A, subscripts="ij,ij->ij"),
        Case([[1.0], [-2.0]], A, subscripts="ij,ij"),
        Case([[1.5]], [1.0, -2.0], subscripts="ii,i"),
        Case(2.0, [1.0, -2.0], subscripts=",i->i"),
        Case(1.5, subscripts=""),
        Case([[], []], np.zeros((0, 3)), subscripts="ij,jk->ik"),
        Case([1.0, 2.0], np.zeros((2, 0)), subscripts="i,ij->"),
    )
    source = NUMPY.format("einsum")

    @classmethod
    def bind(
        cls, args: Sequence[Any], keywords: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Ask for the subscripts. How NumPy should go about it is not passed on."""
        given = {cls.spelled(key): value for key, value in keywords.items() if key != "optimize"}
        if "subscripts" in given:
            args = (given.pop("subscripts"), *args)
        if not (args and isinstance(args[0], str)):
            raise EngineError(
                "einsum needs its subscripts first", code="arguments", hint=cls.usage()
            )
        return super().bind(args, given)

    @classmethod
    def usage(cls) -> str:
        """Write the call as a person would."""
        return 'einsum("ij,jk->ik", a, b)'

    @classmethod
    def drawn(cls, constants: dict[str, Any]) -> str:
        """Give the subscripts, where they are short."""
        text = "".join(constants["subscripts"].split()).replace("->", "→")
        return text if 0 < len(text) <= 8 else cls.symbol

    @staticmethod
    def forward(context: Context, *xs: Value, subscripts: str = "") -> Value:
        named = read(subscripts, tuple(x.shape for x in xs))
        return np.einsum(named.text, *xs, optimize=named.products > LARGE)

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shapes = tuple(context.shape(n) for n in range(context.count))
        named = read(context.constants["subscripts"], shapes)
        return tuple(
            _gradient(context, g, named, n) if context.needs(n) else None
            for n in range(context.count)
        )

    @classmethod
    def plan(cls, *xs: Shape, subscripts: str = "") -> Plan:
        named = read(subscripts, xs)
        shape = tuple(named.sizes[letter] for letter in named.output)
        sums = len(named.output) < len(named.sizes)
        return cls.planned(xs, shape, flops=named.products * (len(xs) - 1 + sums))

    @staticmethod
    def element(context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        shapes = tuple(context.shape(n) for n in range(context.count))
        named = read(context.constants["subscripts"], shapes)
        own = list(zip(named.operands[slot], index, shapes[slot], strict=True))
        known = {letter: i for letter, i, side in own if side == named.sizes[letter]}
        if any(known.get(letter, i) != i for letter, i, _ in own):
            return
        free = [letter for letter in named.sizes if letter not in known]
        for numbers in indices(tuple(named.sizes[letter] for letter in free)):
            at = known | dict(zip(free, numbers, strict=True))
            others = (
                Cell("input", n, _place(letters, shapes[n], at))
                for n, letters in enumerate(named.operands)
                if n != slot
            )
            yield Cell("gradient", 0, tuple(at[letter] for letter in named.output)), *others


def _place(letters: str, shape: Shape, at: Mapping[str, int]) -> tuple[int, ...]:
    """Say which element of a tensor takes part where the letters have these values."""
    return tuple(0 if side == 1 else at[n] for n, side in zip(letters, shape, strict=True))


def _gradient(context: Context, g: Value, named: Subscripts, slot: int) -> Value:
    """Sum the products of the gradient with all other tensors, by the letters of this one.

    A letter that stands twice in this tensor gives its diagonal: outside of it the gradient is 0,
    which an identity matrix says. A letter that stands nowhere else was only summed over: ones
    spread the gradient along it.
    """
    factors = [(named.output, g)]
    factors += [
        (letters, context.input(n)) for n, letters in enumerate(named.operands) if n != slot
    ]
    sizes = _sizes_in(factors)
    spare = (letter for letter in string.ascii_letters if letter not in named.sizes)
    wanted = ""
    for letter, side in zip(named.operands[slot], context.shape(slot), strict=True):
        if letter in wanted:
            twin = next(spare)
            factors.append((letter + twin, np.eye(side)))
            wanted += twin
            continue
        if sizes.get(letter, 1) == 1:
            factors.append((letter, np.ones(side)))
        wanted += letter
    text = f"{','.join(letters for letters, _ in factors)}->{wanted}"
    return context.apply("einsum", *(factor for _, factor in factors), subscripts=text)


def _sizes_in(factors: Sequence[tuple[str, Value]]) -> dict[str, int]:
    """Give the size of each letter among these, the larger one where one is broadcast."""
    sizes: dict[str, int] = {}
    for letters, factor in factors:
        for letter, side in zip(letters, factor.shape, strict=True):
            if sizes.get(letter, 1) == 1:
                sizes[letter] = side
    return sizes


@lru_cache(maxsize=256)
def read(text: str, shapes: tuple[Shape, ...]) -> Subscripts:
    """Read subscripts for tensors of these shapes.

    Raises DomainError for subscripts that say nothing, ShapeError for shapes that do not fit them.
    """
    parts, result = _split(text)
    if len(parts) != len(shapes):
        raise DomainError(
            f"the subscripts name {len(parts)} tensor{'s'[: len(parts) != 1]}, not {len(shapes)}",
            hint="A comma stands between one tensor and the next.",
        )
    unnamed = [_unnamed(part, shape) for part, shape in zip(parts, shapes, strict=True)]
    spare = [letter for letter in string.ascii_letters if letter not in text]
    dots = "".join(spare[: max(unnamed)])
    operands = tuple(
        part.replace("...", dots[len(dots) - count :])
        for part, count in zip(parts, unnamed, strict=True)
    )
    output = _output("".join(parts), result, dots)
    return Subscripts(operands, output, _sizes(operands, parts, shapes))


def _split(text: str) -> tuple[list[str], str | None]:
    """Take the text apart at its commas and its arrow. Raises DomainError."""
    text = "".join(text.split())
    left, arrow, right = text.partition("->")
    parts = left.split(",")
    for part in (*parts, right):
        strange = re.sub(r"[A-Za-z]", "", part.replace("...", "", 1))
        if strange:
            raise DomainError(
                f"`{strange[0]}` in the subscripts {text!r}",
                hint="Subscripts are letters and at most one `...` for each tensor, with commas "
                "between the tensors and one `->` before the result.",
            )
    return parts, right if arrow else None


def _unnamed(part: str, shape: Shape) -> int:
    """Count the axes that an ellipsis stands for. Raises ShapeError."""
    letters = part.replace("...", "")
    count = len(shape) - len(letters)
    if count < 0 or (count and letters == part):
        raise ShapeError(
            f"`{part}` names {len(letters)} ax{'e' if len(letters) != 1 else 'i'}s of a tensor of "
            f"rank {len(shape)}",
            hint="Write one letter for each axis; `...` stands for all axes without a letter.",
        )
    return count


def _output(letters: str, result: str | None, dots: str) -> str:
    """Spell out the letters of the result. Raises DomainError."""
    counts = Counter(letters.replace(".", ""))
    if result is None:
        return dots + "".join(sorted(letter for letter, n in counts.items() if n == 1))
    if dots and "..." not in result:
        raise DomainError(
            "the result leaves out `...`",
            hint="Write `...` in the result too, or name these axes to sum over them.",
        )
    for letter, count in Counter(result.replace(".", "")).items():
        if letter not in counts:
            raise DomainError(
                f"the result names {letter}, and no tensor does",
                hint="The result is made of letters that stand before the arrow.",
            )
        if count > 1:
            raise DomainError(
                f"the result names {letter} twice", hint="Each letter of the result is one axis."
            )
    return result.replace("...", dots)


def _sizes(
    operands: Sequence[str], parts: Sequence[str], shapes: Sequence[Shape]
) -> dict[str, int]:
    """Give the size of each letter. Raises ShapeError where two tensors, or axes, disagree."""
    sizes: dict[str, int] = {}
    seen: dict[str, str] = {}
    for letters, part, shape in zip(operands, parts, shapes, strict=True):
        own: dict[str, int] = {}
        for letter, side in zip(letters, shape, strict=True):
            what = letter if letter in part else "an axis under `...`"
            if own.setdefault(letter, side) != side:
                raise ShapeError(
                    f"{what} is {own[letter]} and {side} in `{part}`",
                    hint="A letter that stands twice in a tensor takes its diagonal: the axes are "
                    "of equal size.",
                )
            if sizes.setdefault(letter, side) == 1:
                sizes[letter] = side
            elif side not in (1, sizes[letter]):
                raise ShapeError(
                    f"{what} is {sizes[letter]} in `{seen[letter]}` and {side} in `{part}`",
                    hint="A letter has the same size wherever it stands, or 1.",
                )
            if side == sizes[letter]:
                seen[letter] = part
    return sizes
