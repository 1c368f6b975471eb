"""Pooling: one number for each window of an image, channel by channel."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np

from engine.arrays import Shape, Value, size_of
from engine.errors import DomainError, ShapeError
from engine.op import (
    FUNCTIONAL,
    Case,
    Cell,
    Context,
    Derivation,
    Domain,
    Factor,
    Formula,
    Op,
    Plan,
    Sizes,
    Term,
    Windows,
    check_places,
    first_places,
    indices,
    windows_largest,
    windows_over,
    windows_summed,
)

SIGNAL = [[0.5, -1.5, 2.0, 1.0, 3.0, -0.25, 0.75]]
ADDED = (
    r"@x^{\nabla} = \mathbf 0, \; \text{then} \;"
    r" @x^{\nabla}_{c,\, \mathit{place}(p)} \mathrel{+}= @y^{\nabla}_{cp}"
)

IMAGE = [[[0.5, -1.5, 2.0, 1.0], [1.25, 3.0, -0.25, -1.0], [-2.0, 0.75, 1.5, 0.25]]]
OTHER = [[[1.75, -0.5, 0.0, 2.5], [-0.75, 2.25, -3.0, 1.5], [3.5, -2.5, -1.25, 4.0]]]
PAIR = [IMAGE[0], OTHER[0]]


class _Pooling(Op):
    """An op that makes one number of each window: (n, c, places) → (n, c, windows)."""

    axes: ClassVar[int]
    """How many axes a place has: 1 for signals, 2 for images."""
    asks_first = True


class _MaxPooling(_Pooling):
    """What the largest element of windows has in common, whatever the number of axes."""

    symbol = "max▢"
    overhead = 3_500
    formula = Formula(
        r"@y_{cp} = \max_{k} @x_{c,\, s p + d k - a}, \quad"
        r" s \text{ stride}, \; d \text{ dilation}, \; a \text{ padding}",
        (ADDED,),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ci} = \frac{\partial l}{\partial @x_{ci}}",
            r"= \sum_{bp} @y^{\nabla}_{bp} \frac{\partial @y_{bp}}{\partial @x_{ci}}",
            r"= \sum_{p \,:\, \mathit{place}(p) = i} @y^{\nabla}_{cp}, \quad \mathit{place}(p)"
            r" \text{: where } p \text{ has its largest element}",
            ADDED,
        ),
    )
    domain = (Domain(distinct=True),)
    kinks = ("several elements are largest: the first one gets the whole gradient",)

    @classmethod
    def forward(
        cls,
        context: Context,
        x: Value,
        *,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] | None = None,
        padding: int | tuple[int, ...] = 0,
        dilation: int | tuple[int, ...] = 1,
        ceil_mode: bool = False,
    ) -> Value:
        windows = windows_over(
            x.shape[-cls.axes :],
            kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
            ceil=ceil_mode,
        )
        y, places = windows_largest(windows, x)
        context.keep(places=places)
        return y

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        shape, places = context.shape(0), context.fact("places")
        sent = np.reshape(g, (places.size,))
        flat = context.apply("place_add", sent, key=np.ravel(places), shape=(size_of(shape),))
        return np.reshape(flat, shape)

    @classmethod
    def plan(cls, x: Shape, **constants: Any) -> Plan:
        check_places(cls.name, cls.axes, x)
        windows = _windows(x[-cls.axes :], **constants)
        spans = (d * (k - 1) + 1 for d, k in zip(windows.dilation, windows.kernel, strict=True))
        _check_padding(windows, tuple(spans))
        _check_something_inside(windows)
        y = (*x[: -cls.axes], *windows.count)
        # Each element of a window is compared twice: for the largest, and for its place.
        flops = 2 * size_of(y) * size_of(windows.kernel)
        return cls.planned((x,), y, flops=flops, kept=8 * size_of(y), turns=windows.turns)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Say of each window that this element is in whether it is the first largest there."""
        x, shape = np.asarray(context.input(0)), context.shape(0)
        windows = _windows(shape[-cls.axes :], **context.constants)
        lead = index[: -cls.axes]
        text = r"\left[\mathit{place}(p) = i\right]"
        for p in windows.touching(index[-cls.axes :]):
            places = (windows.place(p, k) for k in indices(windows.kernel))
            inside = [(*lead, *place) for place in places if place is not None]
            largest = max(inside, key=lambda place: x[place])
            cells = tuple(Cell("input", 0, place) for place in inside)
            yield Cell("gradient", 0, (*lead, *p)), Factor(float(index == largest), text, cells)


