"""The workloads: each once by hand in NumPy, which is the floor, and once for any library.

The floor is what a person would write who knows the gradient: forward and backward in one function,
every array used as long as it can be, nothing recorded. Both give the value and the gradients.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Library:
    """What a workload needs of an autograd library; operators do the rest.

    ``gradients(function, leaves)`` runs ``function(*leaves)``, a scalar, and gives it and its
    gradient by each leaf; ``moved(leaf, gradient, rate)`` is the leaf after a step of gradient
    descent. ``functions`` holds what the library calls sin, tanh, sigmoid, relu, sum.
    """

    name: str
    leaf: Callable[[Any], Any]
    constant: Callable[[Any], Any]
    gradients: Callable[[Callable[..., Any], list[Any]], tuple[Any, list[Any]]]
    moved: Callable[[Any, Any, float], Any]
    plain: Callable[[Any], Any]
    functions: dict[str, Callable[[Any], Any]]
    arrays: bool = True


@dataclass(frozen=True)
class Workload:
    """One row: ``floor()`` and ``run(library)`` give the same numbers. ``most`` is the aim."""

    name: str
    what: str
    most: float
    floor: Callable[[], list[Any]]
    run: Callable[[Library], list[Any]]
    needs: tuple[str, ...] = ()
    arrays: bool = True


def listed(found: tuple[Any, list[Any]]) -> list[Any]:
    """Put the value and the gradients in one list."""
    value, gradients = found
    return [value, *gradients]


def workloads() -> Iterator[Workload]:
    """Give all workloads."""
    yield from map(scalar_chain, (1_000, 10_000, 100_000))
    yield fan_out(10_000)
    yield lecture_network()
    yield dense_network()
    yield broadcasting(256)
    yield training(500)


def scalar_chain(length: int) -> Workload:
    """A chain of ``length`` scalar ops: multiply, add, sine, over and over."""
    turns = length // 3

    def floor() -> list[Any]:
        x = np.float64(0.5)
        saved = []
        for _ in range(turns):
            angle = x * 1.25 + 0.125
            saved.append(angle)
            x = np.sin(angle)
        gradient = np.float64(1.0)
        for angle in reversed(saved):
            gradient = gradient * np.cos(angle) * 1.25
        return [x, gradient]

    def run(library: Library) -> list[Any]:
        sin = library.functions["sin"]

        def chain(x: Any) -> Any:
            for _ in range(turns):
                x = sin(x * 1.25 + 0.125)
            return x

        return listed(library.gradients(chain, [library.leaf(0.5)]))

    what = f"chain of {length:,} scalar ops"
    return Workload(f"W1 {length:,}", what, 12, floor, run, ("sin",), arrays=False)


def fan_out(width: int) -> Workload:
    """One scalar used ``width`` times: multiplied with a number each time, and summed."""
    factors = (np.random.default_rng(2).standard_normal(width) / width).tolist()

    def floor() -> list[Any]:
        x, total = np.float64(0.5), np.float64(0.0)
        for factor in factors:
            total = total + x * factor
        gradient = np.float64(0.0)
        for factor in reversed(factors):
            gradient = gradient + factor
        return [total, gradient]

    def run(library: Library) -> list[Any]:
        def spread(x: Any) -> Any:
            total = x * factors[0]
            for factor in factors[1:]:
                total = total + x * factor
            return total

        return listed(library.gradients(spread, [library.leaf(0.5)]))

    return Workload("W2", f"fan-out of {width:,}", 40, floor, run, arrays=False)


def lecture_network() -> Workload:
    """The lecture's network: two inputs, three sigmoid units, one output, squared error."""
    draw = np.random.default_rng(3).standard_normal
    w, b, v, c = draw((3, 2)), draw(3), draw((1, 3)), draw(1)
    x, t = np.array([1.2, -0.7]), np.array([0.5])

    def floor() -> list[Any]:
        h = 1 / (1 + np.exp(-(w @ x + b)))
        d = v @ h + c - t
        gy = 2 * d
        gk = (gy @ v) * h * (1 - h)
        return [(d * d).sum(), gk[:, None] * x, gk, gy[:, None] * h, gy]

    def run(library: Library) -> list[Any]:
        sigmoid, total = library.functions["sigmoid"], library.functions["sum"]
        data, target = library.constant(x), library.constant(t)

        def loss(w: Any, b: Any, v: Any, c: Any) -> Any:
            d = v @ sigmoid(w @ data + b) + c - target
            return total(d * d)

        return listed(library.gradients(loss, [library.leaf(p) for p in (w, b, v, c)]))

    return Workload("W3", "the lecture's network, 2-3-1", 3.5, floor, run, ("sigmoid", "sum"))


