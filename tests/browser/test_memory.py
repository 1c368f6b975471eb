"""What makes no garbage: what is read stays while it says the same, pictures leave no canvas."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio
from tests.browser.test_smooth import COUNT

PRODUCT = """\
x = input([1.0, 2.0])
w = param([0.5, -0.3])
y = x * w
loss = sum(y)
"""

MATRICES = """\
h = randn(12, 12)
for i in range(4):
    w = param(0.3 * randn(12, 12))
    h = tanh(h @ w)
loss = mean(h ** 2)
"""

KEEP = """all => all.map(one => {
  const kept = one.kept ?? false;
  one.kept = true;
  return kept;
})"""

PICTURES = """all => all.map(one => one.getAttribute("href"))"""


def test_a_formula_stays_while_it_says_the_same(page: Page) -> None:
    studio = Studio(page).open().paste(PRODUCT).go_to(0)
    studio.handle("y:mul").click()
    formulas = studio.inspector.locator("div.formula:has(math)")
    expect(formulas).to_have_count(5)
    assert not any(formulas.evaluate_all(KEEP))
    read = studio.inspector.text_content()
    page.keyboard.press("ArrowRight")
    studio.at(0)
    page.keyboard.press("ArrowRight")
    studio.at(1)
    assert studio.inspector.text_content() != read
    assert all(formulas.evaluate_all(KEEP))


def test_pictures_of_matrices_leave_no_canvas_behind(page: Page) -> None:
    page.add_init_script(COUNT)
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open()
    before = page.evaluate("made.length")
    studio.paste(MATRICES).show_everything()
    pictures = page.locator(".graph .tensor image:not([hidden])")
    expect(pictures.nth(12)).to_be_attached()
    assert len(set(pictures.evaluate_all(PICTURES))) > 12
    assert page.evaluate("made.length") - before <= 1
