"""Shorthands: words of NumPy's and PyTorch's that are an op with its arguments worked out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.arrays import Shape
from engine.catalog import CATALOG
from engine.language.calls import Builtin, Call, CatalogFunction, Function
from engine.language.masks import MASK_WORDS
from engine.language.norms import TorchNorm
from engine.language.operators import POWER, operate
from engine.language.ordering import Decomposition, WithPlaces
from engine.language.torch_formulas import TORCH_FORMULAS
from engine.language.torch_words import TORCH_WORDS
from engine.language.values import Anything, is_sequence, whole
from engine.language.variants import VARIANTS
from engine.op import axis_of, broadcast


def _applied(call: Call, name: str, *inputs: Anything, **constants: object) -> Anything:
    return call.session.apply(CATALOG[name], inputs, constants, call.span, torch=call.torch)


def _power(call: Call, base: Anything, exponent: Anything) -> Anything:
    spans = [call.arguments.spans.get(place, call.span) for place in (0, 1)]
    return operate(call.session, POWER, base, exponent, [*spans, call.span])


def _index_select(call: Call, x: Anything, dim: Anything, index: Anything) -> Anything:
    axis = whole(call.session.plain(dim), "dim")
    return _applied(call, "take", x, index, axis=axis)


def _narrow(call: Call, x: Anything, dim: Anything, start: Anything, length: Anything) -> Anything:
    """Give so many slices along an axis, from one on: ``x[start : start + length]``."""
    session, shape = call.session, call.session.shape(x)
    axis = axis_of(len(shape), whole(session.plain(dim), "dim"))
    first, count = whole(session.plain(start), "start"), whole(session.plain(length), "length")
    first += shape[axis] if first < 0 else 0
    if not 0 <= first <= first + count <= shape[axis]:
        raise call.fault(
            f"{count} slices from number {first} on, of {shape[axis]}",
            "All of them must be there: a slice in brackets takes what there is.",
        )
    key = (*(slice(None),) * axis, slice(first, first + count))
    return _applied(call, "getitem", x, key=key)


def _diff(
    call: Call, x: Anything, n: Anything = 1, axis: Anything = -1, *, dim: Anything = None
) -> Anything:
    """Give what each element exceeds the one before by, ``n`` times over."""
    plain = call.session.plain
    along = axis_of(len(call.session.shape(x)), whole(plain(axis if dim is None else dim), "axis"))
    times = whole(plain(n), "n")
    if not 0 <= times <= MOST_DIFFERENCES:
        raise call.fault(f"n is {times}", f"It is from 0 to {MOST_DIFFERENCES}.")
    for _ in range(times):
        ends = (slice(1, None), slice(None, -1))
        later, earlier = (
            _applied(call, "getitem", x, key=(*(slice(None),) * along, end)) for end in ends
        )
        x = _applied(call, "sub", later, earlier)
    return x


MOST_DIFFERENCES = 8
"""Orders of differences that may be taken at once."""


def _masked_select(call: Call, x: Anything, mask: Anything) -> Anything:
    """Give the elements at which the mask holds, in one row; the two broadcast."""
    holds = np.not_equal(call.array(mask), 0)
    shape = broadcast(call.session.shape(x), holds.shape)
    if call.session.shape(x) != shape:
        x = _applied(call, "broadcast_to", x, shape=shape)
    return _applied(call, "getitem", x, key=np.broadcast_to(holds, shape))


def _unflatten(call: Call, x: Anything, dim: Anything, sizes: Anything) -> Anything:
    """Make several axes of one; one of their sizes may be -1."""
    shape = call.session.shape(x)
    axis = axis_of(len(shape), whole(call.session.plain(dim), "dim"))
    inner = tuple(whole(size, "a size") for size in call.array(sizes).reshape(-1))
    inner = CATALOG["reshape"].plan((shape[axis],), shape=inner).shapes[0]
    return _applied(call, "reshape", x, shape=(*shape[:axis], *inner, *shape[axis + 1 :]))


def _one_hot(call: Call, labels: Anything, num_classes: Anything = -1) -> Anything:
    """Count as many classes as the labels name, where nobody says how many there are."""
    classes = whole(call.session.plain(num_classes), "num_classes")
    if classes == -1:
        numbers = call.array(labels)
        if not numbers.size:
            raise call.fault("there are no labels", "Give the number of classes: `num_classes=3`.")
        classes = whole(np.max(numbers), "a label") + 1
    return _applied(call, "one_hot", labels, num_classes=classes)


def _like(name: str, op: str) -> Builtin:
    """Make a word that gives a tensor the shape of another."""

    def run(call: Call, x: Anything, other: Anything) -> Anything:
        return _applied(call, op, x, shape=call.session.shape(other))

    return Builtin(name, f"x.{name}(other)", run, takes_tensors=True)


def _stacked(name: str, axis: int, least: int) -> Builtin:
    """Make one of the words that join along a certain axis, after giving each part ``least`` axes.

    Vectors are rows to ``vstack``, columns to ``column_stack``, and lie in depth to ``dstack``.
    """

    def run(call: Call, parts: Anything) -> Anything:
        if not is_sequence(parts) or not len(parts):
            raise call.fault("it takes a list of tensors", f"Write `{name}((a, b))`.")
        shapes = [call.session.shape(part) for part in parts]
        whole_ones = [
            part if len(shape) >= least else _applied(call, "reshape", part, shape=laid(shape))
            for part, shape in zip(parts, shapes, strict=True)
        ]
        along = 0 if name == "hstack" and len(shapes[0]) < 2 else axis
        return _applied(call, "concatenate", *whole_ones, axis=along)

    def laid(shape: Shape) -> Shape:
        size = shape[0] if shape else 1
        match name:
            case "hstack":
                return (size,)
            case "column_stack":
                return (size, 1)
            case "dstack":
                return (*shape, 1) if len(shape) == 2 else (1, size, 1)
        return (1, size)

    return Builtin(name, f"{name}((a, b))", run, takes_tensors=True)


SHORTHANDS: Mapping[str, Function] = {
    **TORCH_WORDS,
    **TORCH_FORMULAS,
    **MASK_WORDS,
    **VARIANTS,
    "pow": Builtin("pow", "pow(x, 2)", _power, takes_tensors=True),
    "power": Builtin("power", "power(x, 2)", _power, takes_tensors=True),
    "index_select": Builtin(
        "index_select", "x.index_select(0, places)", _index_select, takes_tensors=True
    ),
    "vector_norm": TorchNorm(CATALOG["norm"]),
    **{name: Decomposition(CATALOG[name]) for name in ("slogdet", "qr", "eigh")},
    "topk": WithPlaces(CATALOG["topk"]),
    "take_along_dim": CatalogFunction(CATALOG["take_along_axis"], preset=(("axis", None),)),
    "t": CatalogFunction(CATALOG["transpose"]),
    "flipud": CatalogFunction(CATALOG["flip"], preset=(("axis", (0,)),)),
    "fliplr": CatalogFunction(CATALOG["flip"], preset=(("axis", (1,)),)),
    "one_hot": Builtin("one_hot", "one_hot(labels, 3)", _one_hot, takes_tensors=True),
    "unflatten": Builtin("unflatten", "x.unflatten(1, (2, -1))", _unflatten, takes_tensors=True),
    "diff": Builtin("diff", "diff(x)", _diff, takes_tensors=True),
    "narrow": Builtin("narrow", "x.narrow(0, 1, 2)", _narrow, takes_tensors=True),
    "masked_select": Builtin(
        "masked_select", "masked_select(x, x > 0)", _masked_select, takes_tensors=True
    ),
    "view_as": _like("view_as", "view"),
    "reshape_as": _like("reshape_as", "reshape"),
    "expand_as": _like("expand_as", "broadcast_to"),
    "hstack": _stacked("hstack", 1, 1),
    "vstack": _stacked("vstack", 0, 2),
    "dstack": _stacked("dstack", 2, 3),
    "column_stack": _stacked("column_stack", 1, 2),
}
"""Each means the same behind every prefix."""
