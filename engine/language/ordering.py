"""Functions that give several tensors: values with their places, and decompositions.

What they give can be taken apart, ``values, places = x.max(1)``, or asked by name, as in PyTorch:
``x.max(1).values``, ``x.max(1).indices``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from engine.catalog import CATALOG
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.session import Session
from engine.language.values import Anything, Arguments, is_setting, whole


class ValuesAndPlaces(NamedTuple):
    """Values, and at which place along the axis each of them stood."""

    values: Anything
    indices: Anything


@dataclass(frozen=True, slots=True)
class WithPlaces(CatalogFunction):
    """An op that gives values and places."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        return ValuesAndPlaces(*CatalogFunction.call(self, session, arguments))


class SignAndLogarithm(NamedTuple):
    """What ``slogdet`` gives."""

    sign: Anything
    logabsdet: Anything


class Orthogonal(NamedTuple):
    """What ``qr`` gives."""

    Q: Anything
    R: Anything


class Spectrum(NamedTuple):
    """What ``eigh`` gives."""

    eigenvalues: Anything
    eigenvectors: Anything


class SingularValues(NamedTuple):
    """What ``svd`` gives."""

    U: Anything
    S: Anything
    Vh: Anything


NAMED: Mapping[str, Callable[..., Any]] = {
    "slogdet": SignAndLogarithm,
    "qr": Orthogonal,
    "eigh": Spectrum,
    "svd": SingularValues,
}
"""How PyTorch, and newer NumPy, names what these ops give."""


def names_of(result: Anything) -> tuple[str, ...]:
    """Give the names by which the parts of a result may be asked for."""
    kinds = ValuesAndPlaces | SignAndLogarithm | Orthogonal | Spectrum | SingularValues
    return result._fields if isinstance(result, kinds) else ()


@dataclass(frozen=True, slots=True)
class Decomposition(CatalogFunction):
    """An op whose outputs have names in programs."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        return NAMED[self.word.name](*CatalogFunction.call(self, session, arguments))


def larger_or_smaller(name: str, of_two: str) -> Builtin:
    """Make PyTorch's ``max`` or ``min``: of all elements, of two tensors, or along an axis."""

    def run(call: Call, *values: Anything, **keywords: Anything) -> Anything:
        function: CatalogFunction = WithPlaces(CATALOG[f"{name}_at"], torch=True)
        if len(values) == 1 and not keywords:
            function = CatalogFunction(CATALOG[name], torch=True)
        elif len(values) == 2 and not keywords and not is_setting(values[1]):
            function = CatalogFunction(CATALOG[of_two], torch=True)
        return function.call(call.session, call.arguments)

    return Builtin(name, f"torch.{name}(x)", run, takes_tensors=True)


@dataclass(frozen=True, slots=True)
class TorchMedian(CatalogFunction):
    """PyTorch's ``median``: the lower middle; along an axis it gives the places too."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        if len(arguments.positional) == 1 and not arguments.keywords:
            of_all = replace(self, preset=(("lower", True),))
            return CatalogFunction.call(of_all, session, arguments)
        return WithPlaces(CATALOG["median_at"], torch=True).call(session, arguments)


def torch_sort(
    call: Call,
    x: Anything,
    dim: Anything = -1,
    descending: Anything = False,
    stable: Anything = True,  # noqa: ARG001 - ties always keep their order
) -> Anything:
    """Give the sorted values and their places."""
    session = call.session
    axis = whole(session.plain(dim), "dim")
    constants = {"axis": axis, "descending": session.plain(descending) is True}
    return ValuesAndPlaces(
        *(
            session.apply(CATALOG[name], [x], constants, call.span, torch=True)
            for name in ("sort", "argsort")
        )
    )
