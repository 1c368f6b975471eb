"""Prints every table, or those that are named: ``python -m benchmarks.service [name ...]``.

``--quick`` takes a third of the time for each, and leaves out those that take minutes unless they
are named. It takes about two minutes.
"""

from __future__ import annotations

import argparse
import os
import platform

from benchmarks.service import attack, burst, faults, live, mixed, pool, slowest, throughput

QUICK = {
    "pool": pool.main,
    "throughput": throughput.main,
    "burst": burst.main,
    "attack": attack.main,
    "live": live.main,
    "faults": faults.main,
}
TABLES = {**QUICK, "mixed": mixed.main, "slowest": slowest.main}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="benchmarks.service", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a third of the time for each")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(TABLES))
    asked = parser.parse_args()
    if unknown := [name for name in asked.names if name not in TABLES]:
        parser.error(f"There is no table {unknown[0]!r}. There are: {', '.join(TABLES)}.")
    share = 1 / 3 if asked.quick else 1
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    for name in asked.names or (QUICK if asked.quick else TABLES):
        print(f"\n{name}: {os.getloadavg()[0]:.1f} processes wanted a processor in the last minute")
        TABLES[name](share)


if __name__ == "__main__":
    main()
