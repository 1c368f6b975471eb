"""What can be typed where: every name of the language, place by place, for completion and help."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any, TypedDict

import numpy as np

from engine.catalog import ALIASES, CATALOG
from engine.compositions import COMPOSITION_ALIASES, COMPOSITIONS
from engine.errors import UnknownNameError
from engine.language.calls import Builtin, ComposedFunction, Function, WordFunction
from engine.language.creation import CREATORS, KINDS
from engine.language.dialects import function_named, known_names
from engine.language.draws import DRAWS, RANDOM_DRAWS, TORCH_DRAWS
from engine.language.initialization import INITIALIZERS
from engine.language.kinds import first_sentence
from engine.language.layer_methods import LAYER_METHODS
from engine.language.layers import LAYERS
from engine.language.methods import ATTRIBUTES, METHODS
from engine.language.namespaces import CONSTANTS, IMPORTS, PREFIXES, bare_names, reach
from engine.language.optimizers import METHODS as OPTIMIZER_METHODS
from engine.language.optimizers import OPTIMIZERS
from engine.language.sentences import FUNCTIONS, OF_MODULES, OF_OPTIMIZERS, OF_TENSORS
from engine.language.torch_words import TorchWord
from engine.language.values import Anything, Kind, Prefix
from engine.op import Word


class Argument(TypedDict):
    """A keyword of a call."""

    name: str
    """What to write before the equals sign."""
    default: str
    """Its default, as a program writes it; "" where it has none."""


class Entry(TypedDict):
    """A name at one place."""

    name: str
    """What to type."""
    kind: str
    """What it is: op, composition, function, layer, optimizer, attribute, constant, keyword, type,
    or prefix."""
    signature: str
    """How it is called; "" for what is not called."""
    about: str
    """What it is or does, in a sentence."""
    reference: str
    """The word of the catalogue that explains it; "" where none does."""
    arguments: list[Argument]
    """The keywords that it takes."""


class Vocabulary(TypedDict):
    """Every name of the language, and where it can stand."""

    words: list[Entry]
    """The entries; a name that means different things at different places has several."""
    places: dict[str, list[int]]
    """Which entries stand at each place, by their numbers in the list. A place is a module by its
    full name (`torch.nn`), "" for bare names, ".tensor", ".module" and ".optimizer" for what stands
    behind a value."""
    prefixes: dict[str, str]
    """Names of modules that need no import, each with the full name that it stands for."""


KEYWORDS: Mapping[str, str] = {
    "def": "A function: each call of it is a module of the graph.",
    "return": "What a function gives.",
    "class": "A class of modules, from `nn.Module`.",
    "for": "Walks over a range, a list or the rows of a tensor; unrolls in the graph.",
    "while": "Goes on as long as a condition on the values holds.",
    "if": "The graph shows the branch that is taken.",
    "elif": "The graph shows the branch that is taken.",
    "else": "The graph shows the branch that is taken.",
    "with": "Groups ops, or computes without drawing.",
    "import": "Binds a prefix.",
    "from": "Binds names from behind a prefix.",
    "assert": "Stops the program where a condition does not hold.",
    "break": "Leaves the loop.",
    "continue": "Goes on with the next turn of the loop.",
    "pass": "Does nothing.",
    **dict.fromkeys(("and", "or", "not", "in", "is"), "Looks at values: no gradient passes."),
    **dict.fromkeys(("True", "False"), "Counts as 1 or 0 where an op computes with it."),
    "None": "Nothing.",
}

ROLES = frozenset({"param", "input", "target", "constant", "Value"})
"""Makers of leaves that belong to this language alone."""

PREFIX = re.compile(r"^(?:with )?(?:(?:np|torch|nn|math|rng)\.(?:[a-z]+\.)*)?")
ARGUMENT = re.compile(r"(\w+)=(\([^)]*\)|'[^']*'|[^,()]+)")

NUMPYS = frozenset({"array", "asarray", "identity"})
"""Makers of leaves that PyTorch does not have by these names."""


@cache
def vocabulary() -> Vocabulary:
    """List every name of the language by the place where it is typed."""
    entries: list[Entry] = []
    numbers: dict[str, int] = {}
    places: dict[str, list[int]] = {}
    for place, names in _places():
        for entry in names:
            number = numbers.setdefault(repr(entry), len(entries))
            if number == len(entries):
                entries.append(entry)
            places.setdefault(place, []).append(number)
    full = {prefix: name for name, prefix in reversed(list(IMPORTS.items()))}
    prefixes = {short: full[prefix] for short, prefix in PREFIXES.items()}
    prefixes |= {"nn": "torch.nn", "F": "torch.nn.functional"}
    return {"words": entries, "places": places, "prefixes": prefixes}


def _places() -> Iterator[tuple[str, Iterator[Entry]]]:
    yield "", _bare()
    for place, names in _behind_prefixes().items():
        yield place, _behind(IMPORTS[place], names)
    yield ".tensor", _of_tensors()
    yield ".module", _methods(LAYER_METHODS, OF_MODULES)
    yield ".optimizer", _methods(OPTIMIZER_METHODS, OF_OPTIMIZERS)


def _behind_prefixes() -> dict[str, list[str]]:
    """Say what to offer behind each prefix.

    Every prefix opens onto the whole catalogue; what is offered is what belongs there.
    """
    words = known_names()
    linalg = _belonging(np.linalg, words)
    return {
        "numpy": [
            *_belonging(np, [*words, *CREATORS, *CONSTANTS, *KINDS]),
            "linalg",
            "random",
            "newaxis",
        ],
        "numpy.linalg": linalg,
        "numpy.random": [*RANDOM_DRAWS, *DRAWS],
        "math": _belonging(math, [*words, *CONSTANTS, "tau", "factorial", "comb", "gcd"]),
        "torch": [
            *words,
            *(name for name in CREATORS if name not in ROLES | NUMPYS | {"Parameter"}),
            *DRAWS,
            *TORCH_DRAWS,
            *CONSTANTS,
            *KINDS,
            *("no_grad", "inference_mode", "allclose", "device", "set_default_dtype"),
            *("nn", "optim", "linalg", "autograd"),
        ],
        "torch.nn": [*LAYERS, "Module", "Parameter", "functional", "init", "utils"],
        "torch.nn.functional": words,
        "torch.nn.init": [*INITIALIZERS],
        "torch.optim": [*OPTIMIZERS],
        "torch.autograd": ["grad"],
        "torch.linalg": [*linalg, "vector_norm"],
        "micrograd.engine": ["Value"],
    }


def _belonging(module: ModuleType, names: Iterable[str]) -> list[str]:
    """Choose the names that a module of Python's has as well."""
    return [name for name in dict.fromkeys(names) if hasattr(module, name)]


