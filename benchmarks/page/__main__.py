"""``python -m benchmarks.page``: cold start, keystroke to picture, playing, and large graphs.

With ``large`` behind it, only the large graphs, or those of them that are named after it.

Needs Playwright and a Chromium on the PATH, or named by NABLASCOPE_BROWSER.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page import large
from benchmarks.page.motion import FRAMES

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
DRAWN = "document.querySelectorAll('[data-tensor]').length >= {}"
KEYSTROKES = 12
PLAYED_MS = 6_000

WATCH = """async (id) => {
  const mark = () => document.querySelector(`[data-tensor="${id}"]`)?.textContent;
  const before = mark();
  return await new Promise((resolve) => {
    addEventListener("keydown", ({ timeStamp }) => {
      const look = (now) =>
        mark() === before ? requestAnimationFrame(look) : resolve(now - timeStamp);
      requestAnimationFrame(look);
    }, { once: true, capture: true });
    window.watching = true;
  });
}"""


def chain(ops: int) -> str:
    """Write a program of about ``ops`` ops whose last line ends in a number."""
    lines = ["x = 0.5", "w = param(1.25)", "y = x"]
    lines += ["y = sin(y * w) + x"] * (ops // 3)
    return "\n".join([*lines, "z = y * 1.5"])


@contextmanager
def server() -> Iterator[tuple[str, float]]:
    """Start a server on a free port; give its address and the moment it was started."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "server.cli", "serve"]
    environment = {**os.environ, "NABLASCOPE_PORT": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1], start
        process.terminate()


def main() -> None:
    """Measure, and print one line each."""
    browser = os.environ.get("NABLASCOPE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:

        def start() -> Browser:
            return playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)

        with server() as (url, started):
            chromium = start()
            print(f"Chromium {chromium.version}")
            # The graphs of a server's first programs would wait for its workers as well.
            small(chromium, url, started, thorough=sys.argv[1:2] != ["large"])
            chromium.close()
            large.measure(start, url, sys.argv[2:])


def small(chromium: Browser, url: str, started: float, *, thorough: bool) -> None:
    """Measure how a page starts and, if asked to be thorough, how it answers and plays."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page.goto(url)
    page.wait_for_function(DRAWN.format(2))
    print(f"cold start to the first graph: {time.perf_counter() - started:.2f} s")
    start = time.perf_counter()
    page.goto(f"{url}/?again")
    page.wait_for_function(DRAWN.format(2))
    print(f"page load to the first graph:  {time.perf_counter() - start:.2f} s")
    if thorough:
        keystrokes(page)
        playing(page)
    page.close()


def write(page: Page, source: str) -> None:
    """Put a program into the editor and wait for its picture."""
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    page.wait_for_selector('[data-tensor="z"]')
    page.wait_for_timeout(1_000)


def show_all(page: Page) -> int:
    """Fit the whole graph into the window, and count its nodes: all are drawn then."""
    page.get_by_role("button", name="Show everything").click()
    page.wait_for_timeout(500)
    return page.locator("[data-tensor], [data-op]").count()


def keystrokes(page: Page) -> None:
    """Type digits behind the last number, and wait for the output's new value in the picture."""
    write(page, chain(24))
    nodes = show_all(page)
    page.click(".cm-content")
    page.keyboard.press("Control+End")
    waits = []
    for _ in range(KEYSTROKES):
        page.evaluate("window.watching = false")
        seen = page.evaluate_handle(f"({{ wait: ({WATCH})('z') }})")
        page.wait_for_function("window.watching")
        page.keyboard.press("7")
        waits.append(page.evaluate("async (seen) => await seen.wait", seen))
        page.keyboard.press("Backspace")
        page.wait_for_timeout(600)
    print(
        f"keystroke to picture, {nodes} nodes:  median {statistics.median(waits):.0f} ms, "
        f"slowest {max(waits):.0f} ms (the editor rests before it asks)"
    )


def playing(page: Page) -> None:
    """Play a graph of some 300 nodes and count frames."""
    write(page, chain(150))
    nodes = show_all(page)
    stops = page.locator("[data-stops]").get_attribute("data-stops")
    page.get_by_role("button", name="To the start").click()
    page.get_by_role("button", name="Play").click()
    times = page.evaluate(FRAMES, PLAYED_MS)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    print(
        f"playing, {nodes} nodes in the page, {stops} stops: "
        f"{1000 / statistics.mean(gaps):.0f} frames a second, slowest frame {max(gaps):.0f} ms"
    )


main()
