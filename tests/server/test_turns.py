"""Clients take turns, and none of them can fill the queue against the others."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.problems import ProblemError
from server.turns import Turns, client


async def take(turns: Turns, who: str, order: list[str]) -> None:
    client.set(who)
    await turns.take()
    order.append(who)


def start(turns: Turns, who: str, order: list[str]) -> asyncio.Task[None]:
    return asyncio.create_task(take(turns, who, order))


async def rest() -> None:
    """Let everything run that can."""
    for _ in range(3):
        await asyncio.sleep(0)


def test_clients_take_turns_however_many_programs_each_has() -> None:
    async def scenario() -> list[str]:
        turns, order = Turns(1, 100), list[str]()
        tasks = [start(turns, who, order) for who in "aaaaabbc"]
        await rest()
        for number in range(7):
            turns.give_back(order[number])
            await rest()
        await asyncio.gather(*tasks)
        assert turns.waiting == 0
        return order

    assert "".join(asyncio.run(scenario())) == "aabcabaa"


def test_who_has_had_much_time_waits_for_those_who_had_little() -> None:
    async def scenario() -> list[str]:
        turns, order = Turns(1, 100), list[str]()
        costs = {"attacker": 0.05, "class": 0.01, "late": 0.01}
        tasks = [start(turns, who, order) for who in ["attacker"] * 4 + ["class"] * 8]
        await rest()
        for number in range(14):
            if number == 6:  # who comes late begins where the others are
                tasks += [start(turns, "late", order) for _ in range(3)]
                await rest()
            turns.give_back(order[number], costs[order[number]])
            await rest()
        turns.give_back(order[14])
        await asyncio.gather(*tasks)
        return order

    order = asyncio.run(scenario())
    assert order[:7] == ["attacker", *["class"] * 5, "attacker"]
    assert order[7:13] == ["late", "class"] * 3
    assert order[13:] == ["attacker"] * 2


def test_where_it_is_full_the_one_that_has_most_gives_way() -> None:
    async def scenario() -> None:
        turns, order = Turns(1, 4), list[str]()
        greedy = [start(turns, "greedy", order) for _ in range(5)]
        await rest()
        modest = start(turns, "modest", order)
        await rest()
        with pytest.raises(ProblemError, match="Too many programs are waiting") as caught:
            await greedy[-1]
        assert caught.value.kind == "busy"
        assert turns.waiting == 4
        with pytest.raises(ProblemError, match="Too many programs are waiting"):
            await start(turns, "greedy", order)
        for number in range(4):
            turns.give_back(order[number])
            await rest()
        await asyncio.gather(*greedy[:-1], modest)
        assert order == ["greedy", "greedy", "modest", "greedy", "greedy"]

    asyncio.run(scenario())


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=12))
def test_places_are_those_in_which_turns_come(clients: list[str]) -> None:
    async def scenario() -> None:
        turns, order = Turns(1, 100), list[str]()
        places: dict[int, Callable[[], int]] = {}
        came: list[int] = []

        async def wait(number: int, who: str) -> None:
            client.set(who)
            await turns.take(lambda place: places.update({number: place}))
            order.append(who)
            came.append(number)

        tasks = [asyncio.create_task(wait(*each)) for each in enumerate(clients)]
        await rest()
        foretold = {number: place() for number, place in places.items()}
        assert sorted(foretold.values()) == list(range(1, len(clients)))
        for turn in range(len(clients) - 1):
            turns.give_back(order[turn])
            await rest()
        await asyncio.gather(*tasks)
        assert came[1:] == sorted(foretold, key=foretold.__getitem__)
        assert {place() for place in places.values()} <= {0}

    asyncio.run(scenario())


def test_a_client_has_no_more_turns_than_each_may() -> None:
    async def scenario() -> None:
        turns, order = Turns(2, 100, each=1), list[str]()
        tasks = [start(turns, who, order) for who in "aabb"]
        await rest()
        assert order == ["a", "b"]
        turns.give_back("b")
        await rest()
        assert order == ["a", "b", "b"]
        turns.give_back("b")
        await rest()
        assert (order, turns.waiting) == (["a", "b", "b"], 1)
        turns.give_back("a")
        await asyncio.gather(*tasks)
        assert order == ["a", "b", "b", "a"]

    asyncio.run(scenario())


@given(st.lists(st.tuples(st.sampled_from(["take", "leave", "give back"]), st.integers(0, 3))))
def test_turns_are_neither_lost_nor_doubled(moves: list[tuple[str, int]]) -> None:
    async def scenario() -> None:
        turns, taken = Turns(2, 5), list[str]()
        tasks: list[asyncio.Task[None]] = []
        given_back = 0
        for move, number in moves:
            if move == "take":
                tasks.append(start(turns, str(number), taken))
            elif move == "leave" and tasks:
                tasks[number % len(tasks)].cancel()
            elif move == "give back" and len(taken) > given_back:
                turns.give_back(taken[given_back], number / 100)
                given_back += 1
            if number % 2:
                await rest()
        await rest()
        assert len(taken) - given_back <= 2
        assert turns.waiting <= 5
        if turns.waiting:
            assert len(taken) - given_back == 2
        while turns.waiting or len(taken) > given_back:
            turns.give_back(taken[given_back])
            given_back += 1
            await rest()
        assert turns._free == 2
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(scenario())
