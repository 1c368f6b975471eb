"""What programs draw at random, by NumPy's words and by PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import run
from engine.pipeline import evaluate
from tests.engine.language.observed import leaves, ran, value

WORDS = {
    "np.random.random()": (),
    "np.random.random((2, 3))": (2, 3),
    "np.random.random_sample(2)": (2,),
    "np.random.standard_normal((2, 1))": (2, 1),
    "np.random.normal(size=3)": (3,),
    "np.random.normal([0.0, 1.0], 0.1)": (2,),
    "np.random.uniform(-2, -1, (1, 2))": (1, 2),
    "np.random.default_rng(0).integers(0, 5, size=4)": (4,),
    "np.random.randint(5, size=4)": (4,),
    "np.random.choice(5)": (),
    "np.random.choice(5, 3)": (3,),
    "np.random.choice([0.5, 1.5], size=(2, 2), p=[0.25, 0.75])": (2, 2),
    "torch.normal(0.0, 1.0, size=(2, 2))": (2, 2),
    "torch.normal(torch.zeros(3), torch.ones(3), generator=torch.Generator())": (3,),
    "torch.randint(5, (2, 3))": (2, 3),
    "torch.rand(2, generator=torch.Generator().manual_seed(3))": (2,),
}


@pytest.mark.parametrize(("word", "shape"), WORDS.items())
def test_a_draw_has_the_shape_that_was_asked_for(word: str, shape: tuple[int, ...]) -> None:
    result = ran(f"import torch\nx = {word}\ny = param(2.0) * x\nprint(x.shape, y.shape)")
    assert result.printed == [f"{shape} {shape}"]


@pytest.mark.parametrize("word", WORDS)
def test_the_same_program_draws_the_same(word: str) -> None:
    program = f"import torch\nx = {word}\ny = sum(param(1.0) * x * x)"
    assert ran(program).outputs[-1].value == ran(program).outputs[-1].value


def test_draws_keep_to_their_ends() -> None:
    result = ran("x = np.random.uniform(3, 5, 1000)\nprint(x.min() >= 3, x.max() < 5, mean(x))")
    low, high, mean = result.printed[0].split()
    assert low == high == "True"
    assert abs(float(mean) - 4) < 0.1


def test_normal_draws_have_their_mean_and_deviation() -> None:
    result = ran("x = np.random.normal(3, 0.5, 4000)\nprint(mean(x), std(x))")
    mean, deviation = map(float, result.printed[0].split())
    assert abs(mean - 3) < 0.05
    assert abs(deviation - 0.5) < 0.05


@pytest.mark.parametrize("word", ["np.random.permutation", "torch.randperm"])
def test_a_permutation_chooses_rows_and_is_not_drawn(word: str) -> None:
    result = ran(f"X = randn(6, 2)\np = {word}(6)\nb = p[:3]\nloss = sum(X[b]) + sum(X[p[3:]])")
    assert leaves(result) == {"X": "input"}
    assert value(result, "loss") == pytest.approx(np.sum(value(result, "X")))


def test_a_permutation_of_rows_keeps_them() -> None:
    result = ran("X = np.random.permutation([[1, 2], [3, 4], [5, 6]])\ny = sum(X * X)\nprint(X)")
    rows = result.printed[0].replace("[", " ").replace("]", " ").split()
    pairs = sorted(zip(map(float, rows[::2]), map(float, rows[1::2]), strict=True))
    assert pairs == [(1, 2), (3, 4), (5, 6)]


def test_no_item_comes_twice_where_none_is_put_back() -> None:
    result = ran("p = np.random.choice(5, 5, replace=False)\nx = 2.0\ny = x * x\nprint(p.sum())")
    assert result.printed == ["10.0"]


@pytest.mark.parametrize(
    ("source", "drawn"),
    [
        ("x = 2.0\nx * x", False),
        ("import torch\ntorch.manual_seed(3)\nx = 2.0\nx * x", False),
        ("x = randn(2)\nsum(x)", True),
        ("x = randn(2)\nsum(y)", True),
        ("layer = nn.Linear(2, 1)\nlayer([1.0, 2.0])", True),
        ("x = [1.0, 2.0]\nsum(dropout(x, 0.5))", True),
        ("x = [1.0, 2.0]\nfor i in np.random.permutation(2):\n    x[i] * 2", True),
    ],
)
def test_it_is_told_whether_anything_was_drawn(source: str, drawn: bool) -> None:
    assert run(source).drawn is drawn
    assert evaluate(source).document["drawn"] is drawn
