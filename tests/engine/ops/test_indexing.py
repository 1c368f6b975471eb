"""Indexing by drawn keys and numbers: NumPy's elements, and each gradient at its own place."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import (
    array_shapes,
    arrays,
    basic_indices,
    broadcastable_shapes,
    integer_array_indices,
)

from engine import apply, backward, tensor
from engine.arrays import as_value, normalized
from engine.catalog import CATALOG

Shape = tuple[int, ...]

SHAPES = array_shapes(min_dims=1, max_dims=4, min_side=1, max_side=4)
fixed = settings(max_examples=150, derandomize=True, database=None)


def numbered(shape: Shape, first: float = 1.0) -> Any:
    """Make a tensor whose elements all differ, so that each can be told by its value."""
    return as_value(first + np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape))


def check_key(shape: Shape, key: Any) -> None:
    """Hold an index against NumPy's, forward, backward and in the plan."""
    x = numbered(shape)
    leaf = tensor(x)
    output = apply("getitem", leaf, key=key)
    expected = np.asarray(x)[key]
    np.testing.assert_array_equal(output.value, expected)
    assert CATALOG["getitem"].plan(shape, key=key).shapes == (output.shape,) == (expected.shape,)
    above = numbered(output.shape, 0.5)
    added = np.zeros(shape)
    np.add.at(added, key, above)
    np.testing.assert_array_equal(backward(output, seed=above).gradients[leaf], added)


@st.composite
def basic_keys(draw: st.DrawFn) -> tuple[Shape, Any]:
    shape = draw(array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4))
    return shape, draw(basic_indices(shape, allow_newaxis=True, max_dims=6))


@st.composite
def listed_keys(draw: st.DrawFn) -> tuple[Shape, Any]:
    shape = draw(SHAPES)
    return shape, draw(integer_array_indices(shape, result_shape=array_shapes(max_dims=3)))


@st.composite
def masks(draw: st.DrawFn) -> tuple[Shape, Any]:
    """Draw a mask of some of the first axes."""
    shape = draw(array_shapes(max_dims=4, min_side=0, max_side=4))
    axes = draw(st.integers(1, len(shape)))
    return shape, draw(arrays(bool, shape[:axes]))


@st.composite
def mixed_keys(draw: st.DrawFn) -> tuple[Shape, Any]:
    """Draw a key with at least one list or mask; ints, slices, None and `...` stand around it."""
    shape = draw(SHAPES)
    common = draw(array_shapes(max_dims=2, max_side=3))
    key = [draw(part(side, common)) for side in shape]
    advanced = draw(st.integers(0, len(shape) - 1))
    key[advanced] = draw(listed(shape[advanced], common))
    cut = draw(st.integers(advanced + 1, len(shape)))
    if cut < len(shape):
        key[cut:] = [...]
    for _ in range(draw(st.integers(0, 2))):
        key.insert(draw(st.integers(0, len(key))), None)
    return shape, tuple(key)


def part(side: int, common: Shape) -> st.SearchStrategy[Any]:
    return st.slices(side) | st.integers(-side, side - 1) | listed(side, common)


def listed(side: int, common: Shape) -> st.SearchStrategy[Any]:
    """Draw an array of places whose shape broadcasts to the common one, or a mask that does."""
    places = st.integers(-side, side - 1)
    lists = broadcastable_shapes(common, max_dims=len(common), max_side=max(common)).filter(
        lambda shape: np.broadcast_shapes(shape, common) == common
    )
    mask = np.arange(side) == 0
    return lists.flatmap(lambda shape: arrays(np.int64, shape, elements=places)) | st.just(mask)


@fixed
@given(basic_keys())
def test_ints_slices_and_new_axes(drawn: tuple[Shape, Any]) -> None:
    check_key(*drawn)


@fixed
@given(listed_keys())
def test_a_list_for_every_axis(drawn: tuple[Shape, Any]) -> None:
    check_key(*drawn)


@fixed
@given(masks())
def test_a_mask(drawn: tuple[Shape, Any]) -> None:
    check_key(*drawn)


@fixed
@given(mixed_keys())
def test_lists_between_slices_and_new_axes(drawn: tuple[Shape, Any]) -> None:
    check_key(*drawn)


@st.composite
def takings(draw: st.DrawFn) -> tuple[Any, Any, int | None]:
    shape = draw(SHAPES)
    axis = draw(st.none() | st.integers(-len(shape), len(shape) - 1))
    side = int(np.prod(shape)) if axis is None else shape[axis]
    wanted = draw(array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=3))
    places = draw(arrays(np.int64, wanted, elements=st.integers(-side, side - 1)))
    return numbered(shape), normalized(places), axis


