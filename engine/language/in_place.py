"""The methods that change a tensor in place, such as ``x.add_(y)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engine.catalog import CATALOG
from engine.language.calls import Builtin, Call, Function
from engine.language.cells import ask_for_gradient, write
from engine.language.initialization import drawn
from engine.language.session import Session
from engine.language.values import Anything, Arguments


@dataclass(frozen=True, slots=True)
class InPlace(Function):
    """A function whose result takes the place of its first argument: ``x.mul_(2)``."""

    function: Function

    @property
    def name(self) -> str:  # type: ignore[override]
        """The function's name, with the underscore that says where the result goes."""
        return f"{self.function.name}_"

    def is_setting(self, place: int | str) -> bool:
        return self.function.is_setting(place)

    def call(self, session: Session, arguments: Arguments) -> Anything:
        target = arguments.positional[0]
        with session.only_reading():
            result = self.function.call(session, arguments)
        write(session, target, result, arguments.span, how=self.name)
        return target


def _computed(call: Call, op: str, *inputs: Anything) -> Anything:
    """Apply an op to numbers that are only looked at."""
    with call.session.only_reading():
        return call.session.apply(CATALOG[op], inputs, {}, call.span)


def _scaled(op: str) -> Callable[..., Anything]:
    def run(call: Call, x: Anything, other: Anything, *, alpha: Anything = 1) -> Anything:
        step = _computed(call, "mul", other, call.number(alpha))
        write(call.session, x, _computed(call, op, x, step), call.span, how=call.name)
        return x

    return run


def _added(op: str) -> Callable[..., Anything]:
    """Add ``value`` times the product or quotient of two tensors."""

    def run(call: Call, x: Anything, a: Anything, b: Anything, *, value: Anything = 1) -> Anything:
        step = _computed(call, "mul", _computed(call, op, a, b), call.number(value))
        write(call.session, x, _computed(call, "add", x, step), call.span, how=call.name)
        return x

    return run


def _copy(call: Call, x: Anything, source: Anything) -> Anything:
    write(call.session, x, source, call.span, how=call.name)
    return x


def _fill(call: Call, x: Anything, value: Anything) -> Anything:
    write(call.session, x, call.number(value), call.span, how=call.name)
    return x


def _zero(call: Call, x: Anything) -> Anything:
    write(call.session, x, 0.0, call.span, how=call.name)
    return x


def _requires_grad(call: Call, x: Anything, requires_grad: Anything = True) -> Anything:
    return ask_for_gradient(call.session, x, call.span, on=requires_grad is not False)


METHODS: Mapping[str, Builtin] = {
    method.name: method
    for method in (
        Builtin("requires_grad_", "x.requires_grad_()", _requires_grad, takes_tensors=True),
        Builtin("add_", "x.add_(y, alpha=1)", _scaled("add"), takes_tensors=True),
        Builtin("sub_", "x.sub_(y, alpha=1)", _scaled("sub"), takes_tensors=True),
        Builtin("addcmul_", "x.addcmul_(a, b, value=1)", _added("mul"), takes_tensors=True),
        Builtin("addcdiv_", "x.addcdiv_(a, b, value=1)", _added("div"), takes_tensors=True),
        Builtin("copy_", "x.copy_(y)", _copy, takes_tensors=True),
        Builtin("fill_", "x.fill_(0.5)", _fill, takes_tensors=True),
        Builtin("zero_", "x.zero_()", _zero, takes_tensors=True),
        *drawn(),
    )
}
"""Those that are not just an op of the catalogue with an underscore behind its name."""
