"""Functions that draw at random. All draws come from the program's one source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Shape, Value, as_value, size_of
from engine.errors import Diagnostic
from engine.language.calls import Builtin, Call
from engine.language.creation import filled, like, made, optioned, weigh
from engine.language.values import Anything, Given, Prefix, Reading, is_list, plain, shape_of, whole
from engine.op import broadcast


def _randn(call: Call, shape: Shape) -> Value:
    return call.session.random.standard_normal(shape)


def _rand(call: Call, shape: Shape) -> Value:
    return call.session.random.random(shape)


def _randint(
    call: Call, low: Anything, high: Anything = None, size: Anything = (), **options: Anything
) -> Given:
    if is_list(high):
        high, size = None, high
    first, last = (0, low) if high is None else (low, high)
    a, b = whole(call.number(first), "an end"), whole(call.number(last), "an end")
    if a >= b:
        raise call.fault(
            f"there is no whole number from {a} to before {b}", "The lower end comes first."
        )
    shape = shape_of([() if size is None else size])
    weigh(call, shape)
    drawn = call.session.random.integers(a, b, size=shape)
    return optioned(call, made(call, as_value(drawn.astype(float))), options)


def _of_size(call: Call, size: Anything, *others: Value) -> Shape:
    """Give the shape that was asked for, or else that to which the settings broadcast."""
    shape = broadcast((), *map(np.shape, others)) if size is None else shape_of([size])
    weigh(call, shape)
    return shape


def _normal(call: Call, mean: Any, deviation: Any, size: Anything) -> Given:
    shape = _of_size(call, size, mean, deviation)
    if broadcast(shape, mean.shape, deviation.shape) != shape:
        raise call.fault("the settings do not fit the size", f"They broadcast to {shape}.")
    return made(call, as_value(mean + deviation * call.session.random.standard_normal(shape)))


def _numpy_normal(
    call: Call, loc: Anything = 0.0, scale: Anything = 1.0, size: Anything = None
) -> Given:
    return _normal(call, call.array(loc), call.array(scale), size)


def _torch_normal(
    call: Call,
    mean: Anything,
    std: Anything = 1.0,
    size: Anything = None,
    *,
    generator: Anything = None,  # noqa: ARG001 - there is one source of all draws
) -> Given:
    return _normal(call, call.array(mean), call.array(std), size)


def _uniform(call: Call, low: Anything = 0.0, high: Anything = 1.0, size: Anything = None) -> Given:
    a, b = call.number(low), call.number(high)
    shape = _of_size(call, size)
    return made(call, as_value(a + (b - a) * call.session.random.random(shape)))


def _sized(draw: Any) -> Any:
    """Make a function of a size as NumPy takes it: one number, or one list of them, or none."""

    def run(call: Call, size: Anything = None) -> Given:
        return made(call, as_value(draw(call, _of_size(call, size))))

    return run


def _permutation(call: Call, x: Anything, **_: Anything) -> Reading:
    """Give the whole numbers below x in any order, or the rows of a tensor so."""
    array = call.array(x)
    if not array.ndim:
        count = shape_of([array])[0]
        weigh(call, (count,))
        return _read(call, call.session.random.permutation(count))
    weigh(call, array.shape)
    return _read(call, call.session.random.permutation(array, axis=0))


def _choice(
    call: Call, a: Anything, size: Anything = None, replace: Anything = True, *, p: Anything = None
) -> Reading:
    """Draw from the whole numbers below a, or from the numbers in a list."""
    items = call.array(a)
    if not items.ndim:
        items = np.arange(*shape_of([items]))
    shape = () if size is None else shape_of([size])
    weigh(call, shape)
    keeps, wanted = replace is not False, size_of(shape)
    if items.ndim > 1 or not (wanted <= len(items) or (keeps and len(items))):
        raise call.fault(
            f"{wanted} draws from {items.shape}",
            "Draw from one row, and no more than there are unless one may come again.",
        )
    weights = None if p is None else _probabilities(call, p, len(items))
    return _read(call, call.session.random.choice(items, shape, replace=keeps, p=weights))


def _probabilities(call: Call, p: Anything, count: int) -> Value:
    given = call.array(p)
    if given.shape != (count,) or not (given.min() >= 0 and np.isclose(given.sum(), 1)):
        raise call.fault("p holds no probabilities", f"Give {count} that sum to 1.")
    return as_value(given / given.sum())


def _read(call: Call, drawn: Value) -> Reading:
    """Give numbers that mostly choose rows: they are no input, but read off the source."""
    return Reading(plain(as_value(np.asarray(drawn, dtype=float))), follows_torch=call.torch)


def remark_seed(call: Call) -> None:
    """Tell the person that the seed is no affair of the program's."""
    message = "the seed is set beside the program, and every draw comes from it"
    call.session.remark(Diagnostic("seed", "info", message, span=call.span))


def _seed(call: Call, _: Anything) -> None:
    remark_seed(call)


RANDOM = Prefix("np.random")
GENERATOR = Prefix("torch.Generator", follows_torch=True)


def _numpy_source(call: Call, seed: Anything = None) -> Prefix:
    if seed is not None:
        remark_seed(call)
    return RANDOM


def _torch_source(_: Call, device: Anything = None) -> Prefix:  # noqa: ARG001 - there is one device
    return GENERATOR


def _seeded(call: Call, _: Anything) -> Prefix:
    remark_seed(call)
    return GENERATOR


DRAWS: Mapping[str, Builtin] = {
    function.name: function
    for function in (
        Builtin("randn", "randn(2, 3)", filled(_randn)),
        Builtin("rand", "rand(2, 3)", filled(_rand)),
        Builtin("randn_like", "randn_like(x)", like(_randn)),
        Builtin("rand_like", "rand_like(x)", like(_rand)),
        Builtin("randint", "randint(0, 10, (2, 3))", _randint),
    )
}
"""Those that need no prefix."""

TORCH_DRAWS: Mapping[str, Builtin] = {
    function.name: function
    for function in (
        Builtin("normal", "torch.normal(0.0, 1.0, (2, 3))", _torch_normal),
        Builtin("randperm", "torch.randperm(10)", _permutation),
        Builtin("Generator", "torch.Generator()", _torch_source),
        Builtin("manual_seed", "torch.manual_seed(0)", _seed),
    )
}

RANDOM_DRAWS: Mapping[str, Builtin] = {
    function.name: function
    for function in (
        Builtin("random", "np.random.random((2, 3))", _sized(_rand)),
        Builtin("random_sample", "np.random.random_sample((2, 3))", _sized(_rand)),
        Builtin("standard_normal", "np.random.standard_normal((2, 3))", _sized(_randn)),
        Builtin("normal", "np.random.normal(0.0, 1.0, (2, 3))", _numpy_normal),
        Builtin("uniform", "np.random.uniform(-1.0, 1.0, (2, 3))", _uniform),
        Builtin("integers", "rng.integers(0, 10, (2, 3))", _randint),
        Builtin("permutation", "np.random.permutation(10)", _permutation),
        Builtin("choice", "np.random.choice(10, 3)", _choice),
        Builtin("default_rng", "np.random.default_rng(0)", _numpy_source),
        Builtin("seed", "np.random.seed(0)", _seed),
    )
}
"""What ``np.random``, and a source that it makes, open onto before anything else."""

SEEDED = Builtin("manual_seed", "torch.Generator().manual_seed(0)", _seeded)
"""The one method of a source of PyTorch's."""
