"""The first view of a graph is one that can be read: nothing lies on what it tells."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, packed
from tests.engine.programs import PROGRAMS

ATTENTION = """\
x = input(randn(3, 4))
Wq = param(randn(4, 4))
Wk = param(randn(4, 4))
Wv = param(randn(4, 4))
y = scaled_dot_product_attention(x @ Wq, x @ Wk, x @ Wv)
loss = sum(y ** 2)
"""

# What is written and drawn, in screen pixels, and how large.
SEEN = """() => {
  const box = (node) => { const { x, y, right, bottom } = node.getBoundingClientRect();
    return [x, y, right, bottom]; };
  const within = (selector) => [...document.querySelectorAll(`svg.graph ${selector}`)]
    .filter((one) => getComputedStyle(one).visibility === "visible");
  const idOf = (one) => one.closest("[data-tensor]").dataset.tensor;
  return {
    zoom: document.querySelector("svg.graph > g").getCTM().a,
    bodies: within(".tensor .body").map((one) => [idOf(one), box(one)]),
    ops: within(".op .diamond").map((one) => ["", box(one)]),
    names: within(".tensor .name").map((one) => [idOf(one), box(one), one.textContent]),
    titles: within(".region text").map((one) => one.textContent),
    map: [...document.querySelectorAll(".minimap:not([hidden])")].map(box),
  };
}"""


def meet(one: list[float], other: list[float]) -> bool:
    """Say whether two boxes have more than a border in common."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 1


def opened(page: Page, source: str, size: tuple[int, int] = (1440, 900), **fields: Any) -> Studio:
    """Open a program at its end."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open(f"#{packed(source, stop=1_000_000, **fields)}")
    expect(studio.root).to_have_attribute("data-phase", "current")
    return studio.settled().leave_editor()


def test_the_lecture_at_scalar_level_is_read_at_once(page: Page) -> None:
    opened(page, PROGRAMS["lecture"], opened="all")
    seen = page.evaluate(SEEN)
    assert seen["zoom"] >= 0.6
    assert len(seen["names"]) > 30
    for name, box, text in seen["names"]:
        assert "…" not in text
        for other, body in [*seen["bodies"], *seen["ops"]]:
            assert other == name or not meet(box, body), f"{text} on {other}"
    for (_, one, first), (_, other, second) in combinations(seen["names"], 2):
        assert not meet(one, other), f"{first} on {second}"
    # Points may stand for what has no name, never for half of a name.
    assert not [title for title in seen["titles"] if re.search(r"\w…", title)]


@pytest.mark.parametrize("source", [ATTENTION, PROGRAMS["micrograd"], PROGRAMS["training"]])
def test_the_map_lies_on_nothing(page: Page, source: str) -> None:
    studio = opened(page, source)
    for _ in range(3):
        seen = page.evaluate(SEEN)
        for plan in seen["map"]:
            hidden = [name for name, box, *_ in seen["bodies"] + seen["names"] if meet(plan, box)]
            assert hidden == []
        page.keyboard.press("ArrowLeft")
        studio.settled()


def test_on_a_phone_an_opened_module_is_seen_whole_and_read(page: Page) -> None:
    attention = "scaled_dot_product_attention"
    studio = opened(page, ATTENTION, (390, 844), folded=[attention])
    stage = studio.stage.bounding_box()
    assert stage
    for button in page.locator(".tools .aside").all():
        place = button.bounding_box()
        assert place
        covered = [place["x"], place["y"], place["x"] + 36, place["y"] + 36]
        bodies = page.evaluate(SEEN)["bodies"]
        assert not [name for name, body in bodies if meet(covered, body)]
    page.locator(f'[data-module="{attention}"]').click()
    expect(page.locator(f'[data-module="{attention}"]')).to_have_attribute("aria-expanded", "true")
    studio.settled()
    ground = page.locator(f'.region:has([data-module="{attention}"]) > .ground').bounding_box()
    assert ground
    assert page.evaluate(SEEN)["zoom"] >= 0.5
    assert ground["x"] >= stage["x"]
    assert ground["x"] + ground["width"] <= stage["x"] + stage["width"]
    assert ground["y"] >= stage["y"] + 52
    assert ground["y"] + ground["height"] <= stage["y"] + stage["height"]


def test_what_was_fitted_above_a_sheet_takes_all_of_the_room_when_it_closes(page: Page) -> None:
    studio = opened(page, PROGRAMS["fan-out"], (720, 450))
    whole = page.evaluate(SEEN)["zoom"]
    inspector = page.get_by_role("button", name="Inspector", exact=True)
    inspector.click()
    studio.show_everything()
    assert page.evaluate(SEEN)["zoom"] < whole
    inspector.click()
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    assert page.evaluate(SEEN)["zoom"] == whole
    # Whoever has moved the view keeps it.
    inspector.click()
    studio.show_everything()
    page.keyboard.press("+")
    chosen = page.evaluate(SEEN)["zoom"]
    inspector.click()
    assert page.evaluate(SEEN)["zoom"] == chosen
