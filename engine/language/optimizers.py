"""Optimizers as programs make them. Each step is an update of the leaves that it moves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.arrays import Value, as_value
from engine.errors import EngineError, UnknownNameError
from engine.language import kinds
from engine.language.calls import Builtin, Call
from engine.language.cells import clear
from engine.language.kinds import Row
from engine.language.session import Session
from engine.language.values import Anything, Given, kind_of
from engine.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop


class Held:
    """A leaf as an optimizer takes it: to set the value is to change the leaf in place."""

    def __init__(self, session: Session, cell: Given) -> None:
        self.session = session
        self.cell = cell
        self.span = cell.span

    @property
    def value(self) -> Value:
        """The numbers of the present version."""
        return as_value(self.session.plain(self.cell))

    @value.setter
    def value(self, value: Value) -> None:
        self.session.leaves.change(self.cell, value, self.span)

    @property
    def gradient(self) -> Value | None:
        """What the passes have added up."""
        return self.cell.gradient

    @gradient.setter
    def gradient(self, gradient: Value | None) -> None:
        self.cell.gradient = gradient


class Descent:
    """An optimizer of the program."""

    kind = "an optimizer"

    def __init__(self, optimizer: Optimizer, held: list[Held]) -> None:
        self.optimizer = optimizer
        self.held = held

    def attribute(self, name: str) -> Builtin:
        """Give a method. Raises UnknownNameError."""
        if name in METHODS:
            return METHODS[name]
        hint = REFUSED.get(name, f"It has {', '.join(f'`{known}()`' for known in METHODS)}.")
        raise UnknownNameError(f"an optimizer has no `{name}`", hint=hint)


def _step(call: Call, descent: Descent) -> None:
    """Move the leaves that have a gradient, after charging for what is made and kept on the way."""
    meter, optimizer = call.session.meter, descent.optimizer
    for held in descent.held:
        held.span = call.span
        if held.cell.gradient is not None:
            elements = held.cell.gradient.size
            meter.make(elements)
            meter.count("elements", elements * optimizer.kept)
            meter.count("flops", elements * optimizer.flops)
    optimizer.step()


def _zero_grad(_: Call, descent: Descent, *, set_to_none: Anything = True) -> None:
    for held in descent.held:
        clear(held.cell, to_none=set_to_none is not False)


METHODS: Mapping[str, Builtin] = {
    method.name: method
    for method in (
        Builtin("step", "opt.step()", _step, takes_tensors=True),
        Builtin("zero_grad", "opt.zero_grad()", _zero_grad, takes_tensors=True),
    )
}

REFUSED: Mapping[str, str] = {
    "param_groups": "All parameters share the settings that the optimizer was made with.",
    "add_param_group": "Make one optimizer for each group of parameters.",
    "state_dict": "A program ends with its graph, and nothing is loaded or stored.",
    "load_state_dict": "A program ends with its graph, and nothing is loaded or stored.",
}


def _params(_: str, value: Anything) -> list[Given]:
    """Take a list of leaves; those of a module may bring their names."""
    if not isinstance(value, list | tuple):
        hint = "Write `net.parameters()`, or a list such as `[w, b]`."
        raise EngineError(f"params is {kind_of(value)}", code="arguments", hint=hint)
    return [_leaf(one[1] if isinstance(one, tuple) and len(one) == 2 else one) for one in value]


def _leaf(value: Anything) -> Given:
    if isinstance(value, Given) and not value.written:
        return value
    what = "one that an op made" if kind_of(value) == "a tensor" else kind_of(value)
    raise EngineError(
        f"an optimizer moves leaves, and this is {what}",
        code="arguments",
        hint="Give it parameters: `nn.Parameter(...)`, or tensors with `requires_grad=True`.",
    )


def row(make: type[Optimizer], **settings: kinds.Kind) -> Builtin:
    """Say how the arguments of an optimizer are taken; those that change no number are ignored."""

    def build(call: Call, taken: dict[str, Any]) -> Descent:
        held = [Held(call.session, cell) for cell in taken.pop("params")]
        return Descent(make(held, **taken), held)

    flags = dict.fromkeys(("foreach", "fused", "capturable", "differentiable"), kinds.ignored)
    every = {"params": _params, **settings, "maximize": kinds.flag, **flags}
    return Row(make, every, raw=("params",)).builtin(build)


OPTIMIZERS: Mapping[str, Builtin] = {
    optimizer.name: optimizer
    for optimizer in (
        row(
            SGD,
            lr=kinds.number,
            momentum=kinds.number,
            dampening=kinds.number,
            weight_decay=kinds.number,
            nesterov=kinds.flag,
        ),
        row(
            RMSprop,
            lr=kinds.number,
            alpha=kinds.number,
            eps=kinds.number,
            weight_decay=kinds.number,
            momentum=kinds.number,
            centered=kinds.flag,
        ),
        row(
            Adagrad,
            lr=kinds.number,
            lr_decay=kinds.number,
            weight_decay=kinds.number,
            initial_accumulator_value=kinds.number,
            eps=kinds.number,
        ),
        *(
            row(
                make,
                lr=kinds.number,
                betas=kinds.pair,
                eps=kinds.number,
                weight_decay=kinds.number,
                amsgrad=kinds.flag,
            )
            for make in (Adam, AdamW)
        ),
    )
}
"""By PyTorch's names."""
