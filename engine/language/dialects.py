"""Where NumPy and PyTorch mean different things by one name, and the function behind a name.

Bare names and those behind ``np`` follow NumPy; those behind ``torch``, ``nn`` and ``F``, and the
methods of tensors that came from these, follow PyTorch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from engine.catalog import ALIASES, CATALOG
from engine.compositions import COMPOSITION_ALIASES, COMPOSITIONS
from engine.language.calls import Builtin, Call, CatalogFunction, ComposedFunction, Function
from engine.language.masks import EQUAL, SAME
from engine.language.norms import Norm, TorchNorm
from engine.language.ordering import Decomposition, TorchMedian, larger_or_smaller, torch_sort
from engine.language.session import Session
from engine.language.shorthands import SHORTHANDS
from engine.language.values import Anything, Arguments, whole
from engine.op import axis_of, broadcast


@dataclass(frozen=True, slots=True)
class Difference:
    """One name with two meanings, in words. None stands for the catalogue's op of that name."""

    name: str
    numpy: str
    torch: str
    in_numpy: Function | None = None
    in_torch: Function | None = None


@dataclass(frozen=True, slots=True)
class _TorchSpread(CatalogFunction):
    """PyTorch's ``var`` and ``std``, with the keyword that its older programs use."""

    def call(self, session: Session, arguments: Arguments) -> Anything:
        keywords = dict(arguments.keywords)
        if "unbiased" in keywords:
            keywords["correction"] = int(session.plain(keywords.pop("unbiased")) is not False)
        return CatalogFunction.call(self, session, replace(arguments, keywords=keywords))


def _torch_squeeze(call: Call, x: Anything, dim: Anything = None) -> Anything:
    """Drop axes only if their size is 1, as PyTorch does."""
    session, squeeze = call.session, CATALOG["squeeze"]
    shape = session.shape(x)
    if dim is None:
        return session.apply(squeeze, [x], {}, call.span, torch=True)
    named = call.array(dim).reshape(-1)
    axes = [axis_of(len(shape), whole(axis, "dim")) for axis in named]
    dropped = tuple(axis for axis in axes if shape[axis] == 1)
    return session.apply(squeeze, [x], {"axis": dropped}, call.span, torch=True) if dropped else x


def _torch_solve(call: Call, a: Anything, b: Anything) -> Anything:
    """Take a ``b`` with the shape of the rows of a stack as one vector for each matrix."""
    session = call.session
    shape = session.shape(a)
    vectors = len(shape) > 2 and session.shape(b) == shape[:-1]
    if vectors:
        b = session.apply(CATALOG["expand_dims"], [b], {"axis": -1}, call.span)
    spans = [call.arguments.spans.get(place, call.span) for place in (0, 1)]
    y = session.apply(CATALOG["solve"], [a, b], {}, call.span, spans=spans, torch=True)
    return session.apply(CATALOG["squeeze"], [y], {"axis": -1}, call.span) if vectors else y


def _torch_svd(call: Call, *_: Anything, **__: Anything) -> Anything:
    raise call.fault(
        "PyTorch's old word gives v, not its transpose",
        "Write `torch.linalg.svd(x, full_matrices=False)`.",
    )


def _torch_cross(call: Call, a: Anything, b: Anything, dim: Anything = None) -> Anything:
    """Take the vectors along the first axis of size 3 where no axis is named."""
    session = call.session
    shape = broadcast(session.shape(a), session.shape(b))
    first = shape.index(3) - len(shape) if 3 in shape else -1
    axis = first if dim is None else whole(session.plain(dim), "dim")
    return session.apply(CATALOG["cross"], [a, b], {"axis": axis}, call.span, torch=True)


def _torch_split(
    call: Call, x: Anything, split_size_or_sections: Anything, dim: Anything = 0
) -> Anything:
    """Split into parts of one size, the last one smaller, or of the given sizes."""
    session, shape = call.session, call.session.shape(x)
    along = axis_of(len(shape), whole(session.plain(dim), "dim"))
    length, asked = shape[along], call.array(split_size_or_sections)
    if not asked.ndim:
        size = whole(asked, "the size of a part")
        if size < 1:
            raise call.fault(f"a part has the size {size}", "Sizes are 1 or more.")
        places = tuple(range(size, length, size))
    else:
        sizes = [whole(size, "a size") for size in asked.reshape(-1)]
        if not sizes or sum(sizes) != length or min(sizes) < 0:
            raise call.fault("the sizes do not add up", f"Their sum must be {length}.")
        places = tuple(accumulate(sizes[:-1]))
    cut = {"sections": places, "axis": along}
    return session.apply(CATALOG["split"], [x], cut, call.span, torch=True)


def _torch_pad(
    call: Call, x: Anything, pad: Anything, mode: Anything = "constant", value: Anything = None
) -> Anything:
    """Pad as PyTorch does: a flat list, a pair for each axis, the last axis first."""
    session = call.session
    rank = len(session.shape(x))
    flat = [whole(width, "a width") for width in call.array(pad).reshape(-1)]
    if len(flat) % 2 or len(flat) > 2 * rank:
        raise call.fault(
            f"{len(flat)} widths for a tensor of rank {rank}",
            "Give two for each axis, before and after, from the last axis on.",
        )
    pairs = [(flat[i], flat[i + 1]) for i in range(0, len(flat), 2)]
    widths = ((0, 0),) * (rank - len(pairs)) + tuple(reversed(pairs))
    filling = 0.0 if value is None else call.number(value)
    constants = {"pad_width": widths, "mode": mode, "constant_values": filling}
    return session.apply(CATALOG["pad"], [x], constants, call.span, torch=True)


