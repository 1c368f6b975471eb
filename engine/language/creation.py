"""Functions that make leaves: the four roles, and arrays filled or drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from engine.arrays import Value, as_value, size_of
from engine.errors import Diagnostic, EngineError
from engine.language.calls import Builtin, Call
from engine.language.values import Anything, Given, Kind, kind_of, shape_of, whole
from engine.trace import Role

RANK_HINT = "Tensors, numbers and lists of numbers can."


def _numbers(call: Call, value: Anything) -> Value:
    """Take an argument as the numbers of a leaf. Raises EngineError."""
    numbers = call.session.plain(value)
    try:
        return as_value(list(numbers) if isinstance(numbers, tuple | range) else numbers)
    except ValueError:
        message, hint = "the rows of a tensor differ in length", "Make them equally long."
    except TypeError:
        message, hint = f"{kind_of(value)} cannot become a tensor", RANK_HINT
    raise EngineError(f"{call.name}: {message}", code="ragged", hint=hint)


def _leaf(call: Call, value: Anything, role: Role, **more: Any) -> Given:
    numbers = _numbers(call, value)
    call.session.meter.make(size_of(numbers.shape))
    return Given(numbers, call.span, role, follows_torch=call.torch, **more)


def _param(call: Call, value: Anything) -> Given:
    return _leaf(call, value, "parameter")


def _target(call: Call, value: Anything) -> Given:
    return _leaf(call, value, "target")


def _constant(call: Call, value: Anything) -> Given:
    return _leaf(call, value, "constant")


def _input(call: Call, value: Anything, min: Anything = None, max: Anything = None) -> Given:
    ends = [call.session.plain(end) for end in (min, max)]
    if ends == [None, None]:
        return _leaf(call, value, "input")
    if not all(isinstance(end, int | float) and np.isfinite(end) for end in ends):
        raise EngineError(
            "input: a range needs both its ends, as numbers",
            code="arguments",
            hint="Write `input(0.5, min=-1, max=1)`.",
        )
    if ends[0] > ends[1]:
        raise EngineError(
            f"input: min is {ends[0]:g} and max is {ends[1]:g}",
            code="arguments",
            hint="The lower end comes first.",
        )
    return _leaf(call, value, "input", range=(float(ends[0]), float(ends[1])))


def _tensor(
    call: Call, value: Anything, dtype: Anything = None, requires_grad: Anything = False
) -> Given:
    leaf = _leaf(call, value, "parameter" if requires_grad is True else "input")
    leaf.data = _typed(call, leaf.data, dtype)
    return leaf


def _value(call: Call, data: Anything, *, label: Anything = "") -> Given:
    leaf = _leaf(call, data, "input")
    leaf.label = label if isinstance(label, str) else ""
    leaf.module = call.session.trace.module
    return leaf


def _typed(call: Call, data: Value, dtype: Anything) -> Value:
    """Take the numbers as the type that was asked for, as far as there is such a type here."""
    if dtype is None:
        return data
    if not isinstance(dtype, Kind):
        raise EngineError(
            f"dtype is {kind_of(dtype)}", code="arguments", hint="Leave it out: it is float64."
        )
    if dtype.name == "float32":
        call.session.remark(
            Diagnostic(
                "float32",
                "info",
                "float32 is taken as float64: all values here are",
                span=call.span,
            )
        )
    if dtype.name == "bool":
        return as_value(np.asarray(data).astype(bool))
    return as_value(np.trunc(data)) if dtype.name == "int64" else data


def _filled(fill: Callable[[Call, tuple[int, ...]], Value]) -> Callable[..., Given]:
    """Make a function of a shape, given as loose sizes, as one list, or as ``size=``."""

    def make(
        call: Call,
        *sizes: Anything,
        size: Anything = None,
        dtype: Anything = None,
        requires_grad: Anything = False,
    ) -> Given:
        values = [call.session.plain(v) for v in (sizes if size is None else (size,))]
        shape = shape_of(values)
        _weigh(call, shape)
        role: Role = "parameter" if requires_grad is True else "input"
        data = _typed(call, as_value(fill(call, shape)), dtype)
        return Given(data, call.span, role, follows_torch=call.torch)

    return make


def _weigh(call: Call, shape: tuple[int, ...]) -> None:
    """Charge an array before it is made."""
    call.session.meter.check("rank", len(shape))
    call.session.meter.make(size_of(shape))


def _full(call: Call, shape: Anything, value: Anything) -> Given:
    sizes = shape_of([call.session.plain(shape)])
    _weigh(call, sizes)
    return Given(as_value(np.full(sizes, _number(call, value))), call.span, follows_torch=call.torch)


def _eye(call: Call, rows: Anything, columns: Anything = None) -> Given:
    sizes = shape_of([call.session.plain(n) for n in (rows, rows if columns is None else columns)])
    _weigh(call, sizes)
    return Given(np.eye(*sizes), call.span, follows_torch=call.torch)


def _arange(call: Call, start: Anything, stop: Anything = None, step: Anything = 1) -> Given:
    first, last = (0, start) if stop is None else (start, stop)
    a, b, by = (_number(call, v) for v in (first, last, step))
    count = np.ceil((b - a) / by) if by else np.inf
    if not np.isfinite(count):
        raise EngineError(
            "arange: these steps never arrive", code="arguments", hint="Is the step 0?"
        )
    _weigh(call, (max(int(count), 0),))
    return Given(np.arange(a, b, by), call.span, follows_torch=call.torch)


def _linspace(call: Call, start: Anything, stop: Anything, num: Anything = 50) -> Given:
    (count,) = shape_of([call.session.plain(num)])
    _weigh(call, (count,))
    ends = _number(call, start), _number(call, stop)
    return Given(np.linspace(*ends, count), call.span, follows_torch=call.torch)


def _randint(call: Call, low: Anything, high: Anything = None, size: Anything = ()) -> Given:
    first, last = (0, low) if high is None else (low, high)
    a, b = (whole(call.session.plain(v), "randint: an end") for v in (first, last))
    if a >= b:
        raise EngineError(
            f"randint: there is no whole number from {a} to before {b}",
            code="arguments",
            hint="The lower end comes first, and the upper one is left out.",
        )
    sizes = shape_of([call.session.plain(size)])
    _weigh(call, sizes)
    draws = call.session.random.integers(a, b, size=sizes)
    return Given(as_value(np.asarray(draws, dtype=float)), call.span, follows_torch=call.torch)


def _like(fill: Callable[[Call, tuple[int, ...]], Value]) -> Callable[..., Given]:
    def make(call: Call, other: Anything) -> Given:
        return _filled(fill)(call, np.shape(_numbers(call, other)))

    return make


def _number(call: Call, value: Anything) -> float:
    plain = call.session.plain(value)
    if isinstance(plain, int | float):
        return float(plain)
    raise EngineError(
        f"{call.name}: {kind_of(plain)} stands where a number is meant",
        code="arguments",
        hint="Write a number.",
    )


def _zeros(_: Call, shape: tuple[int, ...]) -> Value:
    return np.zeros(shape)


def _ones(_: Call, shape: tuple[int, ...]) -> Value:
    return np.ones(shape)


def _randn(call: Call, shape: tuple[int, ...]) -> Value:
    return call.session.random.standard_normal(shape)


def _rand(call: Call, shape: tuple[int, ...]) -> Value:
    return call.session.random.random(shape)


CREATORS: Mapping[str, Builtin] = {
    creator.name: creator
    for creator in (
        Builtin("param", "param(value)", _param),
        Builtin("input", "input(value, min=, max=)", _input),
        Builtin("target", "target(value)", _target),
        Builtin("constant", "constant(value)", _constant),
        Builtin("tensor", "tensor([[1, 2], [3, 4]])", _tensor),
        Builtin("array", "np.array([[1, 2], [3, 4]])", _tensor),
        Builtin("asarray", "np.asarray([[1, 2], [3, 4]])", _tensor),
        Builtin("zeros", "zeros(2, 3)", _filled(_zeros)),
        Builtin("ones", "ones(2, 3)", _filled(_ones)),
        Builtin("randn", "randn(2, 3)", _filled(_randn)),
        Builtin("rand", "rand(2, 3)", _filled(_rand)),
        Builtin("zeros_like", "zeros_like(x)", _like(_zeros)),
        Builtin("ones_like", "ones_like(x)", _like(_ones)),
        Builtin("randn_like", "randn_like(x)", _like(_randn)),
        Builtin("rand_like", "rand_like(x)", _like(_rand)),
        Builtin("full", "full((2, 3), 0.5)", _full),
        Builtin("eye", "eye(3)", _eye),
        Builtin("arange", "arange(0, 1, 0.1)", _arange),
        Builtin("linspace", "linspace(0, 1, 11)", _linspace),
        Builtin("randint", "randint(0, 10, (2, 3))", _randint),
    )
}
"""By name. What they make is an input, unless its call or ``requires_grad=True`` says otherwise."""

VALUE = Builtin("Value", "Value(2.0)", _value)
"""A number as micrograd writes it."""

KINDS: Mapping[str, Kind] = {
    spelled: Kind(name)
    for spelled, name in {
        "float32": "float32",
        "float64": "float64",
        "float": "float32",
        "double": "float64",
        "int64": "int64",
        "int32": "int64",
        "long": "int64",
        "bool": "bool",
        "bool_": "bool",
    }.items()
}
