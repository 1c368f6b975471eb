"""Norms in both dialects: of all elements, along an axis, or of a matrix as the map that it is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from engine.language.calls import CatalogFunction, ComposedFunction
from engine.language.session import Session
from engine.language.values import Anything, Arguments
from engine.op import axes_of

NORM = CATALOG["norm"]


@dataclass(frozen=True, slots=True)
class Norm(CatalogFunction):
    """NumPy's ``norm`` and that of ``torch.linalg``: over two axes, an order is a matrix's."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        (x,), settings = _sorted(session, arguments)
        order, axis = settings.get("ord"), settings.get("axis")
        self.check("axis", axis)
        axes = axes_of(len(session.shape(x)), axis)
        if isinstance(order, str) or (order is not None and len(axes) == 2):
            of_matrix = ComposedFunction(COMPOSITIONS["matrix_norm"], self.torch)
            return of_matrix.call(session, arguments)
        return CatalogFunction.call(self, session, arguments)


@dataclass(frozen=True, slots=True)
class TorchNorm(CatalogFunction):
    """``torch.norm``, which takes all elements of a matrix as one vector."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        (x,), settings = _sorted(session, arguments)
        order = settings.get("ord")
        word = order if isinstance(order, str) else ""
        if word == "nuc":
            of_matrix = ComposedFunction(COMPOSITIONS["matrix_norm"], self.torch)
            return of_matrix.call(session, arguments)
        if word == "fro":
            settings["ord"] = None
        if settings.get("axis") is None and len(session.shape(x)) > 1:
            x = session.apply(CATALOG["flatten"], [x], {}, arguments.span)
        given = replace(arguments, positional=[x], keywords=settings)
        return CatalogFunction.call(self, session, given)


def _sorted(session: Session, arguments: Arguments) -> tuple[tuple[Anything, ...], dict[str, Any]]:
    """Sort the arguments, an order in words among them. Raises EngineError."""
    positional = [*arguments.positional[:1], *map(session.plain, arguments.positional[1:])]
    keywords = {
        name: value if name in NORM.inputs else session.plain(value)
        for name, value in arguments.keywords.items()
    }
    return NORM.bind(positional, keywords)
