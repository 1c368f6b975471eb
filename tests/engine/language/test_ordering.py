"""Values together with the places where they stood, taken apart or asked by name."""

from __future__ import annotations

import numpy as np
import pytest

from engine.language import run
from tests.engine.language.observed import codes, ran

X = "x = torch.tensor([[3.0, 1.0, 3.0], [0.5, 2.0, 1.5]], requires_grad=True)\n"


@pytest.mark.parametrize(
    ("values", "gradient"),
    [
        ("values, places = torch.max(x, 1)", [[1, 0, 0], [0, 1, 0]]),
        ("values = x.min(dim=0).values", [[0, 1, 0], [1, 0, 1]]),
        ("values, _ = x.median(1)", [[1, 0, 0], [0, 0, 1]]),
        ("values = x.topk(2).values", [[1, 0, 1], [0, 1, 1]]),
        ("values, places = x.sort(0)", [[1, 1, 1], [1, 1, 1]]),
    ],
)
def test_the_gradient_goes_to_the_places(values: str, gradient: list[list[float]]) -> None:
    found = ran(f"{X}{values}\nvalues.sum().backward()\nprint(x.grad)").printed
    assert found == ran(f"print(torch.tensor({[list(map(float, r)) for r in gradient]}))").printed


def test_places_stay_whole_numbers_however_they_are_chosen() -> None:
    source = f"{X}places = x[1].topk(2).indices\nprint(places, places.sort().values, places.max())"
    assert ran(source).printed == ["[1 2] [1 2] 2"]


def test_a_column_of_places_counts_what_was_predicted_right() -> None:
    source = "_, predicted = x.max(1)\nprint((predicted == torch.tensor([0, 2])).sum().item())"
    (printed,) = ran(X + source).printed
    assert float(printed) == 1.0


@pytest.mark.parametrize("name", ["keys", "count", "index", "_fields", "_asdict", "__class__"])
def test_nothing_else_of_the_pair_can_be_reached(name: str) -> None:
    result = run(f"{X}y = x.max(1).{name}")
    assert not result.complete
    assert codes(result)[0] in ("unknown-name", "not-allowed", "syntax")


def test_numpys_sort_gives_the_values_alone() -> None:
    outputs = ran("x = np.array([3.0, 1.0, 2.0])\nnp.sort(x) * 1.0").outputs
    np.testing.assert_array_equal(outputs[0].value, [1.0, 2.0, 3.0])
