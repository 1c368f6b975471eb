"""Operations made of ops: one file per family, collected here by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from engine.compositions import (
    activation,
    attention,
    classification,
    linalg,
    loss,
    normalization,
)
from engine.compositions.composition import Composition

__all__ = ["COMPOSITIONS", "COMPOSITION_ALIASES", "Composition", "compose"]

FAMILIES: tuple[ModuleType, ...] = (
    activation,
    linalg,
    normalization,
    attention,
    loss,
    classification,
)


def _compositions_of(family: ModuleType) -> Iterator[type[Composition]]:
    """Walk over the compositions of one family in the order in which they stand in the file."""
    for member in vars(family).values():
        if isinstance(member, type) and issubclass(member, Composition) and member.name:
            member.family = family.__name__.rpartition(".")[2]
            yield member


COMPOSITIONS: Mapping[str, type[Composition]] = MappingProxyType(
    {member.name: member for family in FAMILIES for member in _compositions_of(family)}
)

COMPOSITION_ALIASES: Mapping[str, str] = MappingProxyType(
    {name: c.name for c in COMPOSITIONS.values() for name in (c.name, *c.aliases)}
)


def compose(name: str, *inputs: Any, **constants: Any) -> Any:
    """Run a composition by its name, on tensor nodes or what may become constants.

    Raises KeyError for a name that there is not, EngineError where shapes do not fit.
    """
    return COMPOSITIONS[name].run(*inputs, **constants)
