"""Workers die, hang and run out of memory; the evaluator lives on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from server import lane
from server.budgets import BUDGETS, LaneName
from server.course import Course
from server.evaluation import Evaluator
from server.lane import GRACE, EngineFaultError, Lane
from server.problems import ProblemError
from server.settings import Settings
from server.turns import client
from server.worker import Answer, Program, Slice, evaluate
from tests.server.tasks import (
    compute,
    compute_for_ever,
    count_threads,
    describe_surroundings,
    devour,
    die,
    die_once,
    fail,
    hang,
    hang_as_job,
    hang_when_fast,
    linger,
    tell,
    tell_courtesy,
    wait_as_job,
    want_more,
    want_most,
)

PATIENT = Settings(fast_seconds=60, heavy_seconds=60, waiting=1, job_waiting=1)

Scenario = Callable[[Evaluator], Coroutine[Any, Any, None]]


def run(scenario: Scenario, settings: Settings = PATIENT) -> None:
    async def within() -> None:
        async with Evaluator(settings) as evaluator:
            await scenario(evaluator)

    asyncio.run(within())


def process_of(answer: Answer) -> int:
    return int(answer.body.split()[1])


def is_gone(process: int) -> bool:
    """Tell whether a process has ended; a zombie has."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


async def fast(evaluator: Evaluator, task: Any, *arguments: Any) -> Answer:
    lane: Lane = evaluator._fast
    return await lane.run(task, *arguments)


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


def test_processor_time_is_bounded_however_long_the_clock_would_wait(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    settings = Settings(fast_seconds=300, heavy_seconds=300, cpu_seconds=0.5)

    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="took more time") as caught:
            await evaluator._run(compute_for_ever)
        assert caught.value.kind == "over-time"
        assert (await fast(evaluator, tell)).status == 200

    run(scenario, settings)
    assert [message.split()[4] for message in clean_log.messages] == ["fast", "heavy"]
    clean_log.clear()


def test_each_program_has_all_of_its_processor_time() -> None:
    settings = Settings(fast_seconds=300, cpu_seconds=1.0)

    async def scenario(evaluator: Evaluator) -> None:
        for _ in range(4):
            assert (await fast(evaluator, compute, 0.6)).status == 200

    run(scenario, settings)


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


def test_the_clock_of_jobs_is_the_end(clean_log: pytest.LogCaptureFixture) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="took more time") as caught:
            await evaluator._run(hang_as_job)
        assert caught.value.kind == "over-time"
        assert (await evaluator._run(want_most)).status == 200

    run(scenario, Settings(fast_seconds=60, heavy_seconds=60, job_seconds=1))
    assert clean_log.messages == ["a worker of the job lane was replaced"]
    clean_log.clear()


def test_what_is_too_slow_for_the_fast_lane_runs_in_the_heavy_lane(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        before = process_of(await fast(evaluator, tell))
        assert (await evaluator._run(hang_when_fast)).body.startswith(b"heavy")
        assert is_gone(before)
        assert process_of(await fast(evaluator, tell)) != before

    run(scenario, Settings(fast_seconds=1, heavy_seconds=60))
    assert clean_log.messages == ["a worker of the fast lane was replaced"]
    clean_log.clear()


def test_the_clock_of_the_heavy_lane_is_the_end(clean_log: pytest.LogCaptureFixture) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="took more time") as caught:
            await evaluator._run(hang)
        assert caught.value.kind == "over-time"
        assert (await evaluator._run(tell)).status == 200

    run(scenario, Settings(fast_seconds=1, heavy_seconds=1))
    assert len(clean_log.messages) == 2
    clean_log.clear()


def test_the_clock_stands_still_while_a_worker_has_no_processor(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, linger)).status == 200

    monkeypatch.setattr(lane, "starved", lambda _: time.monotonic())
    run(scenario, Settings(fast_seconds=0.01))


def test_it_is_told_how_long_a_process_waited_for_a_processor() -> None:
    assert lane.starved(os.getpid()) > 0
    assert lane.starved(None) == 0


def test_a_worker_that_is_killed_is_replaced_and_its_program_runs_again(
    tmp_path: Path, clean_log: pytest.LogCaptureFixture
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        assert (await fast(evaluator, die_once, tmp_path / "died")).status == 200

    run(scenario)
    assert len(clean_log.messages) == 1
    clean_log.clear()


def test_a_worker_that_is_killed_while_idle_is_replaced(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        idle = process_of(await fast(evaluator, tell))
        os.kill(idle, signal.SIGKILL)
        assert process_of(await fast(evaluator, tell)) != idle

    run(scenario)
    assert len(clean_log.messages) == 1
    clean_log.clear()


def test_a_program_that_kills_every_worker_is_given_up(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(ProblemError, match="its worker died") as caught:
            await evaluator._run(die)
        assert caught.value.kind == "worker-died"
        assert (await fast(evaluator, tell)).status == 200

    run(scenario)
    assert len(clean_log.messages) == 2
    clean_log.clear()


def test_memory_is_bounded() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        before = process_of(await fast(evaluator, tell))
        answer = await fast(evaluator, devour)
        assert (answer.status, b"needs more memory" in answer.body) == (422, True)
        assert process_of(await fast(evaluator, tell)) == before

    run(scenario)


def test_a_fault_of_the_engine_is_raised_with_its_traceback() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        with pytest.raises(EngineFaultError, match="KeyError: 'fast'"):
            await fast(evaluator, fail)

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


def test_the_same_program_is_computed_once() -> None:
    async def scenario(evaluator: Evaluator) -> None:
        program = Program("x = 2.0\nx * x")
        first = await evaluator.evaluate(program)
        assert (await evaluator.evaluate(program)).body is first.body

    run(scenario)
