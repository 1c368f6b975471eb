"""Large graphs in the page: first picture, frames per second, memory."""

from __future__ import annotations

import base64
import json
import statistics
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from benchmarks.page.programs import PROGRAMS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

SIZES = (300, 3_000, 10_000)
MOVED_MS = 2_500
SCRUBBED = 120

# The moments, in milliseconds since the page was asked for, at which the graph was there and drawn.
NOTE = """
window.moments = {};
new MutationObserver(() => {
  const drawn = document.querySelector("main.stage")?.dataset.drawn;
  if (drawn === undefined) return;
  if (document.querySelector("#studio").dataset.busy === "false")
    moments.indexed ??= performance.now();
  if (drawn === "true")
    requestAnimationFrame(() => requestAnimationFrame((now) => (moments.drawn ??= now)));
}).observe(document, { subtree: true, childList: true, attributes: true });
"""

REQUEST = """() => {
  const [one] = performance.getEntriesByType("resource").filter(({ name }) =>
    name.endsWith("/api/v1/graphs"));
  return { asked: one.requestStart, answered: one.responseEnd, ...moments };
}"""

MOVE = """async ([milliseconds, deltaX, deltaY]) => {
  const stage = document.querySelector("main.stage");
  const { left, top, width, height } = stage.getBoundingClientRect();
  const times = [];
  return await new Promise((resolve) => {
    const frame = (now) => {
      times.push(now);
      if (now - times[0] > milliseconds) return resolve(times);
      const way = times.length % 120 < 60 ? 1 : -1;
      stage.dispatchEvent(new WheelEvent("wheel", {
        deltaX: way * deltaX, deltaY: way * deltaY, bubbles: true, cancelable: true,
        clientX: left + width / 2, clientY: top + height / 2 }));
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}"""

SCRUB = """async (count) => {
  const tracks = document.querySelector(".tracks");
  const { left, top, width } = tracks.getBoundingClientRect();
  tracks.setPointerCapture = () => {};
  tracks.hasPointerCapture = () => true;
  const at = (kind, share) => tracks.dispatchEvent(new PointerEvent(kind, {
    clientX: left + share * width, clientY: top + 30, pointerId: 1, bubbles: true }));
  at("pointerdown", 0);
  const times = [];
  return await new Promise((resolve) => {
    const frame = (now) => {
      times.push(now);
      if (times.length > count) return resolve(times);
      at("pointermove", times.length / (count + 1));
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}"""


class Motion(NamedTuple):
    """Frames of a movement."""

    rate: float
    slowest: float
    """Milliseconds between two frames."""
    busy: float
    """Milliseconds of the main thread's processor time in a frame."""

    def __str__(self) -> str:
        """Write it as one cell of the table."""
        return f"{self.rate:.0f} fps, {self.busy:.1f} ms"


def measure(chromium: Browser, url: str) -> None:
    """Print a table: each program at each size, folded as it opens and with all modules open."""
    columns = ["graph", "nodes", "first picture s", "heap MB", "renderer MB"]
    columns[3:3] = ["pan near", "zoom near", "pan all", "zoom all", "scrub all"]
    print("| " + " | ".join(columns) + " |")
    print("| --- |" + " ---: |" * (len(columns) - 1))
    for name, write in PROGRAMS.items():
        for size in SIZES[:1] if name == "GoogLeNet" else SIZES:
            print(row(chromium, url, name, write(size)), flush=True)


def row(chromium: Browser, url: str, name: str, source: str) -> str:
    """Open a program by its link in a fresh page, and measure."""
    page = chromium.new_page(viewport={"width": 1440, "height": 900}, bypass_csp=True)
    page.set_default_timeout(120_000)
    page.add_init_script(NOTE)
    page.goto(url + "/#" + fragment(source))
    page.wait_for_function("window.moments?.drawn")
    moments = page.evaluate(REQUEST)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.wait_for_timeout(1_000)
    nodes = nodes_of(page, url, source)
    near = [move(page, session, 25, 0), move(page, session, 0, 30)]
    unfold = page.get_by_role("button", name="Open all modules")
    if unfold.count():
        unfold.click()
        page.wait_for_selector('main.stage[data-drawn="true"]')
    page.get_by_role("button", name="Show everything").click()
    page.wait_for_timeout(1_500)
    far = [move(page, session, 25, 0), move(page, session, 0, -30)]
    page.get_by_role("button", name="Show everything").click()
    page.wait_for_timeout(1_500)
    scrubbed = moved(page, session, lambda: page.evaluate(SCRUB, SCRUBBED))
    heap, renderer = memory(page, session)
    page.close()
    motions = map(str, [*near, *far, scrubbed])
    cells = [name, str(nodes), split(moments), *motions, f"{heap:.0f}", f"{renderer:.0f}"]
    return "| " + " | ".join(cells) + " |"


def fragment(source: str) -> str:
    """Pack a program as the page's links do."""
    packer = zlib.compressobj(wbits=-15)
    packed = packer.compress(json.dumps({"version": 1, "source": source}).encode())
    return base64.urlsafe_b64encode(packed + packer.flush()).decode().rstrip("=")


def nodes_of(page: Page, url: str, source: str) -> int:
    """Count the tensors and ops of a program's document."""
    document = page.request.post(f"{url}/api/v1/graphs", data={"source": source}).json()
    return len(document["tensors"]) + len(document["ops"])


def split(moments: dict[str, float]) -> str:
    """Write when the first picture was there, and what the time went into."""
    asked, answered, indexed, drawn = (
        moments[name] / 1000 for name in ("asked", "answered", "indexed", "drawn")
    )
    parts = [asked, answered - asked, indexed - answered, drawn - indexed]
    return f"{drawn:.2f}: " + ", ".join(f"{part:.2f}" for part in parts)


def move(page: Page, session: CDPSession, delta_x: int, delta_y: int) -> Motion:
    """Turn the wheel in every frame, to and fro."""
    return moved(page, session, lambda: page.evaluate(MOVE, [MOVED_MS, delta_x, delta_y]))


def moved(page: Page, session: CDPSession, act: Callable[[], list[float]]) -> Motion:
    """Measure the frames of a movement, and what they cost the main thread."""
    before = busy(session)
    times = act()
    cost = busy(session) - before
    page.wait_for_timeout(500)
    gaps = [later - sooner for sooner, later in pairwise(times)]
    return Motion(1000 / statistics.mean(gaps), max(gaps), 1000 * cost / len(gaps))


def busy(session: CDPSession) -> float:
    """Give the seconds that the main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def memory(page: Page, session: CDPSession) -> tuple[float, float]:
    """Give the megabytes of the script's heap, and of the renderer's whole process."""
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    browser = page.context.browser
    assert browser is not None
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
    renderers = [one["id"] for one in processes["processInfo"] if one["type"] == "renderer"]
    return heap / 1e6, max(resident(process) for process in renderers) / 1e6


def resident(process: int) -> int:
    """Give the bytes that a process has in memory, its shared libraries included."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(
        int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS")
    )
