"""Windows: the places of an input that a kernel touches as it moves over it.

At the position p, the element k of the kernel touches the place ``s p + d k - a`` of the input,
along each axis for itself: s is the stride, d the dilation, a the padding before the first element.
Convolutions, pooling and unfolding differ only in what they do with what they find there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op.shapes import indices

Sizes = int | tuple[int, ...]
"""One number for all axes, or one for each."""


@dataclass(frozen=True, slots=True)
class Windows:
    """How a kernel stands over an input of a ``size``: at ``count`` positions along each axis."""

    size: Shape
    kernel: Shape
    stride: Shape
    dilation: Shape
    before: Shape
    count: Shape

    def place(self, position: tuple[int, ...], tap: tuple[int, ...]) -> tuple[int, ...] | None:
        """Say where the kernel's element ``tap`` is; None outside of the input."""
        found = tuple(
            s * p + d * k - a
            for p, k, s, d, a in zip(
                position, tap, self.stride, self.dilation, self.before, strict=True
            )
        )
        inside = all(0 <= i < side for i, side in zip(found, self.size, strict=True))
        return found if inside else None

    def position(self, place: tuple[int, ...], tap: tuple[int, ...]) -> tuple[int, ...] | None:
        """Say at which position the kernel's element ``tap`` is on this place; None at no one."""
        found = []
        for axis, (i, k) in enumerate(zip(place, tap, strict=True)):
            start = i + self.before[axis] - self.dilation[axis] * k
            p, rest = divmod(start, self.stride[axis])
            if rest or not 0 <= p < self.count[axis]:
                return None
            found.append(p)
        return tuple(found)

    def touching(self, place: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        """Walk over the positions at which some element of the kernel is on this place."""
        along = []
        for axis, i in enumerate(place):
            starts = (
                i + self.before[axis] - self.dilation[axis] * k for k in range(self.kernel[axis])
            )
            found = (divmod(start, self.stride[axis]) for start in starts)
            inside = (p for p, rest in found if not rest and 0 <= p < self.count[axis])
            along.append(sorted(inside))
        return product(*along)

    @property
    def reach(self) -> Shape:
        """How many places lie from the first that a window touches, or would, to the last."""
        return tuple(
            (p - 1) * s + d * (k - 1) + 1
            for k, s, d, p in zip(self.kernel, self.stride, self.dilation, self.count, strict=True)
        )

    @property
    def remainder(self) -> Shape:
        """What a transposed convolution must add behind (``output_padding``) to get the size back.

        Negative where it must cut something off.
        """
        return tuple(
            side - (reach - 2 * a)
            for side, reach, a in zip(self.size, self.reach, self.before, strict=True)
        )

    @property
    def meetings_in_all(self) -> int:
        """How often an element of the kernel meets a place, those outside of the input too."""
        return size_of(self.kernel) * size_of(self.count)

    @property
    def turns(self) -> int:
        """Count the turns of a loop over the taps or, where they are fewer, the positions."""
        return 3 * min(size_of(self.kernel), size_of(self.count))

    @property
    def turned(self) -> Windows:
        """The same meetings with taps and positions in each other's place."""
        return Windows(self.size, self.count, self.dilation, self.stride, self.before, self.kernel)

    def part(self, block: slice) -> Windows:
        """Keep a block of the positions along the first axis."""
        first = self.before[0] - self.stride[0] * block.start
        count = block.stop - block.start
        return replace(self, before=(first, *self.before[1:]), count=(count, *self.count[1:]))

    def meetings(self) -> Iterator[tuple[tuple[int, ...], tuple[Any, ...], tuple[Any, ...]]]:
        """Walk over the kernel: an element, at which positions it is inside, and on which places.

        Positions and places are slices of equal lengths.
        """
        for tap in indices(self.kernel):
            here, there = [], []
            for axis, k in enumerate(tap):
                s, offset = self.stride[axis], self.dilation[axis] * k - self.before[axis]
                first = max(0, -(offset // s))
                last = min(self.count[axis], (self.size[axis] - 1 - offset) // s + 1)
                last = max(first, last)
                here.append(slice(first, last))
                start = s * first + offset
                there.append(slice(start, start + s * (last - first), s))
            yield tap, (..., *here), (..., *there)


def windows_over(
    size: Shape,
    kernel: Sizes,
    *,
    stride: Sizes | None = 1,
    padding: Sizes | str = 0,
    dilation: Sizes = 1,
    ceil: bool = False,
) -> Windows:
    """Stand a kernel over an input of this size, as often as it fits.

    With ``ceil`` a last window may reach over the end, if it begins inside. Without a stride the
    windows stand side by side. Raises DomainError for settings that there are not, ShapeError where
    the kernel does not fit once.
    """
    axes = len(size)
    k = sizes_along(kernel, axes, "kernel_size", least=1)
    s = k if stride is None else sizes_along(stride, axes, "stride", least=1)
    d = sizes_along(dilation, axes, "dilation", least=1)
    spans = tuple(d * (k - 1) + 1 for d, k in zip(d, k, strict=True))
    before, after = _paddings(padding, axes, s, spans)
    padded = tuple(map(sum, zip(before, size, after, strict=True)))
    if 0 in size:
        raise ShapeError(f"an input of {_sized(size)}", hint="There must be something to read.")
    count = []
    for axis in range(axes):
        room = padded[axis] - spans[axis]
        positions = -(-room // s[axis]) + 1 if ceil else room // s[axis] + 1
        begins_outside = (positions - 1) * s[axis] >= size[axis] + before[axis]
        count.append(positions - 1 if ceil and begins_outside else positions)
    if any(positions < 1 for positions in count):
        dilated = f" spread over {_sized(spans)}" if spans != k else ""
        added = f", padded to {_sized(padded)}" if padded != size else ""
        raise ShapeError(
            f"a kernel of {_sized(k)}{dilated} on an input of {_sized(size)}{added}",
            hint="The kernel must fit into the padded input once at least.",
        )
    return Windows(size, k, s, d, before, tuple(count))


def windows_under(
    count: Shape,
    kernel: Sizes,
    *,
    stride: Sizes = 1,
    padding: Sizes = 0,
    dilation: Sizes = 1,
    output_padding: Sizes = 0,
) -> Windows:
    """Make the input over which a kernel stands so often: a convolution's shapes turned round.

    Raises DomainError for settings that there are not, ShapeError where nothing would be left.
    """
    axes = len(count)
    k = sizes_along(kernel, axes, "kernel_size", least=1)
    s = sizes_along(stride, axes, "stride", least=1)
    d = sizes_along(dilation, axes, "dilation", least=1)
    a = sizes_along(padding, axes, "padding")
    extra = sizes_along(output_padding, axes, "output_padding")
    for axis in range(axes):
        most = max(s[axis], d[axis])
        if extra[axis] >= most:
            raise DomainError(
                f"output_padding is {extra[axis]}, stride {s[axis]} and dilation {d[axis]}",
                hint="output_padding must be smaller than the stride or the dilation.",
            )
    size = tuple(
        (count[axis] - 1) * s[axis] - 2 * a[axis] + d[axis] * (k[axis] - 1) + extra[axis] + 1
        for axis in range(axes)
    )
    if any(side < 1 for side in size) or 0 in count:
        raise ShapeError(
            f"an input of {_sized(count)} gives an output of {_sized(size)}",
            hint="Give a larger input or kernel, or less padding.",
        )
    return Windows(size, k, s, d, a, count)


def first_places(x: Value, size: Shape) -> Value:
    """Keep the first places along the last axes: what a transposed convolution made too many.

    It runs on arrays and on nodes alike.
    """
    if x.shape[-len(size) :] == size:
        return x
    return x[(..., *(slice(side) for side in size))]


def check_places(name: str, axes: int, x: Shape) -> None:
    """Refuse what is no signal, for one axis, or no image, for two. Raises ShapeError."""
    if len(x) not in (axes + 1, axes + 2):
        places = ("l", "h, w")[axes - 1]
        raise ShapeError(
            f"an input of {x}", hint=f"{name} takes (n, c, {places}), or (c, {places}) alone."
        )


def sizes_along(value: Sizes, axes: int, name: str, *, least: int = 0) -> Shape:
    """Give one number for each axis. Raises DomainError."""
    values = (value,) * axes if isinstance(value, int) else tuple(value)
    values = values * axes if len(values) == 1 else values
    if len(values) != axes:
        raise DomainError(
            f"{name} is {values} for {axes} {'axis' if axes == 1 else 'axes'}",
            hint="Give one number for all axes, or one for each.",
        )
    if any(number < least for number in values):
        raise DomainError(f"{name} is {value}", hint=f"It must be {least} at least.")
    return values


def _paddings(padding: Sizes | str, axes: int, stride: Shape, spans: Shape) -> tuple[Shape, Shape]:
    """Give what is added before and after along each axis. Raises DomainError."""
    if not isinstance(padding, str):
        both = sizes_along(padding, axes, "padding")
        return both, both
    if padding == "valid":
        return (0,) * axes, (0,) * axes
    if padding != "same":
        raise DomainError(
            f"padding is {padding!r}", hint='It is a number, one for each axis, "same" or "valid".'
        )
    if any(step != 1 for step in stride):
        raise DomainError(
            f'padding is "same" and the stride {_sized(stride)}',
            hint="Only with stride 1 can the output be as large as the input.",
        )
    before = tuple((span - 1) // 2 for span in spans)
    return before, tuple(span - 1 - a for span, a in zip(spans, before, strict=True))


def _sized(sizes: Shape) -> str:
    """Write sizes as a person does: 3 × 5."""
    return " × ".join(map(str, sizes))
