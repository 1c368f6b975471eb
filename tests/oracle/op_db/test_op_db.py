"""The engine's ops on PyTorch's own samples: value and gradients, ``make oracle``."""

# ruff: noqa: PLC0415  PyTorch is there for these tests only, and imported where they run

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine import apply, backward, tensor
from engine.arrays import as_value
from engine.catalog import CATALOG

pytestmark = pytest.mark.oracle


@pytest.mark.parametrize("name", CATALOG)
def test_pytorchs_samples(name: str) -> None:
    from tests.oracle.op_db.samples import samples
    from tests.oracle.op_db.taking import WITHOUT

    left_out: list[str] = []
    taken = 0
    for sample in samples(name, left_out):
        check(name, sample)
        taken += 1
    assert (name in WITHOUT) is not bool(taken), left_out


def test_most_samples_are_taken() -> None:
    from tests.oracle.op_db.samples import samples

    left_out: list[str] = []
    taken = sum(1 for name in CATALOG for _ in samples(name, left_out))
    assert taken > 800
    assert len(left_out) < taken / 3


def test_what_is_left_out_is_not_there() -> None:
    from tests.oracle.op_db.taking import LEFT_OUT

    for name, words in LEFT_OUT.items():
        assert not set(words) & set(CATALOG[name].constants), name
        assert not set(words) & set(CATALOG[name].inputs), name


def check(name: str, sample: Any) -> None:
    """Hold value and gradients of one call against PyTorch's."""
    import torch

    draw = np.random.default_rng(0)
    nodes = [tensor(_array(value)) for value in sample.inputs]
    with np.errstate(all="ignore"):
        mine = _several(apply(name, *nodes, **sample.constants))
        theirs = _several(sample.theirs())
        assert len(mine) == len(theirs)
        for have, want in zip(mine, theirs, strict=True):
            _same(have.value, _array(want), rtol=1e-11)
        sent = [slot for slot, y in enumerate(theirs) if y.requires_grad]
        seeds = {slot: draw.uniform(-1.0, 1.0, mine[slot].shape) for slot in sent}
        leaves = [x for x in sample.inputs if getattr(x, "requires_grad", False)]
        if not sent:
            return
        gradients = torch.autograd.grad(
            [theirs[slot] for slot in sent],
            leaves,
            [torch.tensor(seeds[slot]) for slot in sent],
            allow_unused=True,
        )
        total = sum(apply("sum", mine[slot] * seeds[slot]) for slot in sent)
        found = backward(total).gradients
    wanted = dict(zip(map(id, leaves), gradients, strict=True))
    for node, leaf in zip(nodes, sample.inputs, strict=True):
        want = wanted.get(id(leaf))
        if want is None or not CATALOG[name].differentiable:
            continue
        have = found.get(node, np.zeros(node.shape))
        _same(have, _array(want), rtol=1e-9)


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
