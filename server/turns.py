"""Turns at a few workers: clients share them by time, however many programs each has waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from contextvars import ContextVar
from typing import TypeAlias

from server.problems import ProblemError

client: ContextVar[str] = ContextVar("client", default="")
"""The address on whose behalf something runs; empty outside of a request."""

Turn: TypeAlias = "asyncio.Future[None]"

EACH = 0.001
"""Seconds that a turn counts beside the time that it takes."""

MANY = 1024
"""Clients whose time is remembered before those are looked for whose time no longer matters."""


class Turns:
    """Hands out ``most`` turns at a time; ``room`` may wait for one.

    The next turn is that of the client who has had the least time, so one whose programs take long
    has fewer of them: a whole class behind one address is not held up by a few who send the worst
    there is. Nobody saves time up by staying away. Where clients have had the same, they go round.

    Where there is no room left, the client that has most waiting gives way: its newest program is
    refused, so that nobody can fill the queue against the others.
    """

    def __init__(self, most: int, room: int) -> None:
        self._most = self._free = most
        self._room = room
        # Of those who have had the same time, the one whose turn is next comes first.
        self._waiting: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._had: dict[str, float] = {}
        self._present = 0.0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    async def take(self) -> None:
        """Wait for a turn on behalf of the present client. Raises ProblemError where it is full."""
        if self._free:
            self._free -= 1
            return
        mine = client.get()
        self._make_room(mine)
        turn: Turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(mine, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.give_back(mine)  # the turn came, and nobody is there any more to use it
            else:
                self._forget(mine, turn)
            raise

    def give_back(self, one: str, seconds: float = 0.0) -> None:
        """End a turn of a client, which took this long: the next in line has it now."""
        self._charge(one, seconds)
        while self._waiting:
            first = min(self._waiting, key=self._time_of)
            turns = self._waiting[first]
            turn = turns.popleft()
            self._waiting.move_to_end(first)
            if not turns:
                del self._waiting[first]
            if not turn.done():
                self._present = self._time_of(first)
                self._charge(first, EACH)
                turn.set_result(None)
                return
        self._free += 1
        if self._free == self._most:
            self._had.clear()
            self._present = 0.0

    def _time_of(self, one: str) -> float:
        """Give the time that a client has had; who comes anew begins where the others are."""
        return max(self._present, self._had.get(one, 0.0))

    def _charge(self, one: str, seconds: float) -> None:
        self._had[one] = self._time_of(one) + seconds
        if len(self._had) > MANY:
            self._had = {one: had for one, had in self._had.items() if had > self._present}

    def _make_room(self, mine: str) -> None:
        if self.waiting < self._room:
            return
        greediest = max(self._waiting, key=lambda one: len(self._waiting[one]), default=mine)
        if len(self._waiting.get(greediest, ())) <= len(self._waiting.get(mine, ())) + 1:
            raise _full()
        turn = self._waiting[greediest][-1]
        self._forget(greediest, turn)
        turn.set_exception(_full())

    def _forget(self, one: str, turn: Turn) -> None:
        turns = self._waiting.get(one)
        if turns and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[one]


def _full() -> ProblemError:
    return ProblemError("busy", "Too many programs are waiting. Try again soon.")
