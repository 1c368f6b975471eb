"""Which names there are: bare ones, those behind a prefix, and what can be imported."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from engine.catalog import ALIASES, CATALOG
from engine.errors import UnknownNameError
from engine.language.calls import Builtin, CatalogFunction, Function
from engine.language.creation import CREATORS, KINDS, VALUE
from engine.language.functions import OVERLOADED, PYTHON
from engine.language.layers import LAYERS
from engine.language.session import Scope
from engine.language.values import Anything, Prefix

CONSTANTS: Mapping[str, float] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
}

NUMPY = Prefix("np")
TORCH = Prefix("torch", follows_torch=True)
MATH = Prefix("math")

IMPORTS: Mapping[str, Prefix] = {
    "numpy": NUMPY,
    "numpy.linalg": NUMPY,
    "numpy.random": NUMPY,
    "math": MATH,
    "torch": TORCH,
    "torch.nn": TORCH,
    "torch.nn.functional": TORCH,
    "torch.linalg": TORCH,
    "torch.special": TORCH,
    "micrograd": Prefix("micrograd"),
    "micrograd.engine": Prefix("micrograd"),
}
"""What can be imported, by its full name. An import only binds a prefix."""

INNER = frozenset({"nn", "functional", "linalg", "random", "special"})
"""Prefixes behind a prefix, as in ``np.linalg.norm``: they open onto the same names."""


def bare_names() -> Scope:
    """Make the outermost scope: everything that needs no import."""
    scope = Scope()
    scope.names.update(_functions(torch=False))
    scope.names.update(CONSTANTS)
    scope.names.update({"np": NUMPY, "math": MATH, "torch": TORCH, "nn": TORCH, "F": TORCH})
    scope.names.update(OVERLOADED)
    scope.names.update(PYTHON)
    scope.names["Value"] = VALUE
    return scope


def reach(prefix: Prefix, name: str) -> Anything:
    """Give what a prefix opens onto. Raises UnknownNameError."""
    if name in INNER and prefix.name != "math":
        return prefix
    if prefix.name == "micrograd":
        known: Mapping[str, Anything] = {"Value": VALUE, "engine": prefix}
    else:
        known = {**_functions(torch=prefix.follows_torch), **CONSTANTS, **KINDS}
    if name in known:
        return known[name]
    near = get_close_matches(name, list(known), n=1)
    raise UnknownNameError(
        f"`{prefix.name}` has no `{name}` here",
        hint=f"Did you mean `{prefix.name}.{near[0]}`?" if near else "The ops page lists what is.",
    )


def _functions(torch: bool) -> dict[str, Function]:
    """Give the ops, the makers of leaves and the modules by name."""
    made: dict[str, Builtin] = {**CREATORS, **LAYERS}
    return {
        **{alias: CatalogFunction(CATALOG[name], torch) for alias, name in ALIASES.items()},
        **{name: replace(function, torch=torch) for name, function in made.items()},
    }
