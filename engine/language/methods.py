"""Attributes and methods, from tables: nothing of Python is ever looked up by a program's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np

from engine.arrays import as_value, size_of
from engine.catalog import CATALOG
from engine.errors import EngineError, Span, UnknownNameError
from engine.graph import TensorNode
from engine.language.calls import Bound, Builtin, Call, Function
from engine.language.cells import (
    ask_for_gradient,
    detached,
    gradient_of,
    requires_gradient,
    set_gradient,
    write,
)
from engine.language.creation import KINDS
from engine.language.dialects import function_named, known_names
from engine.language.elsewhere import REFUSED as ELSEWHERE
from engine.language.functions import READY, BaseClass
from engine.language.gradients import BACKWARD
from engine.language.in_place import METHODS as IN_PLACE
from engine.language.in_place import InPlace
from engine.language.indexing import place
from engine.language.layer import Layer
from engine.language.layer_methods import LAYER_METHODS
from engine.language.layer_methods import REFUSED as REFUSED_OF_LAYERS
from engine.language.lists import LIST_METHODS
from engine.language.names import MisspelledNameError
from engine.language.namespaces import reach
from engine.language.optimizers import Descent
from engine.language.ordering import names_of
from engine.language.session import Session
from engine.language.strings import STRING_METHODS
from engine.language.truth import is_true
from engine.language.values import (
    MISSING,
    TENSORS,
    Anything,
    Given,
    Kind,
    Prefix,
    Reading,
    kind_of,
    plain,
    whole,
)
from engine.op import axis_of


def attribute(session: Session, owner: Anything, name: str, spans: tuple[Span, Span]) -> Anything:
    """Give ``owner.name``. ``spans`` are those of the owner and of the whole.

    Raises UnknownNameError for what the tables do not list.
    """
    if isinstance(owner, Prefix):
        return reach(owner, name)
    if isinstance(owner, Layer):
        return _of_layer(owner, name, spans[0])
    if isinstance(owner, BaseClass) and name == "__init__":
        return READY
    if isinstance(owner, Descent):
        return Bound(owner.attribute(name), owner, spans[0])
    if name in names_of(owner):
        return owner[names_of(owner).index(name)]
    if name in _methods_of(owner):
        return Bound(_methods_of(owner)[name], owner, spans[0])
    if isinstance(owner, bool):
        owner = Reading(owner)
    if not isinstance(owner, TENSORS):
        hint = REFUSED.get(name, NONE_HINT if owner is None else _has(owner))
        raise UnknownNameError(f"{kind_of(owner)} has no `{name}`", hint=hint)
    torch = session.follows_torch(owner)
    if name in ATTRIBUTES and not (torch and name == "size"):
        return ATTRIBUTES[name](session, owner, spans[1])
    return Bound(_method(name, torch=torch), owner, spans[0])


def _methods_of(owner: Anything) -> Mapping[str, Builtin]:
    """Give the methods of a list or a string; others have none of Python's."""
    if isinstance(owner, str):
        return STRING_METHODS
    return LIST_METHODS if isinstance(owner, list) else {}


def _has(owner: Anything) -> str:
    """Say what can be asked of a value that is no tensor."""
    names = ", ".join(f"`{name}`" for name in _methods_of(owner))
    return f"It has {names}." if names else "Tensors have methods."


def _of_layer(layer: Layer, name: str, span: Span) -> Anything:
    found = layer.find(name)
    if found is not MISSING:
        return found
    if name in LAYER_METHODS:
        return Bound(LAYER_METHODS[name], layer, span)
    hint = REFUSED_OF_LAYERS.get(name)
    if hint is not None:
        raise UnknownNameError(f"a module has no `{name}` here", hint=hint)
    raise layer.unknown(name)


def set_attribute(
    session: Session, owner: Anything, name: str, value: Anything, span: Span
) -> None:
    """Do what ``owner.name = value`` at ``span`` says. Raises EngineError."""
    if isinstance(owner, Layer):
        owner.put(name, value)
    elif isinstance(owner, TENSORS) and name in SETTERS:
        SETTERS[name](session, owner, value, span)
    else:
        raise EngineError(
            f"`{name}` of {kind_of(owner)} cannot be set",
            code="attribute",
            hint="Bind a name of its own: `name = ...`.",
        )


def _method(name: str, *, torch: bool) -> Function:
    found = METHODS.get(name) or function_named(name, torch=torch)
    if found is None and name.endswith("_"):
        whole = function_named(name.removesuffix("_"), torch=torch)
        found = None if whole is None else InPlace(whole)
    if found is not None:
        return found
    message = f"a tensor has no `{name}`"
    near = get_close_matches(name, [*ATTRIBUTES, *METHODS, *known_names()], n=1)
    advice = REFUSED.get(name) or ELSEWHERE.get(name.removesuffix("_"))
    if advice or not near:
        hint = advice or "The ops of the catalogue are its methods."
        raise MisspelledNameError(message, hint=hint)
    raise MisspelledNameError(message, hint=f"Did you mean `.{near[0]}`?", meant=near[0])


