"""Throws as many programs and broken requests at a server as one has patience for.

``python -m tests.server.fuzz [--count 100000] [--seed 0]`` ends with 1 at the first answer that
must not be, and tells the request.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.conftest import start_server
from tests.server.fuzz.attack import SETTINGS, Attack, memory_of
from tests.server.fuzz.requests import EXTRAS, SOURCES, broken

BATCH = 50
T = TypeVar("T")


def throw(attack: Attack, number: int) -> None:
    """Throw a round of batches: five of programs, three with more around them, two of bytes."""
    programs = SOURCES.map(lambda source: {"source": source})
    requests = st.tuples(SOURCES, EXTRAS).map(lambda both: {"source": both[0], **both[1]})
    for batch in batches(programs, 5, number):
        attack.throw_programs(batch)
    for batch in batches(requests, 3, number):
        attack.throw_programs(batch)
    for batch in batches(broken(), 2, number):
        attack.throw_bytes(batch)


def batches(strategy: st.SearchStrategy[T], count: int, number: int) -> list[list[T]]:
    """Draw so many batches, other ones for each number.

    One more is drawn: hypothesis begins with the simplest example, which is the same each time.
    """
    drawn: list[list[T]] = []

    def keep(batch: list[T]) -> None:
        drawn.append(batch)

    quiet = settings(
        max_examples=count + 1,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    batch = st.lists(strategy, min_size=BATCH, max_size=BATCH)
    seed(number)(quiet(given(batch)(keep)))()
    return drawn[1:]


def main() -> None:
    """Attack, tell how it goes, and say in the end what came back how often."""
    parser = argparse.ArgumentParser(prog="tests.server.fuzz", description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    server = start_server(**SETTINGS)
    attack = Attack(server.url)
    begun = time.monotonic()
    number = asked.seed
    try:
        while attack.answers.total() < asked.count:
            throw(attack, number)
            number += 1
            megabytes = memory_of(server.process.pid) // 1_000_000
            seconds = time.monotonic() - begun
            print(f"{attack.answers.total():>7} after {seconds:6.0f} s, {megabytes} MB", flush=True)
    finally:
        log = server.stop()
    for answer, count in attack.answers.most_common():
        print(f"{count:>7} {answer}")
    if log:
        sys.exit(f"The log is not empty:\n{log}")


if __name__ == "__main__":
    main()
