"""Faults that somebody at random found (test_soak.py), each told as shortly as it can be."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

TURN_AND_SHOW = """() => {
  const turn = new WheelEvent("wheel", { deltaY: -240, bubbles: true, cancelable: true });
  document.querySelector("svg.graph").dispatchEvent(turn);
  document.querySelector("button[aria-label='Show everything']").click();
}"""
RECIPROCAL = "x = 0.5\n2 / sin(x)\n"


def test_another_program_is_not_asked_about_the_tensor_of_the_one_before(page: Page) -> None:
    studio = Studio(page).open().paste("x = input(0.5)\ny = exp(x)\n")
    studio.handle("y").click()
    studio.go_to(0)
    studio.paste(RECIPROCAL)
    expect(studio.tensor("x")).to_be_visible()


def test_a_card_derives_where_a_gradient_flows_and_says_where_none_does(page: Page) -> None:
    studio = Studio(page).open().paste(RECIPROCAL)
    studio.handle("div").click()
    worked = studio.inspector.locator(".worked")
    expect(worked).to_contain_text("sin(x)∇ = (2 / sin(x))∇ ·")
    studio.inspector.get_by_role("button", name="2", exact=True).first.click()
    expect(worked).to_have_text("No gradient flows to 2.")


def test_the_list_leaves_nothing_behind_when_the_graph_is_drawn_again(page: Page) -> None:
    studio = Studio(page).open()
    listed = page.locator("section.list *")
    studio.leave_editor()
    page.keyboard.press("l")
    expect(listed).not_to_have_count(0)
    page.keyboard.press("l")
    expect(listed).to_have_count(0)


def test_showing_everything_is_not_cut_short_by_the_end_of_a_turn_of_the_wheel(page: Page) -> None:
    studio = Studio(page).open().show_everything()
    whole = studio.picture()
    page.evaluate(TURN_AND_SHOW)
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    assert studio.picture() == whole


def test_what_has_the_focus_may_go_away(page: Page) -> None:
    studio = Studio(page).open().paste("a = input(0.5)\nb = input([1.0, 2.0])\na * b[0]\n")
    sliders = page.locator(".sliders input[type=range]")
    sliders.last.focus()
    studio.follow(RECIPROCAL)
    expect(sliders).to_have_count(1)
    studio.follow("b = input([1.0, 2.0])\nsum(b)\n", selection="b", stop=9)
    cells = studio.inspector.locator("[data-index]")
    cells.last.focus()
    studio.follow(RECIPROCAL, selection="x", stop=9)
    expect(studio.inspector.locator("h2")).to_have_text("x")
