"""``nablascope eval FILE``: run a program here, without a server, and tell what came of it."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

import engine

FORMS: Mapping[str, Callable[[engine.GraphDocument], str]] = {
    "json": lambda document: orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n",
    "dot": engine.dot,
    "mermaid": engine.mermaid,
}

STOPPED = 1
"""The exit status of a program that could not run to its end, and of a file that is not there."""

PATIENCE = 1.0
"""Seconds after which a person is told that it still runs."""


def run(file: str, form: str | None, seed: int) -> int:
    """Run a program, write what was asked for, and give the exit status."""
    try:
        source = _read(file)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        print(f"{file} cannot be read: {reason}.", file=sys.stderr)
        return STOPPED
    with _progress(file):
        ran = engine.evaluate(source, seed=seed, budget=engine.JOB)
    for diagnostic in ran.document["diagnostics"]:
        print(engine.message(source, diagnostic), end="\n\n", file=sys.stderr)
    if ran.complete or ran.document["ops"]:
        write = FORMS[form] if form else report
        sys.stdout.write(write(ran.document))
    return 0 if ran.complete else STOPPED


def report(document: engine.GraphDocument) -> str:
    """Give what the program printed, its output, and the gradients of its leaves, as a table."""
    gradients: dict[str, Any] = {}
    for one in document["passes"]:
        gradients |= one.get("gradients", {})
    rows = [
        (tensor["id"], _numbers(tensor.get("value")), _numbers(gradients.get(tensor["id"])))
        for tensor in document["tensors"]
        if tensor["id"] == document["output"]
        or ("source" not in tensor and tensor["id"] in gradients)
    ]
    printed = [f"{line}\n" for line in document["printed"]]
    table = _table([("", "value", "gradient"), *rows]) if rows else []
    return "".join([*printed, *table])


def _table(rows: list[tuple[str, str, str]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    for name, value, gradient in rows:
        yield f"{name:{widths[0]}}  {value:{widths[1]}}  {gradient}".rstrip() + "\n"


def _numbers(array: Mapping[str, Any] | None) -> str:
    """Write up to eight elements, and of more the shape."""
    if array is None:
        return "not computed"
    data = array.get("data")
    if data is None or len(data) > 8:
        return "shape " + " × ".join(map(str, array["shape"]))
    numbers = ", ".join(f"{float(number):.6g}" for number in data)
    return numbers if not array["shape"] else f"[{numbers}]"


def _read(file: str) -> str:
    if file == "-":
        return sys.stdin.buffer.read().decode()
    return Path(file).read_text(encoding="utf-8")


@contextmanager
def _progress(file: str) -> Iterator[None]:
    """Tell a person at a terminal that it still runs, and for how long."""
    done = threading.Event()
    begun = time.monotonic()

    def tell() -> None:
        while not done.wait(PATIENCE):
            print(f"\r{file}: {time.monotonic() - begun:.0f} s", end="", file=sys.stderr)

    teller = threading.Thread(target=tell, daemon=True)
    if sys.stderr.isatty():
        teller.start()
    try:
        yield
    finally:
        done.set()
        if teller.ident is not None:
            teller.join()
            print("\r\N{ESC}[K", end="", file=sys.stderr)