def _bare() -> Iterator[Entry]:
    for name, value in bare_names().names.items():
        if name != "__name__":
            yield _entry(name, value)
    for name, about in KEYWORDS.items():
        yield _plain(name, "keyword", about)


def _behind(prefix: Prefix, names: Iterable[str]) -> Iterator[Entry]:
    for name in dict.fromkeys(names):
        try:
            yield _entry(name, reach(prefix, name))
        except UnknownNameError:  # a name of the other dialect
            continue


def _of_tensors() -> Iterator[Entry]:
    for name in ATTRIBUTES:
        yield _plain(name, "attribute", OF_TENSORS[name])
    yield from _methods({k: m for k, m in METHODS.items() if k not in ATTRIBUTES}, OF_TENSORS)
    for name in known_names():
        function = function_named(name, torch=False)
        if name in ATTRIBUTES or name in METHODS or function is None:
            continue
        if isinstance(function, WordFunction) and _takes_no_owner(function.word):
            continue
        entry = _entry(name, function)
        yield {**entry, "signature": _as_method(entry["signature"])}


def _methods(methods: Mapping[str, Function], sentences: Mapping[str, str]) -> Iterator[Entry]:
    for name, method in methods.items():
        entry = _entry(name, method)
        shown = _as_method(entry["signature"]) if "." in entry["signature"] else entry["signature"]
        yield {**entry, "signature": shown, "about": sentences.get(name, entry["about"])}


def _takes_no_owner(word: type[Word]) -> bool:
    """Tell words that a tensor cannot come before: those of a list of tensors."""
    return word.variadic or (bool(word.positional) and word.positional[0] not in word.inputs)


