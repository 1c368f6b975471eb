"""A module as the language sees it: something to call that owns parameters."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from inspect import Signature
from typing import Any

import numpy as np

from engine.errors import EngineError, Span, UnknownNameError
from engine.graph import TensorNode
from engine.language.calls import Function
from engine.language.session import Nameable, Session
from engine.language.values import (
    MISSING,
    TENSORS,
    Anything,
    Arguments,
    Given,
    Reading,
    is_plain,
    kind_of,
    plain,
)
from engine.modules import Module, ModuleList, Sequential


class Layer(Function, Nameable):
    """A module that the program made. Its parameters become leaves when they are first used.

    ``cells`` are its own parameters by name, those of the modules within it not included;
    ``settings`` are the numbers that it was made with.
    """

    kind = "a module"

    def __init__(
        self, session: Session, module: Module, span: Span, *, torch: bool, name: str = ""
    ) -> None:
        self.session = session
        self.module = module
        self.name = name or type(module).__name__
        self.span = span
        self.torch = torch
        self.place = session.trace.module
        self.cells: dict[str, Given] = {}
        self.settings: dict[str, Anything] = {}
        session.layers[module] = self
        session.meter.count("modules")
        for own, node in module.parameters.items():
            cell = Given(node.value, span, "parameter", follows_torch=torch, learned=True)
            self.hold(own, cell)
        for child in module.children.values():
            if child not in session.layers:
                Layer(session, child, span, torch=torch)

    def hold(self, name: str, cell: Given) -> None:
        """Own a parameter from now on."""
        self.release(name)
        self.cells[name] = cell
        cell.owner = cell.owner or self
        if name in self.module.parameters:
            cell.seats.append((self.module.parameters, name))
            if cell.node is not None:
                self.module.parameters[name] = cell.node

    def release(self, name: str) -> None:
        """Own the parameter of this name no more, if there is one; others may hold it still."""
        cell = self.cells.pop(name, None)
        if cell is None:
            return
        own = self.module.parameters
        cell.seats = [seat for seat in cell.seats if seat[0] is not own or seat[1] != name]
        if cell.owner is self and cell not in self.cells.values():
            cell.owner, cell.label = None, name

    def named(self, name: str) -> None:
        self.module.name = self.module.name or name

    def called(self, cell: Given) -> tuple[str, str]:
        own = next(name for name, held in self.cells.items() if held is cell)
        return f"{self.path}{own}", self.place

    @property
    def path(self) -> str:
        """What stands before the names of the parameters: ``net.0.``."""
        root, way = self.module, ""
        while root.parent is not None:
            way, root = f"{root.key}.{way}", root.parent
        return f"{self.session.layers[root].title()}.{way}"

    def title(self) -> str:
        """Give the module's own name; one that was bound to none is numbered."""
        if not self.module.name:
            self.module.name = self.session.numbered(self.name.lower())
        return self.module.name

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - a module takes tensors
        return False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        inputs, settings = self._taken(session, arguments)
        self.enter()
        session.trace.span = arguments.span
        session.meter.count("expressions", self.module.size)
        torch = self.torch or any(map(session.follows_torch, arguments.positional))
        with session.unseen() if session.reading else nullcontext():
            result = self._called_with(inputs, settings)
        if session.reading:
            return _each(lambda node: session.seen(node, torch=torch), result)
        if torch:
            _each(session.from_torch.add, result)
        return result

    def _called_with(self, inputs: Sequence[Anything], settings: Mapping[str, Anything]) -> Any:
        try:
            return self.module(*inputs, **settings)
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            if self.session.strict:
                raise
            raise EngineError(
                f"{self.name} cannot work with these arguments", code="arguments", hint=self.usage()
            ) from error

    def usage(self) -> str:
        """Say how the module is called."""
        parameters = self.module.signature().parameters.values()
        shown = Signature([one.replace(annotation=one.empty) for one in parameters])
        return f"Write `{self.module.name or self.name.lower()}{shown}`."

    def enter(self) -> None:
        """Write the parameters down as leaves of the trace, unless they are there."""
        self.title()
        for layer in self.within():
            for cell in layer.cells.values():
                if cell.node is None:
                    self.session.operand(cell, self.span)

    def within(self) -> list[Layer]:
        """List this module and those within it."""
        layers = [self.session.layers[module] for _, module in self.module.modules()]
        self.session.meter.count("expressions", len(layers))
        return layers

    def find(self, name: str) -> Anything:
        """Give a parameter, a buffer or a module within by name, MISSING if there is none."""
        if name in self.cells:
            return self.cells[name]
        if name in self.module.buffers:
            return Reading(plain(self.module.buffers[name]), follows_torch=self.torch)
        if name in self.module.children:
            return self.session.layers[self.module.children[name]]
        if name == "forward":
            return self
        if name == "training":
            return self.module.training
        return self.settings.get(name, MISSING)

    def names(self) -> list[str]:
        """List what it holds, by name."""
        return [*self.cells, *self.module.buffers, *self.module.children, *self.settings]

    def unknown(self, name: str) -> UnknownNameError:
        """Say that there is nothing of this name, and what there is."""
        names = ", ".join(f"`{one}`" for one in self.names()[:20]) or "nothing"
        return UnknownNameError(f"{self.name} has no `{name}`", hint=f"It has {names}.")

    def put(self, name: str, value: Anything) -> None:
        """Put another parameter in the place of one. Raises EngineError."""
        if name not in self.cells:
            known = ", ".join(f"`{one}`" for one in self.cells) or "none"
            raise EngineError(
                f"{self.name} has no parameter `{name}` to set",
                code="attribute",
                hint=f"Its parameters: {known}.",
            )
        if not isinstance(value, Given) or not value.learned:
            raise EngineError(
                f"`{name}` is a parameter, and {kind_of(value)} is none",
                code="attribute",
                hint=f"Write `{name} = nn.Parameter(...)`, or `{name}.data = ...`.",
            )
        self.hold(name, value)

    def take(self, name: str, layer: Layer) -> None:
        """Own a module. Raises EngineError for one that holds this one, or would stand too deep."""
        above, depth = self.module.parent, 1
        while above is not None:
            above, depth = above.parent, depth + 1
        self.session.meter.count("expressions", depth)
        for path, module in layer.module.modules():
            self.session.meter.count("expressions")
            if module is self.module:
                raise EngineError(
                    f"{self.name} cannot hold itself",
                    code="attribute",
                    hint="A module holds modules that were made before it, or for it.",
                )
            self.session.meter.check("nesting", depth + path.count(".") + 1)
        self.module.adopt(name, layer.module)

    def text(self) -> str:
        """Write the module and those within, each with the shapes of its parameters."""
        return "\n".join(self.lines(set()))

    def lines(self, seen: set[Layer]) -> list[str]:
        """Write it line by line; what is within one that was ``seen`` is not written again."""
        shapes = ", ".join(f"{name} {np.shape(cell.value)}" for name, cell in self.cells.items())
        if not self.module.children or self in seen:
            return [f"{self.name}({shapes})"]
        seen.add(self)
        lines = [f"{self.name}({shapes}"]
        for name, child in self.module.children.items():
            first, *others = self.session.layers[child].lines(seen)
            lines += [f"  ({name}): {first}", *(f"  {line}" for line in others)]
        return [*lines, ")"]

    def named_parameters(self) -> list[tuple[str, Given]]:
        """List the parameters of this module and those within, each once: ``0.weight``."""
        found: dict[Given, str] = {}
        for path, module in self.module.modules():
            cells = self.session.layers[module].cells
            self.session.meter.count("expressions", 1 + len(cells))
            for name, cell in cells.items():
                found.setdefault(cell, f"{path}{name}")
        return [(name, cell) for cell, name in found.items()]

    def items(self) -> list[Layer] | None:
        """List the modules of one that holds them by number; None of any other."""
        if not isinstance(self.module, Sequential | ModuleList):
            return None
        return [self.session.layers[child] for child in self.module.children.values()]

    def _taken(
        self, session: Session, arguments: Arguments
    ) -> tuple[Sequence[Anything], Mapping[str, Anything]]:
        """Take the arguments of a call as the module's forward does. Raises EngineError."""
        signature = self.module.signature()
        try:
            bound = signature.bind(*arguments.positional, **arguments.keywords)
        except TypeError as error:
            raise EngineError(
                f"{self.name}: {error}", code="arguments", hint=self.usage()
            ) from None
        for place, (name, value) in enumerate(bound.arguments.items()):
            parameter = signature.parameters[name]
            span = arguments.spans.get(name) or arguments.spans.get(place) or arguments.span
            if parameter.kind is not parameter.VAR_POSITIONAL:
                is_free = parameter.default is not parameter.empty
                bound.arguments[name] = _operand(session, value, span, is_free=is_free)
        return bound.args, bound.kwargs


def _operand(session: Session, value: Anything, span: Span, *, is_free: bool) -> Anything:
    """Take an argument as a tensor node, or several as a tuple.

    One that need not be given (``is_free``) may be a truth, a word or None.
    """
    if is_free and (value is None or isinstance(value, bool | str)):
        return value
    if isinstance(value, tuple) and value and all(isinstance(part, TENSORS) for part in value):
        return tuple([session.operand(part, span) for part in value])
    return session.operand(value, span)


def nodes_of(session: Session, value: Anything, span: Span) -> Any:
    """Take what a function gave as tensor nodes, one or several. Raises EngineError."""
    if isinstance(value, tuple) and not is_plain(value):
        return tuple([nodes_of(session, part, span) for part in value])
    return session.operand(value, span)


def _each(act: Callable[[TensorNode], Any], outputs: Any) -> Any:
    """Give what ``act`` makes of every tensor that a module gave, however they are nested."""
    if isinstance(outputs, tuple | list):
        return tuple([_each(act, output) for output in outputs])
    return act(outputs) if isinstance(outputs, TensorNode) else outputs
