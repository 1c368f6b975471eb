"""How the classes of modules are called: their arguments are PyTorch's."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from engine.catalog import ALIASES, CATALOG
from engine.compositions import COMPOSITIONS
from engine.errors import EngineError
from engine.language.calls import Builtin, Call, CatalogFunction, ComposedFunction
from engine.language.kinds import Kind, Row, first_sentence
from engine.language.layer import Layer
from engine.language.values import Anything, kind_of, shape_of
from engine.language.variants import remark_in_place
from engine.modules import MLP, Applied, Module, ModuleList, Sequential, Weights


def activation(_: str, value: Anything) -> Applied:
    """Take an activation by its name, as the function, or as a module. Raises EngineError."""
    if isinstance(value, Layer) and isinstance(value.module, Applied):
        return value.module
    if isinstance(value, CatalogFunction):
        value = value.word.name
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

    defaults = {
        name: parameter.default
        for name, parameter in inspect.signature(make).parameters.items()
        if name in kinds
    }

    def build(call: Call, taken: dict[str, Any]) -> Layer:
        given = dict(taken)
        if weighs:
            taken["weights"] = Weights(call.session.random, call.session.meter.make)
        layer = Layer(call.session, make(**taken), call.span, torch=call.torch)
        settings = defaults | given
        layer.settings = {name: value for name, value in settings.items() if _is_size(value)}
        if settings.get("bias") is False:
            layer.settings["bias"] = None
        return layer

    return Row(make, kinds).builtin(build)


def _is_size(value: Any) -> bool:
    parts = value if isinstance(value, tuple) else (value,)
    return all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts)


def sequential(call: Call, *modules: Anything) -> Layer:
    if len(modules) == 1 and isinstance(modules[0], list | tuple):
        modules = tuple(modules[0])
    return _holding(call, Sequential([_as_module(module) for module in modules]))


def module_list(call: Call, modules: Anything = ()) -> Layer:
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


def network_sizes(_: str, value: Anything) -> tuple[int, ...]:
    counts = shape_of([value])
    if len(counts) < 2:
        raise EngineError(
            "MLP needs two sizes at least", code="arguments", hint="Write `MLP([2, 16, 1])`."
        )
    return counts


def mlp(sizes: tuple[int, ...], activation: Applied | None = None, *, weights: Weights) -> MLP:
    return MLP(sizes, activation or Applied("tanh"), weights=weights)


mlp.__name__ = "MLP"


def op_class(name: str, op: str, **preset: Any) -> Builtin:
    """Make PyTorch's class for an op; its arguments are the op's constants, in their order."""
    function = (
        ComposedFunction(COMPOSITIONS[op]) if op in COMPOSITIONS else CatalogFunction(CATALOG[op])
    )

    def make(call: Call, *values: Any, **constants: Any) -> Layer:
        if constants.pop("inplace", None) is True:
            remark_in_place(call.session, call.span)
        _, given = function.word.bind((*[None] * len(function.word.inputs), *values), constants)
        for key, value in given.items():
            function.check(key, value)
        return Layer(
            call.session, Applied(op, **preset | given), call.span, torch=call.torch, name=name
        )

    settings = (function.word.constants | preset).items()
    written = (k if v is inspect.Parameter.empty else f"{k}={v!r}" for k, v in settings)
    return Builtin(
        name,
        f"{name}({', '.join(written)})",
        make,
        about=first_sentence(function.word.__doc__),
        reference=op,
    )
