"""``nablascope eval FILE``: run a program here, without a server, and tell what came of it."""

from __future__ import annotations

import os
import shutil
import sys
import threading
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

PATIENCE = 0.5
"""Seconds after which a person is told how far it is."""

BETWEEN = 0.1
"""Seconds from one telling to the next."""


def run(file: str, form: str | None, seed: int) -> int:
    """Run a program, write what was asked for, and give the exit status."""
    try:
        source = _read(file)
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        print(f"{file} cannot be read: {reason}.", file=sys.stderr)
        return STOPPED
    progress = engine.Progress()
    with _telling(file, progress):
        ran = engine.evaluate(source, seed=seed, budget=engine.JOB, progress=progress)
        document = ran.document
    for diagnostic in document["diagnostics"]:
        print(engine.message(source, diagnostic), end="\n\n", file=sys.stderr)
    written = not (ran.complete or document["ops"]) or _write(document, form)
    return 0 if ran.complete and written else STOPPED


def _write(document: engine.GraphDocument, form: str | None) -> bool:
    """Write what was asked for, and tell whether that could be done."""
    write = FORMS[form] if form else report
    try:
        sys.stdout.write(write(document))
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # whoever reads has read enough
    except OSError as error:
        print(f"The answer cannot be written: {error.strerror}.", file=sys.stderr)
        # What is left over would fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return False
    return True


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


TO_THE_END = "\N{ESC}[K"
"""Clears what stands on the line behind the cursor."""


@contextmanager
def _telling(file: str, progress: engine.Progress) -> Iterator[None]:
    """Tell a person at a terminal how far a program is that takes long."""
    done = threading.Event()

    def tell() -> None:
        pause = PATIENCE
        while not done.wait(pause):
            room = shutil.get_terminal_size().columns - 1
            line = f"{Path(file).name}: {told(progress.now)}"[:room]
            print(f"\r{line}{TO_THE_END}", end="", file=sys.stderr, flush=True)
            pause = BETWEEN

    teller = threading.Thread(target=tell, daemon=True)
    if sys.stderr.isatty():
        teller.start()
    try:
        yield
    finally:
        done.set()
        if teller.ident is not None:
            teller.join()
            print(f"\r{TO_THE_END}", end="", file=sys.stderr, flush=True)


def told(progress: engine.ProgressForm) -> str:
    """Say how far a program is, in words."""
    done, of = progress.get("done", 0), progress.get("of", 0)
    if progress["phase"] == "document":
        return f"writing it down, {done:,} of {of:,} entries"
    ops = f"{progress['ops']:,} ops"
    if progress["passes"] > 1:
        ops += f" and {progress['passes']:,} backward passes"
    elif progress["phase"] == "backward":
        return f"backward, {done:,} of {of:,} tensors"
    return f"line {progress['line']:,}, {ops} so far" if "line" in progress else f"{ops} so far"
