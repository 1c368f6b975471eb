"""The classes of modules that a program can make, one row each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog import ALIASES, CATALOG
from engine.errors import EngineError
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.layer import Layer
from engine.language.values import Anything, is_sequence, kind_of, shape_of, whole
from engine.modules import (
    MLP,
    Applied,
    Conv1d,
    Conv2d,
    ConvTranspose1d,
    ConvTranspose2d,
    Dropout,
    GoogLeNet,
    Inception,
    Linear,
    Module,
    ModuleList,
    Sequential,
    Weights,
)
from engine.modules.googlenet import COLUMNS

Taken = Callable[[str, Anything], Any]
"""What an argument of a class can be: its name and a plain value -> what the module takes."""


def size(name: str, value: Anything) -> int:
    """Take a size, 0 or more. Raises EngineError."""
    number = whole(value, name)
    if number < 0:
        raise EngineError(f"{name} is {number}", code="arguments", hint="Sizes are 0 or more.")
    return number


def sizes(_: str, value: Anything) -> tuple[int, ...]:
    """Take a list of sizes, or a single one. Raises EngineError."""
    return shape_of([value])


def size_or_sizes(name: str, value: Anything) -> int | tuple[int, ...]:
    """Take a size, or one for each axis. Raises EngineError."""
    return sizes(name, value) if is_sequence(value) else size(name, value)


def padding(name: str, value: Anything) -> int | tuple[int, ...] | str:
    """Take what is padded: a size, one for each axis, or a word. Raises EngineError."""
    return (
        word("same", "valid")(name, value) if isinstance(value, str) else size_or_sizes(name, value)
    )


def flag(name: str, value: Anything) -> bool:
    """Take True or False. Raises EngineError."""
    if value is not True and value is not False:
        raise _unfit(name, value, "Write `True` or `False`.")
    return value


def number(name: str, value: Anything) -> float:
    """Take a number. Raises EngineError."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _unfit(name, value, "A number is needed here.")
    return float(value)


def word(*known: str) -> Taken:
    """Take one of the words that are known. Raises EngineError."""

    def take(name: str, value: Anything) -> str:
        if value not in known:
            text = f"`{value}`" if isinstance(value, str) else kind_of(value)
            words = ", ".join(f"`{one}`" for one in known)
            raise EngineError(f"{name} is {text}", code="arguments", hint=f"It is one of {words}.")
        return str(value)

    return take


def optional(take: Taken) -> Taken:
    """Take None as well."""
    return lambda name, value: None if value is None else take(name, value)


def activation(_: str, value: Anything) -> Applied:
    """Take an activation by its name, as the function, or as a module. Raises EngineError."""
    if isinstance(value, Layer) and isinstance(value.module, Applied):
        return value.module
    if isinstance(value, CatalogFunction):
        value = value.op.name
    op = CATALOG.get(ALIASES.get(value, "")) if isinstance(value, str) else None
    if op is None or len(op.inputs) != 1 or op.variadic:
        text = f"`{value}`" if isinstance(value, str) else kind_of(value)
        raise EngineError(
            f"{text} is no activation",
            code="arguments",
            hint="Name an op of one tensor, such as `tanh`, `sigmoid` or `relu`.",
        )
    return Applied(op.name)


def ignored(_: str, __: Anything) -> None:
    """Take anything: the argument changes no number."""


def _unfit(name: str, value: Anything, hint: str) -> EngineError:
    return EngineError(f"{name} is {kind_of(value)}", code="arguments", hint=hint)


def row(make: Callable[..., Module], **kinds: Taken) -> Builtin:
    """Say how the arguments of a class make its module; their names and order are PyTorch's.

    Defaults are those of ``make``, which is given what ``kinds`` makes of the rest, and the
    session's ``weights`` if it asks for them: whatever takes room is charged there.
    """
    own = inspect.signature(make).parameters
    arguments = [
        inspect.Parameter(
            name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=_default(own, name)
        )
        for name in kinds
    ]
    signature = inspect.Signature(arguments)

    def run(call: Call, *values: Anything, **keywords: Anything) -> Layer:
        given = signature.bind(*values, **keywords).arguments
        taken = {name: kinds[name](name, value) for name, value in given.items() if name in own}
        if "weights" in own:
            taken["weights"] = Weights(call.session.random, call.session.meter.make)
        return Layer(call.session, make(**taken), call.span, torch=call.torch)

    first = inspect.Parameter("call", inspect.Parameter.POSITIONAL_ONLY)
    run.__signature__ = signature.replace(parameters=[first, *arguments])  # type: ignore[attr-defined]
    return Builtin(make.__name__, f"{make.__name__}{signature}", run)


def _default(own: Mapping[str, inspect.Parameter], name: str) -> Any:
    """Give the default of an argument; one that is only ignored may be anything."""
    return own[name].default if name in own else None


