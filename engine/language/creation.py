"""Functions that make leaves: the four roles, and arrays filled with numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from engine.arrays import Shape, Value, as_value, size_of
from engine.errors import Diagnostic
from engine.language.calls import Builtin, Call
from engine.language.values import Anything, Given, Kind, kind_of, shape_of
from engine.trace import Role


def made(call: Call, data: Value, role: Role = "input") -> Given:
    return Given(data, call.span, role, follows_torch=call.torch)


def _of(call: Call, value: Anything, role: Role) -> Given:
    """Make a leaf of the numbers in an argument."""
    array = call.array(value)
    weigh(call, array.shape)
    return made(call, array, role)


def weigh(call: Call, shape: Shape) -> None:
    """Charge an array before it is made."""
    call.session.meter.check("rank", len(shape))
    call.session.meter.make(size_of(shape))


def _param(call: Call, value: Anything, requires_grad: Anything = True) -> Given:
    leaf = _of(call, value, "parameter")
    leaf.learned, leaf.differentiable = True, requires_grad is not False
    return leaf


def _target(call: Call, value: Anything) -> Given:
    return _of(call, value, "target")


def _constant(call: Call, value: Anything) -> Given:
    return _of(call, value, "constant")


def _input(call: Call, value: Anything, min: Anything = None, max: Anything = None) -> Given:
    leaf = _of(call, value, "input")
    if min is None and max is None:
        return leaf
    if min is None or max is None:
        raise call.fault("a range needs both its ends", "Write `input(0.5, min=-1, max=1)`.")
    low, high = call.number(min), call.number(max)
    if not (np.isfinite([low, high]).all() and low < high):
        raise call.fault(f"{low:g} to {high:g} is no range", "The lower end comes first.")
    leaf.range = (low, high)
    return leaf


def _tensor(call: Call, value: Anything, **options: Anything) -> Given:
    return optioned(call, _of(call, value, "input"), options)


def _tensor_of_old(call: Call, value: Anything) -> Given:
    """Make a tensor in PyTorch's older words, from numbers only: a size would give any numbers."""
    plain = call.session.plain(value)
    if not isinstance(plain, list | tuple) and not np.ndim(plain):
        raise call.fault("a size gives no numbers", "Write `torch.zeros(3)`, for example.")
    return _of(call, value, "input")


OPTIONS = ("dtype", "requires_grad", "device", "generator")
"""Keywords of all makers of tensors; there is one device, and one source of all draws."""


def optioned(call: Call, leaf: Given, options: Mapping[str, Anything]) -> Given:
    unknown = [name for name in options if name not in OPTIONS]
    if unknown:
        raise call.fault(f"`{unknown[0]}` is no argument", f"These are: {', '.join(OPTIONS)}.")
    leaf.data = _typed(call, leaf.data, options.get("dtype"))
    if options.get("requires_grad") is True:
        leaf.role = "parameter"
    return leaf


def _value(call: Call, data: Anything, *, label: Anything = "") -> Given:
    leaf = _of(call, data, "input")
    if not isinstance(label, str) or len(label) > 64 or "/" in label:
        raise call.fault("this is no label", "A label is a string of up to 64 characters, no `/`.")
    leaf.label, leaf.module = label, call.session.trace.module
    return leaf


def _typed(call: Call, data: Value, dtype: Anything) -> Value:
    """Take numbers as the type that was asked for, as far as there is such a type here."""
    if dtype is None:
        return data
    if not isinstance(dtype, Kind):
        raise call.fault(f"dtype is {kind_of(dtype)}", "Leave it out: it is float64.")
    if dtype.name == "float32":
        message = "float32 is taken as float64, as all values here are"
        call.session.remark(Diagnostic("float32", "info", message, span=call.span))
    if dtype.name == "bool":
        return as_value(np.asarray(data) != 0)
    return as_value(np.trunc(data)) if dtype.name == "int64" else data


def filled(fill: Callable[[Call, Shape], Value]) -> Callable[..., Given]:
    """Make a function of a shape, given as loose sizes, as one list, or as ``size=``."""

    def make(call: Call, *sizes: Anything, size: Anything = None, **options: Anything) -> Given:
        shape = shape_of(sizes if size is None else (size,))
        weigh(call, shape)
        return optioned(call, made(call, as_value(fill(call, shape))), options)

    return make


def like(fill: Callable[[Call, Shape], Value]) -> Callable[..., Given]:
    """Make a function of a tensor, whose shape is taken."""

    def make(call: Call, other: Anything, **options: Anything) -> Given:
        shape = call.array(other).shape
        weigh(call, shape)
        return optioned(call, made(call, as_value(fill(call, shape))), options)

    return make


