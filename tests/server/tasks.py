"""What the tests of evaluation have done in worker processes, which import nothing but this."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from server.worker import Answer, LaneName


def tell(lane: LaneName) -> Answer:
    return Answer(200, f"{lane} {os.getpid()}".encode())


def linger(lane: LaneName) -> Answer:
    time.sleep(0.2)
    return tell(lane)


def hang(lane: LaneName) -> Answer:
    time.sleep(600)
    return tell(lane)


def hang_when_fast(lane: LaneName) -> Answer:
    return hang(lane) if lane == "fast" else tell(lane)


def die(lane: LaneName) -> Answer:
    os.kill(os.getpid(), signal.SIGKILL)
    return tell(lane)


def die_once(mark: Path, lane: LaneName) -> Answer:
    if not mark.exists():
        mark.touch()
        die(lane)
    return tell(lane)


def want_more(lane: LaneName) -> Answer:
    return Answer(422, b"", over_budget=True) if lane == "fast" else tell(lane)


def want_most(lane: LaneName) -> Answer:
    return tell(lane) if lane == "job" else Answer(422, b"", over_budget=True)


def hang_as_job(lane: LaneName) -> Answer:
    return hang(lane) if lane == "job" else want_most(lane)


def wait_as_job(mark: Path, lane: LaneName) -> Answer:
    """As a job, wait until the file is there."""
    while lane == "job" and not mark.exists():
        time.sleep(0.01)
    return want_most(lane)


def tell_courtesy(lane: LaneName) -> Answer:
    return Answer(200, str(os.getpriority(os.PRIO_PROCESS, 0)).encode())


def devour(lane: LaneName) -> Answer:
    return Answer(200, bytes(4 * 1024**3))


def fail(lane: LaneName) -> Answer:
    raise KeyError(lane)


def count_threads(lane: LaneName) -> Answer:
    return Answer(200, str(threading.active_count()).encode())
