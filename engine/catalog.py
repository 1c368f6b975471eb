"""The catalogue: every op by its name. The families are walked here; nothing registers itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType

from engine.op import Op
from engine.ops import (
    activation,
    adaptive_pooling,
    arithmetic,
    arrangement,
    assembly,
    categories,
    classification,
    convolution,
    decision,
    decomposition,
    determinant,
    diagonal,
    einsum,
    elementwise,
    extension,
    extremes,
    hyperbolic,
    indexing,
    inversion,
    likelihood,
    linalg,
    loss,
    normalization,
    ordering,
    partition,
    piecewise,
    pooling,
    powers,
    probability,
    products,
    rectifier,
    reduction,
    regularization,
    selection,
    shape,
    spectrum,
    statistics,
    trigonometry,
    unfolding,
)

FAMILIES: tuple[ModuleType, ...] = (
    arithmetic,
    powers,
    piecewise,
    elementwise,
    trigonometry,
    hyperbolic,
    activation,
    rectifier,
    linalg,
    products,
    einsum,
    diagonal,
    inversion,
    determinant,
    decomposition,
    spectrum,
    reduction,
    extremes,
    ordering,
    statistics,
    probability,
    decision,
    shape,
    arrangement,
    assembly,
    extension,
    partition,
    indexing,
    selection,
    categories,
    convolution,
    pooling,
    adaptive_pooling,
    unfolding,
    normalization,
    regularization,
    loss,
    likelihood,
    classification,
)


def _ops_of(family: ModuleType) -> Iterator[type[Op]]:
    """Walk over the ops of one family in the order in which they stand in the file."""
    for member in vars(family).values():
        if isinstance(member, type) and issubclass(member, Op) and "name" in member.__dict__:
            member.family = family.__name__.rpartition(".")[2]
            yield member


CATALOG: Mapping[str, type[Op]] = MappingProxyType(
    {
        op.name: op
        for family in FAMILIES
        for op in _ops_of(family)
        if op.__module__ == family.__name__
    }
)

ALIASES: Mapping[str, str] = MappingProxyType(
    {name: op.name for op in CATALOG.values() for name in (op.name, *op.aliases)}
)
