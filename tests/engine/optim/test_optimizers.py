"""Every optimizer goes where PyTorch's goes, and says what it cannot take."""

from __future__ import annotations

import importlib
import inspect
import json
from typing import Any

import numpy as np
import pytest

import engine
from engine.errors import DomainError
from engine.optim import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop
from tests.engine.optim.record_torch import RECORD, results
from tests.engine.optim.settings import SETTINGS, SKIPPED, STARTS, STEPS, slope

RECORDED = json.loads(RECORD.read_text())["results"]
CLASSES = {make.__name__: make for make in (SGD, RMSprop, Adagrad, Adam, AdamW)}
ROWS = [(*row, wanted) for row, wanted in zip(SETTINGS, RECORDED, strict=True)]


@pytest.mark.parametrize(("name", "settings", "wanted"), ROWS)
def test_fifty_steps_lead_where_pytorchs_do(
    name: str, settings: dict[str, Any], wanted: list[Any]
) -> None:
    parameters = [engine.tensor(start) for start in STARTS]
    optimizer = CLASSES[name](parameters, **settings)
    for step in range(STEPS):
        optimizer.zero_grad()
        for p in parameters[step % SKIPPED == 0 :]:
            p.gradient = slope(p.value, step)
        optimizer.step()
    for p, end in zip(parameters, wanted, strict=True):
        np.testing.assert_allclose(p.value, end, rtol=0, atol=1e-9)


@pytest.mark.oracle
def test_the_record_is_what_pytorch_does_now() -> None:
    for now, then in zip(results(), RECORDED, strict=True):
        for p, end in zip(now, then, strict=True):
            np.testing.assert_allclose(p, end, rtol=0, atol=1e-12)


@pytest.mark.oracle
@pytest.mark.parametrize("name", CLASSES)
def test_arguments_and_defaults_are_pytorchs(name: str) -> None:
    torch = importlib.import_module("torch")
    theirs = inspect.signature(getattr(torch.optim, name)).parameters
    for argument, own in inspect.signature(CLASSES[name]).parameters.items():
        assert argument in theirs
        assert own.default == theirs[argument].default
    unknown = {"foreach", "fused", "capturable", "differentiable", "decoupled_weight_decay"}
    assert set(theirs) - set(inspect.signature(CLASSES[name]).parameters) <= unknown


REFUSED: list[dict[str, Any]] = [
    {"lr": -1.0},
    {"weight_decay": -1.0},
    {"momentum": -1.0},
    {"nesterov": True},
    {"nesterov": True, "momentum": 0.9, "dampening": 0.1},
    {"eps": -1.0},
    {"alpha": -1.0},
    {"betas": (1.0, 0.9)},
    {"betas": (0.9, -0.1)},
    {"lr_decay": -1.0},
    {"initial_accumulator_value": -1.0},
]


@pytest.mark.oracle
@pytest.mark.parametrize(
    ("name", "settings"),
    [
        (name, settings)
        for name, make in CLASSES.items()
        for settings in REFUSED
        if settings.keys() <= inspect.signature(make).parameters.keys()
    ],
)
def test_what_pytorch_refuses_is_refused(name: str, settings: dict[str, Any]) -> None:
    torch = importlib.import_module("torch")
    with pytest.raises(ValueError, match=r"Invalid|Nesterov"):
        getattr(torch.optim, name)([torch.ones(1)], **settings)
    with pytest.raises(DomainError):
        CLASSES[name]([engine.tensor(1.0)], **settings)


REFUSALS: list[tuple[str, dict[str, Any], str, str]] = [
    ("SGD", {"lr": -0.5}, "lr is -0.5", "lr is 0 or more."),
    ("SGD", {"lr": float("nan")}, "lr is nan", "lr is 0 or more."),
    ("Adam", {"weight_decay": -1}, "weight_decay is -1", "weight_decay is 0 or more."),
    ("SGD", {"momentum": -0.1}, "momentum is -0.1", "momentum is 0 or more."),
    (
        "SGD",
        {"nesterov": True},
        "nesterov with momentum 0 and dampening 0",
        "Nesterov's step needs a momentum above 0, and no dampening.",
    ),
    ("RMSprop", {"alpha": -1}, "alpha is -1", "alpha is 0 or more."),
    ("Adagrad", {"lr_decay": -1}, "lr_decay is -1", "lr_decay is 0 or more."),
    (
        "AdamW",
        {"betas": (0.9, 1.0)},
        "betas[1] is 1",
        "betas[1] is at least 0 and below 1.",
    ),
    ("Adam", {"eps": -1}, "eps is -1", "eps is 0 or more."),
]


@pytest.mark.parametrize(("name", "settings", "message", "hint"), REFUSALS)
def test_refusals(name: str, settings: dict[str, Any], message: str, hint: str) -> None:
    with pytest.raises(DomainError) as caught:
        CLASSES[name]([engine.tensor(1.0)], **settings)
    assert (caught.value.message, caught.value.hint) == (message, hint)


@pytest.mark.parametrize("name", CLASSES)
def test_no_parameters_are_refused(name: str) -> None:
    with pytest.raises(DomainError, match="no parameters"):
        CLASSES[name]([])


def test_the_base_moves_nothing() -> None:
    p = engine.tensor(1.0)
    p.gradient = np.float64(1.0)
    with pytest.raises(NotImplementedError):
        Optimizer([p], 0.1, 0.0).step()


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("shape", [(), (0,), (2, 3)])
def test_a_value_is_replaced_and_never_written_to(name: str, shape: tuple[int, ...]) -> None:
    p = engine.tensor(np.ones(shape))
    before, g = p.value, np.ones(shape)
    p.gradient = g if shape else np.float64(1.0)
    CLASSES[name]([p]).step()
    assert p.value is not before
    assert type(p.value) is type(before)
    assert p.value.shape == shape
    np.testing.assert_array_equal(before, np.ones(shape))
    np.testing.assert_array_equal(g, np.ones(shape))
    assert (p.value < 1).all()


def test_a_program_of_the_library_trains() -> None:
    w, b = engine.tensor([[0.0]]), engine.tensor([0.0])
    x = np.linspace(-1, 1, 9).reshape(-1, 1)
    optimizer = engine.SGD([w, b], lr=0.3, momentum=0.5)
    for _ in range(60):
        loss = ((engine.constant(x) @ w + b - (3 * x + 1)) ** 2).mean()
        loss.backward()
        optimizer.step()
    np.testing.assert_allclose(w.value, [[3.0]], atol=1e-4)
    np.testing.assert_allclose(b.value, [1.0], atol=1e-4)
