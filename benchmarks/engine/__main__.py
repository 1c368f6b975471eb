"""``python -m benchmarks.engine``: prints a table of ratios to the hand-written floor."""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  NumPy reads the number of threads when it is imported

from benchmarks.engine.libraries import libraries  # noqa: E402
from benchmarks.engine.workloads import Workload, dense_network, scalar_chain  # noqa: E402

ROUNDS = 15
WARM_UP = 3


def main() -> None:
    """Measure every workload on every library, in turn, and print medians and ratios."""
    print(f"Python {sys.version.split()[0]}, NumPy {np.__version__}, median of {ROUNDS} rounds\n")
    print(f"{'workload':34} {'library':22} {'ms':>9} {'× floor':>8}")
    for workload in (scalar_chain(1_000), scalar_chain(10_000), dense_network()):
        report(workload)


def report(workload: Workload) -> None:
    """Print one row for the floor and one for each library."""
    expected = workload.floor()
    contenders: dict[str, Callable[[], Any]] = {"NumPy by hand": workload.floor}
    for library in libraries():
        for mine, theirs in zip(expected, workload.run(library), strict=True):
            np.testing.assert_allclose(mine, theirs, rtol=1e-9)
        contenders[library.name] = lambda library=library: workload.run(library)
    # The collector need not walk again and again over what the libraries brought along.
    gc.freeze()
    times = measure(contenders)
    floor = times["NumPy by hand"]
    for name, seconds in times.items():
        print(f"{workload.what:34} {name:22} {seconds * 1e3:9.3f} {seconds / floor:8.2f}")


def measure(contenders: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """Give the median seconds of each, taking turns so that a drift of the machine hits all."""
    rounds: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(WARM_UP + ROUNDS):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            if number >= WARM_UP:
                rounds[name].append(time.perf_counter() - start)
    return {name: statistics.median(seconds) for name, seconds in rounds.items()}


main()
