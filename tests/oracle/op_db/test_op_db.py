"""The engine's ops on PyTorch's own samples: value and gradients, ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from engine import TensorNode, apply, backward, compose, tensor
from engine.arrays import as_value
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS

pytestmark = [
    pytest.mark.oracle,
    pytest.mark.filterwarnings("ignore:Using padding='same'"),  # what PyTorch tells its users
    pytest.mark.filterwarnings("ignore:reduction. 'mean' divides"),
]


@cache
def drawn(name: str) -> tuple[list[Any], list[str]]:
    """Give the samples that a word of ours takes, and why it does not take the others."""
    from tests.oracle.op_db.samples import samples

    left_out: list[str] = []
    return list(samples(name, left_out)), left_out


@pytest.mark.parametrize("name", [*CATALOG, *COMPOSITIONS])
def test_pytorchs_samples(name: str) -> None:
    from tests.oracle.op_db.differences import WITHOUT

    taken, left_out = drawn(name)
    for sample in taken:
        check(name, sample)
    assert (name in WITHOUT) is not bool(taken), left_out


def test_most_samples_are_taken() -> None:
    all_of_them = [drawn(name) for name in (*CATALOG, *COMPOSITIONS)]
    taken = sum(len(some) for some, _ in all_of_them)
    assert taken > 3000
    assert sum(len(others) for _, others in all_of_them) < taken / 2


def test_what_is_left_out_is_not_there() -> None:
    from tests.oracle.op_db.differences import LEFT_OUT

    for name, words in LEFT_OUT.items():
        assert not set(words) & set(CATALOG[name].constants), name
        assert not set(words) & set(CATALOG[name].inputs), name


def check(name: str, sample: Any) -> None:
    """Hold value and gradients of one call against PyTorch's."""
    inputs, others = sample.ours.inputs, sample.ours.others
    nodes = {id(x): tensor(_array(x)) for x in (*inputs, *others)}
    run = apply if name in CATALOG else compose
    with np.errstate(all="ignore"):
        made = run(name, *(nodes[id(x)] for x in inputs), **sample.ours.constants)
        mine = _several(sample.ours.then(made, *(nodes[id(x)] for x in others)))
        theirs = _several(sample.theirs())
        if sample.ours.seen:
            mine, theirs = sample.ours.seen(*mine), sample.ours.seen(*theirs)
        assert len(mine) == len(theirs)
        for have, want in zip(mine, theirs, strict=True):
            _same(have.value, _array(want), rtol=1e-11)
        leaves = [x for x in (*inputs, *others) if getattr(x, "requires_grad", False)]
        if leaves and any(y.differentiable for y in mine):
            check_gradients(mine, theirs, {leaf: nodes[id(leaf)] for leaf in leaves})


def check_gradients(mine: Any, theirs: Any, leaves: dict[Any, TensorNode]) -> None:
    """Send the same gradients from above into both, and compare what arrives."""
    import torch

    draw = np.random.default_rng(0)
    carrying = [(have, want) for have, want in zip(mine, theirs, strict=True) if want.requires_grad]
    above = [draw.uniform(-1.0, 1.0, have.shape) for have, _ in carrying]
    wanted = torch.autograd.grad(
        [want for _, want in carrying], list(leaves), list(map(torch.tensor, above)),
        allow_unused=True,
    )  # fmt: skip
    pairs = zip(carrying, above, strict=True)
    total = sum(apply("sum", have * gradient) for (have, _), gradient in pairs)
    found = backward(total).gradients
    for node, want in zip(leaves.values(), wanted, strict=True):
        if want is not None:
            _same(found.get(node, np.zeros(node.shape)), _array(want), rtol=1e-9)


def _several(output: Any) -> tuple[Any, ...]:
    return tuple(output) if isinstance(output, tuple | list) else (output,)


def _array(value: Any) -> Any:
    numbers = value.detach().numpy() if hasattr(value, "detach") else value
    return as_value(np.array(numbers, dtype=float))


def _same(have: Any, want: Any, *, rtol: float) -> None:
    assert have.shape == want.shape
    finite = np.abs(want)[np.isfinite(want)]
    scale = max(1.0, float(finite.max(initial=0.0)))
    np.testing.assert_allclose(have, want, rtol=rtol, atol=1e-3 * rtol * scale)