def _transposed(session: Session, owner: Anything, span: Span) -> Anything:
    return session.apply(CATALOG["transpose"], [owner], {}, span)


def _matrices_transposed(session: Session, owner: Anything, span: Span) -> Anything:
    return session.apply(CATALOG["swapaxes"], [owner], {"axis1": -1, "axis2": -2}, span)


def _shape(session: Session, owner: Anything, _: Span) -> Anything:
    return tuple(map(Reading, session.shape(owner)))


def _ndim(session: Session, owner: Anything, _: Span) -> Anything:
    return Reading(len(session.shape(owner)))


def _size(session: Session, owner: Anything, _: Span) -> Anything:
    return Reading(size_of(session.shape(owner)))


def _data(session: Session, owner: Anything, _: Span) -> Anything:
    return detached(session, owner)


def _requires_grad(session: Session, owner: Anything, _: Span) -> bool:
    return requires_gradient(session, owner)


def _is_leaf(session: Session, owner: Anything, _: Span) -> bool:
    return isinstance(owner, Given | Reading) or not requires_gradient(session, owner)


def _dtype(session: Session, owner: Anything, _: Span) -> Kind:
    is_mask = np.asarray(session.plain(owner)).dtype == bool
    return Kind("bool" if is_mask else "float64")


def _device(_: Session, __: Anything, ___: Span) -> str:
    return "cpu"


ATTRIBUTES: Mapping[str, Callable[[Session, Anything, Span], Anything]] = {
    "T": _transposed,
    "mT": _matrices_transposed,
    "shape": _shape,
    "ndim": _ndim,
    "size": _size,
    "data": _data,
    "grad": gradient_of,
    "requires_grad": _requires_grad,
    "is_leaf": _is_leaf,
    "dtype": _dtype,
    "device": _device,
}


def _set_gradient(session: Session, owner: Anything, value: Anything, _: Span) -> None:
    set_gradient(session, owner, value)


def _set_data(session: Session, owner: Anything, value: Anything, span: Span) -> None:
    write(session, owner, value, span, how=".data = ", free=True)


def _set_requires_grad(session: Session, owner: Anything, value: Anything, span: Span) -> None:
    ask_for_gradient(session, owner, span, on=is_true(session.plain(value)))


def _set_label(session: Session, owner: Anything, value: Anything, _: Span) -> None:
    """Note beside a tensor what micrograd calls its label."""
    if not isinstance(value, str) or len(value) > LONGEST_LABEL:
        raise EngineError(
            f"a label is {kind_of(value)}",
            code="arguments",
            hint=f"Write a string of up to {LONGEST_LABEL} characters.",
        )
    if isinstance(owner, Given):
        owner.note = value
    node = owner.node if isinstance(owner, Given) else owner
    if isinstance(node, TensorNode):
        session.trace.tensors[node].note = value


LONGEST_LABEL = 64


SETTERS: Mapping[str, Callable[[Session, Anything, Anything, Span], None]] = {
    "grad": _set_gradient,
    "data": _set_data,
    "requires_grad": _set_requires_grad,
    "label": _set_label,
}
"""What can be set of a tensor."""


def _item(call: Call, owner: Anything) -> Reading:
    found = call.session.plain(owner)
    if isinstance(owner, TensorNode) and owner in call.session.counts:
        return Reading(int(call.number(owner)))
    return Reading(found if isinstance(found, int) else call.number(owner))


def _detached(call: Call, owner: Anything) -> Reading:
    return detached(call.session, owner)


def _numbers(call: Call, owner: Anything) -> Reading:
    return Reading(call.session.plain(owner))


def _listed(call: Call, owner: Anything) -> Anything:
    found = call.session.plain(owner)
    if not isinstance(found, np.ndarray):
        return found
    call.session.meter.count("expressions", found.size)
    return found.tolist()


def _copied(call: Call, owner: Anything) -> Anything:
    if isinstance(owner, Reading):
        return replace(owner, data=owner.value, cell=None)
    return call.session.apply(CATALOG["contiguous"], [owner], {}, call.span)


def _itself(_: Call, owner: Anything, *__: Anything, **___: Anything) -> Anything:
    return owner


def _of_kind(call: Call, owner: Anything, *kinds: Anything, **others: Anything) -> Anything:
    """Take a tensor as numbers of another type, as far as there is such a type here."""
    kind = next((k for k in (*kinds, *others.values()) if isinstance(k, Kind)), None)
    found = call.session.plain(owner)
    if kind is None or kind.name in ("float64", "float32"):
        is_mask = np.asarray(found).dtype == bool
        return _reading(call, owner, np.asarray(found, dtype=float)) if is_mask else owner
    array = np.asarray(found)
    if kind.name == "bool":
        return _reading(call, owner, array != 0)
    cut = np.trunc(array.astype(np.float64))
    return owner if np.array_equal(cut, array) else _reading(call, owner, cut)


