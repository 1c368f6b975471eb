"""The studio as a person at the screen knows it: what can be done, and what can be read."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

from playwright.sync_api import Locator, Page, expect

PASTE = """(editor, text) => {
  const clipboard = new DataTransfer();
  clipboard.setData("text/plain", text);
  editor.focus();
  editor.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: clipboard, bubbles: true, cancelable: true }));
}"""

SEEN = """svg => {
  const seen = svg.cloneNode(true);
  for (const unseen of seen.querySelectorAll("[hidden]")) unseen.remove();
  for (const plain of seen.querySelectorAll('[style=""]')) plain.removeAttribute("style");
  // In which order classes came does not show; "changed" is about the step before, not this moment.
  for (const one of seen.querySelectorAll("[class]")) {
    const names = [...one.classList].filter((name) => name !== "changed").toSorted().join(" ");
    if (names === "") one.removeAttribute("class");
    else one.setAttribute("class", names);
  }
  return seen.innerHTML;
}"""

# The page reads a link in its own time; until it has, what was there before looks like the new.
FOLLOW = """link => new Promise((done) => {
  if (location.hash === `#${link}`) return done();
  const root = document.querySelector("#studio");
  const watch = new MutationObserver(() => {
    if (root.dataset.phase !== "empty") return;
    watch.disconnect();
    done();
  });
  watch.observe(root, { attributes: true, attributeFilter: ["data-phase"] });
  location.hash = link;
})"""

SPECIAL = {"∞": "inf", "−∞": "-inf", "NaN": "nan"}


class Studio:
    """One open studio. Nothing here waits for time, only for what the page says of itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.set_default_timeout(60_000)
        self.root = page.locator("#studio")
        self.stage = page.locator("main.stage")
        self.editor = page.locator(".cm-content")
        self.inspector = page.locator("aside.inspector")
        self.caption = page.locator(".caption")

    def open(self, fragment: str = "") -> Studio:
        """Open the page, at what a link asks for."""
        self.page.goto(f"/{fragment}")
        return self.settled()

    def follow(self, source: str, **fields: Any) -> Studio:
        """Follow a link to a program within the page: all that was set before is as new."""
        self.page.evaluate(FOLLOW, packed(source, **fields))
        expect(self.root).to_have_attribute("data-phase", "current")
        return self.settled()

    def settled(self) -> Studio:
        """Wait until the program is evaluated and its graph drawn."""
        expect(self.root).to_have_attribute("data-busy", "false")
        expect(self.stage).not_to_have_attribute("data-drawn", "false")
        return self

    def paste(self, source: str) -> Studio:
        """Replace the program by pasting another one."""
        self.editor.click()
        self.page.keyboard.press("Control+a")
        self.editor.evaluate(PASTE, source)
        return self.settled()

    def type(self, source: str) -> Studio:
        """Replace the program by typing another one."""
        self.editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(source)
        return self.settled()

    def leave_editor(self) -> Studio:
        """Take the focus out of the editor, so that keys reach the page."""
        self.page.evaluate("document.activeElement.blur()")
        return self

    def at(self, stop: int) -> Studio:
        """Wait until the page rests at a stop."""
        expect(self.root).to_have_attribute("data-stop", str(stop))
        expect(self.root).to_have_attribute("data-moving", "false")
        return self

    def go_to(self, stop: int) -> Studio:
        """Go to the start, or step back from the end to the moment at which a stop is over."""
        self.leave_editor()
        self.page.keyboard.press("End" if stop else "Home")
        for _ in range(self.stops - stop + 1 if stop else 0):
            self.page.keyboard.press("ArrowLeft")
        return self.at(stop)

    @property
    def stops(self) -> int:
        """How many stops there are."""
        return int(self.root.get_attribute("data-stops") or 0)

    def show_everything(self) -> Studio:
        """Zoom out until the whole graph can be seen."""
        self.page.get_by_role("button", name="Show everything").click()
        expect(self.stage).to_have_attribute("data-gliding", "false")
        return self

    def tensor(self, name: str) -> Locator:
        """Find the drawing of a tensor."""
        return self.page.locator(f'.graph [data-tensor="{name}"]')

    def handle(self, name: str) -> Locator:
        """Find what takes the focus and the clicks of a tensor or an op."""
        return self.page.locator(
            f'.graph :is([data-tensor="{name}"], [data-op="{name}"]) > .handle'
        )

    def op(self, name: str) -> Locator:
        """Find the drawing of an op."""
        return self.page.locator(f'.graph [data-op="{name}"]')

    def numbers(self, name: str, part: str) -> list[float]:
        """Read the numbers that are drawn in a tensor: of its ``value`` or its ``gradient``."""
        texts = self.tensor(name).locator(
            f".{part} .number:not(:empty), .{part} g:not([hidden]) > .cell"
        )
        return [read_number(text) for text in texts.all_text_contents()]

    def picture(self) -> str:
        """Give the graph as it is seen, as text to compare."""
        return str(self.page.locator("svg.graph").evaluate(SEEN))

    def document(self, source: str, **fields: Any) -> dict[str, Any]:
        """Ask the API for what the page should show."""
        answer = self.page.request.post("/api/v1/graphs", data={"source": source, **fields})
        found: dict[str, Any] = answer.json()
        return found if answer.ok else found["document"]


def read_number(text: str) -> float:
    """Read a number as the page writes it."""
    return float(SPECIAL.get(text, text).replace("−", "-"))


def packed(source: str, **fields: Any) -> str:
    """Pack a link as the page does."""
    packer = zlib.compressobj(wbits=-15)
    data = packer.compress(json.dumps({"version": 1, "source": source, **fields}).encode())
    return base64.urlsafe_b64encode(data + packer.flush()).decode().rstrip("=")
