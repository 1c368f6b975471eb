"""Memory of a page: of its script, of its process, of the whole browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Memory(NamedTuple):
    """Megabytes."""

    heap: float
    """Of the script's objects that are in use, its workers not among them."""
    renderer: float
    """Of the page's process: script, workers, pictures, code, and what waits to be collected."""
    held: float
    """The same after a collection."""
    browser: float
    """Of all processes of the browser together, the page's among them."""


def weigh(page: Page) -> Memory:
    """Weigh a page, which has to be the only one of its browser.

    A process weighs its proportional set: pages that several processes share count in parts.
    """
    browser = page.context.browser
    assert browser is not None
    listed = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = [(one["type"], proportional_set(one["id"])) for one in listed]
    renderer = max(size for kind, size in sizes if kind == "renderer")
    total = sum(size for _, size in sizes)
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    held = max(proportional_set(one["id"]) for one in listed if one["type"] == "renderer")
    return Memory(heap / 1e6, renderer / 1e6, held / 1e6, total / 1e6)


def proportional_set(process: int) -> int:
    """Give the bytes that a process has in memory, what it shares divided by those who share it."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
