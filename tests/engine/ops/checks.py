"""What is checked of every op. Each check is a function of one point; an op owes nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import OpNode, TensorNode, apply, backward, constant, tensor
from engine.arrays import Value
from engine.op import Cell, Context
from tests.engine.ops.points import Point

STEP = 1e-6
"""The step of central differences, for numbers around one."""


def check_gradient(point: Point) -> None:
    """Hold backward against central differences of a linear functional of the output."""
    for slot, gradient in enumerate(point.gradients()):
        if not point.has_gradient(slot):
            assert gradient is None
            continue
        slopes = np.zeros(np.shape(point.inputs[slot]))
        for index in np.ndindex(slopes.shape):
            slopes[index] = _difference(point, slot, index)
        np.testing.assert_allclose(gradient, slopes, rtol=1e-6, atol=1e-7 * _scale(slopes))


def _difference(point: Point, slot: int, index: tuple[int, ...]) -> float:
    ends = []
    for step in (STEP, -STEP):
        moved = np.array(point.inputs[slot], dtype=float)
        moved[index] += step
        inputs = (*point.inputs[:slot], moved, *point.inputs[slot + 1 :])
        ends.append(np.sum(point.gradient * np.asarray(point.run(inputs).value)))
    return float(ends[0] - ends[1]) / (2 * STEP)


def _scale(numbers: Value) -> float:
    return max(1.0, float(np.max(np.abs(numbers), initial=0.0)))


def check_plan(point: Point) -> None:
    """Hold what plan says, from the shapes alone, against what forward made and kept."""
    leaves = point.tensors()
    output = point.run(tuple(leaves))
    assert output.source is not None
    constants = point.op.constants | point.constants
    plan = point.op.plan(*(leaf.shape for leaf in leaves), **constants)
    assert plan.shapes == (output.shape,)
    assert plan.elements == output.size
    assert plan.flops >= 0
    kept = sum(value.nbytes for _, value in point.op.saved(output.source.context))
    assert plan.saved_bytes == kept


def check_element(point: Point) -> None:
    """Hold backward against its own definition, summed by explicit loops."""
    if point.op.element is None or not point.op.differentiable:
        return
    leaves = point.tensors()
    output = point.run(tuple(leaves))
    assert output.source is not None
    for slot, gradient in enumerate(point.gradients()):
        if gradient is None:
            continue
        summed = np.zeros(np.shape(gradient))
        for index in np.ndindex(summed.shape):
            terms = point.op.element(output.source.context, slot, index)
            summed[index] = sum(_product(term, point, output) for term in terms)
        np.testing.assert_allclose(gradient, summed, rtol=1e-12, atol=1e-12 * _scale(summed))


def _product(term: tuple[Any, ...], point: Point, output: TensorNode) -> float:
    product = 1.0
    for part in term:
        if isinstance(part, Cell):
            arrays = {
                "gradient": (point.gradient,),
                "input": point.inputs,
                "output": (output.value,),
            }
            product *= float(np.asarray(arrays[part.of][part.slot])[part.index])
        else:
            product *= part.value
    return product


def check_cells(point: Point) -> None:
    """See that every cell which a gradient is said to come from is there."""
    if point.op.element is None or not point.op.differentiable:
        return
    output = point.run(tuple(point.tensors()))
    assert output.source is not None
    shapes = {"gradient": (output.shape,), "output": (output.shape,)}
    shapes["input"] = tuple(np.shape(value) for value in point.inputs)
    for slot, shape in enumerate(shapes["input"]):
        for index in np.ndindex(shape if point.has_gradient(slot) else (0,)):
            for cell in _cells(point.op.element(output.source.context, slot, index)):
                sides = shapes[cell.of][cell.slot]
                assert len(cell.index) == len(sides)
                assert all(0 <= i < side for i, side in zip(cell.index, sides, strict=True))


def _cells(terms: Iterator[tuple[Any, ...]]) -> Iterator[Cell]:
    for term in terms:
        for part in term:
            yield from (part,) if isinstance(part, Cell) else part.cells


class _Spy(Context):
    """A context that writes down what backward reads, by the names under which it was saved."""

    def __init__(self, node: OpNode) -> None:
        super().__init__(node.inputs, node.context.constants)
        self.node = node
        self.read: set[str] = set()

    def input(self, slot: int) -> Value:
        self.read.add(self.node.op.inputs[slot])
        return self.node.context.input(slot)

    def output(self, slot: int = 0) -> Value:
        self.read.add(self.node.op.output)
        return self.node.context.output(slot)

    def fact(self, name: str) -> Any:
        self.read.add(name)
        return self.node.context.fact(name)

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return self.node.context.apply(name, *inputs, **constants)


def reads(point: Point) -> tuple[set[str], set[str]]:
    """Give the names of what backward reads at this point, and of what the op saves for it."""
    output = point.run(tuple(point.tensors()))
    assert output.source is not None
    spy = _Spy(output.source)
    if point.op.differentiable:
        point.op.backward(spy, point.gradient)
    return spy.read, set(point.op.saves) | set(output.source.context.facts)


def check_reads(point: Point) -> None:
    """See that backward reads nothing but what the op saves."""
    read, saved = reads(point)
    assert read <= saved


def check_form(point: Point) -> None:
    """See that a gradient has the shape and the kind of its tensor."""
    for value, gradient in zip(point.inputs, point.gradients(), strict=True):
        if gradient is not None:
            assert type(gradient) is type(value)
            assert gradient.shape == value.shape
            assert gradient.dtype == np.float64


def check_constants(point: Point) -> None:
    """See that a constant gets no gradient, and that the others do not notice."""
    expected = point.gradients()
    for slot in range(len(point.inputs)):
        leaves = point.tensors()
        leaves[slot] = constant(point.inputs[slot])
        output = point.run(tuple(leaves))
        sent = backward(output, seed=point.gradient).gradients
        assert leaves[slot] not in sent
        for leaf, gradient in zip(leaves, expected, strict=True):
            if leaf is not leaves[slot] and gradient is not None:
                np.testing.assert_array_equal(sent[leaf], gradient)


def check_nothing_is_written(point: Point) -> None:
    """Run both ways on memory that cannot be written."""
    locked = tuple(np.array(value)[...] for value in point.inputs)
    for array in (*locked, gradient := np.array(point.gradient)[...]):
        array.flags.writeable = False
    leaves = [TensorNode(array if array.ndim else array[()]) for array in locked]
    output = point.run(tuple(leaves))
    backward(output, seed=gradient if gradient.ndim else gradient[()])
    for value, array in zip(point.inputs, locked, strict=True):
        np.testing.assert_array_equal(value, array)


def check_backward_on_nodes(point: Point) -> None:
    """Run the same backward code on tensor nodes: its graph holds the same numbers."""
    leaves = point.tensors()
    sent = backward(point.run(tuple(leaves)), seed=point.gradient, on_nodes=True).gradients
    for leaf, gradient in zip(leaves, point.gradients(), strict=True):
        if gradient is not None:
            np.testing.assert_allclose(sent[leaf].value, gradient, rtol=1e-14, atol=0)


def check_second_derivative(point: Point) -> None:
    """Hold the backward of backward against central differences of backward."""
    if not (point.op.differentiable and point.op.twice_differentiable):
        return
    draw = np.random.default_rng(7)
    leaves, seed = point.tensors(), tensor(point.gradient)
    output = point.run(tuple(leaves))
    first = backward(apply("sum", output * seed), on_nodes=True).gradients
    found = [(slot, first[leaf]) for slot, leaf in enumerate(leaves) if leaf in first]
    weights = {slot: draw.uniform(0.5, 2.0, node.shape) for slot, node in found}
    total = sum(apply("sum", node * weights[slot]) for slot, node in found)
    second = backward(total).gradients
    for slot, _ in found:
        _hold(point, weights, second.get(leaves[slot]), slot)
    _hold(point, weights, second.get(seed), None)


def _hold(point: Point, weights: dict[int, Any], gradient: Any, slot: int | None) -> None:
    """Compare with differences along one input, or along the gradient from above."""
    moved = point.gradient if slot is None else point.inputs[slot]
    slopes = np.zeros(np.shape(moved))
    for index in np.ndindex(slopes.shape):
        ends = []
        for step in (STEP, -STEP):
            array = np.array(moved, dtype=float)
            array[index] += step
            ends.append(_weighted(point, weights, slot, array if array.ndim else array[()]))
        slopes[index] = (ends[0] - ends[1]) / (2 * STEP)
    if gradient is None:
        gradient = np.zeros(slopes.shape)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-5, atol=1e-6 * _scale(slopes))


def _weighted(point: Point, weights: dict[int, Any], slot: int | None, array: Value) -> float:
    """Sum the gradients of all inputs with these weights, one of the values being another."""
    inputs, gradient = list(point.inputs), point.gradient
    if slot is None:
        gradient = array
    else:
        inputs[slot] = array
    other = Point(point.op, tuple(inputs), point.constants, gradient)
    sent = other.gradients()
    return float(sum(np.sum(weight * np.asarray(sent[slot])) for slot, weight in weights.items()))


CHECKS = (
    check_gradient,
    check_plan,
    check_element,
    check_cells,
    check_reads,
    check_form,
    check_constants,
    check_nothing_is_written,
    check_backward_on_nodes,
    check_second_derivative,
)
