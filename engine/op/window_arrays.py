"""What forward does with windows of arrays: see them, add into them, sum them, search them.

Apart from seeing, each walks over the taps of the kernel or, where they are fewer, over the
positions, and treats all of the other at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from engine.arrays import Value, size_of
from engine.op.windows import Windows

MOST_LAID_OUT = 1 << 22
"""The most elements, 32 MiB, of windows that are copied at once, unless one row of them is more."""


def windows_seen(x: Value, windows: Windows) -> Value:
    """See all windows of an array at once: (..., size) → (..., kernel, count), outside is 0.

    It is a view; only what needs padding is copied first.
    """
    w, axes = windows, len(windows.kernel)
    if all(
        a <= 0 and reach - a <= side
        for side, reach, a in zip(w.size, w.reach, w.before, strict=True)
    ):
        x = x[(..., *(slice(-a, None) for a in w.before))]
    elif size_of(w.reach) > size_of(w.kernel) * size_of(w.count):
        return _windows_filled(x, w)
    else:
        x = _padded(x, w)
    steps = x.strides[x.ndim - axes :]
    kernel_steps = tuple(d * step for d, step in zip(w.dilation, steps, strict=True))
    count_steps = tuple(s * step for s, step in zip(w.stride, steps, strict=True))
    lead, strides = x.shape[: x.ndim - axes], x.strides[: x.ndim - axes]
    return as_strided(
        x, lead + w.kernel + w.count, strides + kernel_steps + count_steps, writeable=False
    )


def _padded(x: Value, windows: Windows) -> Value:
    """Copy the places between the first and the last that the windows touch; outside is 0."""
    padded = np.zeros(x.shape[: -len(windows.size)] + windows.reach)
    here: list[Any] = [...]
    there: list[Any] = [...]
    for side, reach, a in zip(windows.size, windows.reach, windows.before, strict=True):
        start = max(0, -a)
        end = max(start, min(side, reach - a))
        here.append(slice(a + start, a + end))
        there.append(slice(start, end))
    padded[tuple(here)] = x[tuple(there)]
    return padded


def _windows_filled(x: Value, windows: Windows) -> Value:
    """Copy what the windows touch, where that is less than all that they span."""
    axes = len(windows.kernel)
    lead = x.shape[: x.ndim - axes]
    seen = np.zeros(lead + windows.kernel + windows.count)
    taps, turns = seen, windows
    if _is_few(windows):
        order = (*range(len(lead)), *range(-axes, 0), *range(len(lead), len(lead) + axes))
        taps, turns = seen.transpose(order), windows.turned
    within: tuple[Any, ...] = (slice(None),) * len(lead)
    for tap, here, there in turns.meetings():
        taps[(*within, *tap)][here] = x[there]
    return seen


def windows_in_blocks(windows: Windows, width: int) -> Iterator[slice]:
    """Cut the positions along the first axis so that few windows are laid out at once.

    ``width`` arrays of windows lie side by side.
    """
    row = width * size_of(windows.kernel) * size_of(windows.count[1:])
    step = max(1, MOST_LAID_OUT // max(1, row))
    for first in range(0, windows.count[0], step):
        yield slice(first, min(first + step, windows.count[0]))


def windows_unrolled(windows: Windows, x: Value, groups: int) -> Iterator[tuple[slice, Value]]:
    """Make a column of each window of (n, c, size): (g, c/g · k, n · p), block by block.

    Each comes with the block's place among the positions.
    """
    n, c = x.shape[:2]
    axes = len(windows.kernel)
    rows = c // groups * size_of(windows.kernel)
    order = (*range(1, 2 + axes), 0, *range(2 + axes, 2 + 2 * axes))
    for block in windows_in_blocks(windows, n * c):
        seen = windows_seen(x, windows.part(block)).transpose(order)
        yield block, seen.reshape(groups, rows, size_of(seen.shape[1 + axes :]))


def windows_added(windows: Windows, seen: Value, y: Value) -> None:
    """Add what each window holds into its places: (..., kernel, count) into y of (..., size)."""
    axes = len(windows.kernel)
    lead = seen.ndim - 2 * axes
    if _is_few(windows):
        windows, seen = windows.turned, np.moveaxis(seen, range(lead, lead + axes), range(-axes, 0))
    within = (slice(None),) * lead
    for tap, here, there in windows.meetings():
        y[there] += seen[(*within, *tap)][here]


def windows_summed(windows: Windows, x: Value) -> Value:
    """Sum what each window touches: (..., size) → (..., count)."""
    axes = len(windows.kernel)
    y = np.zeros(x.shape[:-axes] + windows.count)
    if _is_few(windows):
        for position, _, there in windows.turned.meetings():
            here: Any = (..., *position)
            y[here] = x[there].sum(axis=tuple(range(-axes, 0)))
        return y
    for _, positions, there in windows.meetings():
        y[positions] += x[there]
    return y


def windows_largest(windows: Windows, x: Value) -> tuple[Value, Value]:
    """Find the largest element of each window, and its number among all elements of x.

    As PyTorch does, the first of equals is taken; of several NaN, which are larger than everything,
    the last. There must be an element in each window.
    """
    axes = len(windows.kernel)
    lead = x.shape[:-axes]
    y, places = _of_few(windows, x) if _is_few(windows) else _of_many(windows, x)
    images = np.arange(size_of(lead)).reshape(lead + (1,) * axes) * size_of(windows.size)
    return y, images + places


def _is_few(windows: Windows) -> bool:
    return size_of(windows.count) < size_of(windows.kernel)


def _of_few(windows: Windows, x: Value) -> tuple[Value, Value]:
    """Search one window after the other."""
    lead = x.shape[: -len(windows.kernel)]
    numbers = np.arange(size_of(windows.size)).reshape(windows.size)
    y = np.empty(lead + windows.count)
    places = np.empty(y.shape, dtype=np.int64)
    for position, _, there in windows.turned.meetings():
        own = numbers[there].ravel()
        cells = x[there].reshape(*lead, own.size)
        here: Any = (..., *position)
        largest, first = cells.max(axis=-1), cells.argmax(axis=-1)
        last = cells.shape[-1] - 1 - np.isnan(cells[..., ::-1]).argmax(axis=-1)
        y[here], places[here] = largest, own[np.where(np.isnan(largest), last, first)]
    return y, places


def _of_many(windows: Windows, x: Value) -> tuple[Value, Value]:
    """Search all windows at once, one element of the kernel after the other."""
    turns = list(windows.meetings())
    y = np.full(x.shape[: -len(windows.kernel)] + windows.count, -np.inf)
    for _, here, there in turns:
        np.maximum(y[here], x[there], out=y[here])
    taps = np.zeros(y.shape, dtype=np.int32)
    for number, (_, here, there) in reversed([*enumerate(turns)]):
        np.copyto(taps[here], number, where=x[there] == y[here])
    if np.isnan(y).any():
        for number, (_, here, there) in enumerate(turns):
            np.copyto(taps[here], number, where=np.isnan(x[there]))
    return y, _numbered(windows, taps)


def _numbered(windows: Windows, taps: Value) -> Value:
    """Turn the number of an element in its window into its number in the image."""
    starts: list[Any] = []
    offsets: list[Any] = []
    for axis, side in enumerate(windows.kernel):
        step = size_of(windows.size[axis + 1 :])
        first = windows.stride[axis] * np.arange(windows.count[axis]) - windows.before[axis]
        starts.append(step * first)
        offsets.append(step * windows.dilation[axis] * np.arange(side))
    return reduce(np.add.outer, starts) + np.ravel(reduce(np.add.outer, offsets))[taps]
