"""What fills a parameter before training: from which numbers the initializers draw."""

from __future__ import annotations

import numpy as np
import pytest

from tests.engine.language.observed import ran, value

INITIALIZERS = {
    "constant_(w, 0.5)": (0.5, 0.5),
    "zeros_(w)": (0, 0),
    "ones_(w)": (1, 1),
    "uniform_(w, -2, 3)": (-2, 3),
    "xavier_uniform_(w)": (-np.sqrt(6 / 90), np.sqrt(6 / 90)),
    "xavier_uniform_(w, gain=2)": (-2 * np.sqrt(6 / 90), 2 * np.sqrt(6 / 90)),
    'kaiming_uniform_(w, nonlinearity="relu")': (-np.sqrt(6 / 60), np.sqrt(6 / 60)),
    "kaiming_uniform_(w, a=5 ** 0.5)": (-np.sqrt(1 / 60), np.sqrt(1 / 60)),
    'kaiming_uniform_(w, mode="fan_out")': (-np.sqrt(6 / 30), np.sqrt(6 / 30)),
}


@pytest.mark.parametrize("call", INITIALIZERS)
def test_initializers_fill_between_their_ends(call: str) -> None:
    low, high = INITIALIZERS[call]
    w = np.array(value(ran(f"w = torch.empty(30, 60, requires_grad=True)\nnn.init.{call}\nw"), "w"))
    assert low <= w.min()
    assert w.max() <= high
    assert w.min() == pytest.approx(low, abs=0.01)
    assert w.max() == pytest.approx(high, abs=0.01)


@pytest.mark.parametrize(
    ("call", "mean", "deviation"),
    [
        ("normal_(w, 3, 0.5)", 3, 0.5),
        ("xavier_normal_(w, 2)", 0, 2 * np.sqrt(2 / 90)),
        ('kaiming_normal_(w, nonlinearity="tanh")', 0, 5 / 3 / np.sqrt(60)),
    ],
)
def test_initializers_that_draw_from_a_normal_distribution(
    call: str, mean: float, deviation: float
) -> None:
    w = np.array(value(ran(f"w = torch.empty(30, 60, requires_grad=True)\nnn.init.{call}\nw"), "w"))
    assert w.mean() == pytest.approx(mean, abs=0.1 * deviation)
    assert w.std() == pytest.approx(deviation, rel=0.05)


def test_the_gain_of_a_function() -> None:
    source = 'print(nn.init.calculate_gain("tanh"), nn.init.calculate_gain("leaky_relu", 1))'
    assert ran(source).printed == [f"{5 / 3} 1.0"]
