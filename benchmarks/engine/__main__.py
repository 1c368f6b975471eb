"""``python -m benchmarks.engine [W1 W5 ...]``: prints a table of ratios to the hand-written floor.

Everything is timed as Python's own ``timeit`` does: the garbage collector runs between the rounds
and not within, but in the rows that say so.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  NumPy reads the number of threads when it is imported

from benchmarks.engine.libraries import libraries, missing  # noqa: E402
from benchmarks.engine.workloads import Library, Workload, workloads  # noqa: E402

SECONDS = 2.0
"""How long each contender of a workload is measured, at least ``FEWEST`` rounds."""
FEWEST, MOST = 5, 200
SHORTEST = 0.005
"""Seconds that a round lasts at least."""

KEPT = {"MALLOC_MMAP_THRESHOLD_": "1000000000", "MALLOC_TRIM_THRESHOLD_": "1000000000"}
"""With these, the C library keeps freed memory instead of giving it back for the next array."""


def main() -> None:
    """Measure every workload on every library, in turn, and print medians and ratios."""
    chosen = [w for w in workloads() if not sys.argv[1:] or w.name.split()[0] in sys.argv[1:]]
    kept = all(os.environ.get(name) == value for name, value in KEPT.items())
    if not kept:
        print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, one thread, medians.")
        print("".join(f"Not installed: {name}.\n" for name in missing()))
        print(f"{'workload':44} {'library':20} {'ms':>10} {'× floor':>8} {'aim':>6}")
    for workload in chosen:
        report(workload, note=", heap kept" if kept else "")
        if workload.name == "W1 100,000" and not kept:
            report(workload, note=", collector on", collecting=True)
    again = [w.name.split()[0] for w in chosen if w.arrays]
    if again and not kept:
        sys.stdout.flush()
        command = [sys.executable, "-m", "benchmarks.engine", *again]
        subprocess.run(command, env={**os.environ, **KEPT}, check=True)


def report(workload: Workload, *, note: str = "", collecting: bool = False) -> None:
    """Print one row for the floor and one for each library."""
    contenders: dict[str, Callable[[], Any]] = {"NumPy by hand": workload.floor}
    what = f"{workload.name.split()[0]} {workload.what}{note}"
    for library in libraries():
        reason = _why_not(workload, library)
        if reason:
            print(f"{what:44} {library.name:20} {reason}")
        else:
            contenders[library.name] = lambda library=library: workload.run(library)
    times = measure(contenders, collecting=collecting)
    floor = times["NumPy by hand"]
    for name, seconds in times.items():
        aim = f"{workload.most:6g}" if name.startswith("nablascope") else ""
        print(f"{what:44} {name:20} {seconds * 1e3:10.3f} {seconds / floor:8.2f} {aim}")


def _why_not(workload: Workload, library: Library) -> str:
    """Say why a library cannot take part; hold its gradients against the floor's if it can."""
    lacking = [name for name in workload.needs if name not in library.functions]
    if workload.arrays and not library.arrays:
        return "knows no arrays"
    if lacking:
        return f"has no {lacking[0]}"
    try:
        found = workload.run(library)
    except RecursionError:
        return "RecursionError"
    for mine, theirs in zip(workload.floor(), found, strict=True):
        np.testing.assert_allclose(mine, library.plain(theirs), rtol=1e-7)
    return ""


def measure(contenders: dict[str, Callable[[], Any]], *, collecting: bool) -> dict[str, float]:
    """Give the median seconds of each, taking turns so that a drift of the machine hits all."""
    # The collector need not walk again and again over what the libraries brought along.
    gc.collect()
    gc.freeze()
    repeats = {name: _repeats(run) for name, run in contenders.items()}
    rounds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in _rounds(rounds, repeats):
        for name, run in contenders.items():
            gc.collect()
            if not collecting:
                gc.disable()
            start = time.perf_counter()
            for _ in range(repeats[name]):
                run()
            rounds[name].append((time.perf_counter() - start) / repeats[name])
            gc.enable()
    return {name: statistics.median(seconds) for name, seconds in rounds.items()}


def _repeats(run: Callable[[], Any]) -> int:
    """Say how often a contender runs in a round: what is over at once is never warm otherwise."""
    run()
    start = time.perf_counter()
    run()
    return max(1, int(SHORTEST / (time.perf_counter() - start)))


def _rounds(rounds: dict[str, list[float]], repeats: dict[str, int]) -> Iterator[int]:
    """Count rounds until the fastest contender has run long enough, and not for ever."""
    for number in range(MOST):
        spent = sum(repeats[name] * sum(seconds) for name, seconds in rounds.items())
        if number >= FEWEST and spent > SECONDS * len(rounds):
            return
        yield number


main()
