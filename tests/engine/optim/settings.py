"""What every optimizer is tried with, here and in PyTorch, and the slope that it goes down."""

from __future__ import annotations

from typing import Any

import numpy as np

SETTINGS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {}),
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 0.1, "weight_decay": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.5, "weight_decay": 0.1, "nesterov": True}),
    ("SGD", {"lr": 0.01, "momentum": 0.5, "maximize": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.1, "alpha": 0.9, "eps": 1e-3}),
    ("RMSprop", {"lr": 0.05, "centered": True}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.9}),
    ("RMSprop", {"lr": 0.05, "momentum": 0.5, "centered": True, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.01, "maximize": True}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.5, "lr_decay": 0.1}),
    ("Adagrad", {"lr": 0.5, "initial_accumulator_value": 0.2, "eps": 1e-3}),
    ("Adagrad", {"lr": 0.5, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": [0.5, 0.9]}),
    ("Adam", {"lr": 0.1, "eps": 0.1}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "betas": [0.0, 0.5], "amsgrad": True}),
    ("Adam", {"lr": 0.1, "maximize": True}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.5, "betas": [0.5, 0.9]}),
    ("AdamW", {"lr": 0.1, "amsgrad": True, "eps": 1e-2}),
    ("AdamW", {"lr": 0.1, "maximize": True}),
]

STEPS = 50
SKIPPED = 7
"""Every so many steps, one parameter has no gradient."""

STARTS: tuple[Any, ...] = (0.75, [[1.0, -2.0], [0.5, 0.0], [-0.25, 3.0]])


def slope(p: Any, step: int) -> Any:
    """Give a gradient that leads inwards from far out, is wavy, and another in every step."""
    return np.tanh(p) + np.sin(3 * p + step) + 0.5 * np.cos(step)
