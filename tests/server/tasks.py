"""What the tests of evaluation have done in worker processes, which import nothing but this."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import tempfile
import threading
import time
from pathlib import Path

from server.worker import DESCRIPTORS, Answer, Profile


def tell(lane: Profile) -> Answer:
    return Answer(200, f"{lane.name} {os.getpid()}".encode())


def linger(lane: Profile) -> Answer:
    time.sleep(0.2)
    return tell(lane)


def hang(lane: Profile) -> Answer:
    time.sleep(600)
    return tell(lane)


def hang_when_fast(lane: Profile) -> Answer:
    return hang(lane) if lane.name == "fast" else tell(lane)


def die(by: signal.Signals, lane: Profile) -> Answer:
    os.kill(os.getpid(), by)
    return tell(lane)


def die_once(mark: Path, by: signal.Signals, lane: Profile) -> Answer:
    if not mark.exists():
        mark.touch()
        die(by, lane)
    return tell(lane)


def want_more(lane: Profile) -> Answer:
    return Answer(422, b"", "heavy") if lane.name == "fast" else tell(lane)


def want_most(lane: Profile) -> Answer:
    if lane.name == "job":
        return tell(lane)
    return Answer(422, b"", "heavy" if lane.name == "fast" else "job")


def hang_as_job(lane: Profile) -> Answer:
    return hang(lane) if lane.name == "job" else want_most(lane)


def wait_as_job(mark: Path, lane: Profile) -> Answer:
    """As a job, wait until the file is there."""
    while lane.name == "job" and not mark.exists():
        time.sleep(0.01)
    return want_most(lane)


def tell_courtesy(lane: Profile) -> Answer:
    return Answer(200, str(os.getpriority(os.PRIO_PROCESS, 0)).encode())


def compute(seconds: float, lane: Profile) -> Answer:
    """Keep a processor busy for so long."""
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return tell(lane)


def compute_for_ever(lane: Profile) -> Answer:
    return compute(600, lane)


def describe_surroundings(lane: Profile) -> Answer:
    """Tell what a program that had broken out of the language would find around it."""
    found = {
        "environment": sorted(os.environ),
        "sockets": [fd for fd in range(DESCRIPTORS) if _is_network(fd)],
        "written": _write(),
        "opened": _open_many(),
    }
    return Answer(200, json.dumps(found).encode())


def _is_network(descriptor: int) -> bool:
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    if not stat.S_ISSOCK(mode):
        return False
    with socket.socket(fileno=os.dup(descriptor)) as found:
        return found.family in {socket.AF_INET, socket.AF_INET6}


def _write() -> str:
    """Say how the search for a folder ends in which a file can be written."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        with tempfile.TemporaryFile() as file:
            file.write(b"x")
            file.flush()
    except OSError as error:
        return type(error).__name__
    return "a file"


def _open_many() -> int:
    opened = []
    try:
        while True:
            opened.append(os.dup(0))
    except OSError:
        return max(opened) + 1
    finally:
        for descriptor in opened:
            os.close(descriptor)


def devour(size: int, lane: Profile) -> Answer:
    return Answer(200, b"%d" % len(bytes(size)))


def fail(lane: Profile) -> Answer:
    raise KeyError(lane.name)


def count_threads(lane: Profile) -> Answer:
    return Answer(200, str(threading.active_count()).encode())
