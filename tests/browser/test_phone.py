"""On a phone nothing hides what happens, and every sentence can be read whole."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, packed
from tests.engine.programs import PROGRAMS

SIZES = {"small": (360, 740), "phone": (390, 844)}

# What is drawn of the present contribution, and what stands over the graph, in screen pixels.
PLACES = """() => {
  const box = (node) => { const { x, y, right, bottom } = node.getBoundingClientRect();
    return [x, y, right, bottom]; };
  const all = (selector) => [...document.querySelectorAll(selector)].map(box);
  const caption = document.querySelector(".caption");
  return {
    card: all(".contribution foreignObject")[0],
    legend: all(".legend")[0],
    happens: all(".op.firing-backward .diamond, .traveller"),
    caption: box(caption),
    clipped: caption.scrollHeight - caption.clientHeight,
  };
}"""


def meet(one: list[float], other: list[float]) -> bool:
    """Say whether two boxes have more than a border in common."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 1


def contributions(studio: Studio, source: str) -> list[tuple[str, list[str]]]:
    """Give what each contribution arrives at, and all that the op meets that sends it."""
    document = studio.document(source)
    ops: dict[str, Any] = {op["id"]: op for op in document["ops"]}
    return [
        (tensor, [*ops[op]["inputs"], *ops[op]["outputs"]])
        for _, kind, op, tensor, _ in document["steps"]
        if kind == "contribution"
    ]


@pytest.mark.parametrize("size", SIZES)
def test_nothing_hides_a_contribution(page: Page, size: str) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    source = PROGRAMS["lecture"]
    studio = Studio(page).open(f"#{packed(source, stop=1_000_000)}")
    expect(studio.root).to_have_attribute("data-phase", "current")
    studio.settled().leave_editor()
    arriving = contributions(studio, source)
    for stop, (tensor, meets) in zip(
        range(studio.stops, studio.stops - len(arriving), -1), reversed(arriving), strict=True
    ):
        page.keyboard.press("ArrowLeft")
        studio.at(stop)
        places = page.evaluate(PLACES)
        assert places["clipped"] <= 1
        assert not meet(places["card"], places["legend"])
        seen = [studio.tensor(tensor).locator(".body").last, *map(studio.tensor, meets)]
        boxes = [*places["happens"], *(corners(one.bounding_box()) for one in seen[:1])]
        for box in boxes:
            assert not meet(places["card"], box), f"the card hides what arrives at {tensor}"
            assert not meet(places["caption"], box)
            assert not meet(places["legend"], box)
            assert box[0] >= 0
            assert box[2] <= width
        for one in seen[1:]:
            assert not meet(places["card"], corners(one.locator(".gradient").bounding_box()))


def corners(box: Any) -> list[float]:
    """Give left, top, right and bottom."""
    return [box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]]


def test_a_large_graph_opens_at_what_is_selected(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    link = packed(PROGRAMS["lecture"], stop=1_000_000, selection="x")
    studio = Studio(page).open(f"#{link}")
    expect(studio.root).to_have_attribute("data-phase", "current")
    studio.settled()
    chosen = corners(studio.tensor("x").locator(".body").bounding_box())
    stage = corners(studio.stage.bounding_box())
    peek = corners(page.locator(".peek").bounding_box())
    assert stage[0] < chosen[0]
    assert stage[1] < chosen[1]
    assert chosen[2] < stage[2]
    assert chosen[3] < peek[1]
