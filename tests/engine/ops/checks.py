"""What is checked of every op. Each check is a function of one point; an op owes nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from engine import OpNode, TensorNode, apply, backward, constant, tensor
from engine.arrays import Shape, Value, as_value, normalized
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
        moved = _stepped(point, slot, index, step)
        inputs = (*point.inputs[:slot], moved, *point.inputs[slot + 1 :])
        ends.append(_weighed(point, point.run(inputs)))
    return float(ends[0] - ends[1]) / (2 * STEP)


def _stepped(point: Point, slot: int, index: tuple[int, ...], step: float) -> Value:
    """Move one element of an input, and what must move with it."""
    unit = np.zeros(np.shape(point.inputs[slot]))
    unit[index] = step
    return normalized(point.inputs[slot] + point.direction(slot, unit))


def _weighed(point: Point, outputs: tuple[TensorNode, ...]) -> float:
    pairs = zip(point.above, outputs, strict=True)
    return float(sum(np.sum(g * out.value) for g, out in pairs if g is not None))


def _scale(numbers: Value) -> float:
    return max(1.0, float(np.max(np.abs(numbers), initial=0.0)))


def check_plan(point: Point) -> None:
    """Hold what plan says, from the shapes alone, against what forward made and kept."""
    leaves = point.tensors()
    outputs = point.run(tuple(leaves))
    node = _node(outputs)
    constants = point.op.constants | point.constants
    plan = point.op.plan(*(leaf.shape for leaf in leaves), **constants)
    assert plan.shapes == tuple(output.shape for output in outputs)
    assert plan.elements == sum(output.size for output in outputs)
    assert plan.flops >= 0
    kept = sum(value.nbytes for _, value in point.op.saved(node.context))
    assert plan.saved_bytes == kept


def _node(outputs: tuple[TensorNode, ...]) -> OpNode:
    node = outputs[0].source
    assert node is not None
    return node


def check_element(point: Point) -> None:
    """Hold backward against its own definition, summed by explicit loops."""
    if point.op.element is None or not point.op.differentiable:
        return
    outputs = point.run(tuple(point.tensors()))
    context = _node(outputs).context
    for slot, gradient in enumerate(point.gradients()):
        if gradient is None:
            continue
        summed = np.zeros(np.shape(gradient))
        for index in np.ndindex(summed.shape):
            terms = point.op.element(context, slot, index)
            summed[index] = sum(_product(term, point, outputs) for term in terms)
        np.testing.assert_allclose(gradient, summed, rtol=1e-12, atol=1e-12 * _scale(summed))


def _product(term: tuple[Any, ...], point: Point, outputs: tuple[TensorNode, ...]) -> float:
    product = 1.0
    for part in term:
        if isinstance(part, Cell):
            arrays: dict[str, Sequence[Any]] = {
                "gradient": point.above,
                "input": point.inputs,
                "output": [output.value for output in outputs],
            }
            product *= float(np.asarray(arrays[part.of][part.slot])[part.index])
        else:
            product *= part.value
    return product


def check_cells(point: Point) -> None:
    """See that every cell which a gradient is said to come from is there."""
    if point.op.element is None or not point.op.differentiable:
        return
    outputs = point.run(tuple(point.tensors()))
    context = _node(outputs).context
    made = tuple(output.shape for output in outputs)
    given = tuple(np.shape(value) for value in point.inputs)
    shapes = {"gradient": made, "output": made, "input": given}
    for slot, shape in enumerate(shapes["input"]):
        for index in np.ndindex(shape if point.has_gradient(slot) else (0,)):
            for cell in _cells(point.op.element(context, slot, index)):
                sides = shapes[cell.of][cell.slot]
                assert len(cell.index) == len(sides)
                assert all(0 <= i < side for i, side in zip(cell.index, sides, strict=True))


def _cells(terms: Iterator[tuple[Any, ...]]) -> Iterator[Cell]:
    for term in terms:
        for part in term:
            yield from (part,) if isinstance(part, Cell) else part.cells


class _Seen:
    """An operand that writes down that its value is read."""

    def __init__(self, spy: _Spy, slot: int) -> None:
        self.spy, self.slot = spy, slot
        self.differentiable = spy.node.inputs[slot].differentiable

    @property
    def value(self) -> Value:
        names = self.spy.node.op.inputs
        self.spy.read.add(names[min(self.slot, len(names) - 1)])
        return self.spy.node.inputs[self.slot].value


class _Spy(Context):
    """A context that writes down what backward reads, by the names under which it was saved."""

    def __init__(self, node: OpNode) -> None:
        self.node = node
        self.constants = node.constants
        self.read: set[str] = set()
        self.inputs = tuple(_Seen(self, slot) for slot in range(len(node.inputs)))

    def shape(self, slot: int) -> Shape:
        return self.node.context.shape(slot)

    def output(self, slot: int = 0) -> Value:
        self.read.add(self.node.op.outputs[slot])
        return self.node.context.output(slot)

    def fact(self, name: str) -> Any:
        self.read.add(name)
        return self.node.context.fact(name)

    def apply(self, name: str, *inputs: Value, **constants: Any) -> Value:
        return self.node.context.apply(name, *inputs, **constants)


def reads(point: Point) -> tuple[set[str], set[str]]:
    """Give the names of what backward reads at this point, and of what the op saves for it."""
    node = _node(point.run(tuple(point.tensors())))
    spy = _Spy(node)
    if point.op.differentiable:
        point.op.backward(spy, *point.above)
    return spy.read, set(point.op.saves) | set(node.context.facts)


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
        sent = point.sent(point.run(tuple(leaves))).gradients
        assert leaves[slot] not in sent
        for leaf, gradient in zip(leaves, expected, strict=True):
            if leaf is not leaves[slot] and gradient is not None:
                np.testing.assert_array_equal(sent[leaf], gradient)


def check_nothing_is_written(point: Point) -> None:
    """Run both ways on memory that cannot be written."""
    locked = tuple(np.array(value)[...] for value in point.inputs)
    above = tuple(None if g is None else np.array(g)[...] for g in point.above)
    for array in (*locked, *(g for g in above if g is not None)):
        array.flags.writeable = False
    leaves = [tensor(normalized(array)) for array in locked]
    outputs = point.run(tuple(leaves))
    replace(point, above=tuple(map(normalized, above))).sent(outputs)
    for value, array in zip(point.inputs, locked, strict=True):
        np.testing.assert_array_equal(value, array)


def check_backward_on_nodes(point: Point) -> None:
    """Run the same backward code on tensor nodes: its graph holds the same numbers."""
    leaves = point.tensors()
    sent = point.sent(point.run(tuple(leaves)), on_nodes=True).gradients
    for leaf, gradient in zip(leaves, point.gradients(), strict=True):
        if gradient is not None:
            np.testing.assert_allclose(sent[leaf].value, gradient, rtol=1e-14, atol=0)


def check_unused_outputs(point: Point) -> None:
    """See that the gradients through each output alone add up to those through all of them."""
    used = [i for i, g in enumerate(point.above) if g is not None]
    if len(used) < 2:
        return
    alone = [
        replace(point, above=tuple(g if i == only else None for i, g in enumerate(point.above)))
        for only in used
    ]
    for slot, gradient in enumerate(point.gradients()):
        parts = [part for p in alone if (part := p.gradients()[slot]) is not None]
        if gradient is not None:
            np.testing.assert_allclose(sum(parts), gradient, rtol=1e-12, atol=1e-12)


def check_second_derivative(point: Point) -> None:
    """Hold the backward of backward against central differences of backward."""
    if not (point.op.differentiable and point.op.twice_differentiable):
        return
    leaves, seeds, first = _first_derivative(point)
    weights = _drawn(first, 7)
    total = sum(apply("sum", node * weight) for node, weight in zip(first, weights, strict=True))
    second = backward(total).gradients
    for slot, leaf in enumerate(leaves):
        if point.has_gradient(slot):
            _hold(point, weights, second.get(leaf), slot, None)
    for output, seed in seeds.items():
        _hold(point, weights, second.get(seed), None, output)


def _first_derivative(
    point: Point,
) -> tuple[list[TensorNode], dict[int, TensorNode], list[TensorNode]]:
    """Give leaves, the gradients from above as leaves by output, and the gradients as nodes."""
    leaves = point.tensors()
    seeds = {i: tensor(g) for i, g in enumerate(point.above) if g is not None}
    above = tuple(seeds.get(i) for i in range(len(point.above)))
    total = point.functional(point.run(tuple(leaves)), above)
    sent = backward(total, on_nodes=True).gradients
    return leaves, seeds, [sent[leaf] for leaf in leaves if leaf in sent]


def _drawn(nodes: list[TensorNode], seed: int) -> list[Any]:
    draw = np.random.default_rng(seed)
    return [draw.uniform(0.5, 2.0, node.shape) for node in nodes]


def _hold(
    point: Point, weights: list[Any], gradient: Any, slot: int | None, output: int | None
) -> None:
    """Compare with differences along one input, or along the gradient of one output."""
    moved = point.inputs[slot] if slot is not None else point.above[output or 0]
    slopes = np.zeros(np.shape(moved))
    for index in np.ndindex(slopes.shape):
        ends = []
        for step in (STEP, -STEP):
            if slot is not None:
                array = _stepped(point, slot, index, step)
            else:
                array = np.array(moved, dtype=float)
                array[index] += step
            ends.append(_weighted(_with(point, slot, output, normalized(array)), weights))
        slopes[index] = (ends[0] - ends[1]) / (2 * STEP)
    if gradient is None:
        gradient = np.zeros(slopes.shape)
    np.testing.assert_allclose(gradient, slopes, rtol=1e-5, atol=1e-6 * _scale(slopes))


def _with(point: Point, slot: int | None, output: int | None, array: Value) -> Point:
    """Give the point with another value in an input's place, or in that of a gradient."""
    inputs, above = list(point.inputs), list(point.above)
    if slot is not None:
        inputs[slot] = array
    else:
        above[output or 0] = array
    return replace(point, inputs=tuple(inputs), above=tuple(above))


