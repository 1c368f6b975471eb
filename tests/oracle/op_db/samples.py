"""Finds an op's samples in PyTorch's ``op_db``, and makes a call of ours of each.

An op is found under its own name or one of its aliases, bare or behind ``linalg.`` and
``nn.functional.``; what is called otherwise, and what our op does not do, stands in
``differences``.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.testing._internal.common_methods_invocations import op_db

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from tests.oracle.op_db.call import Call, NotTakenError
from tests.oracle.op_db.differences import ELSEWHERE, LEFT_OUT, NOT_OURS
from tests.oracle.op_db.taking import TAKING

ALL = {**CATALOG, **COMPOSITIONS}

PREFIXES = ("", "linalg.", "nn.functional.")

KINDS = (torch.float64, torch.int64)
"""The kinds of numbers asked for: labels are whole, and all else is float64."""

NEW_AXIS = {"expand_dims", "stack"}
"""Ops whose axis is one of the output."""


@dataclass(frozen=True)
class Sample:
    """One call in both tongues."""

    ours: Call
    function: Any
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]

    def theirs(self) -> Any:
        """Call PyTorch's function."""
        return self.function(*self.arguments, **self.keywords)


def entries(name: str) -> list[Any]:
    """Give the entries of ``op_db`` that are our op, in their order there."""
    op = ALL[name]
    words = {prefix + word for word in (name, *op.aliases) for prefix in PREFIXES}
    words |= set(ELSEWHERE.get(name, ()))
    return [
        entry
        for entry in op_db
        if {entry.name, full_name(entry)} & words and full_name(entry) not in NOT_OURS.get(name, ())
    ]


def full_name(entry: Any) -> str:
    """Give the name of an entry with that of its variant."""
    variant = entry.variant_test_name
    return f"{entry.name}[{variant}]" if variant else str(entry.name)


def samples(name: str, left_out: list[str]) -> Iterator[Sample]:
    """Walk over the samples that our op takes; write down why it does not take the others."""
    for entry in entries(name):
        dtype = next((kind for kind in KINDS if kind in entry.dtypes), None)
        if dtype is None:
            continue
        random.seed(0)
        np.random.seed(0)
        torch.manual_seed(0)
        for sample in entry.sample_inputs("cpu", dtype, requires_grad=dtype.is_floating_point):
            arguments = (sample.input, *sample.args)
            try:
                call = _taken(name, arguments, dict(sample.kwargs))
            except NotTakenError as reason:
                left_out.append(f"{full_name(entry)}: {reason}")
            else:
                yield Sample(call, entry.op, arguments, sample.kwargs)


def _taken(name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Call:
    """Make a call of ours of PyTorch's arguments. Raises NotTakenError with a reason."""
    if keywords.get("dtype") == torch.float64:
        del keywords["dtype"]
    for word in keywords:
        if word in LEFT_OUT.get(name, {}):
            raise NotTakenError(LEFT_OUT[name][word])
    take = TAKING.get(name, lambda *given, **named: Call(*ALL[name].bind(given, named)))
    call = take(*arguments, **keywords)
    axis = call.constants.get("axis", call.constants.get("axis1"))
    if name not in NEW_AXIS and axis not in (None, ()) and not call.inputs[0].dim():
        raise NotTakenError("a scalar has no axis; PyTorch's has one, number 0")
    return call