def _as_method(signature: str) -> str:
    """Write a call behind its first argument: ``sum(axis=None)`` for ``sum(x, axis=None)``."""
    if "." in signature.partition("(")[0]:
        return signature.rpartition(".")[2] if "(" not in signature else _tail(signature)
    return re.sub(r"^(\w+)\((?:\[[^\]]*\]|[^,()]*)(?:, )?", r"\1(", signature)


def _tail(signature: str) -> str:
    """Drop what stands before the last dot of the called name."""
    called, bracket, rest = signature.partition("(")
    return called.rpartition(".")[2] + bracket + rest


def _entry(name: str, value: Anything) -> Entry:
    match value:
        case Prefix():
            return _plain(name, "prefix", f"What `{value.name}` opens onto.")
        case Kind():
            return _plain(name, "type", "A type of numbers; all values here are float64.")
        case WordFunction():
            return _of_word(name, value)
        case TorchWord():
            return _of_torch_word(name, value)
        case Builtin():
            return _of_builtin(name, value)
    about = "One more axis." if value is None else f"{name} = {value!r}."
    return _plain(name, "constant", about)


def _plain(name: str, kind: str, about: str) -> Entry:
    return {
        "name": name,
        "kind": kind,
        "signature": "",
        "about": about,
        "reference": "",
        "arguments": [],
    }


def _of_word(name: str, function: WordFunction) -> Entry:
    word, torch = function.word, getattr(function, "torch", False)
    shown = word.usage().partition("(")[2]
    signature = f"{name}({_spelled(shown) if torch else shown}"
    arguments: list[Argument] = [{"name": key, "default": "None"} for key in word.optional]
    preset = dict(getattr(function, "preset", ()))
    for key, default in word.constants.items():
        spelled = _spelled(key) if torch else key
        arguments.append({"name": spelled, "default": _written(preset.get(key, default))})
    return {
        "name": name,
        "kind": "composition" if isinstance(function, ComposedFunction) else "op",
        "signature": signature,
        "about": first_sentence(word.__doc__),
        "reference": word.name,
        "arguments": arguments,
    }


def _spelled(text: str) -> str:
    """Write the keywords of PyTorch that mean the same as ours."""
    return re.sub(r"\bkeepdims\b", "keepdim", re.sub(r"\baxis\b", "dim", text))


def _of_torch_word(name: str, word: TorchWord) -> Entry:
    explained = _explained(name)
    given = [(key, _written(default)) for key, default in word.arguments.items()]
    return {
        "name": name,
        "kind": "op",
        "signature": f"{name}{word.signature}",
        "about": FUNCTIONS.get(name) or first_sentence(explained.__doc__),
        "reference": explained.name if explained else "",
        "arguments": [{"name": key, "default": default} for key, default in given if default],
    }


def _of_builtin(name: str, function: Builtin) -> Entry:
    kind = "layer" if name in LAYERS else "optimizer" if name in OPTIMIZERS else "function"
    word = _explained(name)
    signature = re.sub(PREFIX, "", function.usage.removesuffix(":"))
    arguments: list[Argument] = [
        {"name": p.name, "default": _written(p.default)}
        for p in list(inspect.signature(function.run).parameters.values())[1:]
        if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY) and p.default is not p.empty
    ]
    if kind != "function":
        # What a class ignores is not shown in its usage either.
        arguments = [{"name": k, "default": v} for k, v in ARGUMENT.findall(signature)]
    return {
        "name": name,
        "kind": kind,
        "signature": signature,
        "about": function.about
        or FUNCTIONS.get(name)
        or (first_sentence(word.__doc__) if word else ""),
        "reference": function.reference or (word.name if word else ""),
        "arguments": arguments,
    }


def _written(value: Any) -> str:
    """Write a default as a program would."""
    if value is inspect.Parameter.empty or value is Ellipsis:
        return ""
    return repr(value) if isinstance(value, bool | int | float | str | tuple | None) else "..."


def _explained(name: str) -> type[Word] | None:
    """Give the word of the reference that goes by a name, if there is one."""
    if name in ALIASES:
        return CATALOG[ALIASES[name]]
    return COMPOSITIONS.get(COMPOSITION_ALIASES.get(name, ""))
