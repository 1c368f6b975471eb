"""Large graphs in the page: first picture, frames of movements, memory; a browser for each."""

from __future__ import annotations

import base64
import json
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.page.memory import Memory, weigh
from benchmarks.page.motion import FAR, NEAR, Motion, measure_far, measure_near
from benchmarks.page.programs import PROGRAMS

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

NODES = 10_000

# The moments, in milliseconds since the page was asked for: its graph is there; it is drawn, with
# nothing of it left to paint.
NOTE = """
window.moments = {};
new MutationObserver(() => {
  const drawn = document.querySelector("main.stage")?.dataset.drawn;
  if (drawn === undefined) return;
  if (document.querySelector("#studio").dataset.busy === "false")
    moments.indexed ??= performance.now();
  const { hidden, dataset } = document.querySelector("canvas.overview");
  if (drawn === "true" && (hidden || dataset.painting === "false"))
    requestAnimationFrame(() => requestAnimationFrame((now) => (moments.drawn ??= now)));
}).observe(document, { subtree: true, childList: true, attributes: true });
"""

REQUEST = """() => {
  const [one] = performance.getEntriesByType("resource").filter(({ name }) =>
    name.endsWith("/api/v1/graphs"));
  return { asked: one.requestStart, answered: one.responseEnd, ...moments };
}"""

COUNT = "document.querySelector('svg.graph').getAttribute('aria-label')"


class Row(NamedTuple):
    """What is measured of one graph."""

    name: str
    nodes: int
    moments: dict[str, float]
    motions: dict[str, Motion]
    fresh: Memory
    """When its first picture had been there for a moment."""
    used: Memory
    """After all movements."""


def measure(start_browser: Callable[[], Browser], url: str, names: list[str]) -> None:
    """Print what is measured of programs of 10,000 nodes, each in a browser of its own."""
    rows = []
    for name in names or PROGRAMS:
        browser = start_browser()
        rows.append(row(browser, url, name))
        browser.close()
    print_pictures(rows)
    for motions in (NEAR, FAR):
        print_motions(rows, motions)


def row(browser: Browser, url: str, name: str) -> Row:
    """Open a program by its link, and measure."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page.set_default_timeout(120_000)
    page.add_init_script(NOTE)
    page.goto(url + "/#" + fragment(PROGRAMS[name](NODES)))
    page.wait_for_function("window.moments?.drawn")
    moments: dict[str, float] = page.evaluate(REQUEST)
    page.wait_for_timeout(1_000)
    fresh = weigh(page)
    motions = measure_near(page) | measure_far(page)
    return Row(name, count(page), moments, motions, fresh, weigh(page))


def fragment(source: str) -> str:
    """Pack a program as the page's links do."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(json.dumps({"version": 1, "source": source}).encode())
    return base64.urlsafe_b64encode(packed + packer.flush()).decode().rstrip("=")


def count(page: Page) -> int:
    """Count the tensors and ops of the graph, as the page itself says."""
    said: str = page.evaluate(COUNT)
    return sum(int(word) for word in said.replace(",", "").split() if word.isdigit())


def print_pictures(rows: list[Row]) -> None:
    """Print when the first picture was there, what the time went into, and the memory."""
    parts = ["asked", "answered", "indexed", "drawn"]
    weights = ["heap MB", "page MB", "held MB", "browser MB", "page after all MB", "held MB"]
    print_header(["graph", "nodes", "first picture s", *parts, *weights])
    for one in rows:
        times = [one.moments[name] / 1000 for name in parts]
        spent = [later - sooner for sooner, later in pairwise([0, *times])]
        weighed = [*one.fresh, one.used.renderer, one.used.held]
        print_cells(
            [one.name, f"{one.nodes:,}", f"**{times[-1]:.2f}**"]
            + [f"{seconds:.2f}" for seconds in spent]
            + [f"{megabytes:.0f}" for megabytes in weighed]
        )


def print_motions(rows: list[Row], names: tuple[str, ...]) -> None:
    """Print the frames of movements."""
    print_header(["graph", *names])
    for one in rows:
        print_cells([one.name, *(str(one.motions[name]) for name in names)])


def print_header(names: list[str]) -> None:
    """Print the head of a table whose first column is words, and all others numbers."""
    print()
    print_cells(names)
    print_cells(["---", *["---:"] * (len(names) - 1)])


def print_cells(cells: list[str]) -> None:
    """Print a row of a table."""
    print("| " + " | ".join(cells) + " |", flush=True)
