"""Which names there are: bare ones, those behind a prefix, and what can be imported."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

from engine.catalog import CATALOG
from engine.graph import IN_LINALG
from engine.language.calls import Builtin, Call, CatalogFunction
from engine.language.classes import ISINSTANCE
from engine.language.creation import CREATORS, KINDS, VALUE
from engine.language.dialects import function_named, known_names
from engine.language.draws import (
    DRAWS,
    GENERATOR,
    RANDOM,
    RANDOM_DRAWS,
    SEEDED,
    TORCH_DRAWS,
)
from engine.language.elsewhere import REFUSED
from engine.language.functions import ALLCLOSE, OVERLOADED, PYTHON
from engine.language.gradients import CLIPPING, GRAD
from engine.language.initialization import INITIALIZERS
from engine.language.layers import LAYERS
from engine.language.names import MisspelledNameError, Scope
from engine.language.optimizers import OPTIMIZERS
from engine.language.plain_math import PLAIN_MATH
from engine.language.values import MISSING, Anything, Group, Kind, Prefix

CONSTANTS: Mapping[str, float] = {
    "pi": math.pi,
    "e": math.e,
    "inf": math.inf,
    "nan": math.nan,
}

NUMPY = Prefix("np")
NUMPY_LINALG = Prefix("np.linalg")
TORCH = Prefix("torch", follows_torch=True)
TORCH_LINALG = Prefix("torch.linalg", follows_torch=True)
MATH = Prefix("math")
MICROGRAD = Prefix("micrograd.engine")

PREFIXES: Mapping[str, Prefix] = {
    "np": NUMPY,
    "math": MATH,
    "torch": TORCH,
    "nn": TORCH,
    "F": TORCH,
}
"""Prefixes that need no import."""

IMPORTS: Mapping[str, Prefix] = {
    "numpy": NUMPY,
    "numpy.linalg": NUMPY_LINALG,
    "numpy.random": RANDOM,
    "math": MATH,
    "torch": TORCH,
    "torch.nn": TORCH,
    "torch.nn.functional": TORCH,
    "torch.nn.init": TORCH,
    "torch.optim": TORCH,
    "torch.autograd": TORCH,
    "torch.linalg": TORCH_LINALG,
    "micrograd.engine": MICROGRAD,
}
"""What can be imported, by its full name. An import only binds a prefix."""

INNER = frozenset(
    {"nn", "functional", "init", "optim", "autograd", "cuda", "utils", "random", "special"}
)
"""Prefixes behind a prefix, as in ``nn.functional.relu``: they open onto the same names."""

LINALG = frozenset({NUMPY_LINALG, TORCH_LINALG})
"""The same names, some of which mean something else there."""

OWN: Mapping[Prefix, Mapping[str, Anything]] = {
    NUMPY: {"linalg": NUMPY_LINALG, "random": RANDOM, "newaxis": None},
    TORCH: {"linalg": TORCH_LINALG},
    RANDOM: RANDOM_DRAWS,
    GENERATOR: {SEEDED.name: SEEDED},
    MATH: PLAIN_MATH,
    MICROGRAD: {"Value": VALUE},
}
"""What a prefix opens onto before anything else."""

CLOSED = frozenset({GENERATOR, MICROGRAD})
"""Prefixes that open onto nothing else."""

LIKE_NUMPY = frozenset({"cross", "norm", "svd"})
"""Functions of ``torch.linalg`` that are NumPy's, other than those of that name in ``torch``."""

PYTHONS_OWN = frozenset({"remainder"})
"""Names of the catalogue that are something else behind Python's ``math``."""


def _no_grad(call: Call) -> Group:
    return Group(call.session.no_gradients)


def _module(call: Call) -> None:
    raise call.fault("it is what classes derive from", "Write `class Net(nn.Module):`.")


def _ndarray(call: Call, *_: Anything) -> None:
    raise call.fault("it is the class of tensors", "Write `np.array([1.0, 2.0])`.")


def is_module_class(value: Anything) -> bool:
    """Tell ``nn.Module``, by whatever name."""
    return isinstance(value, Builtin) and value.run is _module


