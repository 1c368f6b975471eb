"""The classes of modules that a program can make, one row each."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from engine.catalog import ALIASES, CATALOG
from engine.errors import EngineError
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.kinds import Kind, Row, flag, ignored, number, padding, size, size_or_sizes
from engine.language.layer import Layer
from engine.language.values import Anything, kind_of, shape_of
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


def row(make: Callable[..., Module], **kinds: Kind) -> Builtin:
    """Say how the arguments of a class make its module, which is given ``weights`` if it asks.

    Whatever takes room is made by these weights, and charged before.
    """
    weighs = "weights" in inspect.signature(make).parameters

    def build(call: Call, taken: dict[str, Any]) -> Layer:
        if weighs:
            taken["weights"] = Weights(call.session.random, call.session.meter.make)
        return Layer(call.session, make(**taken), call.span, torch=call.torch)

    return Row(make, kinds).builtin(build)


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

CONVOLUTION: Mapping[str, Kind] = {
    "in_channels": size,
    "out_channels": size,
    "kernel_size": size_or_sizes,
    "stride": size_or_sizes,
    "padding": padding,
    "dilation": size_or_sizes,
    "groups": size,
    "bias": flag,
}
TRANSPOSED: Mapping[str, Kind] = {
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
