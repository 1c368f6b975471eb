"""While an evaluation takes long the page says how far it is, and it can be cancelled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import PASTE, Studio, packed

GOOGLENET = (
    "images = randn(4, 3, 160, 160)\nnet = GoogLeNet(classes=100)\n"
    "loss = cross_entropy(net(images), target([3, 1, 4, 2]))"
)
"""Takes several times as long as nobody minds waiting."""
BEFORE = "x = input(2.0)\nx * x"
COUNTED = re.compile(
    r"^(Line \d+|Running): [\d,]+ ops? so far$"
    r"|^Backward: [\d,]+ of [\d,]+ tensors reached$"
    r"|^Writing down what happened: [\d,]+ of [\d,]+ entries$"
)


def test_a_job_says_how_far_it_is_until_its_graph_is_there(page: Page) -> None:
    studio = Studio(page).open()
    studio.type(BEFORE)
    page.evaluate(
        """() => {
          window.told = [];
          const look = () => {
            const words = document.querySelector(".waiting p")?.textContent;
            if (words && words !== window.told.at(-1)) window.told.push(words);
          };
          new MutationObserver(look).observe(document.querySelector(".waiting"),
            { childList: true, subtree: true, characterData: true });
        }"""
    )
    studio.paste(GOOGLENET)
    told = page.evaluate("window.told")
    assert [words for words in told if COUNTED.match(words)]
    assert all(words == "Running" or COUNTED.match(words) for words in told), told
    expect(page.locator(".waiting p")).to_have_count(0)
    expect(page.locator("#studio")).to_have_attribute("data-phase", "current")


@pytest.mark.parametrize("how", ["key", "button"])
def test_what_takes_long_can_be_cancelled_and_run_again(page: Page, how: str) -> None:
    studio = Studio(page).open()
    studio.type(BEFORE)
    page.route("**/api/v1/graphs", lambda _: None)
    studio.editor.evaluate(PASTE, "y = x + 1.0\n")
    card = page.locator(".waiting")
    bar = card.get_by_role("progressbar")
    expect(card.locator("p")).to_have_text("Running")
    expect(bar).not_to_have_attribute("aria-valuenow", re.compile(""))
    expect(page.locator(".stage > [role=status].spoken")).to_have_text("Running")
    with page.expect_event("requestfailed"):
        if how == "key":
            page.keyboard.press("Escape")
        else:
            card.get_by_role("button", name="Cancel").click()
    expect(card.locator("p")).to_have_text("Cancelled: the graph is the one from before.")
    expect(bar).to_have_count(0)
    expect(page.locator("#studio")).to_have_attribute("data-busy", "false")
    page.unroute("**/api/v1/graphs")
    card.get_by_role("button", name="Run").click()
    expect(card.locator("p")).to_have_count(0)
    expect(studio.editor).to_be_focused()
    expect(page.locator("#studio")).to_have_attribute("data-busy", "false")


def test_on_a_phone_it_stands_at_the_lower_edge(page: Page) -> None:
    Studio(page).open()
    page.set_viewport_size({"width": 390, "height": 844})
    page.route("**/api/v1/graphs", lambda _: None)
    page.evaluate("link => { location.hash = link }", packed("x = input(3.0)\ny = x * x"))
    card = page.locator(".waiting")
    button = card.get_by_role("button", name="Cancel")
    expect(button).to_be_visible()
    box, stage = card.bounding_box(), page.locator(".stage").bounding_box()
    assert box
    assert stage
    assert box["x"] >= stage["x"]
    assert box["x"] + box["width"] <= stage["x"] + stage["width"]
    assert box["y"] + box["height"] <= stage["y"] + stage["height"]
    button.click()
    expect(card.locator("p")).to_have_text("Cancelled.")
    expect(card.get_by_role("button", name="Run")).to_be_focused()
    page.unroute("**/api/v1/graphs")
    page.keyboard.press("Enter")
    expect(card.locator("p")).to_have_count(0)
    expect(page.locator(".stage")).to_be_focused()
