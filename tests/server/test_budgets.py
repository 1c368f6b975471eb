"""Budgets as settings, and which lane a program is sent to."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields, replace

import pytest

import engine
from benchmarks.service import slowest
from server import worker
from server.budgets import BUDGETS
from server.settings import Settings
from server.worker import PARTIAL_EDGES, Profile, Program, evaluate, evaluate_in_parts

HEAVY = Profile("heavy", engine.HEAVY, [("job", engine.JOB)])
FAST = Profile("fast", engine.FAST, [("heavy", engine.HEAVY), ("job", engine.JOB)])
ALONE = Profile("heavy", engine.HEAVY)
PROFILES = {"fast": FAST, "heavy": HEAVY, "job": Profile("job", engine.JOB)}


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
        ("for i in range(9999):\n    pass", "heavy"),
        ("for i in range(10000):\n    pass", None),
        ("for i in range(10000):\n    sin(1.0)", "job"),
        ("x = 1.0\nwhile x > 0:\n    x = x + 1", "heavy"),
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


AS_THEY_COME: dict[str, tuple[int, Callable[[int], str]]] = {
    "source-characters": (32 * 1024, lambda n: "x = 2.0\n#".ljust(n, ".")),
    # Module, assignment, target, list; its numbers.
    "syntax-nodes": (8_000, lambda n: f"x = [{'1, ' * (n - 4)}]"),
    # Statement, name; the signs before it.
    "nesting": (64, lambda n: "x = 2.0\n" + "-" * (n - 2) + "x"),
    "name-characters": (64, lambda n: "a" * n + " = 2.0"),
    # An assignment, the loop, each turn and what it does; one more where n is odd.
    "statements": (
        20_000,
        lambda n: f"x = 2.0\nfor i in range({n // 2 - 1}):\n    pass\n" + "x\n" * (n % 2),
    ),
    "call-depth": (
        64,
        lambda n: f"def f(x, n):\n    return x if n == 0 else f(x, n - 1)\nf(1.0, {n - 1})",
    ),
    "ops": (
        10_000,
        lambda n: f"x = 0.5\nfor i in range({n // 2}):\n    x = -(-x)\n" + "x = -x\n" * (n % 2),
    ),
    "rank": (8, lambda n: f"x = ones({', '.join('1' * n)})\nsum(x)"),
    "tensor-elements": (1_000_000, lambda n: f"x = zeros({n})"),
    "prints": (1_000, lambda n: f"x = 2.0\nfor i in range({n}):\n    print(i)"),
}


@pytest.mark.parametrize("limit", AS_THEY_COME)
def test_the_heavy_budget_as_it_comes_lets_n_pass_and_refuses_one_more(limit: str) -> None:
    most, write = AS_THEY_COME[limit]
    assert evaluate(Program(write(most)), ALONE).status == 200
    answer = evaluate(Program(write(most + 1)), ALONE)
    assert answer.status == 422
    assert f'"code":"budget-{limit}"'.encode() in answer.body


AT_ONCE = {
    "a huge array": "x = randn(100000, 100000)",
    "doubling by broadcasting": "x = ones(2)\nwhile 0 < 1:\n    x = (x.reshape(-1, 1) + x).ravel()",
    "a tower of powers": "x = zeros(9**9**9**9)",
    "a hundred thousand statements": "a;" * 100_000,
    "as many statements as there is room for": "a;" * 16_000,
    "loops in loops": "x = 0\nfor i in range(1000):\n    for j in range(1000):\n        x = x + 1",
    "recursion": "def f(x):\n    return f(x) + f(x)\nf(1.0)",
    "einsum": "x = randn(100, 100)\neinsum('ab,cd,ef,gh->abcdefgh', x, x, x, x)",
    "kron": "x = randn(100, 100)\nkron(kron(x, x), x)",
    "a text multiplied": "print('a' * 10**9)",
    "a list multiplied": "x = [0] * 10**9",
    "a huge range": "x = [0 for i in range(10**15)]",
    "brackets": "x = " + "(" * 10_000 + "1" + ")" * 10_000,
    "stars in brackets": "x = " + "[*" * 10_000,
    "a million digits": "9" * 1_000_000,
    "as many digits as there is room for": "x = " + "9" * 32_000,
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_bomb_is_refused_within_fifty_milliseconds_of_a_processor(name: str) -> None:
    def refuse() -> float:
        begun = time.process_time()
        answer = evaluate(Program(AT_ONCE[name]), FAST)
        while answer.lane is not None:
            answer = evaluate(Program(AT_ONCE[name]), PROFILES[answer.lane])
        assert answer.status == 422
        return time.process_time() - begun

    assert min(refuse() for _ in range(3)) < 0.05


@pytest.mark.parametrize(
    "source",
    [
        "x = 1.0\nwhile x > 0:\n    x = x + 1",
        "x = [1.0]\nwhile all(x > 0):\n    x = [y for y in x for z in (1, 2)]",
        "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(60)",
        "x = 1\nwhile x > 0:\n    pass",
    ],
)
def test_what_does_not_train_is_no_job(source: str) -> None:
    assert evaluate(Program(source), FAST).lane == "heavy"
    answer = evaluate(Program(source), HEAVY)
    assert (answer.status, answer.lane) == (422, None)
    assert len(answer.body) < 10_000


def test_training_is_a_job() -> None:
    round = "\n    y = w * w - 2.0\n    y.backward()\n    w.data -= w.grad * 0.1\n    w.grad = None"
    source = f"w = param(1.0)\nfor i in range(4100):{round}\nw * w"
    assert evaluate(Program(source), FAST).lane == "job"
    assert evaluate(Program(source), Profile("job", engine.JOB)).status == 200


def test_of_a_stopped_program_no_more_is_told_than_a_person_can_look_at() -> None:
    source = "x = 1.0\nwhile x > 0:\n    x = x + 1"
    ops = PARTIAL_EDGES // 3
    short = replace(engine.HEAVY, ops=ops)
    assert b'"document"' in evaluate(Program(source), Profile("job", short)).body
    answer = evaluate(Program(source), Profile("job", replace(short, ops=ops + 1)))
    assert answer.status == 422
    assert b'"document"' not in answer.body
    arrays = "x = ones(256)\nwhile all(x > 0):\n    x = x + 1"
    assert len(evaluate(Program(arrays), Profile("job", short)).body) < 6_000_000


@pytest.mark.parametrize("name", slowest.PROGRAMS)
def test_what_is_measured_as_the_slowest_is_let_pass(name: str) -> None:
    assert evaluate(Program(slowest.largest(name, engine.FAST)), FAST).status == 200


def test_of_a_large_document_no_parts_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program("x = 2.0\nx * x")
    first = evaluate_in_parts(program, b"", FAST)
    assert isinstance(first, worker.PartsAnswer)
    assert evaluate_in_parts(program, first.parts.frame, FAST).body == b""
    monkeypatch.setattr(worker, "TOGETHER", len(first.body))
    assert evaluate_in_parts(program, b"", FAST) == first
    monkeypatch.setattr(worker, "TOGETHER", len(first.body) - 1)
    for known in (b"", first.parts.frame):
        whole = evaluate_in_parts(program, known, FAST)
        assert isinstance(whole, worker.PartsAnswer)
        assert whole.body == first.body
        assert not whole.parts.arrays
