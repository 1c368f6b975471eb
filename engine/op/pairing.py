r"""Ops of the one sum of products behind all convolutions.

It pairs an input x of (n, c, i), a kernel w of (o, c, k) and an output y of (n, o, p):

    t = Σ  x[n, c, s p + d k - a]  w[o, c, k]  y[n, o, p]        over all n, o, c, k, p.

Its derivative by one of the three, computed from the other two, is a convolution (by y), a
transposed convolution (by x), or the gradient of a kernel (by w). So the derivatives of each of
these are again these three, to any order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, TypeAlias

from engine.arrays import Shape
from engine.op.context import Context
from engine.op.description import Cell, Derivation, Formula, Term
from engine.op.op import Op
from engine.op.shapes import indices
from engine.op.windows import Windows

Part: TypeAlias = Literal["input", "kernel", "output"]
"""One of the three tensors."""

Index: TypeAlias = tuple[int, ...]

PLACES: Mapping[Part, str] = {"output": "nop", "kernel": "ock", "input": "nci"}
TOUCHED = r"n,\, c,\, s p + d k - a"
LETTERS = r"s \text{ stride}, \; d \text{ dilation}, \; a \text{ padding}"
SUMS: Mapping[Part, str] = {
    "output": r"\sum_{c, k}",
    "kernel": r"\sum_{n, p}",
    "input": r"\sum_{o} \; \sum_{p, k \,:\, s p + d k - a = i}",
}
WHOLE: Mapping[Part, str] = {
    "output": r"\mathrm{{conv}}({input}, {kernel})",
    "kernel": r"\mathrm{{filter}}({input}, {output})",
    "input": r"\mathrm{{conv}}^{{\mathsf T}}({output}, {kernel})",
}


class Pairing(Op):
    """An op that computes one of the three tensors, ``makes``, from the others, its ``parts``.

    Its formulas are written from these. A subclass may take a bias as a third input, one number
    for each channel of what it makes. A tensor without the axis n is one example.
    """

    flops_per_product = 2
    axes: ClassVar[int]
    """How many axes a place has: 1 for signals, 2 for images."""
    parts: ClassVar[tuple[Part, Part]]
    makes: ClassVar[Part]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "forward" not in cls.__dict__:
            return
        names = dict(zip(cls.parts, cls.inputs, strict=False)) | {cls.makes: cls.output}
        plain = {part: f"@{name}" for part, name in names.items()}
        above = plain | {cls.makes: rf"@{cls.output}^{{\nabla}}"}
        product = _product(cls.makes, plain)
        steps = [_four_steps(names[p], p, cls.output, cls.makes, above) for p in cls.parts]
        if "bias" in cls.inputs:
            channel = "o" if cls.makes == "output" else "c"
            product = rf"@bias_{channel} + {product}"
            steps.append(_steps_of_bias(channel, cls.output, PLACES[cls.makes]))
        cls.derivation = tuple(steps)
        cls.formula = Formula(
            rf"@{cls.output}_{{{PLACES[cls.makes]}}} = {product}, \quad {LETTERS}",
            tuple(four.vectorise for four in steps),
        )

    @classmethod
    def windows(cls, shapes: Mapping[Part, Shape], **constants: Any) -> Windows:
        """Say how the kernel stands over the input, from the shapes of the op's ``parts``."""
        raise NotImplementedError

    @classmethod
    def element(cls, context: Context, slot: int, index: Index) -> Iterator[Term]:
        """Give the products of the sum in which this element stands."""
        given = tuple(map(context.shape, range(context.count)))
        (made,) = cls.plan(*given, **context.constants).shapes
        if slot == len(cls.parts):
            for place in indices(made):
                if place[-1 - cls.axes] == index[0]:
                    yield (Cell("gradient", 0, place),)
            return
        part, other = cls.parts[slot], cls.parts[1 - slot]
        shapes = dict(zip(cls.parts, given, strict=False)) | {cls.makes: made}
        windows = cls.windows(shapes, **context.constants)
        filters = shapes["kernel"][0] // context.constants["groups"]
        alone = len(shapes["input"]) == cls.axes + 1
        whole = (0, *index) if alone and part != "kernel" else index
        for cells in _MEETINGS[part](whole, shapes, filters, windows):
            if alone:
                cells |= {"input": cells["input"][1:], "output": cells["output"][1:]}
            yield Cell("gradient", 0, cells[cls.makes]), Cell("input", 1 - slot, cells[other])


