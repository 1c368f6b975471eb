"""How a call's arguments become inputs and constants, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import apply
from engine.catalog import CATALOG
from engine.errors import DomainError, EngineError, ShapeError
from tests.engine.ops.rows import rows

CALLS: list[tuple[str, tuple[Any, ...], dict[str, Any], tuple[Any, ...], dict[str, Any]]] = [
    ("add", (1, 2), {}, (1, 2), {}),
    ("add", (1,), {"b": 2}, (1, 2), {}),
    ("sum", (1, 0), {}, (1,), {"axis": 0}),
    ("sum", (1, 0.0, True), {}, (1,), {"axis": 0, "keepdims": True}),
    ("sum", (1,), {"dim": (0.0, 1.0), "keepdim": True}, (1,), {"axis": (0, 1), "keepdims": True}),
    ("reshape", (1, 2, 3), {}, (1,), {"shape": (2, 3)}),
    ("reshape", (1, (2.0, 3.0)), {}, (1,), {"shape": (2, 3)}),
    ("reshape", (1, 6), {}, (1,), {"shape": (6,)}),
    ("transpose", (1, 1, 0), {}, (1,), {"axes": (1, 0)}),
    ("flip", (1,), {"dims": (0,)}, (1,), {"axis": (0,)}),
    ("flip", (1, 0, 1), {}, (1,), {"axis": (0, 1)}),
    ("flip", (1, 0), {}, (1,), {"axis": (0,)}),
    ("swapaxes", (1,), {"dim0": 0, "dim1": 1}, (1,), {"axis1": 0, "axis2": 1}),
    ("clip", (1, 0, 5), {}, (1,), {"min": 0, "max": 5}),
    ("clip", (1,), {"a_max": 5}, (1,), {"max": 5}),
    ("std", (1,), {"ddof": 1}, (1,), {"correction": 1}),
    ("norm", (1,), {"p": 1}, (1,), {"ord": 1}),
    ("stack", ([1, 2],), {"axis": 1}, (1, 2), {"axis": 1}),
    ("stack", ([1, 2], 1), {}, (1, 2), {"axis": 1}),
    ("concatenate", (1, 2), {}, (1, 2), {}),
    ("pow", (1, 2.0), {}, (1,), {"exponent": 2.0}),
    ("exp", (), {"input": 1}, (1,), {}),
    ("sub", (), {"other": 2, "input": 1}, (1, 2), {}),
    ("mse", (), {"target": 2, "input": 1}, (1, 2), {}),
    ("where", (0,), {"input": 1, "other": 2}, (0, 1, 2), {}),
    ("cosine_similarity", (), {"x2": 2, "x1": 1, "dim": 0}, (1, 2), {"axis": 0}),
    ("embedding", (), {"input": 1, "weight": 2}, (1, 2), {}),
    ("meshgrid", ([1, 2], [3]), {}, ([1, 2], [3]), {}),
    ("meshgrid", ([1, 2],), {"indexing": "ij"}, ([1, 2],), {"indexing": "ij"}),
    ("meshgrid", (([1, 2], [3]),), {}, ([1, 2], [3]), {}),
    ("gather", (1, 0, 2), {}, (1, 2), {"axis": 0}),
    ("gather", (1, 0.0), {"index": 2}, (1, 2), {"axis": 0}),
    ("gather", (1,), {"index": 2, "dim": 0}, (1, 2), {"axis": 0}),
    ("scatter_add", (1, 0, 2, 3), {}, (1, 2, 3), {"axis": 0}),
    ("conv2d", (1, 2), {}, (1, 2), {}),
    ("conv2d", (1, 2, 3), {}, (1, 2, 3), {}),
    ("conv2d", (1, 2, None, 2.0), {"padding": "same"}, (1, 2), {"stride": 2, "padding": "same"}),
    ("conv2d", (1,), {"weight": 2, "bias": 3, "stride": (1.0, 2.0)}, (1, 2, 3), {"stride": (1, 2)}),
    ("conv2d", (1, 2), {"bias": None}, (1, 2), {}),
]


@pytest.mark.parametrize(("name", "args", "keywords", "inputs", "constants"), CALLS)
def test_a_call_is_sorted(
    name: str,
    args: tuple[Any, ...],
    keywords: dict[str, Any],
    inputs: tuple[Any, ...],
    constants: dict[str, Any],
) -> None:
    assert CATALOG[name].bind(args, keywords) == (inputs, constants)


MISUSES = [
    ("add", (1,), {}, "add needs b", "add(a, b)"),
    ("add", (1, 2, 3), {}, "add takes 2 arguments, not 3", "add(a, b)"),
    ("reshape", (1,), {}, "reshape needs shape", "reshape(x, shape)"),
    ("add", (), {"b": 1}, "add needs a", "add(a, b)"),
    (
        "conv1d",
        (1,),
        {"bias": 3},
        "conv1d needs weight",
        "conv1d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)",
    ),
    (
        "sum",
        (1,),
        {"aksis": 0},
        "sum has no argument called aksis",
        "sum(x, axis=None, keepdims=False)",
    ),
    ("sum", (1, 0.5), {}, "axis of sum is 0.5", "A whole number is needed here."),
    (
        "stack",
        ([1],),
        {"along": 0},
        "stack has no argument called along",
        "stack([xs, ...], axis=0)",
    ),
    ("gather", (1, 0), {}, "gather needs index", "gather(x, axis, index)"),
    ("gather", (1,), {"index": 2}, "gather needs axis", "gather(x, axis, index)"),
    ("gather", (1, 0, 2, 3), {}, "gather takes 3 arguments, not 4", "gather(x, axis, index)"),
    ("gather", (1, 0, 2), {"dim": 1}, "gather is given axis twice", "gather(x, axis, index)"),
]


@pytest.mark.parametrize(("name", "args", "keywords", "message", "hint"), MISUSES)
def test_a_misuse_is_named(
    name: str, args: tuple[Any, ...], keywords: dict[str, Any], message: str, hint: str
) -> None:
    with pytest.raises(EngineError) as caught:
        CATALOG[name].bind(args, keywords)
    assert (caught.value.code, caught.value.message) == ("arguments", message)
    assert caught.value.hint == hint


@pytest.mark.parametrize(("name", "shapes", "constants", "message"), rows("REFUSALS"))
def test_a_plan_refuses_shapes_that_do_not_fit(
    name: str, shapes: tuple[tuple[int, ...], ...], constants: dict[str, Any], message: str
) -> None:
    with pytest.raises(ShapeError) as caught:
        CATALOG[name].plan(*shapes, **constants)
    assert caught.value.message == message
    assert caught.value.hint.endswith((".", "`"))


@pytest.mark.parametrize(("name", "shapes", "constants", "message"), rows("SETTINGS"))
def test_a_plan_refuses_settings_that_there_are_not(
    name: str, shapes: tuple[tuple[int, ...], ...], constants: dict[str, Any], message: str
) -> None:
    with pytest.raises(DomainError) as caught:
        CATALOG[name].plan(*shapes, **constants)
    assert caught.value.message == message
    assert caught.value.hint.endswith(".")


HARMLESS = {"sum": ((),), "masked_fill": ((3,), (3,), (3,)), "sinc": ((3,),)}
"""What runs all the same, and rightly: the derivatives of sinc, say, are such of higher orders."""


@pytest.mark.parametrize(
    ("name", "shapes", "constants"),
    [row[:3] for row in (*rows("REFUSALS"), *rows("SETTINGS")) if HARMLESS.get(row[0]) != row[1]],
)
def test_what_a_plan_refuses_does_not_run_where_nothing_is_traced(
    name: str, shapes: tuple[tuple[int, ...], ...], constants: dict[str, Any]
) -> None:
    with np.errstate(all="ignore"), pytest.raises(EngineError) as caught:
        apply(name, *map(np.ones, shapes), **constants)
    assert caught.value.hint


@pytest.mark.parametrize(("name", "inputs", "constants", "message"), rows("VALUES"))
def test_a_value_that_means_nothing_is_refused(
    name: str, inputs: tuple[Any, ...], constants: dict[str, Any], message: str
) -> None:
    with pytest.raises(EngineError) as caught:
        apply(name, *inputs, **constants)
    assert caught.value.message == message
    assert caught.value.hint
