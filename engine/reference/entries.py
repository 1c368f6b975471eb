"""What there is to say of each word, read from its class."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS, Composition
from engine.examples import write_example
from engine.language.dialects import UNSPOKEN_OPS
from engine.op import Case, Derivation, Op, Word
from engine.reference.form import CaseForm, DerivationForm, SharedForm, WordForm


def catalog_entries() -> list[WordForm]:
    """Describe every op, in the order of the families, then every composition."""
    return [catalog_entry(name) for name in (*CATALOG, *COMPOSITIONS)]


def catalog_entry(name: str) -> WordForm:
    """Describe one op or composition by its name. Raises KeyError."""
    if name in COMPOSITIONS:
        return _composition_entry(COMPOSITIONS[name])
    return _op_entry(CATALOG[name])


def _op_entry(op: type[Op]) -> WordForm:
    return {
        "kind": "op",
        **_word_entry(op),
        "symbol": op.symbol,
        "outputs": list(op.outputs),
        "elementwise": op.elementwise,
        "reason": op.reason,
        "opens": op.element is not None,
        "formula": {"forward": op.formula.forward, "backward": list(op.formula.backward)},
        "derivation": list(map(_steps, op.derivation)),
        "saves": list(op.saves),
        "code": {
            "forward": _code(op, "forward"),
            "backward": _code(op, "backward") if op.differentiable else "",
        },
    }


def _composition_entry(composition: type[Composition]) -> WordForm:
    return {
        "kind": "composition",
        **_word_entry(composition),
        "symbol": "",
        "outputs": ["y"],
        "elementwise": False,
        "reason": "",
        "opens": True,
        "formula": {"forward": composition.formula.forward, "backward": []},
        "derivation": [],
        "saves": [],
        "code": {"forward": _code(composition, "forward"), "backward": ""},
    }


def _word_entry(word: type[Word]) -> SharedForm:
    return {
        "name": word.name,
        "aliases": list(word.aliases),
        "family": word.family,
        "title": word.title,
        "summary": inspect.cleandoc(word.__doc__ or ""),
        "usage": word.usage(),
        "inputs": list(word.inputs),
        "optional": list(word.optional),
        "differentiable": word.differentiable,
        "twice_differentiable": word.twice_differentiable,
        "constants": {key: _plain(value) for key, value in word.constants.items()},
        "domain": [
            {"low": d.low, "high": d.high, "kinks": list(d.kinks), "matrix": d.matrix}
            for d in word.domain
        ],
        "kinks": list(word.kinks),
        "source": word.source,
        "cases": [_case(word, case) for case in word.cases],
    }


def _case(word: type[Word], case: Case) -> CaseForm:
    """Describe a case, with a program that runs it; none for an op that no program can call."""
    example = write_example(word, case)
    return {
        "inputs": [_plain(x) for x in case.inputs],
        "constants": _plain(case.constants),
        "call": example.call,
        "program": "" if word.name in UNSPOKEN_OPS else example.program,
        "fits": example.fits,
    }


def _steps(steps: Derivation) -> DerivationForm:
    return {
        "element": steps.element,
        "sum": steps.sum,
        "work_out": steps.work_out,
        "vectorise": steps.vectorise,
    }


def _code(word: type[Word], method: str) -> str:
    """Give the source of forward or backward as it runs, and of the functions beside it."""
    function = getattr(word, method)
    return "\n\n".join(map(_source, [function, *_private(function)]))


@cache
def _source(function: Callable[..., Any]) -> str:
    """Give the source of a function, without its decorators."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    while lines[0].startswith("@"):
        del lines[0]
    return "\n".join(lines) + "\n"


def _private(function: FunctionType) -> list[FunctionType]:
    """List the private functions of the same file that a function calls, by way of others too."""
    found = [function]
    for one in found:
        named = (one.__globals__.get(name) for name in _names(one.__code__) if name[0] == "_")
        found += [
            other
            for other in named
            if isinstance(other, FunctionType)
            and other.__module__ == one.__module__
            and other not in found
        ]
    return found[1:]


def _names(code: CodeType) -> Iterator[str]:
    """Walk over the names that code looks up, in the functions within it too."""
    yield from dict.fromkeys(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names(constant)


def _plain(value: Any) -> Any:
    """Give a constant as JSON knows it; a required one, which has no default, as None."""
    if value is inspect.Parameter.empty:
        return None
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value if isinstance(value, bool | int | float | str | None) else str(value)
