"""PyTorch's word for every op of the catalogue, one file per family. Imports PyTorch."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from typing import Any

SPELLING = "spelling"


def _words() -> dict[str, Callable[..., Any]]:
    """Collect the words of all families."""
    names = [module.name for module in pkgutil.iter_modules(__path__) if module.name != SPELLING]
    families = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return {op: word for family in families for op, word in family.WORDS.items()}


WORDS: Mapping[str, Callable[..., Any]] = _words()
