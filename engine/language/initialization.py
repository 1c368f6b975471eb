"""PyTorch's ``nn.init``: functions that fill a leaf with its first numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import wraps

import numpy as np

from engine.arrays import Shape, Value, as_value, size_of
from engine.language.calls import Builtin, Call
from engine.language.cells import write
from engine.language.values import Anything

GAINS: Mapping[str, float] = {
    "linear": 1.0,
    "conv1d": 1.0,
    "conv2d": 1.0,
    "sigmoid": 1.0,
    "tanh": 5 / 3,
    "relu": math.sqrt(2),
    "selu": 3 / 4,
}
"""What the deviation is multiplied by, so that signals neither grow nor fade behind a function."""


def _constant(call: Call, tensor: Shape, val: Anything) -> Value:
    return np.full(tensor, call.number(val))


def _zeros(_: Call, tensor: Shape) -> Value:
    return np.zeros(tensor)


def _ones(_: Call, tensor: Shape) -> Value:
    return np.ones(tensor)


def _eye(call: Call, tensor: Shape) -> Value:
    if len(tensor) != 2:
        raise call.fault(f"the shape {tensor} is no matrix", "It fills matrices.")
    return np.eye(*tensor)


def _uniform(call: Call, tensor: Shape, a: Anything = 0.0, b: Anything = 1.0) -> Value:
    low, high = _finite(call, a), _finite(call, b)
    return low + (high - low) * call.session.random.random(tensor)


def _normal(call: Call, tensor: Shape, mean: Anything = 0.0, std: Anything = 1.0) -> Value:
    drawn = call.session.random.standard_normal(tensor)
    return _finite(call, mean) + _finite(call, std) * drawn


def _xavier_uniform(call: Call, tensor: Shape, gain: Anything = 1.0) -> Value:
    bound = _finite(call, gain) * math.sqrt(6 / sum(_fans(call, tensor)))
    return bound * (2 * call.session.random.random(tensor) - 1)


def _xavier_normal(call: Call, tensor: Shape, gain: Anything = 1.0) -> Value:
    deviation = _finite(call, gain) * math.sqrt(2 / sum(_fans(call, tensor)))
    return deviation * call.session.random.standard_normal(tensor)


def _kaiming_uniform(
    call: Call,
    tensor: Shape,
    a: Anything = 0.0,
    mode: Anything = "fan_in",
    nonlinearity: Anything = "leaky_relu",
) -> Value:
    bound = math.sqrt(3) * _kaiming(call, tensor, a, mode, nonlinearity)
    return bound * (2 * call.session.random.random(tensor) - 1)


def _kaiming_normal(
    call: Call,
    tensor: Shape,
    a: Anything = 0.0,
    mode: Anything = "fan_in",
    nonlinearity: Anything = "leaky_relu",
) -> Value:
    deviation = _kaiming(call, tensor, a, mode, nonlinearity)
    return deviation * call.session.random.standard_normal(tensor)


def _kaiming(call: Call, shape: Shape, a: Anything, mode: Anything, function: Anything) -> float:
    fans = dict(zip(("fan_in", "fan_out"), _fans(call, shape), strict=True))
    if mode not in fans:
        raise call.fault("mode is one of two words", 'Write `"fan_in"` or `"fan_out"`.')
    return _gain(call, function, a) / math.sqrt(fans[mode])


def _gain(call: Call, nonlinearity: Anything, param: Anything = None) -> float:
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else _finite(call, param)
        return math.sqrt(2 / (1 + slope**2))
    if not isinstance(nonlinearity, str) or nonlinearity not in GAINS:
        known = ", ".join(f"`{word}`" for word in (*GAINS, "leaky_relu"))
        raise call.fault("this function has no gain of its own", f"These have: {known}.")
    return GAINS[nonlinearity]


def _finite(call: Call, value: Anything) -> float:
    number = call.number(value)
    if not math.isfinite(number):
        raise call.fault(f"{number} draws no numbers", "Write a finite number.")
    return number


def _fans(call: Call, shape: Shape) -> tuple[int, int]:
    """Count the inputs and the outputs of one unit, those of all places of a filter."""
    if len(shape) < 2 or not size_of(shape):
        raise call.fault(
            f"the shape {shape} has no inputs and outputs to count",
            "It fills matrices, and the filters of convolutions.",
        )
    places = size_of(shape[2:])
    return shape[1] * places, shape[0] * places


def _filling(name: str, draw: Callable[..., Value], usage: str, *, free: bool) -> Builtin:
    """Make a function that fills its first argument and gives it back."""

    @wraps(draw)
    def run(call: Call, tensor: Anything, *values: Anything, **keywords: Anything) -> Anything:
        shape = call.session.shape(tensor)
        call.session.meter.make(size_of(shape))
        numbers = as_value(draw(call, shape, *values, **keywords))
        write(call.session, tensor, numbers, call.span, how=name, free=free)
        return tensor

    return Builtin(name, usage, run, takes_tensors=True)


def drawn() -> Iterator[Builtin]:
    """Give the methods of a tensor that draw its numbers anew."""
    yield _filling("uniform_", _uniform, "x.uniform_(-1, 1)", free=False)
    yield _filling("normal_", _normal, "x.normal_(0, 1)", free=False)


INITIALIZERS: Mapping[str, Builtin] = {
    "calculate_gain": Builtin("calculate_gain", 'nn.init.calculate_gain("relu")', _gain),
    **{
        name: _filling(name, draw, f"nn.init.{name}({arguments})", free=True)
        for name, draw, arguments in (
            ("constant_", _constant, "w, 0.5"),
            ("zeros_", _zeros, "w"),
            ("ones_", _ones, "w"),
            ("eye_", _eye, "w"),
            ("uniform_", _uniform, "w, -1, 1"),
            ("normal_", _normal, "w, 0, 1"),
            ("xavier_uniform_", _xavier_uniform, "w, gain=1"),
            ("xavier_normal_", _xavier_normal, "w, gain=1"),
            ("kaiming_uniform_", _kaiming_uniform, 'w, nonlinearity="relu"'),
            ("kaiming_normal_", _kaiming_normal, 'w, nonlinearity="relu"'),
        )
    },
}
"""By name; PyTorch has them behind ``nn.init``."""