class MaxPool1d(_MaxPooling):
    """The largest element of each window of a signal: (n, c, l) → (n, c, l')."""

    name = "max_pool1d"
    title = "largest of windows of signals"
    axes = 1
    cases = (
        Case(SIGNAL, kernel_size=2),
        Case([SIGNAL], kernel_size=3, stride=2, padding=1),
        Case(SIGNAL, kernel_size=2, stride=2, dilation=2, ceil_mode=True),
    )
    source = FUNCTIONAL.format("max_pool1d")


class MaxPool2d(_MaxPooling):
    """The largest element of each window of an image: (n, c, h, w) → (n, c, h', w').

    Windows stand side by side unless a stride is given. With ``ceil_mode`` a last window may reach
    over the edge. The padding a takes no part: it is never the largest.
    """

    name = "max_pool2d"
    title = "largest of windows of images"
    axes = 2
    cases = (
        Case(IMAGE, kernel_size=2),
        Case(IMAGE, kernel_size=(2, 3), stride=1, padding=1),
        Case([IMAGE, OTHER], kernel_size=2, stride=2, ceil_mode=True),
        Case(PAIR, kernel_size=2, stride=1, dilation=(1, 2)),
    )
    source = FUNCTIONAL.format("max_pool2d")


class _AvgPooling(_Pooling):
    """What the mean of windows has in common, whatever the number of axes."""

    symbol = "mean▢"
    overhead = 4_300
    flop = 0.1
    formula = Formula(
        r"@y_{cp} = \frac{1}{m_p} \sum_{k} @x_{c,\, s p + k - a}, \quad"
        r" s \text{ stride}, \; a \text{ padding}",
        (r"@x^{\nabla} = \mathrm{conv}^{\mathsf T}(@y^{\nabla} / m,\, \mathbf 1)",),
    )
    derivation = (
        Derivation(
            r"@x^{\nabla}_{ci} = \frac{\partial l}{\partial @x_{ci}}",
            r"= \sum_{bp} @y^{\nabla}_{bp} \frac{\partial @y_{bp}}{\partial @x_{ci}}",
            r"= \sum_{p, k \,:\, s p + k - a = i} \frac{1}{m_p} @y^{\nabla}_{cp}",
            formula.backward[0],
        ),
    )

    @staticmethod
    def backward(context: Context, g: Value) -> Any:
        windows = context.fact("windows")
        axes, lead = len(windows.kernel), context.shape(0)[: -len(windows.kernel)]
        share = g / _number_of_elements(windows, **context.constants)
        sent = context.apply(
            f"conv_transpose{axes}d",
            np.reshape(share, (size_of(lead), 1, *windows.count)),
            np.ones((1, 1, *windows.kernel)),
            stride=windows.stride,
            padding=windows.before,
            output_padding=tuple(max(0, rest) for rest in windows.remainder),
        )
        return np.reshape(first_places(sent, windows.size), context.shape(0))

    @classmethod
    def plan(cls, x: Shape, **constants: Any) -> Plan:
        check_places(cls.name, cls.axes, x)
        divisor = constants.get("divisor_override")
        if divisor == 0:
            raise DomainError("divisor_override is 0", hint="Nothing can be divided by 0.")
        windows = _windows(x[-cls.axes :], **constants)
        _check_padding(windows, windows.kernel)
        y = (*x[: -cls.axes], *windows.count)
        touched = size_of(y) * size_of(windows.kernel)
        return cls.planned((x,), y, flops=touched + size_of(y), moved=touched, turns=windows.turns)

    @classmethod
    def element(cls, context: Context, slot: int, index: tuple[int, ...]) -> Iterator[Term]:
        """Give the share of each window that this element is in."""
        windows = _windows(context.shape(0)[-cls.axes :], **context.constants)
        for p in windows.touching(index[-cls.axes :]):
            m = _counted_one_by_one(windows, p, **context.constants)
            yield (
                Cell("gradient", 0, (*index[: -cls.axes], *p)),
                Factor(1 / m, r"\frac{1}{m_p}"),
            )


