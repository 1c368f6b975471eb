"""``python -m benchmarks.document``: size and time of the document by number of ops."""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import time
from dataclasses import replace

from engine import HEAVY, evaluate

ROUNDS = 7
BUDGET = replace(HEAVY, ops=20_000, statements=100_000, source_characters=1_000_000)


def program(ops: int) -> str:
    """Write a scalar program of about ``ops`` ops with skips: sine, product, sum, over and over."""
    turns = ops // 3
    return f"x = 0.5\nw = param(1.25)\ny = x\nfor i in range({turns}):\n    y = sin(y * w) + x\n"


def main() -> None:
    """Print one row per size: medians of whole evaluations, JSON text and its gzip."""
    print(f"Python {sys.version.split()[0]}, median of {ROUNDS} rounds\n")
    print(f"{'ops':>7} {'evaluate ms':>12} {'JSON ms':>9} {'JSON KB':>9} {'gzip KB':>9}")
    for ops in (50, 1_000, 10_000):
        source = program(ops)
        evaluating, writing, text = [], [], b""
        for _ in range(ROUNDS):
            start = time.perf_counter()
            evaluation = evaluate(source, budget=BUDGET)
            middle = time.perf_counter()
            text = json.dumps(evaluation.document, separators=(",", ":")).encode()
            evaluating.append(middle - start)
            writing.append(time.perf_counter() - middle)
        assert evaluation.complete, evaluation.document["diagnostics"]
        made = len(evaluation.document["ops"])
        times = [statistics.median(seconds) * 1e3 for seconds in (evaluating, writing)]
        sizes = [len(part) / 1e3 for part in (text, gzip.compress(text, 1))]
        print(f"{made:7,} {times[0]:12.1f} {times[1]:9.1f} {sizes[0]:9.1f} {sizes[1]:9.1f}")


main()
