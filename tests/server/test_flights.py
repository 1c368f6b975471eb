"""Work that several want is done once, and ends when nobody wants it any more."""

from __future__ import annotations

import asyncio

import pytest

from server.course import Course, Watch
from server.flights import Flights


class Work:
    """Counts how often it is begun and given up, and waits until it is told to end."""

    def __init__(self) -> None:
        self.begun = self.given_up = 0
        self.end = asyncio.Event()
        self.faults: list[Exception] = []

    async def run(self, course: Course) -> int:
        self.begun += 1
        course.start("job")
        mine = self.begun
        try:
            await self.end.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if self.faults:
            raise self.faults.pop()
        return mine


async def joined(flights: Flights[int], work: Work, many: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(flights.join("it", work.run)) for _ in range(many)]
    await asyncio.sleep(0.01)
    return tasks


def test_it_is_done_once_for_all_who_wait() -> None:
    async def scenario() -> None:
        flights, work = Flights[int](), Work()
        tasks = await joined(flights, work, 5)
        work.end.set()
        assert await asyncio.gather(*tasks) == [1] * 5
        assert await flights.join("it", work.run) == 2

    asyncio.run(scenario())


def test_who_leaves_takes_it_from_nobody() -> None:
    async def scenario() -> None:
        flights, work = Flights[int](), Work()
        first, second = await joined(flights, work, 2)
        first.cancel()
        await asyncio.sleep(0.01)
        assert work.given_up == 0
        work.end.set()
        assert await second == 1

    asyncio.run(scenario())


def test_what_nobody_waits_for_is_given_up_and_begun_anew() -> None:
    async def scenario() -> None:
        flights, work = Flights[int](), Work()
        tasks = await joined(flights, work, 3)
        for task in tasks:
            task.cancel()
        again = await joined(flights, work, 1)
        assert (work.begun, work.given_up) == (2, 1)
        work.end.set()
        assert await again[0] == 2

    asyncio.run(scenario())


def test_a_refusal_is_for_the_one_who_began() -> None:
    async def scenario() -> None:
        flights, work = Flights[int](), Work()
        tasks = await joined(flights, work, 3)
        work.faults.append(ValueError("you have too many waiting"))
        work.end.set()
        first, *others = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(first, ValueError)
        assert others == [2, 2]

    asyncio.run(scenario())


def test_a_fault_that_stays_reaches_everybody() -> None:
    async def scenario() -> None:
        flights, work = Flights[int](), Work()
        tasks = await joined(flights, work, 2)
        work.faults += [ValueError("it broke"), ValueError("it broke")]
        work.end.set()
        for task in tasks:
            with pytest.raises(ValueError, match="it broke"):
                await task

    asyncio.run(scenario())


def test_whoever_joins_late_sees_how_far_it_is() -> None:
    async def scenario() -> None:
        flights, work, watch = Flights[int](), Work(), Watch()
        tasks = await joined(flights, work, 1)
        tasks.append(asyncio.create_task(flights.join("it", work.run, watch)))
        await asyncio.sleep(0.01)
        assert list(watch.news()) == [("started", {"lane": "job"})]
        assert list(watch.news()) == []
        work.end.set()
        assert await asyncio.gather(*tasks) == [1, 1]

    asyncio.run(scenario())
