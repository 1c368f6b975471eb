"""A module as the language sees it: something to call that owns parameters."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Signature
from typing import Any

from engine.errors import EngineError, Span, UnknownNameError
from engine.graph import TensorNode
from engine.language.calls import Function
from engine.language.session import Nameable, Session
from engine.language.values import TENSORS, Anything, Arguments
from engine.modules import Module


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

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - a module takes tensors
        return False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        inputs, settings = self._taken(session, arguments)
        self.enter(session)
        session.trace.span = arguments.span
        session.meter.count("expressions", self.module.size)
        if session.reading:
            with session.unseen():
                return _each(session.seen, self.module(*inputs, **settings))
        result = self.module(*inputs, **settings)
        given = [value for value in inputs if isinstance(value, TensorNode)]
        if self.torch or not session.from_torch.isdisjoint(given):
            _each(session.from_torch.add, result)
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

    def _taken(
        self, session: Session, arguments: Arguments
    ) -> tuple[list[Anything], dict[str, Anything]]:
        """Take the arguments of a call as the module's forward does. Raises EngineError."""
        signature = self.module.signature()
        try:
            signature.bind(*arguments.positional, **arguments.keywords)
        except TypeError as error:
            name = self.module.name or self.name.lower()
            raise EngineError(
                f"{self.name}: {error}",
                code="arguments",
                hint=f"Write `{name}{_bare(signature)}`.",
            ) from None
        spans = arguments.spans
        positional = [
            _operand(session, value, spans.get(place, arguments.span))
            for place, value in enumerate(arguments.positional)
        ]
        keywords = {
            name: _operand(session, value, spans.get(name, arguments.span))
            for name, value in arguments.keywords.items()
        }
        return positional, keywords


def _bare(signature: Signature) -> Signature:
    """Leave the annotations out of a signature."""
    parameters = signature.parameters.values()
    return Signature([parameter.replace(annotation=parameter.empty) for parameter in parameters])


def _operand(session: Session, value: Anything, span: Span) -> Anything:
    """Take an argument as a tensor node, or several as a tuple; truths, words and None stay."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, tuple) and value and all(isinstance(part, TENSORS) for part in value):
        return tuple([session.operand(part, span) for part in value])
    return session.operand(value, span)


def _each(act: Callable[[TensorNode], Any], outputs: Any) -> Any:
    """Do something with every tensor that a module gave, however they are nested."""
    if isinstance(outputs, TensorNode):
        return act(outputs)
    if isinstance(outputs, tuple | list):
        return tuple([_each(act, output) for output in outputs])
    return outputs