@fixed
@given(takings())
def test_take_reads_slice_after_slice(drawn: tuple[Any, Any, int | None]) -> None:
    x, places, axis = drawn
    rows = x.reshape(-1) if axis is None else np.moveaxis(x, axis, 0)
    leaf = tensor(x)
    output = apply("take", leaf, places, axis=axis)
    above = numbered(output.shape, 0.5)
    along = 0 if axis is None else axis % x.ndim
    first = np.moveaxis(output.value, range(along, along + places.ndim), range(places.ndim))
    above_first = np.moveaxis(above, range(along, along + places.ndim), range(places.ndim))
    added = np.zeros(rows.shape)
    for at in np.ndindex(places.shape):
        np.testing.assert_array_equal(first[at], rows[places[at]])
        added[places[at]] += above_first[at]
    gradient = added.reshape(x.shape) if axis is None else np.moveaxis(added, 0, axis)
    np.testing.assert_array_equal(backward(output, seed=above).gradients[leaf], gradient)


@st.composite
def gatherings(draw: st.DrawFn) -> tuple[Any, Any, int]:
    """Draw a tensor, numbers along an axis, no more of them than there are rows, and the axis."""
    shape = draw(SHAPES)
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    wanted = [draw(st.integers(0, side)) for side in shape]
    wanted[axis] = draw(st.integers(0, 5))
    numbers = st.integers(0, shape[axis] - 1)
    return numbered(shape), draw(arrays(np.int64, tuple(wanted), elements=numbers)), axis


def moved(place: tuple[int, ...], axis: int, number: int) -> tuple[int, ...]:
    """Put another number in the place of one."""
    other = list(place)
    other[axis] = number
    return tuple(other)


@fixed
@given(gatherings())
def test_gather_by_loops(drawn: tuple[Any, Any, int]) -> None:
    x, numbers, axis = drawn
    leaf = tensor(x)
    output = apply("gather", leaf, numbers, axis=axis)
    above = numbered(numbers.shape, 0.5)
    added = np.zeros(x.shape)
    assert output.shape == numbers.shape
    for place in np.ndindex(numbers.shape):
        source = moved(place, axis, numbers[place])
        assert output.value[place] == x[source]
        added[source] += above[place]
    np.testing.assert_array_equal(backward(output, seed=above).gradients[leaf], added)


@fixed
@given(gatherings(), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_scatter_add_by_loops(drawn: tuple[Any, Any, int], more: list[int]) -> None:
    x, numbers, axis = drawn
    sides = tuple(side + extra for side, extra in zip(numbers.shape, more, strict=False))
    src = numbered(sides, 100.0)
    leaves = tensor(x), tensor(src)
    output = apply("scatter_add", leaves[0], numbers, leaves[1], axis=axis)
    above = numbered(x.shape, 0.5)
    expected, read = np.array(x), np.zeros(src.shape)
    for place in np.ndindex(numbers.shape):
        target = moved(place, axis, numbers[place])
        expected[target] += src[place]
        read[place] = above[target]
    np.testing.assert_array_equal(output.value, expected)
    sent = backward(output, seed=above).gradients
    np.testing.assert_array_equal(sent[leaves[0]], above)
    np.testing.assert_array_equal(sent[leaves[1]], read)


@st.composite
def alongside(draw: st.DrawFn) -> tuple[Any, Any, int]:
    """Draw a tensor, numbers along an axis that broadcast with it along others, and the axis."""
    shape = draw(SHAPES)
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    x = [draw(st.sampled_from((1, side))) for side in shape]
    wanted = [
        side if own == 1 else draw(st.sampled_from((1, side)))
        for own, side in zip(x, shape, strict=True)
    ]
    x[axis], wanted[axis] = shape[axis], draw(st.integers(0, 4))
    numbers = st.integers(-shape[axis], shape[axis] - 1)
    places = draw(arrays(np.int64, tuple(wanted), elements=numbers))
    return numbered(tuple(x)), places, axis


@fixed
@given(alongside())
def test_take_along_axis_is_numpys(drawn: tuple[Any, Any, int]) -> None:
    x, numbers, axis = drawn
    leaf = tensor(x)
    output = apply("take_along_axis", leaf, numbers, axis=axis)
    np.testing.assert_array_equal(output.value, np.take_along_axis(x, numbers, axis))
    planned = CATALOG["take_along_axis"].plan(x.shape, numbers.shape, axis=axis).shapes
    assert planned == (output.shape,)
    above = numbered(output.shape, 0.5)
    origins = np.take_along_axis(np.arange(x.size).reshape(x.shape), numbers, axis)
    added = np.zeros(x.size)
    for origin, gradient in zip(origins.flat, above.flat, strict=True):
        added[origin] += gradient
    sent = backward(output, seed=above).gradients[leaf]
    np.testing.assert_array_equal(sent, added.reshape(x.shape))