DIFFERENCES: tuple[Difference, ...] = (
    *(
        Difference(
            name,
            "divides by n",
            "divides by n - 1",
            in_torch=_TorchSpread(CATALOG[name], torch=True, preset=(("correction", 1),)),
        )
        for name in ("var", "std")
    ),
    *(
        Difference(
            name,
            f"`{name}(x, axis)` gives the values",
            f"`{name}(x, dim)` gives the values and their places, `{name}(a, b)` compares tensors",
            in_torch=larger_or_smaller(name, of_two),
        )
        for name, of_two in (("max", "maximum"), ("min", "minimum"))
    ),
    Difference(
        "median",
        "between two in the middle their mean",
        "the lower of the two; `median(x, dim)` gives the values and their places",
        in_torch=TorchMedian(CATALOG["median"], torch=True),
    ),
    Difference(
        "sort",
        "`sort(x, axis)` gives the values",
        "`sort(x, dim)` gives the values and their places",
        in_torch=Builtin("sort", "torch.sort(x)", torch_sort, takes_tensors=True, torch=True),
    ),
    Difference(
        "transpose",
        "`transpose(x)` turns the axes round, `transpose(x, axes)` orders them",
        "`transpose(x, dim0, dim1)` exchanges two axes",
        in_torch=CatalogFunction(CATALOG["swapaxes"], torch=True),
    ),
    Difference(
        "repeat",
        "`repeat(x, n)` repeats each element",
        "`repeat(x, n, m)` repeats the whole along each axis",
        in_torch=CatalogFunction(CATALOG["tile"], torch=True),
    ),
    Difference(
        "split",
        "`split(x, n)` makes n parts",
        "`split(x, n)` makes parts of size n",
        in_torch=Builtin(
            "split", "torch.split(x, 2)", _torch_split, takes_tensors=True, torch=True
        ),
    ),
    Difference(
        "pad",
        "`pad(x, ((1, 2), (3, 4)))` pads axis by axis, `pad(x, 1)` every axis",
        "`pad(x, (3, 4, 1, 2))` begins with the last axis, `pad(x, (3, 4))` pads no other",
        in_torch=Builtin("pad", "F.pad(x, (1, 1))", _torch_pad, takes_tensors=True, torch=True),
    ),
    Difference(
        "meshgrid",
        "`meshgrid(x, y)` lets x run along the second axis, as on paper",
        "`meshgrid(x, y)` lets x run along the first axis",
        in_torch=CatalogFunction(CATALOG["meshgrid"], torch=True, preset=(("indexing", "ij"),)),
    ),
    Difference(
        "squeeze",
        "`squeeze(x, axis)` refuses an axis that is longer than 1",
        "`squeeze(x, dim)` leaves such an axis as it is",
        in_torch=Builtin("squeeze", "x.squeeze(0)", _torch_squeeze, takes_tensors=True, torch=True),
    ),
    Difference(
        "cross",
        "`cross(a, b)` takes the vectors along the last axis",
        "`torch.cross(a, b)` along the first axis of size 3; `torch.linalg.cross` along the last",
        in_torch=Builtin(
            "cross", "torch.cross(a, b)", _torch_cross, takes_tensors=True, torch=True
        ),
    ),
    Difference(
        "solve",
        "`solve(A, b)` takes b as a matrix, unless it is one vector",
        "b of the shape of a stack A without its last axis is one vector for each matrix",
        in_torch=Builtin(
            "solve", "torch.linalg.solve(A, b)", _torch_solve, takes_tensors=True, torch=True
        ),
    ),
    Difference(
        "svd",
        "`svd(x)` gives u, s and the transpose of v",
        "`torch.linalg.svd(x)` gives the same; `torch.svd(x)` is refused",
        in_numpy=Decomposition(CATALOG["svd"]),
        in_torch=Builtin("svd", "torch.svd(x)", _torch_svd, takes_tensors=True),
    ),
    Difference(
        "equal",
        "`equal(a, b)` compares number by number",
        "`equal(a, b)` gives one truth: the same shape and the same numbers",
        in_numpy=EQUAL,
        in_torch=SAME,
    ),
    Difference(
        "norm",
        "`norm(A, ord)` of a matrix is a norm of the map that it is; so is `torch.linalg.norm`",
        "`torch.norm(A, p)` takes all elements as one vector",
        in_numpy=Norm(CATALOG["norm"]),
        in_torch=TorchNorm(CATALOG["norm"], torch=True),
    ),
)
"""One table for the interpreter and the docs."""

UNSPOKEN_OPS = frozenset({"place_add"})
"""Ops that only backward passes apply."""

INNER_OPS = UNSPOKEN_OPS | {"getitem"}
"""Ops that are not called by their name: a program writes brackets, or nothing."""


def function_named(name: str, *, torch: bool) -> Function | None:
    """Give what a name of the catalogue means in a dialect, if it means anything."""
    for difference in DIFFERENCES:
        if difference.name == name:
            own = difference.in_torch if torch else difference.in_numpy
            if own is not None:
                return own
    if name in SHORTHANDS:
        return replace(SHORTHANDS[name], torch=torch)  # type: ignore[type-var]
    if name in ALIASES and name not in INNER_OPS:
        return CatalogFunction(CATALOG[ALIASES[name]], torch)
    if name in COMPOSITION_ALIASES:
        return ComposedFunction(COMPOSITIONS[COMPOSITION_ALIASES[name]], torch)
    return None


def known_names() -> list[str]:
    """List every name that means something in one of the dialects."""
    names = {
        *ALIASES,
        *COMPOSITION_ALIASES,
        *SHORTHANDS,
        *(difference.name for difference in DIFFERENCES),
    }
    return sorted(names - INNER_OPS)
