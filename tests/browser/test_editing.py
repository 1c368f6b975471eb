"""Typing: what an error does to the graph, what it says, and how it goes away."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

GOOD = "x = 3.0\ny = x * x"


def test_a_syntax_error_never_replaces_the_graph(page: Page) -> None:
    studio = Studio(page).open().type(GOOD)
    studio.editor.press("End")
    page.keyboard.type(" * (")
    studio.settled()
    expect(studio.root).to_have_attribute("data-phase", "stale")
    assert studio.numbers("y", "value") == [9]
    expect(page.locator(".message.error")).to_be_visible()
    expect(studio.caption).to_contain_text("Before the error: The end.")
    expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first).to_be_attached()
    page.keyboard.type("2)")
    studio.settled()
    expect(studio.root).to_have_attribute("data-phase", "current")
    expect(page.locator(".message.error")).to_have_count(0)
    expect(studio.caption).not_to_contain_text("Before")
    assert studio.numbers("y", "value") == [18]


def test_a_program_that_stops_is_drawn_up_to_there(page: Page) -> None:
    studio = Studio(page).open().type(GOOD)
    page.keyboard.type("\nW = param([[1, 2], [3, 4]])\nz = W @ input([1, 2, 3])")
    expect(studio.root).to_have_attribute("data-phase", "stale")
    expect(studio.root).to_have_attribute("data-phase", "partial")
    expect(page.locator(".stage .notice")).to_contain_text(
        "stopped at line 4: W @ input([1, 2, 3])"
    )
    expect(page.locator(".graph .tensor.accused")).to_have_count(2)
    assert studio.numbers("y", "value") == [9]
    message = page.locator(".message.error")
    expect(message).to_contain_text("(2, 2)")
    message.get_by_role("button", name="line 4").click()
    expect(studio.editor).to_be_focused()


def test_an_unknown_name_is_underlined_where_it_stands(page: Page) -> None:
    Studio(page).open().type("x = 1.0\ny = sni(x)")
    expect(page.locator(".message.error")).to_contain_text("sni")
    expect(page.locator(".cm-lintRange-error")).to_have_text("sni")


def test_an_output_that_is_no_scalar_is_drawn_and_can_be_mended(page: Page) -> None:
    studio = Studio(page).open().type("x = input([1.0, 2.0])\nx * 2")
    expect(studio.root).to_have_attribute("data-phase", "current")
    assert studio.numbers("mul.out", "value") == [2, 4]
    assert studio.numbers("x", "gradient") == []
    page.locator(".message.warning").get_by_role("button", name="Sum it").click()
    studio.settled()
    expect(page.locator(".message")).to_have_count(0)
    expect(page.locator(".cm-line").nth(1)).to_have_text("sum(x * 2)")
    assert studio.numbers("x", "gradient") == [2, 2]


def test_nan_is_shown_and_traced(page: Page) -> None:
    studio = Studio(page).open().type("x = input([-1.0, 4.0])\ny = sum(log(x))")
    expect(studio.tensor("y:log.out").locator(".value")).to_contain_text("NaN")
    expect(page.locator(".message")).not_to_have_count(0)


def test_an_empty_editor_teaches(page: Page) -> None:
    studio = Studio(page).open()
    studio.editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    studio.settled()
    expect(studio.root).to_have_attribute("data-phase", "empty")
    cards = page.locator(".welcome .card")
    expect(cards).to_have_count(3)
    cards.nth(2).click()
    studio.settled()
    expect(studio.tensor("W")).to_be_visible()
    expect(studio.editor).to_contain_text("sigmoid")


def test_typing_over_several_lines_leaves_no_trace(page: Page) -> None:
    studio = Studio(page).open().paste("x = 1.0\ny = sin(x)\nz = y")
    studio.editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("4 * 2")
    studio.settled()
    expect(page.locator(".cm-line")).to_have_text(["4 * 2"])


def test_names_are_never_markup(page: Page) -> None:
    source = 'with module("<img src=x onerror=alert(1)>"):\n    y = 2.0 * 3.0\nprint("<b>", y)\ny'
    Studio(page).open().paste(source)
    expect(page.locator(".graph .region")).to_contain_text("<img src=x onerror=alert(1…")
    expect(page.locator(".printed pre")).to_contain_text("<b>")
    assert page.locator("img").count() == 0


def test_a_server_that_is_gone_is_said_and_nothing_is_lost(page: Page, faults: list[str]) -> None:
    studio = Studio(page).open().type(GOOD)
    page.route("**/api/v1/graphs", lambda route: route.abort())
    page.keyboard.type(" + 1")
    studio.settled()
    expect(page.locator(".message.error")).to_contain_text("does not answer")
    expect(page.locator(".notice")).to_contain_text("was not evaluated")
    assert studio.numbers("y", "value") == [9]
    page.unroute("**/api/v1/graphs")
    page.keyboard.type("0")
    studio.settled()
    assert studio.numbers("y", "value") == [19]
    assert all("ERR_FAILED" in fault for fault in faults)
    faults.clear()


def test_a_program_in_the_place_of_another_is_seen_from_its_end(page: Page) -> None:
    studio = Studio(page).open().paste("x = 3.0\ny = x * x").go_to(2)
    studio.paste("a = 2.0\nb = sin(a)\nc = b * a\nd = exp(c)\nd")
    studio.at(studio.stops)
    expect(studio.caption).to_contain_text("The end.")
    studio.go_to(2)
    studio.editor.press("Control+End")
    page.keyboard.type(" + 1")
    studio.settled().at(2)


def test_a_name_follows_the_text_that_it_comes_from(page: Page) -> None:
    studio = Studio(page).open().type("x = 3.0\ny = sin(x * 2)")
    expect(studio.tensor("y:mul.out")).to_contain_text("x * 2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    page.keyboard.type("5")
    studio.settled()
    expect(studio.tensor("y:mul.out")).to_contain_text("x * 5")
    expect(studio.handle("y:mul")).to_have_attribute("aria-label", "product, x × 5, has sent back")
