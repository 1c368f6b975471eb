"""What a person asks who comes with a program of their own: why it is 0, and where to look."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import FOLLOW, Studio, packed

# The gradient of w is 0, and one op is why; d is cut off from what made it.
BLOCKED = """
w = param([0.5, -0.5])
x = input([2.0, 1.0])
h = relu(w * x - 5)
d = h.detach() * 2
loss = sum(h + d)
"""
TRAINED = """
x = input([0.5, -1.0, 2.0])
w = param([0.1, 0.2, -0.1])
for step in range(4):
    loss = (w @ x - 1.5) ** 2
    loss.backward()
    with torch.no_grad():
        w -= 0.05 * w.grad
    w.grad = None
"""
REBOUND = """
x = param(0.5)
x = tanh(x)
loss = x ** 2
"""
BLOCKS = """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(3, 3)

    def forward(self, x):
        return x + torch.tanh(self.up(x))

net = nn.Sequential(Block(), Block(), Block(), Block(), Block())
loss = sum(net(torch.randn(2, 3)) ** 2)
"""
LEANING = """
P = param([[1.0, -2.0], [0.5, 3.0]])
loss = sum(P ** 3)
"""
WRONG = """
W = param([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
y = W @ input([1.0, 2.0, 3.0])
"""


@pytest.fixture
def studio(page: Page) -> Studio:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    return Studio(page).open()


# An expression may be broken; a word may not.
WORD = re.compile(r"^\s*[a-z]+\s*$")
LINES = """element => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
}"""


def at_end(studio: Studio, source: str) -> Studio:
    studio.follow(source).leave_editor()
    studio.page.keyboard.press("End")
    return studio.at(studio.stops)


def fits(text: Locator) -> bool:
    """Say whether no word is broken or cut in it."""
    found: bool = text.evaluate("one => one.scrollWidth <= one.clientWidth")
    return found


def test_the_end_says_where_gradients_end(studio: Studio) -> None:
    at_end(studio, BLOCKED)
    assert studio.numbers("w", "gradient") == [0, 0]
    assert studio.numbers("h", "gradient") == [1, 1]
    expect(studio.caption).to_contain_text(
        "loss is 0; the gradient of w is 0, since the ReLU sends back only zeros."
    )
    studio.handle("d").click()
    studio.page.get_by_role("tab", name="Paths").click()
    expect(studio.inspector).to_contain_text(
        "No gradient of loss comes back to d, since it is a constant."
    )


def test_the_end_says_what_training_has_brought(studio: Studio) -> None:
    at_end(studio, TRAINED)
    document = studio.document(TRAINED)
    values = {one["id"]: one["value"] for one in document["tensors"]}
    first, *_, last = [one["output"] for one in document["passes"] if one["mode"] == "reverse"]
    said = studio.caption.inner_text().replace("−", "-")
    before, after = values[first]["data"][0], values[last]["data"][0]
    assert f"loss is {after:.4g}; in the first of 4 backward passes it was {before:.4g}." in said


def test_a_name_that_is_taken_again_is_the_new_one(studio: Studio) -> None:
    studio.follow(REBOUND).go_to(2)
    expect(studio.caption).to_contain_text("The hyperbolic tangent of x gives the new x = 0.4621.")
    # Numbers have no elements to count, and nothing to sum over.
    studio.op("x:tanh").locator(".handle").click()
    steps = studio.inspector.locator(".steps .formula annotation")
    labels = studio.inspector.locator(".steps .label").all_inner_texts()
    assert labels == ["1 · one number", "2 · chain rule", "3 · work out", "4 · in short"]
    expect(studio.inspector.locator(".cost")).not_to_contain_text("Jacobian")
    assert not [text for text in steps.all_text_contents() if "_i" in text or "sum" in text]


def test_what_blocks_give_is_called_by_the_network(studio: Studio) -> None:
    at_end(studio, BLOCKS)
    names = studio.page.locator(".graph .tensor .name").all_text_contents()
    assert "net.4" in names
    assert not [name for name in names if "×" in name]


def test_the_legend_says_what_the_lines_in_view_mean(studio: Studio) -> None:
    legend = studio.page.locator(".legend")
    at_end(studio, "x = param(0.3)\nloss = x ** 2\n")
    expect(legend).not_to_contain_text("NaN")
    expect(legend).not_to_contain_text("∂")
    studio.page.keyboard.press("d")
    expect(legend).to_contain_text("∂ local derivative, ∇ contribution")
    studio.page.keyboard.press("d")
    expect(legend).not_to_contain_text("∂")
    at_end(studio, "x = param([-1.0, 0.0])\nloss = sum(log(x) * sqrt(x))\n")
    expect(studio.page.locator(".graph .edge.nan")).not_to_have_count(0)
    expect(legend).to_contain_text("NaN")
    at_end(studio, "x = param([4.0, 0.0])\nloss = sum(sqrt(x))\n")
    expect(studio.page.locator(".graph .edge.infinity")).not_to_have_count(0)
    expect(legend).to_contain_text("infinite")
    expect(legend).not_to_contain_text("NaN")


def test_a_steep_curve_is_not_saturated(studio: Studio) -> None:
    at_end(studio, "x = param(0.3)\nloss = log(x)\n")
    studio.op("loss:log").locator(".handle").click()
    studio.page.get_by_role("tab", name="Curve").click()
    expect(studio.inspector).to_contain_text("The slope of the tangent is the local derivative.")
    expect(studio.inspector).not_to_contain_text("Saturated")


def test_a_hit_shows_its_furthest_element_and_all_of_its_name(studio: Studio) -> None:
    at_end(studio, LEANING)
    studio.page.keyboard.press("/")
    studio.page.keyboard.type("|grad| > 1")
    hit = studio.page.locator(".finder li", has_text="parameter")
    expect(hit).to_contain_text("grad 27")
    assert fits(hit.locator(".name"))


def test_the_list_breaks_no_word(studio: Studio) -> None:
    at_end(studio, "x = param(0.3)\nloss = exp(exp(-x)) / tanh(x)\n")
    studio.page.keyboard.press("l")
    words = studio.page.locator(".list li :is(.noun, .symbol, .place)").filter(has_text=WORD)
    assert words.count() > 8
    for word in words.all():
        assert word.evaluate(LINES) == 1, word.inner_text()


def test_on_a_phone_the_program_is_a_touch_away_from_its_error(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    Studio(page).open()
    page.evaluate(FOLLOW, packed(WRONG))
    show = page.get_by_role("button", name="Show the program")
    box = show.bounding_box()
    assert box is not None
    assert box["height"] >= 24
    show.click()
    expect(page.locator(".message.error")).to_contain_text("inner sizes 2 and 3 differ")
    expect(page.get_by_role("button", name="Write W.T")).to_be_in_viewport()


def test_what_is_tapped_on_a_phone_tells_its_numbers(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open()
    source = "x = param([2.0, -1.0])\nW = param(zeros(20, 20))\nloss = sum(x ** 2) + sum(W)\n"
    at_end(studio, source)
    studio.handle("x").click()
    expect(page.locator(".peek p")).to_have_text("x: [2, −1]; gradient [4, −2]")
    studio.show_everything()
    studio.handle("W").click()
    expect(page.locator(".peek p")).to_have_text(
        "W: from 0 to 0, mean 0; gradient from 1 to 1, mean 1"
    )
    page.locator(".peek").get_by_role("button", name="Inspect").click()
    # A button that goes away hands the focus on, and Escape closes the sheet.
    studio.inspector.get_by_role("button", name="Show the elements").first.click()
    expect(studio.inspector.get_by_role("region", name="Elements")).to_be_focused()
    page.keyboard.press("Escape")
    expect(studio.inspector).to_be_hidden()


def test_at_twice_the_size_buttons_and_card_hide_nothing_of_each_other(page: Page) -> None:
    page.set_viewport_size({"width": 720, "height": 450})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open()
    studio.follow(BLOCKED).go_to(9)
    card = page.locator(".graph .note").first
    expect(card).to_be_visible()
    cards = [one for one in [card.bounding_box()] if one]
    for button in page.locator(".corner button:visible").all():
        box = button.bounding_box()
        assert box is not None
        assert not [one for one in cards if one["y"] < box["y"] + box["height"]]


def test_leaves_without_sliders_are_named(studio: Studio) -> None:
    studio.follow("W = param(randn(8, 8))\nloss = sum(W ** 2)\n")
    sliders = studio.page.locator(".inputs")
    expect(sliders).to_contain_text("Too many elements for sliders and steps: W (8 × 8).")
    expect(studio.page.get_by_role("button", name="Take a step")).to_be_hidden()