def _weighted(point: Point, weights: list[Any]) -> float:
    """Sum the gradients of all inputs with these weights."""
    sent = [g for g in point.gradients() if g is not None]
    return float(sum(np.sum(w * np.asarray(g)) for w, g in zip(weights, sent, strict=True)))


def check_third_derivative(point: Point) -> None:
    """Hold the third derivative against central differences of the second, along one direction."""
    if not (point.op.differentiable and point.op.twice_differentiable):
        return
    leaves, _, _ = _first_derivative(point)
    directions = [point.direction(slot, d) for slot, d in enumerate(_drawn(leaves, 11))]
    ends = []
    for step in (STEP, -STEP):
        moved = [
            as_value(np.asarray(x) + step * d) if point.has_gradient(slot) else x
            for slot, (x, d) in enumerate(zip(point.inputs, directions, strict=True))
        ]
        ends.append(_second(replace(point, inputs=tuple(moved)))[0])
    slope = (ends[0] - ends[1]) / (2 * STEP)
    _, third = _second(point)
    found = sum(
        float(np.sum(d * third[slot]))
        for slot, d in enumerate(directions)
        if point.has_gradient(slot) and third[slot] is not None
    )
    np.testing.assert_allclose(found, slope, rtol=1e-5, atol=1e-5 * max(1.0, abs(ends[0])))


def _second(point: Point) -> tuple[float, list[Any]]:
    """Give a weighted sum of second derivatives, and its gradient by each input."""
    leaves, _, first = _first_derivative(point)
    total = sum(apply("sum", n * w) for n, w in zip(first, _drawn(first, 7), strict=True))
    if not isinstance(total, TensorNode):
        return 0.0, [None] * len(leaves)
    sent = backward(total, on_nodes=True).gradients
    second = [sent[leaf] for leaf in leaves if leaf in sent]
    again = sum(apply("sum", n * w) for n, w in zip(second, _drawn(second, 13), strict=True))
    if not isinstance(again, TensorNode):
        return 0.0, [None] * len(leaves)
    third = backward(again).gradients
    return again.item(), [third.get(leaf) for leaf in leaves]


CHECKS_OF_WORDS = (
    check_gradient,
    check_form,
    check_constants,
    check_nothing_is_written,
    check_backward_on_nodes,
    check_unused_outputs,
    check_second_derivative,
    check_third_derivative,
)
"""What ops and compositions alike owe."""

CHECKS = (*CHECKS_OF_WORDS, check_plan, check_element, check_cells, check_reads)
"""What an op owes."""
