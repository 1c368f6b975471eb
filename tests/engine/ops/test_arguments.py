"""How a call's arguments become inputs and constants, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from engine import apply
from engine.catalog import CATALOG
from engine.errors import DomainError, EngineError, ShapeError

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
    ("swapaxes", (1,), {"dim0": 0, "dim1": 1}, (1,), {"axis1": 0, "axis2": 1}),
    ("clip", (1, 0, 5), {}, (1,), {"min": 0, "max": 5}),
    ("clip", (1,), {"a_max": 5}, (1,), {"max": 5}),
    ("std", (1,), {"ddof": 1}, (1,), {"correction": 1}),
    ("norm", (1,), {"p": 1}, (1,), {"ord": 1}),
    ("stack", ([1, 2],), {"axis": 1}, (1, 2), {"axis": 1}),
    ("stack", ([1, 2], 1), {}, (1, 2), {"axis": 1}),
    ("concatenate", (1, 2), {}, (1, 2), {}),
    ("pow", (1, 2.0), {}, (1,), {"exponent": 2.0}),
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
    ("reshape", (1,), {}, "reshape needs shape", "reshape(x, shape=)"),
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
]


@pytest.mark.parametrize(("name", "args", "keywords", "message", "hint"), MISUSES)
def test_a_misuse_is_named(
    name: str, args: tuple[Any, ...], keywords: dict[str, Any], message: str, hint: str
) -> None:
    with pytest.raises(EngineError) as caught:
        CATALOG[name].bind(args, keywords)
    assert (caught.value.code, caught.value.message) == ("arguments", message)
    assert caught.value.hint == hint


REFUSALS: list[tuple[str, tuple[tuple[int, ...], ...], dict[str, Any], str]] = [
    ("matmul", ((), (3,)), {}, "a matrix product needs vectors or matrices, not scalars"),
    ("dot", ((2, 2, 2), (2,)), {}, "an inner product takes vectors or matrices, no stacks of them"),
    ("outer", ((2, 2), (2,)), {}, "an outer product takes two vectors"),
    ("trace", ((3,),), {}, "a trace needs a matrix, not a tensor of rank 1"),
    ("sum", ((2, 3),), {"axis": (0, 0)}, "an axis is named twice"),
    ("sum", ((),), {"axis": 0}, "axis 0 of a tensor of rank 0"),
    ("softmax", ((2, 0),), {}, "no elements along axis -1"),
    ("argmax", ((0,),), {}, "no elements to choose from"),
    ("reshape", ((6,),), {"shape": (-1, -1)}, "two sizes are -1"),
    ("reshape", ((6,),), {"shape": (4, -1)}, "6 elements do not divide into (4, -1)"),
    ("flatten", ((2, 3),), {"start_dim": 1, "end_dim": 0}, "axis 1 comes after axis 0"),
    ("broadcast_to", ((3,),), {"shape": (2,)}, "(3,) cannot be broadcast to (2,)"),
    ("broadcast_to", ((3,),), {"shape": (-1, 3)}, "(3,) cannot be broadcast to (-1, 3)"),
    ("expand_dims", ((3,),), {"axis": 2}, "axis 2 of a result of rank 2"),
    ("expand_dims", ((3,),), {"axis": (0, 0)}, "an axis is named twice"),
    ("squeeze", ((2, 3),), {"axis": 0}, "axis 0 of (2, 3) is no axis of size 1"),
    ("transpose", ((2, 3),), {"axes": (0, 0)}, "axes (0, 0) of a tensor of rank 2"),
    ("swapaxes", ((2, 3),), {"axis1": 0, "axis2": 2}, "axis 2 of a tensor of rank 2"),
    ("stack", ((2,), (3,)), {"axis": 0}, "(2,) and (3,) differ"),
    ("stack", (), {"axis": 0}, "nothing to put together"),
    ("concatenate", ((), ()), {"axis": 0}, "axis 0 of a tensor of rank 0"),
    ("repeat", ((2,),), {"repeats": -1}, "-1 repeats"),
    ("tile", ((2,),), {"reps": (2, -1)}, "(2, -1) repeats"),
    ("one_hot", ((2,),), {"num_classes": 0}, "0 classes"),
    ("mse", ((3,), (3, 1)), {}, "an output of (3,) and a target of (3, 1)"),
    ("cross_entropy", ((2, 3), (3,)), {}, "scores of (2, 3) and labels of (3,)"),
    ("scatter_add", ((3,),), {"key": [0], "shape": (4,)}, "(3,) does not fit the places, (1,)"),
    ("getitem", ((3,),), {"key": [0, 3]}, "index 3 is outside axis 0, whose size is 3"),
    ("getitem", ((2, 3),), {"key": (0, ..., ...)}, "`...` stands twice"),
    ("getitem", ((2, 3),), {"key": [True, False, True]}, "a mask of (3,) for (2, 3)"),
    ("getitem", ((2, 3),), {"key": ([0, 1], [0, 1, 2])}, "sizes 2 and 3 differ along axis -1"),
    ("getitem", ((3,),), {"key": slice(None, None, 0)}, "the step of a slice is 0"),
    ("getitem", ((3,),), {"key": 1.5}, "1.5 is no index"),
    ("getitem", ((3,),), {"key": "first"}, "first is no index"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "shapes", "constants", "message"), REFUSALS)
def test_a_plan_refuses_shapes_that_do_not_fit(
    name: str, shapes: tuple[tuple[int, ...], ...], constants: dict[str, Any], message: str
) -> None:
    with pytest.raises(ShapeError) as caught:
        CATALOG[name].plan(*shapes, **constants)
    assert caught.value.message == message
    assert caught.value.hint.endswith((".", "`"))


SETTINGS: list[tuple[str, tuple[tuple[int, ...], ...], dict[str, Any], str]] = [
    ("gelu", ((3,),), {"approximate": "sigmoid"}, "approximate is 'sigmoid'"),
    ("mse", ((3,), (3,)), {"reduction": "median"}, "reduction is 'median'"),
    ("norm", ((3,),), {"ord": 0.5}, "the order of the norm is 0.5"),
    ("norm", ((3,),), {"ord": float("inf")}, "the order of the norm is inf"),
    (
        "norm",
        ((3, 3),),
        {"ord": 1},
        "an order of the norm over several axes means different things to different people",
    ),
]


@pytest.mark.parametrize(("name", "shapes", "constants", "message"), SETTINGS)
def test_a_plan_refuses_settings_that_there_are_not(
    name: str, shapes: tuple[tuple[int, ...], ...], constants: dict[str, Any], message: str
) -> None:
    with pytest.raises(DomainError) as caught:
        CATALOG[name].plan(*shapes, **constants)
    assert caught.value.message == message
    assert caught.value.hint.endswith(".")


LABELS = [
    ("take", ([1.0, 2.0], [2.0]), {}, "there is no element number 2 among 2"),
    ("take", ([1.0, 2.0], [0.5]), {}, "there is no element number 0.5 among 2"),
    ("take", ([1.0, 2.0], [float("nan")]), {}, "there is no element number nan among 2"),
    ("one_hot", ([0.0, 3.0],), {"num_classes": 3}, "there is no element number 3 among 3"),
    ("nll", ([[0.5, 0.5]], [2.0]), {}, "a label is not among the 2 classes"),
    ("cross_entropy", ([[0.5, 0.5]], [0.5]), {}, "a label is not among the 2 classes"),
    ("cross_entropy", ([[0.5, 0.5]], [float("nan")]), {}, "a label is not among the 2 classes"),
]


@pytest.mark.parametrize(("name", "inputs", "constants", "message"), LABELS)
def test_a_label_that_names_nothing_is_refused(
    name: str, inputs: tuple[Any, ...], constants: dict[str, Any], message: str
) -> None:
    with pytest.raises(EngineError) as caught:
        apply(name, *inputs, **constants)
    assert caught.value.message == message
    assert caught.value.hint