def dense_network(batch: int = 128, sizes: tuple[int, ...] = (784, 128, 64, 10)) -> Workload:
    """A dense network with ReLU and a squared loss: (batch, sizes[0]) → (batch, sizes[-1])."""
    draw = np.random.default_rng(0).standard_normal
    layers = list(itertools.pairwise(sizes))
    weights = [draw(layer) / layer[0] ** 0.5 for layer in layers]
    biases = [draw(out) for _, out in layers]
    data, target = draw((batch, sizes[0])), draw((batch, sizes[-1]))
    last = len(layers) - 1

    def floor() -> list[Any]:
        values, active = [data], []
        for number, (w, b) in enumerate(zip(weights, biases, strict=True)):
            k = values[-1] @ w + b
            active.append(k > 0)
            values.append(k if number == last else np.maximum(k, 0))
        difference = values[-1] - target
        gradient = 2 * difference
        found = []
        for number in range(last, -1, -1):
            if number != last:
                gradient = gradient * active[number]
            found += [gradient.sum(axis=0), values[number].T @ gradient]
            if number:
                gradient = gradient @ weights[number].T
        return [(difference * difference).sum(), *found[::-1]]

    def run(library: Library) -> list[Any]:
        relu, total = library.functions["relu"], library.functions["sum"]
        images, wanted = library.constant(data), library.constant(target)

        def loss(*parameters: Any) -> Any:
            value = images
            for number in range(len(layers)):
                value = value @ parameters[2 * number] + parameters[2 * number + 1]
                if number != last:
                    value = relu(value)
            difference = value - wanted
            return total(difference * difference)

        pairs = zip(weights, biases, strict=True)
        leaves = [library.leaf(p) for pair in pairs for p in pair]
        return listed(library.gradients(loss, leaves))

    what = f"{'-'.join(map(str, sizes))} network, batch {batch}"
    return Workload("W4", what, 1.2, floor, run, ("relu", "sum"))


def broadcasting(side: int) -> Workload:
    """A matrix with a row and a column, back and forth: cheap arithmetic, much memory."""
    draw = np.random.default_rng(5).uniform
    matrix, row, column = draw(1, 2, (side, side)), draw(1, 2, side), draw(1, 2, (side, 1))

    def floor() -> list[Any]:
        a = matrix * row + column
        quotient = (a * a - row) / column
        gd = 1 / column
        gb = np.broadcast_to(gd, (side, side))
        ga = 2 * a * gb
        gcolumn = ga.sum(axis=1, keepdims=True)
        gcolumn -= quotient.sum(axis=1, keepdims=True) * gd
        grow = (ga * matrix).sum(axis=0) - gb.sum(axis=0)
        return [quotient.sum(), ga * row, grow, gcolumn]

    def run(library: Library) -> list[Any]:
        total = library.functions["sum"]

        def loss(matrix: Any, row: Any, column: Any) -> Any:
            a = matrix * row + column
            return total((a * a - row) / column)

        return listed(library.gradients(loss, [library.leaf(p) for p in (matrix, row, column)]))

    return Workload("W5", f"broadcasting, {side} × {side}", 2.0, floor, run, ("sum",))


def training(steps: int, points: int = 200) -> Workload:
    """Gradient descent on a 2-16-16-1 network with tanh: ``steps`` steps on ``points`` points."""
    draw = np.random.default_rng(6).standard_normal
    layers = ((2, 16), (16, 16), (16, 1))
    start = [part for n, m in layers for part in (draw((n, m)) / n**0.5, np.zeros(m))]
    x = draw((points, 2))
    t = np.sin(x[:, :1]) * x[:, 1:]
    rate = 0.05

    def floor() -> list[Any]:
        w1, b1, w2, b2, w3, b3 = start
        for _ in range(steps):
            h1 = np.tanh(x @ w1 + b1)
            h2 = np.tanh(h1 @ w2 + b2)
            d = h2 @ w3 + b3 - t
            value = (d * d).sum() / points
            gy = 2 / points * d
            g2 = (gy @ w3.T) * (1 - h2 * h2)
            g1 = (g2 @ w2.T) * (1 - h1 * h1)
            w3, b3 = w3 - rate * (h2.T @ gy), b3 - rate * gy.sum(axis=0)
            w2, b2 = w2 - rate * (h1.T @ g2), b2 - rate * g2.sum(axis=0)
            w1, b1 = w1 - rate * (x.T @ g1), b1 - rate * g1.sum(axis=0)
        return [value, w1, b1, w2, b2, w3, b3]

    def run(library: Library) -> list[Any]:
        tanh, total = library.functions["tanh"], library.functions["sum"]
        data, target = library.constant(x), library.constant(t)

        def loss(w1: Any, b1: Any, w2: Any, b2: Any, w3: Any, b3: Any) -> Any:
            h = tanh(tanh(data @ w1 + b1) @ w2 + b2)
            d = h @ w3 + b3 - target
            return total(d * d) * (1 / points)

        leaves = [library.leaf(p) for p in start]
        for _ in range(steps):
            value, found = library.gradients(loss, leaves)
            pairs = zip(leaves, found, strict=True)
            leaves = [library.moved(leaf, gradient, rate) for leaf, gradient in pairs]
        return [value, *leaves]

    what = f"{steps} training steps, 2-16-16-1, {points} points"
    return Workload("W6", what, 2.0, floor, run, ("tanh", "sum"))
