"""Ops that arrange, extend or cut, with drawn constants: NumPy's elements, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from engine.arrays import as_value
from engine.catalog import CATALOG
from tests.engine.ops.checks import check_element, check_plan, check_unused_outputs
from tests.engine.ops.points import Point

Constants = dict[str, Any]
SHAPES = array_shapes(min_dims=1, max_dims=3, min_side=1, max_side=3)


def numbered(shape: tuple[int, ...]) -> Any:
    """Make a tensor whose elements all differ."""
    return as_value(np.arange(1.0, np.prod(shape, dtype=int) + 1).reshape(shape))


def axes(rank: int) -> st.SearchStrategy[int]:
    return st.integers(-rank, rank - 1)


@st.composite
def several(draw: st.DrawFn, rank: int, least: int = 0) -> tuple[int, ...]:
    """Draw different axes, counted from either end."""
    order = draw(st.permutations(range(rank)))[: draw(st.integers(least, rank))]
    return tuple(axis - rank * draw(st.booleans()) for axis in order)


@st.composite
def flip(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    return {"axis": draw(st.none() | several(len(shape)))}


@st.composite
def transpose(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    return {"axes": draw(st.none() | several(len(shape), len(shape)))}


@st.composite
def moveaxis(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    source, places = draw(several(len(shape))), draw(several(len(shape), len(shape)))
    return {"source": source, "destination": places[: len(source)]}


@st.composite
def roll(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    axis = draw(st.none() | axes(len(shape)) | st.lists(axes(len(shape)), min_size=1).map(tuple))
    steps = st.integers(-5, 5)
    if isinstance(axis, tuple):
        shift = draw(steps | st.tuples(*[steps] * len(axis)))
    else:
        shift = draw(steps | st.lists(steps, min_size=1, max_size=3).map(tuple))
    return {"shift": shift, "axis": axis}


@st.composite
def repeat(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    axis = draw(st.none() | axes(len(shape)))
    side = int(np.prod(shape)) if axis is None else shape[axis]
    count = st.integers(0, 3)
    return {"repeats": draw(count | st.tuples(*[count] * side)), "axis": axis}


@st.composite
def pad(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    """Draw widths in one of NumPy's forms, often larger than the tensor."""
    width = st.integers(0, 4)
    pair = st.tuples(width, width)
    mode = draw(st.sampled_from(("constant", "edge", "reflect", "symmetric", "wrap")))
    return {"pad_width": draw(width | pair | st.tuples(*[pair] * len(shape))), "mode": mode}


@st.composite
def sections(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    axis = draw(axes(len(shape)))
    places = st.lists(st.integers(0, 4), max_size=3).map(sorted).map(tuple)
    return {"sections": draw(st.integers(1, 4) | places), "axis": axis}


@st.composite
def equal_sections(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    axis = draw(axes(len(shape)))
    divisors = [n for n in range(1, 4) if shape[axis] % n == 0]
    return {"sections": draw(st.sampled_from(divisors)), "axis": axis}


@st.composite
def along(draw: st.DrawFn, shape: tuple[int, ...]) -> Constants:
    return {"axis": draw(axes(len(shape)))}


def array_split(x: Any, sections: Any, axis: int) -> Any:
    return np.array_split(x, list(sections) if isinstance(sections, tuple) else sections, axis)


ROWS: list[tuple[str, Callable[..., st.SearchStrategy[Constants]], Callable[..., Any]]] = [
    ("flip", flip, np.flip),
    ("transpose", transpose, np.transpose),
    ("moveaxis", moveaxis, np.moveaxis),
    ("roll", roll, np.roll),
    ("repeat", repeat, np.repeat),
    ("pad", pad, np.pad),
    ("array_split", sections, array_split),
    ("split", equal_sections, array_split),
    ("unbind", along, np.unstack),
]


@pytest.mark.parametrize(("name", "constants", "numpys"), ROWS, ids=[row[0] for row in ROWS])
def test_it_is_numpys_and_finds_back(name: str, constants: Any, numpys: Callable[..., Any]) -> None:
    @settings(max_examples=40, derandomize=True, database=None)
    @given(st.data())
    def run(data: st.DataObject) -> None:
        shape = data.draw(SHAPES)
        chosen = data.draw(constants(shape))
        x = numbered(shape)
        expected = numpys(x, **chosen)
        pieces = list(expected) if isinstance(expected, list | tuple) else [expected]
        above = tuple(numbered(piece.shape) for piece in pieces)
        point = Point(CATALOG[name], (x,), chosen, above)
        for output, piece in zip(point.run(), pieces, strict=True):
            np.testing.assert_array_equal(output.value, piece)
        check_plan(point)
        check_element(point)
        check_unused_outputs(point)

    run()
