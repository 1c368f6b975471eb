"""What came back, and how long it took."""

from __future__ import annotations

from collections import Counter

from benchmarks.service.client import Reply


class Tally:
    """Counts answers by status, and keeps their times."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.statuses: Counter[int] = Counter()

    def add(self, reply: Reply) -> None:
        """Count one answer."""
        self.seconds.append(reply.seconds)
        self.statuses[reply.status] += 1

    @property
    def faults(self) -> int:
        """How many answers were the server's fault, 503 among them."""
        return sum(count for status, count in self.statuses.items() if status >= 500)

    def quantile(self, share: float) -> float:
        """Give the milliseconds within which this share of the answers was there."""
        times = sorted(self.seconds)
        return 1e3 * times[min(len(times) - 1, int(share * len(times)))]

    def cells(self) -> list[str]:
        """Write median, p95, p99 and slowest, in milliseconds, and the statuses."""
        times = [f"{self.quantile(share):.1f}" for share in (0.5, 0.95, 0.99, 1)]
        told = ", ".join(f"{count:,} × {status}" for status, count in sorted(self.statuses.items()))
        return [*times, told]


COLUMNS = ("median ms", "p95 ms", "p99 ms", "slowest ms", "answers")
"""What ``Tally.cells`` holds."""


def print_head(*columns: str) -> None:
    """Begin a table whose first column is text and whose others are numbers."""
    print(f"\n| {' | '.join(columns)} |\n| --- |" + " ---: |" * (len(columns) - 1), flush=True)


def print_row(*cells: object) -> None:
    """Add a row to the table."""
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
