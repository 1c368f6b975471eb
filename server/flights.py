"""Work that several want at the same time is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from server.course import Course, Watch

T = TypeVar("T")

Work: TypeAlias = Callable[[Course], Coroutine[Any, Any, T]]
"""Begins what is to be done, and keeps its course true."""


@dataclass(slots=True)
class Flight(Generic[T]):
    """Work that is under way, how far it has come, and how many wait for it."""

    task: asyncio.Task[T]
    course: Course
    waiting: int = 0


class Flights(Generic[T]):
    """Work under way, by what it is about. Work that nobody waits for any more is given up.

    A class that opens the same program at the same moment costs what one student does.
    """

    def __init__(self) -> None:
        self._under_way: dict[str, Flight[T]] = {}

    async def join(self, about: str, work: Work[T], watch: Watch | None = None) -> T:
        """Wait for work, which is begun unless it is under way, and ``watch`` its course.

        Whoever joins others shares their luck but not their fault: what was refused because of who
        began it is asked for once more.
        """
        flight = self._under_way.get(about)
        if flight is None:
            return await self._wait(about, self._begin(about, work), watch)
        try:
            return await self._wait(about, flight, watch)
        except Exception:  # whatever it was, the one who began it is told
            again = self._under_way.get(about) or self._begin(about, work)
            return await self._wait(about, again, watch)

    def _begin(self, about: str, work: Work[T]) -> Flight[T]:
        course = Course()
        flight = Flight(asyncio.create_task(work(course)), course)
        self._under_way[about] = flight

        def land(task: asyncio.Task[T]) -> None:
            if not task.cancelled():
                task.exception()  # asyncio would complain of one that nobody waited for
            if self._under_way.get(about) is flight:
                del self._under_way[about]

        flight.task.add_done_callback(land)
        return flight

    async def _wait(self, about: str, flight: Flight[T], watch: Watch | None) -> T:
        if watch is not None:
            watch.course = flight.course
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                flight.task.cancel()
                if self._under_way.get(about) is flight:
                    del self._under_way[about]