def _product(part: Part, letters: Mapping[Part, str]) -> str:
    """Write one tensor of the three as the sum of products of the others."""
    others = [other for other in PLACES if other != part]
    places: dict[Part, str] = {**PLACES, "input": TOUCHED}
    return SUMS[part] + " " + r"\, ".join(f"{letters[o]}_{{{places[o]}}}" for o in others)


def _four_steps(x: str, part: Part, y: str, makes: Part, letters: Mapping[Part, str]) -> Derivation:
    """Write the four steps for the input ``x`` of an op whose output is ``y``."""
    at, far = PLACES[part], "".join(f"{letter}'" for letter in PLACES[makes])
    whole = WHOLE[part].format(**{str(p): letter for p, letter in letters.items()})
    return Derivation(
        rf"@{x}^{{\nabla}}_{{{at}}} = \frac{{\partial l}}{{\partial @{x}_{{{at}}}}}",
        rf"= \sum_{{{far}}} @{y}^{{\nabla}}_{{{far}}}"
        rf" \frac{{\partial @{y}_{{{far}}}}}{{\partial @{x}_{{{at}}}}}",
        f"= {_product(part, letters)}",
        rf"@{x}^{{\nabla}} = {whole}",
    )


def _steps_of_bias(channel: str, y: str, at: str) -> Derivation:
    """Write the four steps for the bias, which is added at every place of its channel."""
    summed = ", ".join(letter for letter in at if letter != channel)
    far = "".join(f"{letter}'" for letter in at)
    total = rf"\sum_{{{summed}}} @{y}^{{\nabla}}_{{{at}}}"
    return Derivation(
        rf"@bias^{{\nabla}}_{channel} = \frac{{\partial l}}{{\partial @bias_{channel}}}",
        rf"= \sum_{{{far}}} @{y}^{{\nabla}}_{{{far}}}"
        rf" \frac{{\partial @{y}_{{{far}}}}}{{\partial @bias_{channel}}}",
        f"= {total}",
        rf"@bias^{{\nabla}}_{channel} = {total}",
    )


def _meetings_of_input(
    index: Index, shapes: Mapping[Part, Shape], filters: int, windows: Windows
) -> Iterator[dict[Part, Index]]:
    """Walk over the products with x[n, c, i]: every element of a kernel that comes by."""
    n, channel, *i = index
    group, c = divmod(channel, shapes["kernel"][1])
    for o in range(group * filters, (group + 1) * filters):
        for k in indices(windows.kernel):
            p = windows.position(tuple(i), k)
            if p is not None:
                yield {"input": index, "kernel": (o, c, *k), "output": (n, o, *p)}


def _meetings_of_kernel(
    index: Index, shapes: Mapping[Part, Shape], filters: int, windows: Windows
) -> Iterator[dict[Part, Index]]:
    """Walk over the products with w[o, c, k]: every position, in every example."""
    o, c, *k = index
    channel = o // filters * shapes["kernel"][1] + c
    alone = len(shapes["input"]) < len(index)
    for n in range(1 if alone else shapes["input"][0]):
        for p in indices(windows.count):
            i = windows.place(p, tuple(k))
            if i is not None:
                yield {"input": (n, channel, *i), "kernel": index, "output": (n, o, *p)}


def _meetings_of_output(
    index: Index, shapes: Mapping[Part, Shape], filters: int, windows: Windows
) -> Iterator[dict[Part, Index]]:
    """Walk over the products with y[n, o, p]: everything in its window."""
    n, o, *p = index
    first = o // filters * shapes["kernel"][1]
    for c in range(shapes["kernel"][1]):
        for k in indices(windows.kernel):
            i = windows.place(tuple(p), k)
            if i is not None:
                yield {"input": (n, first + c, *i), "kernel": (o, c, *k), "output": index}


_MEETINGS = {
    "input": _meetings_of_input,
    "kernel": _meetings_of_kernel,
    "output": _meetings_of_output,
}