def _sequential(call: Call, *modules: Anything) -> Layer:
    if len(modules) == 1 and isinstance(modules[0], list | tuple):
        modules = tuple(modules[0])
    return _holding(call, Sequential([_as_module(module) for module in modules]))


def _module_list(call: Call, modules: Anything = ()) -> Layer:
    if not isinstance(modules, list | tuple):
        raise call.fault(f"{kind_of(modules)} is no list", "Write `nn.ModuleList([...])`.")
    return _holding(call, ModuleList([_as_module(module) for module in modules]))


def _holding(call: Call, module: Module) -> Layer:
    """Give a module that holds others, after charging what a call of it goes through."""
    call.session.meter.check("nesting", module.depth)
    call.session.meter.count("expressions", module.size)
    return Layer(call.session, module, call.span, torch=call.torch)


def _as_module(value: Anything) -> Module:
    return value.module if isinstance(value, Layer) else activation("", value)


def _network_sizes(_: str, value: Anything) -> tuple[int, ...]:
    counts = shape_of([value])
    if len(counts) < 2:
        raise EngineError(
            "MLP needs two sizes at least", code="arguments", hint="Write `MLP([2, 16, 1])`."
        )
    return counts


def _mlp(sizes: tuple[int, ...], activation: Applied | None = None, *, weights: Weights) -> MLP:
    return MLP(sizes, activation or Applied("tanh"), weights=weights)


_mlp.__name__ = "MLP"


def _op_class(name: str, op: str, **preset: Any) -> Builtin:
    """Make PyTorch's class for an op; its arguments are the op's constants, in their order."""

    def make(call: Call, *values: Any, **constants: Any) -> Layer:
        constants.pop("inplace", None)
        _, given = CATALOG[op].bind((*[None] * len(CATALOG[op].inputs), *values), constants)
        for key, value in given.items():
            CatalogFunction(CATALOG[op]).check(key, value)
        return Layer(call.session, Applied(op, **preset | given), call.span, torch=call.torch)

    return Builtin(name, f"{name}()", make)


OP_CLASSES: Mapping[str, str] = {
    "ReLU": "relu",
    "LeakyReLU": "leaky_relu",
    "ELU": "elu",
    "GELU": "gelu",
    "SiLU": "silu",
    "Sigmoid": "sigmoid",
    "LogSigmoid": "logsigmoid",
    "Softplus": "softplus",
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Tanh": "tanh",
    "Hardtanh": "hardtanh",
    "MSELoss": "mse",
    "L1Loss": "l1",
    "HuberLoss": "huber",
    "BCELoss": "binary_cross_entropy",
    "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
    "NLLLoss": "nll",
    "CrossEntropyLoss": "cross_entropy",
    "MaxPool1d": "max_pool1d",
    "MaxPool2d": "max_pool2d",
    "AvgPool1d": "avg_pool1d",
    "AvgPool2d": "avg_pool2d",
    "AdaptiveAvgPool1d": "adaptive_avg_pool1d",
    "AdaptiveAvgPool2d": "adaptive_avg_pool2d",
    "Unfold": "unfold",
    "Fold": "fold",
}
"""PyTorch's classes for one op each: activations, losses, pooling."""

CONVOLUTION: Mapping[str, Taken] = {
    "in_channels": size,
    "out_channels": size,
    "kernel_size": size_or_sizes,
    "stride": size_or_sizes,
    "padding": padding,
    "dilation": size_or_sizes,
    "groups": size,
    "bias": flag,
}
TRANSPOSED: Mapping[str, Taken] = {
    "in_channels": size,
    "out_channels": size,
    "kernel_size": size_or_sizes,
    "stride": size_or_sizes,
    "padding": size_or_sizes,
    "output_padding": size_or_sizes,
    "groups": size,
    "bias": flag,
    "dilation": size_or_sizes,
}

LAYERS: Mapping[str, Builtin] = {
    layer.name: layer
    for layer in (
        Builtin("Sequential", "Sequential(Linear(2, 3), tanh, Linear(3, 1))", _sequential),
        Builtin("ModuleList", "ModuleList([Linear(2, 3), Linear(3, 1)])", _module_list),
        row(_mlp, sizes=_network_sizes, activation=activation),
        row(Linear, in_features=size, out_features=size, bias=flag),
        row(Conv1d, **CONVOLUTION),
        row(Conv2d, **CONVOLUTION),
        row(ConvTranspose1d, **TRANSPOSED),
        row(ConvTranspose2d, **TRANSPOSED),
        row(Dropout, p=number, inplace=ignored),
        row(Inception, in_channels=size, **dict.fromkeys(COLUMNS, size)),
        row(GoogLeNet, classes=size),
        _op_class("Flatten", "flatten", start_dim=1),
        *(_op_class(name, op) for name, op in OP_CLASSES.items() if op in CATALOG),
    )
}