def _device(_: Call, name: Anything) -> Anything:
    return name


def _is_available(_: Call) -> bool:
    """Everything runs in one place, which is no graphics card."""
    return False


def _default_dtype(call: Call, dtype: Anything) -> None:
    if not isinstance(dtype, Kind) or dtype.name != "float64":
        raise call.fault("all values are float64", "Write `torch.float64`, or leave it out.")


BEHIND: Mapping[str, Builtin] = {
    **INITIALIZERS,
    **CLIPPING,
    **TORCH_DRAWS,
    "device": Builtin("device", 'torch.device("cpu")', _device),
    "is_available": Builtin("is_available", "torch.cuda.is_available()", _is_available),
    "set_default_dtype": Builtin(
        "set_default_dtype", "torch.set_default_dtype(torch.float64)", _default_dtype
    ),
    "no_grad": Builtin("no_grad", "with torch.no_grad():", _no_grad),
    "grad": GRAD,
    "allclose": ALLCLOSE,
    "ndarray": Builtin("ndarray", "np.array([1.0, 2.0])", _ndarray),
    "Module": Builtin("Module", "class Net(nn.Module):", _module),
    "inference_mode": Builtin("inference_mode", "with torch.no_grad():", _no_grad),
}
"""Functions that have a prefix before them always."""


MADE: Mapping[str, Builtin] = {**CREATORS, **DRAWS, **LAYERS, **OPTIMIZERS, **BEHIND}
"""Everything that a prefix opens onto beside the catalogue."""


@cache
def bare_names() -> Scope:
    """Give the outermost scope: everything that needs no import. Nothing is bound in it."""
    scope = Scope()
    scope.names |= {name: function_named(name, torch=False) for name in known_names()}
    scope.names |= {
        **CREATORS,
        **DRAWS,
        **LAYERS,
        **OPTIMIZERS,
        **CONSTANTS,
        **OVERLOADED,
        **PYTHON,
        **PREFIXES,
    }
    scope.names |= {"isinstance": ISINSTANCE, "Value": VALUE, "__name__": "__main__"}
    return scope


def reach(prefix: Prefix, name: str) -> Anything:
    """Give what a prefix opens onto. Raises UnknownNameError."""
    found = _behind(prefix, name)
    if found is not MISSING:
        return found
    message = f"`{prefix.name}` has no `{name}` here"
    near = get_close_matches(name, _names_behind(prefix), n=1)
    if name in REFUSED or not near:
        known = "The reference lists the ops."
        if prefix in CLOSED:
            known = f"It has {', '.join(f'`{one}`' for one in OWN[prefix])}."
        raise MisspelledNameError(message, hint=REFUSED.get(name, known))
    hint = f"Did you mean `{prefix.name}.{near[0]}`?"
    raise MisspelledNameError(message, hint=hint, meant=near[0])


def _behind(prefix: Prefix, name: str) -> Anything:
    if prefix in OWN and (name in OWN[prefix] or prefix in CLOSED):
        return OWN[prefix].get(name, MISSING)
    if prefix is MATH and name in PYTHONS_OWN:
        return MISSING
    if name in INNER and prefix is not MATH:
        return prefix
    if name in IN_LINALG and prefix in LINALG:
        preset = tuple(IN_LINALG[name].items())
        return CatalogFunction(CATALOG[name], torch=prefix.follows_torch, preset=preset)
    made = MADE.get(name)
    if made is not None:
        return replace(made, torch=prefix.follows_torch)
    if prefix is TORCH_LINALG and name in LIKE_NUMPY:
        return replace(function_named(name, torch=False), torch=True)  # type: ignore[type-var]
    function = function_named(name, torch=prefix.follows_torch)
    if prefix is MATH and isinstance(function, CatalogFunction):
        return replace(function, plainly=True)
    return function or CONSTANTS.get(name, KINDS.get(name, MISSING))


def _names_behind(prefix: Prefix) -> list[str]:
    own = [*OWN.get(prefix, ())]
    return own if prefix in CLOSED else [*own, *known_names(), *MADE, *CONSTANTS]
