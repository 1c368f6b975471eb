"""Lanes, queues and turns: where a program runs, and what becomes of one that nobody wants."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from pathlib import Path

import pytest

from server import evaluation
from server.budgets import BUDGETS, LaneName
from server.course import Course
from server.evaluation import Evaluator
from server.lane import GRACE
from server.problems import ProblemError
from server.settings import Settings
from server.turns import client
from server.worker import Answer, Program, Slice, evaluate
from tests.server.evaluators import fast, is_gone, process_of, run
from tests.server.tasks import (
    count_threads,
    describe_surroundings,
    hang,
    linger,
    tell,
    tell_courtesy,
    wait_as_job,
    want_more,
    want_most,
)


def test_what_the_fast_lane_refuses_runs_in_the_heavy_lane() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await evaluator._run(tell)).body.startswith(b"fast")
        assert (await evaluator._run(want_more)).body.startswith(b"heavy")

    run(scenario)


def test_what_both_lanes_refuse_runs_as_a_job() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await evaluator._run(want_most)).body.startswith(b"job")

    run(scenario)


def test_a_program_within_the_budget_of_jobs_alone_gets_its_document() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        program = Program("x = randn(1100, 1000)\nsum(x)")
        assert (await evaluator._heavy.run(evaluate, program)).lane == "job"
        assert (await evaluator.evaluate(program)).status == 200
        elements = await evaluator.read_elements(program, Slice("x", "gradient", 1_099_999, 1))
        assert b'"data":[1.0]' in elements.body

    run(scenario)


def test_jobs_delay_nobody(tmp_path: Path) -> None:
    mark = tmp_path / "go on"

    async def scenario(evaluator: Evaluator) -> None:
        jobs = [asyncio.create_task(evaluator._run(wait_as_job, mark)) for _ in range(2)]
        while evaluator._job._turns.waiting < 1:
            await asyncio.sleep(0.01)
        assert (await evaluator._run(tell)).body.startswith(b"fast")
        assert (await evaluator._run(want_more)).body.startswith(b"heavy")
        with pytest.raises(ProblemError, match="Too many programs are waiting") as caught:
            await evaluator._run(want_most)
        assert caught.value.kind == "busy"
        mark.touch()
        assert [answer.body[:3] for answer in await asyncio.gather(*jobs)] == [b"job", b"job"]

    run(scenario)


def test_what_nobody_waits_for_leaves_the_queue(tmp_path: Path) -> None:
    mark = tmp_path / "go on"

    async def scenario(evaluator: Evaluator) -> None:
        running, abandoned = (
            asyncio.create_task(evaluator._run(wait_as_job, mark)) for _ in range(2)
        )
        while evaluator._job._turns.waiting < 1:
            await asyncio.sleep(0.01)
        abandoned.cancel()
        with pytest.raises(asyncio.CancelledError):
            await abandoned
        assert evaluator._job._turns.waiting == 0
        waiting = asyncio.create_task(evaluator._run(want_most))
        while evaluator._job._turns.waiting < 1:
            await asyncio.sleep(0.01)
        mark.touch()
        assert [answer.status for answer in await asyncio.gather(running, waiting)] == [200, 200]

    run(scenario)


@pytest.mark.parametrize("name", BUDGETS)
def test_what_nobody_waits_for_is_killed(name: LaneName) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        mine = evaluator._lanes[name]
        before = process_of(await mine.run(tell))
        running = asyncio.create_task(mine.run(hang))
        while mine._turns._free:
            await asyncio.sleep(0.01)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        assert process_of(await mine.run(tell)) != before

    run(scenario)


def test_what_ends_soon_after_it_was_given_up_costs_no_worker() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        before = process_of(await fast(evaluator, tell))
        running = asyncio.create_task(fast(evaluator, tell))
        while evaluator._fast._turns._free:
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        # Also when the time has come at which it would have been killed.
        await asyncio.sleep(2 * GRACE)
        assert process_of(await fast(evaluator, tell)) == before

    run(scenario)


def test_a_task_that_takes_long_reports_how_far_it_is() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        course = Course()
        await evaluator._fast.run(tell, course=course)
        assert (course.lane, course.starts, course.progress) == ("fast", 1, None)
        await evaluator._fast.run(linger, course=course)
        assert (course.starts, course.place()) == (2, 0)
        assert course.progress == {"phase": "forward", "ops": 0, "passes": 0}

    run(scenario)


def test_a_client_has_one_job_at_a_time_however_many_workers_there_are(tmp_path: Path) -> None:
    mark = tmp_path / "go on"

    async def scenario(evaluator: Evaluator) -> None:
        courses = [Course(), Course(), Course()]

        async def ask(who: str, course: Course) -> Answer:
            client.set(who)
            return await evaluator._job.run(wait_as_job, mark, course=course)

        jobs = [
            asyncio.create_task(ask(who, course))
            for who, course in zip(["a", "a", "b"], courses, strict=True)
        ]
        while not (courses[0].starts and courses[2].starts):
            await asyncio.sleep(0.01)
        assert [course.place() for course in courses] == [0, 1, 0]
        mark.touch()
        assert [answer.status for answer in await asyncio.gather(*jobs)] == [200] * 3

    run(scenario, Settings(job_workers=2))


def test_a_worker_finds_neither_secrets_nor_files_nor_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NABLASCOPE_REDIS_PASSWORD", "swordfish")

    async def scenario(evaluator: Evaluator) -> None:
        with socket.create_server(("127.0.0.1", 0)):
            found = json.loads((await fast(evaluator, describe_surroundings)).body)
        assert found == {
            "environment": [],
            "sockets": [],
            "written": "FileNotFoundError",
            "opened": 32,
        }

    run(scenario)


def test_the_larger_a_lane_the_more_it_leaves_the_processors_to_others() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        fast, heavy, job = [
            int((await lane.run(tell_courtesy)).body) for lane in evaluator._lanes.values()
        ]
        assert fast < heavy < job

    run(scenario)


def test_a_full_queue_refuses() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        busy = [asyncio.create_task(fast(evaluator, linger)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(ProblemError, match="Too many programs are waiting") as caught:
            await fast(evaluator, tell)
        assert caught.value.kind == "busy"
        assert [answer.status for answer in await asyncio.gather(*busy)] == [200, 200]

    run(scenario)


def test_a_worker_has_one_thread() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, count_threads)).body == b"1"

    run(scenario)


def test_the_end_leaves_no_process_behind() -> None:
    left: list[int] = []

    async def scenario(evaluator: Evaluator) -> None:
        left.extend([process_of(await lane.run(tell)) for lane in evaluator._lanes.values()])

    run(scenario)
    assert all(map(is_gone, left))


@pytest.mark.parametrize(
    ("asked", "processors", "workers"), [(0, 1, 1), (0, 4, 4), (0, 5, 4), (1, 4, 1), (6, 4, 6)]
)
def test_there_is_a_fast_worker_for_each_processor_unless_a_setting_says_otherwise(
    monkeypatch: pytest.MonkeyPatch, asked: int, processors: int, workers: int
) -> None:
    monkeypatch.setattr(evaluation, "processors", lambda: processors)
    assert Evaluator(Settings(fast_workers=asked))._fast.size.workers == workers


def test_the_processors_are_those_that_this_process_may_use() -> None:
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert evaluation.processors() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def test_the_same_program_is_computed_once() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        program = Program("x = 2.0\nx * x")
        first = await evaluator.evaluate(program)
        assert (await evaluator.evaluate(program)).body is first.body

    run(scenario)