def _zeros(_: Call, shape: Shape) -> Value:
    return np.zeros(shape)


def _ones(_: Call, shape: Shape) -> Value:
    return np.ones(shape)


def _full(call: Call, shape: Anything, fill_value: Anything, **options: Anything) -> Given:
    sizes = shape_of([shape])
    weigh(call, sizes)
    filled = made(call, as_value(np.full(sizes, call.number(fill_value))))
    return optioned(call, filled, options)


def _full_like(call: Call, other: Anything, fill_value: Anything, **options: Anything) -> Given:
    return _full(call, call.array(other).shape, fill_value, **options)


def _eye(call: Call, rows: Anything, columns: Anything = None, **options: Anything) -> Given:
    n, m = shape_of([rows, columns or rows])
    weigh(call, (n, m))
    return optioned(call, made(call, np.eye(n, m)), options)


def _arange(
    call: Call, start: Anything, stop: Anything = None, step: Anything = 1, **options: Anything
) -> Given:
    first, last = (0, start) if stop is None else (start, stop)
    low, high, by = call.number(first), call.number(last), call.number(step)
    count = np.ceil((high - low) / by) if by else np.nan
    if not np.isfinite(count):
        raise call.fault("these steps never arrive", "Write `arange(0, 1, 0.1)`.")
    weigh(call, (max(int(count), 0),))
    return optioned(call, made(call, np.arange(low, high, by)), options)


def _linspace(
    call: Call,
    start: Anything,
    stop: Anything = None,
    num: Anything = 50,
    *,
    end: Anything = None,
    steps: Anything = None,
    **options: Anything,
) -> Given:
    low, high = call.number(start), call.number(end if stop is None else stop)
    (count,) = shape_of([call.number(num if steps is None else steps)])
    weigh(call, (count,))
    return optioned(call, made(call, np.linspace(low, high, count)), options)


CREATORS: Mapping[str, Builtin] = {
    creator.name: creator
    for creator in (
        Builtin("param", "param(value)", _param),
        Builtin("Parameter", "nn.Parameter(value)", _param),
        Builtin("input", "input(value, min=, max=)", _input),
        Builtin("target", "target(value)", _target),
        Builtin("constant", "constant(value)", _constant),
        Builtin("tensor", "tensor([[1, 2], [3, 4]])", _tensor),
        Builtin("array", "np.array([[1, 2], [3, 4]])", _tensor),
        Builtin("asarray", "np.asarray([[1, 2], [3, 4]])", _tensor),
        Builtin("as_tensor", "torch.as_tensor([[1, 2], [3, 4]])", _tensor),
        Builtin("Tensor", "torch.tensor([1.0, 2.0])", _tensor_of_old),
        Builtin("FloatTensor", "torch.tensor([1.0, 2.0])", _tensor_of_old),
        Builtin("LongTensor", "torch.tensor([1, 2])", _tensor_of_old),
        Builtin("identity", "np.identity(3)", _eye),
        Builtin("from_numpy", "torch.from_numpy(x)", _tensor),
        Builtin("empty", "torch.empty(2, 3)", filled(_zeros)),
        Builtin("empty_like", "torch.empty_like(x)", like(_zeros)),
        Builtin("full_like", "full_like(x, 0.5)", _full_like),
        Builtin("zeros", "zeros(2, 3)", filled(_zeros)),
        Builtin("ones", "ones(2, 3)", filled(_ones)),
        Builtin("zeros_like", "zeros_like(x)", like(_zeros)),
        Builtin("ones_like", "ones_like(x)", like(_ones)),
        Builtin("full", "full((2, 3), 0.5)", _full),
        Builtin("eye", "eye(3)", _eye),
        Builtin("arange", "arange(0, 1, 0.1)", _arange),
        Builtin("linspace", "linspace(0, 1, 11)", _linspace),
    )
}
"""By name. What they make is an input, unless its call or ``requires_grad=True`` says otherwise."""

VALUE = Builtin("Value", "Value(2.0)", _value)
"""A number as micrograd writes it."""

KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("float64", "double"), Kind("float64")),
    **dict.fromkeys(("float32", "float"), Kind("float32")),
    **dict.fromkeys(("int64", "int32", "int16", "int8", "uint8", "long", "int"), Kind("int64")),
    **dict.fromkeys(("bool", "bool_"), Kind("bool")),
}
"""Types of numbers by NumPy's and PyTorch's names; behind a prefix only."""