class AvgPool1d(_AvgPooling):
    """The mean of each window of a signal: (n, c, l) → (n, c, l')."""

    name = "avg_pool1d"
    title = "mean of windows of signals"
    axes = 1
    cases = (
        Case(SIGNAL, kernel_size=2),
        Case([SIGNAL], kernel_size=3, stride=2, padding=1, ceil_mode=True),
        Case(SIGNAL, kernel_size=3, padding=1, count_include_pad=False),
    )
    source = FUNCTIONAL.format("avg_pool1d")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] | None = None,
        padding: int | tuple[int, ...] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
    ) -> Value:
        windows = windows_over(
            x.shape[-1:], kernel_size, stride=stride, padding=padding, ceil=ceil_mode
        )
        context.keep(windows=windows)
        return windows_summed(windows, x) / _number_of_elements(windows, count_include_pad)


class AvgPool2d(_AvgPooling):
    """The mean of each window of an image: (n, c, h, w) → (n, c, h', w').

    m is the number of elements in a window. Zeros of the padding a are counted among them, unless
    ``count_include_pad`` is false; ``divisor_override`` stands for m.
    """

    name = "avg_pool2d"
    title = "mean of windows of images"
    axes = 2
    cases = (
        Case(IMAGE, kernel_size=2),
        Case(IMAGE, kernel_size=(2, 3), stride=1, padding=1),
        Case([IMAGE, OTHER], kernel_size=2, ceil_mode=True),
        Case(PAIR, kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False),
        Case(IMAGE, kernel_size=2, stride=(1, 2), divisor_override=3),
    )
    source = FUNCTIONAL.format("avg_pool2d")

    @staticmethod
    def forward(
        context: Context,
        x: Value,
        *,
        kernel_size: int | tuple[int, ...],
        stride: int | tuple[int, ...] | None = None,
        padding: int | tuple[int, ...] = 0,
        ceil_mode: bool = False,
        count_include_pad: bool = True,
        divisor_override: int | None = None,
    ) -> Value:
        windows = windows_over(
            x.shape[-2:], kernel_size, stride=stride, padding=padding, ceil=ceil_mode
        )
        context.keep(windows=windows)
        m = _number_of_elements(windows, count_include_pad, divisor_override)
        return windows_summed(windows, x) / m


def _windows(
    size: Shape,
    *,
    kernel_size: Sizes,
    stride: Sizes | None = None,
    padding: Sizes = 0,
    ceil_mode: bool = False,
    dilation: Sizes = 1,
    **_others: Any,
) -> Windows:
    """Give the windows that an op's constants speak of."""
    return windows_over(
        size, kernel_size, stride=stride, padding=padding, dilation=dilation, ceil=ceil_mode
    )


def _check_padding(windows: Windows, spans: Shape) -> None:
    """Refuse more padding than half of a window, which could then lie in it as a whole."""
    if any(2 * a > span for a, span in zip(windows.before, spans, strict=True)):
        raise DomainError(
            f"padding is {windows.before} for windows of {spans}",
            hint="At most half of a window may lie in the padding.",
        )


def _check_something_inside(windows: Windows) -> None:
    """Refuse a window that steps over all elements of the input. Raises ShapeError."""
    for s, d, a, size, count in zip(
        windows.stride, windows.dilation, windows.before, windows.size, windows.count, strict=True
    ):
        first = s * np.arange(count) - a
        first += d * np.maximum(0, -(first // d))
        if np.any(first >= size):
            raise ShapeError(
                f"a window steps over all of {size} elements",
                hint="There is no largest of nothing: give less padding or dilation.",
            )


def _number_of_elements(
    windows: Windows,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    **_others: Any,
) -> Value:
    """Count the elements of each window; a window never reaches over the padding."""
    if divisor_override is not None:
        return np.float64(divisor_override)
    m = np.ones(())
    for k, s, a, size, count in zip(
        windows.kernel, windows.stride, windows.before, windows.size, windows.count, strict=True
    ):
        first = s * np.arange(count) - a
        end = np.minimum(first + k, size + a)
        if not count_include_pad:
            first, end = np.maximum(first, 0), np.minimum(end, size)
        m = np.multiply.outer(m, end - first)
    return m


def _counted_one_by_one(
    windows: Windows,
    position: tuple[int, ...],
    count_include_pad: bool = True,
    divisor_override: int | None = None,
    **_others: Any,
) -> int:
    """Count the elements of one window."""
    if divisor_override is not None:
        return divisor_override
    if not count_include_pad:
        return sum(windows.place(position, k) is not None for k in indices(windows.kernel))
    return size_of(
        tuple(
            sum(s * p + tap < size + 2 * a for tap in range(k))
            for p, k, s, a, size in zip(
                position, windows.kernel, windows.stride, windows.before, windows.size, strict=True
            )
        )
    )
