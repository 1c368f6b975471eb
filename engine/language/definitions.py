"""What a program defines: functions, and classes of modules."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from inspect import Parameter, Signature
from typing import Any

from engine.errors import EngineError, Span
from engine.graph import TensorNode
from engine.language.calls import Bound, Function, with_owner
from engine.language.expressions import evaluate
from engine.language.layer import Layer, nodes_of
from engine.language.names import Scope
from engine.language.session import Session
from engine.language.values import Anything, Arguments, Given
from engine.modules import Module

Run = Callable[[Session, Sequence[ast.stmt]], Anything]
"""Runs the body of a function, and gives what it returns."""


class UserFunction(Function):
    """A function of the program. Each call is a module of the graph."""

    def __init__(self, session: Session, definition: ast.FunctionDef, run: Run) -> None:
        self.name = definition.name
        self.body = definition.body
        self.run = run
        self.shown = ast.unparse(definition.args)
        self.scope = session.scope
        self.parameters = [argument.arg for argument in definition.args.args]
        defaults = definition.args.defaults
        optional = self.parameters[len(self.parameters) - len(defaults) :]
        self.defaults = {
            name: evaluate(session, default)
            for name, default in zip(optional, defaults, strict=True)
        }

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - nobody knows beforehand
        return False

    def call(self, session: Session, arguments: Arguments) -> Anything:
        return self.within(session, arguments, session.grouped(self.name, "function"))

    def within(
        self, session: Session, arguments: Arguments, group: AbstractContextManager[object]
    ) -> Anything:
        """Run the body. Numbers that are handed over become inputs under the parameters' names."""
        values = self._matched(arguments)
        session.meter.check("call_depth", session.call_depth + 1)
        with self._inside(session), group:
            for place, (name, value) in enumerate(values.items()):
                if isinstance(value, TensorNode | Function):
                    session.scope.names[name] = value
                    continue
                span = arguments.spans.get(name) or arguments.spans.get(place)
                session.bind(name, value, span or arguments.span)
            return self.run(session, self.body)

    @contextmanager
    def _inside(self, session: Session) -> Iterator[None]:
        scope, session.scope = session.scope, Scope(self.scope)
        session.call_depth += 1
        try:
            yield
        finally:
            session.scope = scope
            session.call_depth -= 1

    def _matched(self, arguments: Arguments) -> dict[str, Anything]:
        """Give the parameters their values. Raises EngineError."""
        hint = f"It is defined as `{self.name}({self.shown})`."
        given = dict(zip(self.parameters, arguments.positional, strict=False))
        for name, value in arguments.keywords.items():
            if name not in self.parameters or name in given:
                twice = "is given twice" if name in given else "is no argument"
                raise EngineError(f"{self.name}: `{name}` {twice}", code="arguments", hint=hint)
            given[name] = value
        if len(arguments.positional) > len(self.parameters):
            takes, given_ = len(self.parameters), len(arguments.positional)
            many = f"{takes} argument{'s' * (takes != 1)}, not {given_}"
            raise EngineError(f"{self.name} takes {many}", code="arguments", hint=hint)
        missing = [n for n in self.parameters if n not in given and n not in self.defaults]
        if missing:
            raise EngineError(
                f"{self.name} needs {' and '.join(missing)}", code="arguments", hint=hint
            )
        return {name: given.get(name, self.defaults.get(name)) for name in self.parameters}


class UserClass(Function):
    """A class of the program: each call makes a module. ``constants`` are what its body binds."""

    kind = "a class"

    def __init__(self, name: str) -> None:
        self.name = name
        self.methods: dict[str, UserFunction] = {}
        self.constants: dict[str, Anything] = {}

    def is_setting(self, place: int | str) -> bool:  # noqa: ARG002 - nobody knows beforehand
        return False

    def has_made(self, value: Anything) -> bool:
        return isinstance(value, Instance) and value.made_of is self

    def call(self, session: Session, arguments: Arguments) -> Anything:
        """Make a module, and let ``__init__`` give it what it holds."""
        made = Instance(session, self, arguments.span)
        start = self.methods.get("__init__")
        if start is not None:
            start.within(session, with_owner(arguments, made, arguments.span), nullcontext())
        elif arguments.positional or arguments.keywords:
            raise EngineError(
                f"{self.name} takes no arguments",
                code="arguments",
                hint="A class takes those that its `__init__` names.",
            )
        return made


class Instance(Layer):
    """A module of a class of the program. Its attributes are kept in a table of its own."""

    def __init__(self, session: Session, made_of: UserClass, span: Span) -> None:
        self.made_of = made_of
        self.attributes: dict[str, Anything] = {}
        super().__init__(session, Written(self), span, torch=True)
        self.name = made_of.name

    def call(self, session: Session, arguments: Arguments) -> Anything:
        forward = self.made_of.methods.get("forward")
        if forward is None:
            raise EngineError(
                f"{self.name} has no `forward`, so it cannot be called",
                code="not-callable",
                hint="Define `def forward(self, x):` in the class.",
            )
        self.title()
        group = session.grouped(self.module.shown, self.name)
        return forward.within(session, with_owner(arguments, self, arguments.span), group)

    def enter(self) -> None:
        """Do nothing: what forward uses becomes a leaf when it is used."""

    def find(self, name: str) -> Anything:
        if name in self.attributes:
            return self.attributes[name]
        if name in self.made_of.methods and name != "forward":
            return Bound(self.made_of.methods[name], self, self.span)
        return self.made_of.constants.get(name, super().find(name))

    def names(self) -> list[str]:
        methods = [name for name in self.made_of.methods if not name.startswith("__")]
        return [*super().names(), *self.attributes, *methods]

    def put(self, name: str, value: Anything) -> None:
        """Do what ``self.name = value`` says; modules and parameters are owned from then on."""
        self.session.meter.count("attributes")
        self.release(name)
        self.attributes.pop(name, None)
        self.module.children.pop(name, None)
        match value:
            case Layer():
                self.take(name, value)
            case Given(learned=True):
                self.hold(name, value)
            case Given(label="", owner=None):
                value.label, value.module = name, self.session.trace.module
                value.moment = self.session.trace.now()
                self.attributes[name] = value
            case _:
                if isinstance(value, TensorNode):
                    self.session.trace.name(value, name)
                self.attributes[name] = value


class Written(Module):
    """A module whose forward the program has written."""

    def __init__(self, instance: Instance) -> None:
        super().__init__()
        self.instance = instance

    def adopt(self, name: str, child: Module) -> Any:
        super().adopt(name, child)
        # What its forward calls is charged when it calls it.
        self.size = self.depth = 1
        return child

    def signature(self) -> Signature:
        forward = self.instance.made_of.methods.get("forward")
        names = [] if forward is None else forward.parameters[1:]
        return Signature([Parameter(name, Parameter.POSITIONAL_OR_KEYWORD) for name in names])

    def forward(self, *inputs: Any, **settings: Any) -> Any:
        session = self.instance.session
        span = session.trace.span or self.instance.span
        given = self.instance.call(session, Arguments(span, list(inputs), settings))
        return nodes_of(session, given, span)

    def __call__(self, *inputs: Any, **settings: Any) -> Any:
        return self.forward(*inputs, **settings)
