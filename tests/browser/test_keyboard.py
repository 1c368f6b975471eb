"""Everything by keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

BLOCKS = """\
x = input([1.0, 2.0])
with module("outer"):
    k = x * 2
    m = k + 1
y = sum(m)
"""


def focused(page: Page) -> str:
    """Say what has the focus."""
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_tab_walks_the_graph_in_the_order_of_the_program(page: Page) -> None:
    Studio(page).open().paste(BLOCKS)
    page.locator("svg.graph").focus()
    names = []
    for _ in range(10):
        page.keyboard.press("Tab")
        names.append(focused(page).split(",")[0])
    order = ["x", "outer", "2", "product", "k", "1", "sum", "m", "summation", "y"]
    assert names == order
    for name in order[-2::-1]:
        page.keyboard.press("Shift+Tab")
        assert focused(page).split(",")[0] == name
    page.keyboard.press("Shift+Tab")
    assert focused(page).startswith("Computation graph")
    page.keyboard.press("Shift+Tab")
    assert not page.evaluate("document.activeElement.matches('.graph, .graph *')")


def test_tab_leaves_the_graph_behind_its_last_node(page: Page) -> None:
    studio = Studio(page).open().type("x = 3.0\nx * x")
    studio.handle("mul.out").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('.stage button')")


def test_enter_selects_and_escape_lets_go(page: Page) -> None:
    studio = Studio(page).open().paste(BLOCKS)
    page.locator("svg.graph").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(studio.handle("x")).to_have_attribute("aria-pressed", "true")
    expect(studio.inspector.locator("h2")).to_have_text("x")
    page.keyboard.press("Escape")
    expect(studio.handle("x")).to_have_attribute("aria-pressed", "false")


def test_f_folds_around_the_focus_and_the_focus_stays_with_it(page: Page) -> None:
    studio = Studio(page).open().paste(BLOCKS)
    page.locator("svg.graph").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
    assert focused(page).startswith("k")
    page.keyboard.press("f")
    expect(page.locator(".region.folded")).to_have_count(1)
    expect(page.locator('[data-module="outer"]')).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".region.folded")).to_have_count(0)
    expect(studio.tensor("outer/k")).to_be_visible()


def test_folding_leaves_its_title_where_it_is(page: Page) -> None:
    Studio(page).open().paste(BLOCKS)
    title = page.locator(".region").filter(has_text="outer").locator("text")
    before = title.bounding_box()
    for folded in (1, 0, 1):
        page.locator('[data-module="outer"]').focus()
        page.keyboard.press("Enter")
        expect(page.locator(".region.folded")).to_have_count(folded)
        page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
        after = title.bounding_box()
        assert before
        assert after
        assert abs(after["y"] - before["y"]) < 1.5
        assert abs(after["x"] - before["x"]) < 1.5


def test_the_editor_can_be_entered_and_left(page: Page) -> None:
    studio = Studio(page).open().leave_editor()
    page.keyboard.press("e")
    expect(studio.editor).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(studio.editor).not_to_be_focused()


def test_a_question_mark_lists_the_keys(page: Page) -> None:
    Studio(page).open().leave_editor()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    expect(sheet).to_be_visible()
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_panels_resize_collapse_and_remember(page: Page) -> None:
    studio = Studio(page).open()
    divider = page.get_by_role("separator", name="Width of the program")
    program = page.locator("section.program")
    before = program.bounding_box()
    divider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Inspector").click()
    expect(studio.inspector).to_be_hidden()
    page.reload()
    studio.settled()
    expect(studio.inspector).to_be_hidden()
    after = program.bounding_box()
    assert before
    assert after
    assert after["width"] == before["width"] + 48


def test_the_view_moves_and_zooms_by_keys(page: Page) -> None:
    studio = Studio(page).open().leave_editor()
    world = page.locator("svg.graph > g").first
    whole = world.get_attribute("transform")
    page.keyboard.press("+")
    expect(world).not_to_have_attribute("transform", whole or "")
    page.keyboard.press("Shift+ArrowLeft")
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    page.keyboard.press("0")
    expect(world).to_have_attribute("transform", whole or "")
