"""Budgets as settings, and which lane a program is sent to."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

import engine
from server.budgets import BUDGETS
from server.settings import Settings
from server.worker import PARTIAL_OPS, Profile, Program, evaluate

HEAVY = Profile("heavy", engine.HEAVY, [("job", engine.JOB)])
FAST = Profile("fast", engine.FAST, [("heavy", engine.HEAVY), ("job", engine.JOB)])


def test_the_settings_as_they_come_are_the_budgets_of_the_engine() -> None:
    assert {lane: Settings().budget(lane) for lane in BUDGETS} == BUDGETS


@pytest.mark.parametrize("limit", [limit.name for limit in fields(engine.Budget)])
def test_each_number_of_each_budget_is_a_setting(
    monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    for number, lane in enumerate(BUDGETS):
        monkeypatch.setenv(f"NABLASCOPE_{lane}_{limit}".upper(), str(number))
    settings = Settings()
    for number, (lane, budget) in enumerate(BUDGETS.items()):
        assert settings.budget(lane) == replace(budget, **{limit: number})


def test_every_setting_says_what_it_is_for() -> None:
    for name, setting in Settings.model_fields.items():
        assert setting.description, name
        assert setting.description.endswith("."), name


@pytest.mark.parametrize(
    ("source", "lane"),
    [
        ("x = randn(50001)", "heavy"),
        ("x = randn(1000001)", "job"),
        ("x = randn(4000001)", None),
        ("for i in range(2000):\n    pass", "heavy"),
        ("for i in range(49999):\n    pass", "job"),
        ("for i in range(50000):\n    pass", None),
        ("def f(x):\n    return f(x)\nf(1.0)", None),
        ("x = randn(100000, 100000)", None),
        ("x = 1 +", None),
        ("while True:\n    pass", None),
    ],
)
def test_a_program_goes_to_the_first_lane_that_may_let_it_through(
    source: str, lane: str | None
) -> None:
    answer = evaluate(Program(source), FAST)
    assert answer.lane == lane
    assert (answer.body == b"") == (lane is not None)


def test_what_a_long_program_had_computed_is_not_told() -> None:
    source = "x = 1.0\nwhile x > 0:\n    x = x + 1"
    short = replace(engine.HEAVY, ops=PARTIAL_OPS)
    assert b'"document"' in evaluate(Program(source), Profile("job", short)).body
    answer = evaluate(Program(source), Profile("job", replace(short, ops=PARTIAL_OPS + 1)))
    assert answer.status == 422
    assert b'"document"' not in answer.body
