"""``python -m benchmarks.document``: size and time of the document by number of ops."""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import time
from dataclasses import replace
from itertools import pairwise

from engine import HEAVY, evaluate

ROUNDS = 7
BUDGET = replace(HEAVY, ops=20_000, statements=100_000, source_characters=1_000_000)


def program(ops: int) -> str:
    """Write a scalar program of about ``ops`` ops with skips: sine, product, sum, over and over."""
    turns = ops // 3
    return f"x = 0.5\nw = param(1.25)\ny = x\nfor i in range({turns}):\n    y = sin(y * w) + x\n"


def main() -> None:
    """Print one row per size: medians of running and of writing, and how long the JSON is."""
    print(f"Python {sys.version.split()[0]}, median of {ROUNDS} rounds\n")
    heads = ("ops", "run ms", "document ms", "JSON ms", "JSON KB", "gzip KB")
    print(" ".join(f"{head:>11}" for head in heads))
    for ops in (50, 1_000, 10_000):
        source = program(ops)
        rounds, text = [], b""
        for _ in range(ROUNDS):
            times = [time.perf_counter()]
            evaluation = evaluate(source, budget=BUDGET)
            times.append(time.perf_counter())
            document = evaluation.document
            times.append(time.perf_counter())
            text = json.dumps(document, separators=(",", ":")).encode()
            times.append(time.perf_counter())
            rounds.append([end - begin for begin, end in pairwise(times)])
        assert evaluation.complete, evaluation.document["diagnostics"]
        made = len(evaluation.document["ops"])
        medians = [statistics.median(part) * 1e3 for part in zip(*rounds, strict=True)]
        sizes = [len(part) / 1e3 for part in (text, gzip.compress(text, 1))]
        print(" ".join([f"{made:11,}", *(f"{number:11.1f}" for number in medians + sizes)]))


main()
