"""How PyTorch's samples become calls of ours: products, solutions and decompositions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.oracle.op_db.call import Call, NotTakenError


def _tensordot(a: Any, b: Any, dims: Any) -> Call:
    if not isinstance(dims, int):
        met = zip(*dims, strict=True)
        if any(a.shape[i] != b.shape[j] for i, j in met):
            raise NotTakenError("an axis of size 1 meets its like only")
        dims = tuple(map(tuple, dims))
    return Call((a, b), {"axes": dims})


def _einsum(xs: Any, subscripts: str) -> Call:
    if "..." in subscripts.partition("->")[0] and "..." not in subscripts.partition("->")[2]:
        raise NotTakenError("as in NumPy, what `...` covers is not summed")
    return Call(tuple(xs), {"subscripts": subscripts})


def _solve(a: Any, b: Any, left: bool = True) -> Call:
    if not left:
        raise NotTakenError("the unknown stands to the right of the matrix")
    if 1 < b.dim() < a.dim():
        raise NotTakenError("as in NumPy, a stack of vectors is a matrix")
    return Call((a, b))


def _diagonal(x: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Call:
    return Call((x,), {"offset": offset, "axis1": dim1, "axis2": dim2})


def _eigvalsh(x: Any, UPLO: str = "L") -> Call:  # noqa: N803  PyTorch's name
    return Call((x,), {"uplo": UPLO})


def _eigh(x: Any, UPLO: str = "L") -> Call:  # noqa: N803  PyTorch's name
    return Call((x,), {"uplo": UPLO}, seen=lambda w, v: (w, abs(v)))


def _svd(x: Any, full_matrices: bool = True) -> Call:
    """Take the vectors that have a singular value, and these up to their signs."""
    k = min(x.shape[-2:])
    if full_matrices and x.shape[-1] != x.shape[-2]:
        raise NotTakenError("vectors without a singular value")
    return Call(
        (x,),
        {"full_matrices": full_matrices},
        seen=lambda u, s, vh: (abs(u[..., :, :k]), s, abs(vh[..., :k, :])),
    )


TAKING: Mapping[str, Callable[..., Call]] = {
    "diagonal": _diagonal,
    "eigh": _eigh,
    "eigvalsh": _eigvalsh,
    "einsum": _einsum,
    "solve": _solve,
    "svd": _svd,
    "tensordot": _tensordot,
}
