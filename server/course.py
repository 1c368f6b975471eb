"""The course of a program from its arrival to its answer, and whoever watches it.

Nobody is told anything: a course is kept true by those who bring the program along, and a watch
reads it when it wants to. So a course that nobody watches costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import engine
from server.budgets import LaneName

Event: TypeAlias = tuple[Literal["queued", "started", "progress"], dict[str, Any]]
"""What a watch has to tell, and its members."""


def nowhere() -> int:
    """Be the place of what does not wait."""
    return 0


@dataclass(slots=True)
class Course:
    """Where a program is: in the queue of a lane, or in a worker that has come so far with it."""

    lane: LaneName | None = None
    place: Callable[[], int] = nowhere
    starts: int = 0
    progress: engine.ProgressForm | None = None

    def wait(self, lane: LaneName, place: Callable[[], int]) -> None:
        """Stand in the queue of a lane, at a place that is 0 when the turn has come."""
        self.lane, self.place = lane, place

    def start(self, lane: LaneName) -> None:
        """Be in a worker of a lane, from the beginning."""
        self.lane, self.place, self.progress = lane, nowhere, None
        self.starts += 1

    def advance(self, progress: engine.ProgressForm) -> None:
        """Have come so far."""
        self.progress = progress


class Watch:
    """Tells what is new about a course since it was last asked."""

    def __init__(self) -> None:
        self.course = Course()
        self._started: tuple[Course, int] | None = None
        self._told: Event | None = None

    def news(self) -> Iterator[Event]:
        """Give what is to be told now, if anything is."""
        course = self.course
        place, starts, progress = course.place(), course.starts, course.progress
        if place:
            yield from self._once(("queued", {"lane": course.lane, "place": place}))
        elif starts:
            if self._started != (course, starts):
                self._started = course, starts
                yield "started", {"lane": course.lane}
            if progress is not None:
                yield from self._once(("progress", dict(progress)))

    def _once(self, event: Event) -> Iterator[Event]:
        if event != self._told:
            self._told = event
            yield event
