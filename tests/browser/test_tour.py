"""The tour: offered once, quiet, by keyboard, and over when somebody wants it to be."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

INSIDE = """document.activeElement === document.body
  || document.activeElement.closest("dialog.tour") !== null"""
"""The browser's own bar is the only other place that Tab comes to; then the body has the focus."""


def test_the_tour_is_offered_once_and_takes_nothing(page: Page) -> None:
    studio = Studio(page).open()
    invitation = page.get_by_role("complementary", name="Tour")
    expect(invitation).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.invitation')") is None
    box, stage = invitation.bounding_box(), studio.stage.bounding_box()
    assert box
    assert stage
    assert box["y"] + box["height"] <= stage["y"]
    invitation.get_by_role("button", name="No tour").click()
    expect(invitation).to_have_count(0)
    page.goto("/ops")
    studio.open()
    expect(invitation).to_have_count(0)


def test_who_follows_a_link_is_not_asked(page: Page) -> None:
    studio = Studio(page).open()
    studio.paste("x = 2.0\ny = x * x")
    studio.tensor("x").click()
    expect(page).to_have_url(re.compile("#."))
    page.reload()
    studio.settled()
    expect(page.get_by_role("complementary", name="Tour")).to_have_count(0)


def test_five_stops_by_keyboard(page: Page) -> None:
    studio = Studio(page).open()
    page.get_by_role("button", name="Take the tour").focus()
    page.keyboard.press("Enter")
    tour = page.locator("dialog.tour")
    titles = []
    for _ in range(5):
        titles.append(tour.locator("h2").inner_text())
        for _ in range(6):
            assert page.evaluate(INSIDE)
            page.keyboard.press("Tab")
        if titles[-1] == "Step and play":
            tour.get_by_role("button", name="Show one step").press("Enter")
            expect(studio.root).to_have_attribute("data-stop", "1")
        tour.locator(".primary").press("Enter")
    assert titles == [
        "Write a program",
        "See its graph",
        "Step and play",
        "Look inside",
        "Share this step",
    ]
    expect(tour).to_be_hidden()
    page.keyboard.press("?")
    page.get_by_role("button", name="Take the tour").click()
    expect(tour).to_be_visible()
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()


def test_on_a_phone_the_tour_opens_its_sheets_and_closes_them(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    studio = Studio(page).open()
    page.get_by_role("button", name="Take the tour").click()
    program = page.locator("section.program")
    expect(program).to_be_visible()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(studio.inspector).to_be_visible()
    expect(program).to_be_hidden()

    def stands_above_the_sheet() -> bool:
        card, sheet = page.locator(".tour .stop").bounding_box(), studio.inspector.bounding_box()
        assert card
        assert sheet
        return card["y"] >= 0 and card["y"] + card["height"] <= sheet["y"]

    for _ in range(200):  # the sheet may still be on its way
        if not stands_above_the_sheet():
            page.wait_for_timeout(50)
    assert stands_above_the_sheet()
    page.keyboard.press("Escape")
    expect(studio.inspector).to_be_hidden()
