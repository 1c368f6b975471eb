"""The form of answers, for the OpenAPI schema. Nothing is held against it while the server runs.

Most of an answer is written by the engine, whose forms are taken over with all that their source
says below each field.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from pydantic import BaseModel, ConfigDict, Field, with_config
from typing_extensions import TypeAliasType, TypedDict

import engine
from server.budgets import LaneName


@cache
def _portable(form: Any) -> Any:
    """Give a form of the engine as pydantic takes it from Python 3.11 on, with all that it names.

    Until Python 3.12 pydantic refuses a TypedDict of the standard library.
    """
    if is_typeddict(form):
        told = _descriptions(form)
        hints = get_type_hints(form, include_extras=True)
        fields = {name: _described(_portable(hint), told[name]) for name, hint in hints.items()}
        made = TypedDict(form.__name__, fields, total=form.__total__)  # type: ignore[misc]
        made.__doc__ = form.__doc__
        return with_config(ConfigDict(extra="forbid"))(made)
    parts, origin = tuple(map(_portable, get_args(form))), get_origin(form)
    if origin in {Union, UnionType}:
        return Union[parts]  # noqa: UP007 - there is no operator over a tuple
    if origin in {list, dict, NotRequired, Required}:
        return origin[parts if len(parts) > 1 else parts[0]]
    return form


def _described(hint: Any, description: str) -> Any:
    """Add a description to the type of a field, within what says whether it has to be there."""
    origin = get_origin(hint)
    if origin in {NotRequired, Required}:
        return origin[_described(get_args(hint)[0], description)]
    return Annotated[hint, Field(description=description)]


def _descriptions(form: Any) -> dict[str, str]:
    """Read what stands below each field of a form in its source, and in that of its bases."""
    told: dict[str, str] = {}
    (definition,) = ast.parse(inspect.getsource(form)).body
    if not isinstance(definition, ast.ClassDef):
        raise TypeError(f"{form} is not written as a class")
    for base in definition.bases:  # until Python 3.12 the form itself does not tell them
        named = getattr(sys.modules[form.__module__], ast.unparse(base))
        told |= _descriptions(named) if is_typeddict(named) else {}
    for field, text in pairwise(definition.body):
        match field, text:
            case (
                ast.AnnAssign(target=ast.Name(id=name)),
                ast.Expr(value=ast.Constant(value=str(description))),
            ):
                told[name] = " ".join(description.split())
    return told


if TYPE_CHECKING:
    Document = engine.GraphDocument
    Diagnostic = engine.DiagnosticForm
    GradientTerms = engine.TermsForm
    OpCurve = engine.Curve
    OpEntry = engine.WordForm
    ProgressEvent = engine.ProgressForm
    Vocabulary = engine.Vocabulary
else:
    Document = TypeAliasType("Document", _portable(engine.GraphDocument))
    Diagnostic = _portable(engine.DiagnosticForm)
    GradientTerms = TypeAliasType("GradientTerms", _portable(engine.TermsForm))
    OpCurve = TypeAliasType("OpCurve", _portable(engine.Curve))
    OpEntry = TypeAliasType("OpEntry", _portable(engine.WordForm))
    ProgressEvent = _portable(engine.ProgressForm)
    Vocabulary = TypeAliasType("Vocabulary", _portable(engine.Vocabulary))


class Form(BaseModel):
    """An answer that the server writes itself. What stands below a field describes it."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class NetworkAnswer(Form):
    """The program of a network, and what happened when it ran."""

    source: str
    """The program, as it was written for this network."""
    document: Document
    """The document of that program."""


class TensorSlice(Form):
    """Some elements of a tensor."""

    shape: list[int]
    """The length of the whole tensor along each axis."""
    start: int
    """The place of the first of these elements, in row-major order."""
    data: list[float | Literal["NaN", "Infinity", "-Infinity"]]
    """The elements, up to the end of the tensor."""


class OpList(Form):
    """The catalogue."""

    ops: list[OpEntry]
    """Every op, family by family, then every composition."""


class Version(Form):
    """What this server is."""

    program: str
    """The version of Nablascope, as its changelog counts them."""
    api: Literal["v1"]
    """The version of the API: the part of its addresses behind `/api/`."""
    document: int
    """The version of the form that documents have."""
    engine: str
    """The version of the engine: with another one the same program may give another document."""


class QueuedEvent(Form):
    """A program waits for a worker."""

    lane: LaneName
    """The queue that it stands in: the larger the lane, the more a program may do there."""
    place: int
    """1 for the one whose turn is next; told as if all that wait took the same time."""


class StartedEvent(Form):
    """A worker begins with a program, from its first line; another one may have tried before."""

    lane: LaneName
    """The lane of the worker: the larger, the more a program may do there."""


EVENTS: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "QueuedEvent": (QueuedEvent, {"lane": "job", "place": 1}),
    "StartedEvent": (StartedEvent, {"lane": "job"}),
    "ProgressEvent": (
        ProgressEvent,
        {"phase": "backward", "ops": 4803, "passes": 1, "line": 14, "done": 803, "of": 4803},
    ),
}
"""What is told while work is under way, each with an example."""


class Health(Form):
    """How the server is."""

    status: Literal["ok"]
    """There is nothing else to say: where it is not well, the answer is a problem."""


class RequestFault(Form):
    """One thing that is wrong with a request."""

    at: str
    """Where it is: `body` or `query`, and the names that lead to it."""
    message: str
    """What is wrong with it."""


class Problem(BaseModel):
    """Every answer that is not a success, after RFC 9457."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str
    """What kind of problem it is; it stays what it is, and leads to an explanation."""
    title: str
    """The kind in words."""
    status: int
    """The status of the answer."""
    detail: str
    """What happened, and what to do about it."""
    errors: list[RequestFault] = []
    """What is wrong with the request; there for an invalid request."""
    diagnostics: list[Diagnostic] = []
    """What stopped the program; there where one was stopped."""
    document: Document | None = None
    """What was computed before the program stopped; there where that is anything."""
