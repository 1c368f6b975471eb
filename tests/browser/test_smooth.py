"""What keeps large graphs smooth, counted rather than timed: pixels painted anew, canvases made."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.page.programs import chain
from tests.browser.studio import Studio

TRAINING = """\
x = input([[0.5, 1.0], [1.0, -0.5], [0.2, 0.3]])
t = target([1.0, 0.5, 0.2])
w = param([0.5, -0.3])
b = param(0.1)
optimizer = SGD([w, b], lr=0.05)
for i in range(80):
    optimizer.zero_grad()
    loss = mean((sigmoid(x @ w + b) - t) ** 2)
    loss.backward()
    optimizer.step()
"""

# Canvases that are made, and the pixels of the overview that are cleared to be painted again.
COUNT = """
window.made = [];
window.cleared = 0;
const create = Document.prototype.createElement;
Document.prototype.createElement = function (...all) {
  const one = create.apply(this, all);
  if (all[0] === "canvas") made.push(one);
  return one;
};
const { clearRect } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
  if (this.canvas.className === "overview") cleared += width * height;
  return clearRect.call(this, x, y, width, height);
};
"""

# Away and back again, further than what is painted around the view.
WHEEL = """(stage, [moves, deltaX]) => {
  const { left, top, width, height } = stage.getBoundingClientRect();
  const [clientX, clientY] = [left + width / 2, top + height / 2];
  for (let move = 0; move < moves; move++) {
    const way = move < moves / 2 ? 1 : -1;
    stage.dispatchEvent(new WheelEvent("wheel", {
      deltaX: way * deltaX, deltaY: 0, bubbles: true, cancelable: true, clientX, clientY }));
  }
}"""

PIXELS = "canvas => canvas.toDataURL()"


def from_afar(page: Page, source: str, level: str | None = None) -> tuple[Studio, Locator]:
    """Open a program with everything in view, painted."""
    page.add_init_script(COUNT)
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(source)
    if level:
        page.get_by_role("group", name="Level").get_by_role("button", name=level).click()
        studio.settled()
    studio.show_everything()
    return studio, painted(page)


def painted(page: Page) -> Locator:
    """Wait until nothing of the overview is still to be painted."""
    canvas = page.locator("canvas.overview")
    expect(canvas).to_be_visible()
    expect(canvas).to_have_attribute("data-painting", "false")
    return canvas


def hold_time(page: Page) -> None:
    """Let time stand still: nothing comes to rest, and what is to be painted is, at once."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 1)


@pytest.mark.parametrize(
    ("source", "level"),
    [(TRAINING, "tensor"), (chain(9 * 160), None)],
    ids=["training", "chain"],
)
def test_a_drag_paints_only_what_differs_and_its_end_is_as_painted_afresh(
    page: Page, source: str, level: str | None
) -> None:
    studio, canvas = from_afar(page, source, level)
    tracks = page.locator(".tracks").bounding_box()
    assert tracks
    hold_time(page)
    y = tracks["y"] + 30
    page.mouse.move(tracks["x"] + 0.3 * tracks["width"], y)
    page.mouse.down()
    page.mouse.move(tracks["x"] + 0.3 * tracks["width"] + 1, y)
    counts = [page.evaluate("cleared")]
    stops = []
    for move in range(20):
        page.mouse.move(tracks["x"] + (0.31 + 0.01 * move) * tracks["width"], y)
        counts.append(page.evaluate("cleared"))
        stops.append(studio.root.get_attribute("data-stop"))
    assert len(set(stops)) > 10
    whole = canvas.evaluate("({ width, height }) => width * height")
    shares = [(after - before) / whole for before, after in pairwise(counts)]
    assert 0 < max(shares) < 0.1, shares
    page.mouse.up()
    dragged = painted(page).evaluate(PIXELS)
    for colours in ("Dark colours", "Light colours"):
        page.get_by_role("button", name=colours).click()
        afresh = painted(page).evaluate(PIXELS)
    assert dragged == afresh


def test_who_moves_about_leaves_no_canvases_behind(page: Page) -> None:
    studio, _ = from_afar(page, chain(9 * 160))
    before = page.evaluate("made.length")
    studio.stage.evaluate(WHEEL, [40, 60])
    painted(page)
    assert page.evaluate("made.length") == before
    page.set_viewport_size({"width": 1500, "height": 860})
    painted(page)
    held = page.evaluate(
        "count => made.slice(count).reduce((sum, { width, height }) => sum + width * height, 0)",
        before,
    )
    assert held == 0
