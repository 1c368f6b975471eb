"""Turns at a few workers: clients share them by time, however many programs each has waiting."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
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
    """Hands out ``most`` turns at a time, ``each`` to one client; ``room`` may wait for one.

    The next turn is that of the client who has had the least time, so one whose programs take long
    has fewer of them: a whole class behind one address is not held up by a few who send the worst
    there is. Nobody saves time up by staying away. Where clients have had the same, they go round.

    Where there is no room left, the client that has most waiting gives way: its newest program is
    refused, so that nobody can fill the queue against the others.
    """

    def __init__(self, most: int, room: int, each: int | None = None) -> None:
        self._most = self._free = most
        self._room = room
        self._each = most if each is None else each
        self._holding: Counter[str] = Counter()
        # Of those who have had the same time, the one whose turn is next comes first.
        self._waiting: OrderedDict[str, deque[Turn]] = OrderedDict()
        self._had: dict[str, float] = {}
        self._present = 0.0

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    async def take(self, wait: Callable[[Callable[[], int]], None] | None = None) -> None:
        """Wait for a turn on behalf of the present client. Raises ProblemError where it is full.

        ``wait`` is handed what tells the place in the queue, which is 0 when the turn has come.
        """
        mine = client.get()
        if self._free and self._may_have(mine):
            self._hold(mine)
            return
        self._make_room(mine)
        turn: Turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(mine, deque()).append(turn)
        if wait is not None:
            wait(lambda: self._place(mine, turn))
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
        self._free += 1
        self._holding[one] -= 1
        if not self._holding[one]:
            del self._holding[one]
        self._hand_out()
        if self._free == self._most:
            self._had.clear()
            self._present = 0.0

    def _hand_out(self) -> None:
        """Give what is free to those whose turn it is."""
        while self._free:
            able = filter(self._may_have, self._waiting)
            first = min(able, key=self._time_of, default=None)
            if first is None:
                return
            turns = self._waiting[first]
            turn = turns.popleft()
            self._waiting.move_to_end(first)
            if not turns:
                del self._waiting[first]
            if not turn.done():
                self._present = self._time_of(first)
                self._charge(first, EACH)
                self._hold(first)
                turn.set_result(None)

    def _may_have(self, one: str) -> bool:
        return self._holding[one] < self._each

    def _hold(self, one: str) -> None:
        self._free -= 1
        self._holding[one] += 1

    def _place(self, one: str, turn: Turn) -> int:
        """Say which of those that wait this turn is, if all take the same time; 0: none of them."""
        mine = self._waiting.get(one, ())
        if turn not in mine:
            return 0
        before = mine.index(turn)
        order = sorted(self._waiting, key=self._time_of)
        early = order[: order.index(one)]
        others = (
            min(len(turns), before + (other in early))
            for other, turns in self._waiting.items()
            if other != one
        )
        return before + sum(others) + 1

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
