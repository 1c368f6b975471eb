"""A hand at the page that takes, of all that it can reach, whatever chance gives it."""

from __future__ import annotations

import random
from typing import NamedTuple

from playwright.sync_api import Page

# Looked at frame by frame in the page itself; what does not come to rest is given up late.
RESTS = """() => new Promise((resolve) => {
  const root = document.querySelector("#studio");
  const stage = document.querySelector("main.stage");
  const deadline = performance.now() + 60_000;
  const look = () => {
    const rests = root.dataset.busy === "false" && root.dataset.moving === "false" &&
      stage.dataset.drawn !== "false" && stage.dataset.gliding !== "true" &&
      stage.querySelector("canvas.overview")?.dataset.painting !== "true";
    if (rests || performance.now() > deadline) resolve(rests);
    else requestAnimationFrame(look);
  };
  look();
})"""

# The middles of all that a selector finds and that a click would reach.
WITHIN_REACH = """(selector) => [...document.querySelectorAll(selector)].flatMap((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  const [middle, centre] = [x + width / 2, y + height / 2];
  const hit = document.elementFromPoint(middle, centre);
  return width > 0 && one.contains(hit) ? [[middle, centre, width, height]] : [];
})"""

FRAMES = """(count) => new Promise((resolve) => {
  const next = () => count-- > 0 ? requestAnimationFrame(next) : resolve();
  next();
})"""


class Place(NamedTuple):
    """The middle of what can be clicked, and its size."""

    x: float
    y: float
    width: float
    height: float


class Hand:
    """The mouse and the keys of a page, the same again from the same seed."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page = page
        self.chance = random.Random(seed)

    def rests(self) -> bool:
        """Wait until nothing moves and nothing is awaited."""
        return bool(self.page.evaluate(RESTS))

    def wait_frames(self, count: int) -> None:
        """Let the page draw so many frames."""
        self.page.evaluate(FRAMES, count)

    def reach(self, selector: str) -> Place | None:
        """Choose one of what can be clicked."""
        found = self.page.evaluate(WITHIN_REACH, selector)
        return Place(*self.chance.choice(found)) if found else None

    def click(self, selector: str, times: int = 1) -> str | None:
        """Click one of what can be clicked; nothing is said where nothing can."""
        place = self.reach(selector)
        if place is None:
            return None
        self.page.mouse.click(place.x, place.y, click_count=times)
        return f"click {selector} at {place.x:.0f}, {place.y:.0f}" + " twice" * (times == 2)

    def drag(self, selector: str, width: float, height: float = 0) -> str | None:
        """Drag one of what can be reached to and fro, no further than ``width`` and ``height``."""
        place = self.reach(selector)
        if place is None:
            return None
        mouse = self.page.mouse
        mouse.move(place.x, place.y)
        mouse.down()
        for _ in range(4):
            x, y = self.chance.uniform(-width, width), self.chance.uniform(-height, height)
            mouse.move(place.x + x, place.y + y)
        mouse.up()
        return f"drag {selector} at {place.x:.0f}, {place.y:.0f} by {x:.0f}, {y:.0f}"

    def press(self, *keys: str) -> str:
        """Press keys where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
        return f"press {' '.join(keys)}"

    def keys(self, *keys: str) -> str:
        """Press keys of the page, not of what has the focus."""
        self.page.evaluate("document.activeElement.blur()")
        return self.press(*keys)
