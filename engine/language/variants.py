"""Ops with a setting more than the catalogue's, as NumPy or PyTorch takes it.

``torch.add(a, b, alpha=2)``, ``torch.div(a, b, rounding_mode="floor")``, ``x.clamp(min=lowest)``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.catalog import CATALOG
from engine.errors import Diagnostic, EngineError, Span
from engine.language.calls import Builtin, Call, CatalogFunction, Function
from engine.language.session import Session
from engine.language.truth import elementwise
from engine.language.values import Anything, Arguments, is_number, is_setting, kind_of


def _without(arguments: Arguments, name: str) -> tuple[Anything, Arguments]:
    """Take a keyword out of a call; None where it is not given."""
    keywords = dict(arguments.keywords)
    found = keywords.pop(name, None)
    return found, replace(arguments, keywords=keywords)


@dataclass(frozen=True, slots=True)
class Scaled(CatalogFunction):
    """A sum or a difference whose second part is taken ``alpha`` times."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        given, rest = _without(arguments, "alpha")
        alpha = session.plain(given)
        if alpha is not None and not is_number(alpha):
            raise EngineError(
                f"alpha of {self.name} is {kind_of(given)}",
                code="arguments",
                hint="It is one number, by which the second tensor is multiplied.",
            )
        if alpha is None or alpha == 1:
            return CatalogFunction.call(self, session, rest)
        (a, b), _ = self.bound(session, rest)
        scaled = session.apply(CATALOG["mul"], [b, alpha], {}, rest.span, torch=self.torch)
        return session.apply(self.word, [a, scaled], {}, rest.span, torch=self.torch)


@dataclass(frozen=True, slots=True)
class Quotient(CatalogFunction):
    """A quotient that may be rounded, down or towards zero."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        mode, rest = _without(arguments, "rounding_mode")
        match mode:
            case None:
                return CatalogFunction.call(self, session, rest)
            case "floor":
                rounded = replace(self, word=CATALOG["floor_divide"])
                return CatalogFunction.call(rounded, session, rest)
            case "trunc":
                quotient = CatalogFunction.call(self, session, rest)
                return session.apply(CATALOG["trunc"], [quotient], {}, rest.span, torch=self.torch)
        text = f"`{mode}`" if isinstance(mode, str) else kind_of(mode)
        raise EngineError(
            f"rounding_mode of {self.name} is {text}",
            code="arguments",
            hint="It is one of None, `floor`, `trunc`.",
        )


@dataclass(frozen=True, slots=True)
class InPlaceSetting(CatalogFunction):
    """An op that PyTorch lets write over its input, which stays as it is here."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        inplace, rest = _without(arguments, "inplace")
        if inplace is True:
            remark_in_place(session, arguments.span)
        return CatalogFunction.call(self, session, rest)


def remark_in_place(session: Session, span: Span) -> None:
    """Tell the person that nothing is written over."""
    message = "`inplace=True` makes a new tensor here, as without it"
    hint = "What it is made of stays as it is: go on with the new one."
    session.remark(Diagnostic("inplace", "info", message, hint, span=span))


@dataclass(frozen=True, slots=True)
class Softplus(InPlaceSetting):
    """PyTorch's softplus is the element itself where β times it is over a threshold."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        given, rest = _without(arguments, "threshold")
        if given is None and len(rest.positional) == 3:
            *positional, given = rest.positional
            rest = replace(rest, positional=positional)
        threshold = session.plain(given)
        if threshold is not None and not (is_number(threshold) and threshold >= EXACT_ENOUGH):
            raise EngineError(
                "softplus has no threshold here",
                code="arguments",
                hint=f"Leave it out: from {EXACT_ENOUGH} on it changes less than 3e-9.",
            )
        return InPlaceSetting.call(self, session, rest)


EXACT_ENOUGH = 20
"""PyTorch's own threshold: there softplus is x + 2.1e-9."""


@dataclass(frozen=True, slots=True)
class Clamp(CatalogFunction):
    """Clip, whose bounds may be tensors: then it is a choice between the element and the bound."""

    bounds: tuple[str, ...] = ("min", "max")

    def may_be_tensor(self, place: int | str) -> bool:  # noqa: ARG002 - x is one in any case
        return True

    def call(self, session: Session, arguments: Arguments) -> Anything:
        loose = dict(zip(self.bounds, arguments.positional[1:], strict=False))
        named = {SPELLED.get(name, name): value for name, value in arguments.keywords.items()}
        if loose.keys() & named.keys() or len(arguments.positional) > 1 + len(self.bounds):
            return CatalogFunction.call(self, session, arguments)
        given = loose | named
        rest = replace(arguments, positional=arguments.positional[:1], keywords=given)
        bounds = {name: value for name, value in given.items() if name in self.bounds}
        if all(session.plain(v) is None or is_setting(v) for v in bounds.values()):
            return CatalogFunction.call(self, session, rest)
        others = {name: value for name, value in given.items() if name not in self.bounds}
        inputs, _ = self.bound(session, replace(rest, keywords=others))
        return self._chosen(Call(session, arguments, self.name, self.torch), inputs[0], bounds)

    def _chosen(self, call: Call, x: Anything, bounds: Mapping[str, Anything]) -> Anything:
        session = call.session
        for name, compare in (("min", np.less), ("max", np.greater)):
            bound = bounds.get(name)
            if bound is None:
                continue
            beyond = elementwise(session, self.name, compare, call.array(x), call.array(bound))
            x = _applied(call, "where", beyond, bound, x)
        return x


SPELLED = {"a_min": "min", "a_max": "max"}
"""NumPy's older names of the bounds."""


def _products(name: str, op: str) -> Builtin:
    """Make ``addcmul`` or ``addcdiv``: a tensor and ``value`` times a product or a quotient."""

    def run(call: Call, x: Anything, a: Anything, b: Anything, *, value: Anything = 1) -> Anything:
        step, factor = _applied(call, op, a, b), call.number(value)
        return _applied(
            call, "add", x, step if factor == 1 else _applied(call, "mul", step, factor)
        )

    return Builtin(name, f"torch.{name}(x, a, b, value=1)", run, takes_tensors=True)


def _applied(call: Call, op: str, *inputs: Anything) -> Any:
    return call.session.apply(CATALOG[op], inputs, {}, call.span, torch=call.torch)


WRITTEN_OVER = (
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "celu",
    "silu",
    "mish",
    "relu6",
    "hardtanh",
    "hardsigmoid",
    "hardswish",
    "threshold",
    "dropout",
)

VARIANTS: Mapping[str, Function] = {
    **{name: InPlaceSetting(CATALOG[name]) for name in WRITTEN_OVER},
    "add": Scaled(CATALOG["add"]),
    **{name: Scaled(CATALOG["sub"]) for name in ("sub", "subtract")},
    **{name: Quotient(CATALOG["div"]) for name in ("div", "divide", "true_divide")},
    **{name: Clamp(CATALOG["clip"]) for name in ("clip", "clamp")},
    "clamp_min": Clamp(CATALOG["clip"], bounds=("min",)),
    "clamp_max": Clamp(CATALOG["clip"], bounds=("max",)),
    "softplus": Softplus(CATALOG["softplus"]),
    "addcmul": _products("addcmul", "mul"),
    "addcdiv": _products("addcdiv", "div"),
}
"""Each means the same behind every prefix."""
