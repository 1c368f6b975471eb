"""PyTorch's own checks of gradients, and of gradients of gradients, on the engine's ops."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.catalog import CATALOG
from tests.engine.ops.points import ROWS, Point, points

pytestmark = pytest.mark.oracle


def to_be_checked(*, twice: bool) -> list[tuple[str, int]]:
    """Choose the cases with a derivative, and with numbers: the checks move each number in turn."""
    return [
        (name, number)
        for name, number in ROWS
        if CATALOG[name].differentiable
        and (CATALOG[name].twice_differentiable or not twice)
        and all(np.size(value) for value in CATALOG[name].cases[number].inputs)
    ]


def slots_with_gradient(point: Point) -> list[int]:
    return [slot for slot in range(len(point.inputs)) if point.has_gradient(slot)]


@pytest.fixture(autouse=True)
def _the_same_every_time_with_overflow_allowed() -> Iterator[None]:
    import torch

    torch.manual_seed(0)
    with np.errstate(all="ignore"):
        yield


def as_function(point: Point) -> Any:
    """Give the op at this point as a function of the inputs that have a gradient.

    The checks move one number at a time. Where only symmetric matrices are meant, the function
    reads the mean of a matrix and its mirror image.
    """
    slots = slots_with_gradient(point)
    domains = point.op.domain

    def function(*nodes: Any) -> Any:
        given = {
            slot: (x + x.mT) / 2 if domains[min(slot, len(domains) - 1)].symmetric else x
            for slot, x in zip(slots, nodes, strict=True)
        }
        inputs = tuple(given.get(slot, value) for slot, value in enumerate(point.inputs))
        output = point.run(inputs)
        outputs = output if isinstance(output, tuple) else (output,)
        return tuple(y for y in outputs if y.differentiable)

    return function


def tensors_of(point: Point) -> list[Any]:
    import torch

    return [
        torch.tensor(np.asarray(point.inputs[slot])).requires_grad_()
        for slot in slots_with_gradient(point)
    ]


@pytest.mark.parametrize(("name", "number"), to_be_checked(twice=False), ids=str)
def test_pytorch_finds_the_gradients_right(name: str, number: int) -> None:
    import torch

    from tests.oracle.as_function import on_arrays

    for point in points(name, number):
        function = on_arrays(as_function(point))
        assert torch.autograd.gradcheck(function, tensors_of(point))


@pytest.mark.parametrize(("name", "number"), to_be_checked(twice=True), ids=str)
def test_pytorch_finds_the_gradients_of_gradients_right(name: str, number: int) -> None:
    import torch

    from tests.oracle.as_function import on_nodes

    for point in points(name, number):
        function = on_nodes(as_function(point))
        assert torch.autograd.gradgradcheck(function, tensors_of(point))
