"""The catalogue: every op by its name. The families are walked here; nothing registers itself."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from types import MappingProxyType, ModuleType
from typing import Any

from engine.op import Op
from engine.ops import (
    activation,
    arithmetic,
    arrangement,
    assembly,
    convolution,
    decision,
    elementwise,
    indexing,
    linalg,
    loss,
    normalization,
    piecewise,
    probability,
    reduction,
    regularization,
    shape,
    statistics,
    trigonometry,
)

FAMILIES: tuple[ModuleType, ...] = (
    arithmetic,
    piecewise,
    elementwise,
    trigonometry,
    activation,
    linalg,
    reduction,
    statistics,
    probability,
    decision,
    shape,
    arrangement,
    assembly,
    indexing,
    convolution,
    normalization,
    regularization,
    loss,
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


def catalog_entries() -> list[dict[str, Any]]:
    """Describe every op, in the order of the families."""
    return [catalog_entry(name) for name in CATALOG]


def catalog_entry(name: str) -> dict[str, Any]:
    """Describe one op as the reference page and the API show it. Raises KeyError."""
    op = CATALOG[name]
    return {
        "name": op.name,
        "aliases": list(op.aliases),
        "family": op.family,
        "symbol": op.symbol,
        "title": op.title,
        "summary": inspect.cleandoc(op.__doc__ or ""),
        "inputs": list(op.inputs),
        "output": op.output,
        "constants": {key: _plain(value) for key, value in op.constants.items()},
        "elementwise": op.elementwise,
        "differentiable": op.differentiable,
        "reason": op.reason,
        "twice_differentiable": op.twice_differentiable,
        "opens": op.element is not None,
        "formula": {"forward": op.formula.forward, "backward": list(op.formula.backward)},
        "derivation": [
            {
                "element": steps.element,
                "sum": steps.sum,
                "work_out": steps.work_out,
                "vectorise": steps.vectorise,
            }
            for steps in op.derivation
        ],
        "saves": list(op.saves),
        "domain": [{"low": d.low, "high": d.high, "kinks": list(d.kinks)} for d in op.domain],
        "kinks": list(op.kinks),
        "code": {
            "forward": _code(op, "forward"),
            "backward": _code(op, "backward") if op.differentiable else "",
        },
        "source": op.source,
        "cases": [
            {"inputs": [_plain(x) for x in case.inputs], "constants": _plain(case.constants)}
            for case in op.cases
        ],
    }


def _code(op: type[Op], method: str) -> str:
    """Give the source of forward or backward as it runs, without its decorator."""
    lines = textwrap.dedent(inspect.getsource(getattr(op, method))).splitlines()
    while lines[0].startswith("@"):
        del lines[0]
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> Any:
    """Give a constant as JSON knows it; a required one, which has no default, as None."""
    if value is inspect.Parameter.empty:
        return None
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value if isinstance(value, bool | int | float | str | None) else str(value)
