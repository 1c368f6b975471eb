"""Turns at a few workers: clients take turns, however many programs each of them has waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from contextvars import ContextVar
from typing import TypeAlias

from server.problems import ProblemError

client: ContextVar[str] = ContextVar("client", default="")
"""The address on whose behalf something runs; empty outside of a request."""

Turn: TypeAlias = "asyncio.Future[None]"


class Turns:
    """Hands out ``most`` turns at a time; ``room`` may wait for one.

    Where there is no room left, the client that has most waiting gives way: its newest program is
    refused, so that nobody can fill the queue against the others.
    """

    def __init__(self, most: int, room: int) -> None:
        self._free = most
        self._room = room
        # The client whose turn is next comes first.
        self._waiting: OrderedDict[str, deque[Turn]] = OrderedDict()

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
                self.give_back()  # the turn came, and nobody is there any more to use it
            else:
                self._forget(mine, turn)
            raise

    def give_back(self) -> None:
        """End a turn: the next client in line has it now."""
        while self._waiting:
            first, turns = next(iter(self._waiting.items()))
            turn = turns.popleft()
            self._waiting.move_to_end(first)
            if not turns:
                del self._waiting[first]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

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
    return ProblemError(
        "busy", "Too many programs are waiting. Try again soon.", headers={"Retry-After": "1"}
    )