def _reading(call: Call, owner: Anything, value: Any) -> Reading:
    return Reading(plain(as_value(value)), follows_torch=call.session.follows_torch(owner))


def _as_kind(name: str, kind: str) -> Builtin:
    def run(call: Call, owner: Anything) -> Anything:
        return _of_kind(call, owner, KINDS[kind])

    return Builtin(name, f"x.{name}()", run, takes_tensors=True)


def _retained(_: Call, __: Anything) -> None:
    """Do nothing: every tensor keeps the gradient of its last pass."""


def _torch_size(call: Call, owner: Anything, dim: Anything = None) -> Anything:
    shape = _shape(call.session, owner, call.span)
    if dim is None:
        return shape
    return shape[place(whole(call.session.plain(dim), "dim"), len(shape))]


def _torch_dim(call: Call, owner: Anything) -> Anything:
    return _ndim(call.session, owner, call.span)


def _torch_numel(call: Call, owner: Anything) -> Anything:
    return _size(call.session, owner, call.span)


def _torch_unfold(
    call: Call, owner: Anything, dimension: Anything, size: Anything, step: Anything
) -> Anything:
    """Cut windows along one axis; each becomes a row of a new last axis."""
    session = call.session
    shape = session.shape(owner)
    axis = axis_of(len(shape), whole(session.plain(dimension), "dimension"))
    length, every = whole(session.plain(size), "size"), whole(session.plain(step), "step")
    if not 0 < length <= shape[axis] or every < 1:
        raise call.fault(
            f"windows of {length} at every step of {every} along an axis of {shape[axis]}",
            "A window fits in the axis, and the step is 1 at least.",
        )
    places = np.add.outer(np.arange(0, shape[axis] - length + 1, every), np.arange(length))
    key = (*(slice(None),) * axis, places)
    windows = session.apply(CATALOG["getitem"], [owner], {"key": key}, call.span)
    ends = {"source": axis + 1, "destination": -1}
    return session.apply(CATALOG["moveaxis"], [windows], ends, call.span)


METHODS: Mapping[str, Function] = {
    **IN_PLACE,
    **{
        method.name: method
        for method in (
            Builtin("item", "x.item()", _item, takes_tensors=True),
            Builtin("tolist", "x.tolist()", _listed, takes_tensors=True),
            Builtin("detach", "x.detach()", _detached, takes_tensors=True),
            Builtin("numpy", "x.numpy()", _numbers, takes_tensors=True),
            BACKWARD,
            Builtin("retain_grad", "y.retain_grad()", _retained, takes_tensors=True),
            Builtin("clone", "x.clone()", _copied, takes_tensors=True),
            Builtin("copy", "x.copy()", _copied, takes_tensors=True),
            Builtin("cpu", "x.cpu()", _itself, takes_tensors=True),
            Builtin("to", "x.to(torch.float64)", _of_kind, takes_tensors=True),
            Builtin("type", "x.type(torch.float64)", _of_kind, takes_tensors=True),
            Builtin("astype", "x.astype(np.float64)", _of_kind, takes_tensors=True),
            *(
                _as_kind(name, kind)
                for name, kind in (
                    ("float", "float64"),
                    ("double", "float64"),
                    ("long", "int64"),
                    ("int", "int64"),
                    ("bool", "bool"),
                )
            ),
            Builtin("size", "x.size(0)", _torch_size, takes_tensors=True),
            Builtin("dim", "x.dim()", _torch_dim, takes_tensors=True),
            Builtin("ndimension", "x.ndimension()", _torch_dim, takes_tensors=True),
            Builtin("numel", "x.numel()", _torch_numel, takes_tensors=True),
            Builtin("nelement", "x.nelement()", _torch_numel, takes_tensors=True),
            Builtin("type_as", "x.type_as(y)", _itself, takes_tensors=True),
            Builtin("unfold", "x.unfold(0, 2, 1)", _torch_unfold, takes_tensors=True),
        )
    },
}

NONE_HINT = "`.grad` is None before a backward pass, and a function without `return` gives it."

REFUSED: Mapping[str, str] = {
    "append": "Numbers in a list are one tensor: start with `[]`, or write `[... for ... in ...]`.",
    "extend": "Numbers in a list are one tensor: start with `[]`, or write `[*a, *b]`.",
    "insert": "Numbers in a list are one tensor: start with `[]`, or write `[first, *others]`.",
    "pop": "Numbers in a list are one tensor: take `x[-1]`, and go on with `x[:-1]`.",
    "gradient": "The gradient is `.grad`.",
    "value": "The value is `.data`.",
    "grad_fn": "The graph shows which op made a tensor.",
    "cuda": "Everything runs in one place: leave it out.",
    "register_hook": "The contributions of every op are in the graph: leave it out.",
}
"""What programs of other libraries write, and what to write instead."""
