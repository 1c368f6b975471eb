"""``python -m benchmarks.page.live``: from a slider in the hand to the redrawn graph.

A real pointer drags a real slider. The clock starts with the time stamp of the input event and
stops behind the frame in which the output's new number is drawn. Needs what ``benchmarks.page``
needs.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
OPS = (24, 99, 198)
MOVES = 100
REST_MS = 60
"""Between two moves, so that each is measured alone."""

WATCH = """() => {
  window.waits = [];
  let begun = null;
  addEventListener("input", ({ target, timeStamp }) => {
    if (target.type === "range") begun ??= timeStamp;
  }, true);
  const drawn = (start) => requestAnimationFrame(() => {
    // A message is taken when the frame has been painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.waits.push(performance.now() - start);
    port2.postMessage(null);
  });
  new MutationObserver(() => {
    if (begun === null) return;
    drawn(begun);
    begun = null;
  }).observe(
    document.querySelector('[data-tensor="z"] .value'),
    { subtree: true, childList: true, characterData: true });
}"""


def chain(ops: int) -> str:
    """Write a program of ``ops`` ops, all of which the one input reaches."""
    lines = ["x = input(0.5)", "w = param(1.25)", "y = x"]
    lines += ["y = sin(y * w) + x"] * (ops // 3 - 1)
    return "\n".join([*lines, "z = sin(y * w) + x"])


@contextmanager
def server() -> Iterator[str]:
    """Start a server on a free port, and give its address."""
    command = [sys.executable, "-m", "server.cli", "serve"]
    environment = {**os.environ, "NABLASCOPE_PORT": "0"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def main() -> None:
    """Measure, and print a row for each size, through the socket and without it."""
    browser = os.environ.get("NABLASCOPE_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright, server() as url:
        chromium = playwright.chromium.launch(executable_path=browser, args=ARGUMENTS)
        print(f"Chromium {chromium.version}")
        print("| nodes | by | moves | median ms | p95 ms |\n| ---: | --- | ---: | ---: | ---: |")
        for ops in OPS:
            for way in ("WebSocket", "POST"):
                page = chromium.new_page(viewport={"width": 1440, "height": 900})
                if way == "POST":
                    page.route_web_socket("**/api/v1/live", lambda socket: socket.close())
                nodes, waits = drag(page, url, chain(ops))
                waits.sort()
                middle, late = statistics.median(waits), waits[len(waits) * 95 // 100]
                print(f"| {nodes} | {way} | {len(waits)} | {middle:.0f} | {late:.0f} |")
                page.close()
        chromium.close()


def drag(page: Page, url: str, source: str) -> tuple[int, list[float]]:
    """Drag the slider of ``x``; give how many nodes are drawn, and how long each move took."""
    page.goto(url)
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    page.wait_for_selector('[data-tensor="z"]', state="attached")
    page.wait_for_selector('#studio[data-busy="false"]')
    page.get_by_role("button", name="Show everything").click()
    page.wait_for_timeout(1_500)
    nodes = page.locator("[data-tensor], [data-op]").count()
    box = page.get_by_role("slider", name="x", exact=True).bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.wait_for_timeout(1_000)  # the first move of a program opens it, and is not measured
    page.evaluate(WATCH)
    for move in range(MOVES):
        share = 0.3 + 0.4 * (move * 37 % MOVES) / MOVES
        page.mouse.move(box["x"] + box["width"] * share, y)
        page.wait_for_timeout(REST_MS)
    page.mouse.up()
    page.wait_for_timeout(500)
    waits: list[float] = page.evaluate("window.waits")
    return nodes, waits


if __name__ == "__main__":
    main()
