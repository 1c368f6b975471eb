"""Modules as the language sees them: something to call that owns parameters."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from engine.arrays import size_of
from engine.catalog import ALIASES, CATALOG
from engine.errors import EngineError, Span, UnknownNameError
from engine.graph import TensorNode
from engine.language.calls import Builtin, Call, CatalogFunction, Function
from engine.language.session import Nameable, Session
from engine.language.values import Anything, Arguments, kind_of, shape_of
from engine.modules import MLP, Activation, Linear, Module, Sequential


class Layer(Function, Nameable):
    """A module that the program made. Its parameters become leaves when they are first used."""

    def __init__(self, session: Session, module: Module, span: Span, *, torch: bool) -> None:
        self.module = module
        self.name = type(module).__name__
        self.span = span
        self.torch = torch
        self.place = session.trace.module

    def named(self, name: str) -> None:
        self.module.name = self.module.name or name

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - a module takes a tensor
        return False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        if len(arguments.positional) != 1 or arguments.keywords:
            raise EngineError(
                f"{self.name} takes one tensor",
                code="arguments",
                hint=f"Write `{self.module.name or self.name.lower()}(x)`.",
            )
        self.enter(session)
        x = session.operand(arguments.positional[0], arguments.spans.get(0, arguments.span))
        session.trace.span = arguments.span
        session.meter.count("expressions", self.module.size)
        if session.reading:
            with session.unseen():
                return session.seen(self.module(x))
        result = self.module(x)
        if self.torch or x in session.from_torch:
            session.from_torch.add(result)
        return result

    def enter(self, session: Session) -> None:
        """Write the parameters down as leaves of the trace, unless they are there."""
        if not self.module.name:
            self.module.name = session.numbered(self.name.lower())
        for name, node in self.module.named_parameters(f"{self.module.name}."):
            if node not in session.trace.tensors:
                session.parameter(node, name, self.span, self.place)

    def parameter(self, session: Session, name: str) -> Anything:
        """Give a parameter by name. Raises UnknownNameError."""
        found: TensorNode | None = self.module.parameters.get(name)
        if found is None:
            names = ", ".join(f"`{known}`" for known in self.module.parameters) or "none"
            raise UnknownNameError(
                f"{self.name} has no parameter called `{name}`", hint=f"Its parameters: {names}."
            )
        self.enter(session)
        return found


def _linear(call: Call, inputs: Anything, outputs: Anything, bias: Anything = True) -> Layer:
    sizes = shape_of([inputs, outputs])
    call.session.meter.make(size_of(sizes) + sizes[1])
    module = Linear(*sizes, bias=bias is not False, random=call.session.random)
    return Layer(call.session, module, call.span, torch=call.torch)


def _sequential(call: Call, *modules: Anything) -> Layer:
    if len(modules) == 1 and isinstance(modules[0], list | tuple):
        modules = tuple(modules[0])
    sequential = Sequential([_as_module(module) for module in modules])
    call.session.meter.check("nesting", sequential.depth)
    call.session.meter.count("expressions", sequential.size)
    return Layer(call.session, sequential, call.span, torch=call.torch)


def _mlp(call: Call, sizes: Anything, activation: Anything = "tanh") -> Layer:
    counts = shape_of([sizes])
    if len(counts) < 2:
        raise EngineError(
            "MLP needs two sizes at least", code="arguments", hint="Write `MLP([2, 16, 1])`."
        )
    for before, after in pairwise(counts):
        call.session.meter.make(before * after + after)
    module = MLP(counts, activation=_activation(activation), random=call.session.random)
    return Layer(call.session, module, call.span, torch=call.torch)


def _as_module(value: Anything) -> Module:
    if isinstance(value, Layer):
        return value.module
    return _activation(value)


def _activation(value: Anything) -> Activation:
    """Take an activation by its name, or as the function itself. Raises EngineError."""
    if isinstance(value, Layer) and isinstance(value.module, Activation):
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
    return Activation(op.name)


def _activation_class(op: str) -> Builtin:
    name = ACTIVATION_CLASSES[op]

    def make(call: Call, **constants: Any) -> Layer:
        _, given = CATALOG[op].bind((None,), constants)
        return Layer(call.session, Activation(op, **given), call.span, torch=call.torch)

    return Builtin(name, f"{name}()", make)


ACTIVATION_CLASSES: Mapping[str, str] = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "elu": "ELU",
    "gelu": "GELU",
    "silu": "SiLU",
    "sigmoid": "Sigmoid",
    "logsigmoid": "LogSigmoid",
    "softplus": "Softplus",
    "softmax": "Softmax",
    "log_softmax": "LogSoftmax",
    "tanh": "Tanh",
    "hardtanh": "Hardtanh",
}
"""PyTorch's classes for activations, by the op that they apply."""

LAYERS: Mapping[str, Builtin] = {
    layer.name: layer
    for layer in (
        Builtin("Linear", "Linear(3, 2)", _linear),
        Builtin("Sequential", "Sequential(Linear(2, 3), tanh, Linear(3, 1))", _sequential),
        Builtin("MLP", 'MLP([2, 16, 1], activation="tanh")', _mlp),
        *(_activation_class(op) for op in ACTIVATION_CLASSES if op in CATALOG),
    )
}
