"""Frames of movements over a graph that is drawn: near, and from afar with everything in view."""

from __future__ import annotations

import statistics
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page

MOVED_MS = 1_500
SETTLED_MS = 700

MOVE = """async ([milliseconds, deltaX, deltaY]) => {
  const stage = document.querySelector("main.stage");
  const { left, top, width, height } = stage.getBoundingClientRect();
  const times = [];
  return await new Promise((resolve) => {
    const frame = (now) => {
      times.push(now);
      if (now - times[0] > milliseconds) return resolve(times);
      const way = times.length % 60 < 30 ? 1 : -1;
      stage.dispatchEvent(new WheelEvent("wheel", {
        deltaX: way * deltaX, deltaY: way * deltaY, bubbles: true, cancelable: true,
        clientX: left + width / 2, clientY: top + height / 2 }));
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}"""

SCRUB = """async (milliseconds) => {
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
      const share = (now - times[0]) / milliseconds;
      at("pointermove", Math.min(1, share));
      if (share < 1) return requestAnimationFrame(frame);
      at("pointerup", 1);
      resolve(times);
    };
    requestAnimationFrame(frame);
  });
}"""

FRAMES = """(milliseconds) => new Promise((resolve) => {
  const times = [];
  const frame = (now) => {
    times.push(now);
    if (now - times[0] < milliseconds) requestAnimationFrame(frame);
    else resolve(times);
  };
  requestAnimationFrame(frame);
})"""


class Motion(NamedTuple):
    """Frames of a movement."""

    rate: float
    """Frames a second."""
    median: float
    """Milliseconds from one frame to the next."""
    late: float
    """The same, 95th percentile."""
    busy: float
    """Milliseconds of processor time of the main thread in a frame."""

    def __str__(self) -> str:
        """Write it as one cell of a table."""
        return f"{self.rate:.0f} · {self.median:.0f} · {self.late:.0f} · {self.busy:.1f}"


NEAR = ("pan", "zoom", "scrub", "play")
FAR = ("pan all", "zoom all", "scrub all", "play all")


def measure_near(page: Page) -> dict[str, Motion]:
    """Move a graph as it has opened."""
    return dict(zip(NEAR, moved(page, out=True), strict=True))


def measure_far(page: Page) -> dict[str, Motion]:
    """Move a graph with all modules open and everything in view."""
    page.get_by_role("group", name="Level").get_by_role("button", name="tensor").click()
    page.wait_for_selector('main.stage[data-drawn="true"]')
    show_all(page)
    return dict(zip(FAR, moved(page, out=False), strict=True))


def moved(page: Page, *, out: bool) -> list[Motion]:
    """Pan, zoom, scrub and play."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def watch(act: str, argument: object) -> Motion:
        before = busy(session)
        times: list[float] = page.evaluate(act, argument)
        cost = busy(session) - before
        page.wait_for_timeout(SETTLED_MS)
        gaps = sorted(later - sooner for sooner, later in pairwise(times))
        rate, late = 1000 / statistics.mean(gaps), gaps[len(gaps) * 95 // 100]
        return Motion(rate, statistics.median(gaps), late, 1000 * cost / len(gaps))

    pan = watch(MOVE, [MOVED_MS, 25, 0])
    zoom = watch(MOVE, [MOVED_MS, 0, 30 if out else -30])
    if not out:
        show_all(page)
    scrub = watch(SCRUB, MOVED_MS)
    page.get_by_role("button", name="One step back").click()
    page.keyboard.press("Home")
    page.get_by_role("button", name="Play", exact=True).click()
    play = watch(FRAMES, MOVED_MS)
    page.get_by_role("button", name="Pause").click()
    return [pan, zoom, scrub, play]


def show_all(page: Page) -> None:
    """Show everything, and wait until the view has come to rest."""
    page.get_by_role("button", name="Show everything").click()
    page.wait_for_timeout(2 * SETTLED_MS)


def busy(session: CDPSession) -> float:
    """Give the seconds that the main thread has worked."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "TaskDuration")
