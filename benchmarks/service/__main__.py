"""``python -m benchmarks.service [name ...]``: every table, or those that are named."""

from __future__ import annotations

import os
import platform
import sys

from benchmarks.service import attack, burst, faults, live, mixed, pool, slowest, throughput

TABLES = {
    "pool": pool.main,
    "throughput": throughput.main,
    "burst": burst.main,
    "attack": attack.main,
    "live": live.main,
    "faults": faults.main,
    "mixed": mixed.main,
    "slowest": slowest.main,
}


def main() -> None:
    """Print the tables."""
    names = sys.argv[1:] or list(TABLES)
    if unknown := [name for name in names if name not in TABLES]:
        sys.exit(f"There is no table {unknown[0]!r}. There are: {', '.join(TABLES)}.")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    for name in names:
        print(f"\n{name}: {os.getloadavg()[0]:.1f} processes wanted a processor in the last minute")
        TABLES[name]()


if __name__ == "__main__":
    main()
