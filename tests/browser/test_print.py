"""What comes out on paper: the program, the graph and the words of the step, black on white."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

STEPPED = """
x = param([0.5, -1.5])
W = param([[0.2, -0.4], [0.7, 0.1]])
h = tanh(W @ x)
loss = sum(h ** 2)
"""
# Longer than the editor, and wider than the stage at a size that can be read.
LONG = "\n".join(["y0 = param(0.5)", *(f"y{i + 1} = y{i} * 1.01" for i in range(90))])
# A4 less the margins, in CSS pixels.
PAPER = {"width": 688, "height": 1017}
SCREEN = {"width": 1440, "height": 900}

CONTROLS = ":is(button, input, select, nav):visible"

INSIDE = """svg => {
  const paper = svg.getBoundingClientRect();
  const nodes = [...svg.querySelectorAll("[data-tensor] > .handle, [data-op] > .handle")];
  const beyond = nodes.filter((node) => {
    const { left, right, top, bottom } = node.getBoundingClientRect();
    return left < paper.left || right > paper.right || top < paper.top || bottom > paper.bottom;
  });
  return [nodes.length, beyond.length];
}"""
COLOURS = """element => {
  const { color, backgroundColor } = getComputedStyle(element);
  return [color, backgroundColor];
}"""


@contextmanager
def printed(page: Page) -> Iterator[None]:
    """Lay the page out as on paper."""
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    page.set_viewport_size(PAPER)
    yield
    page.emulate_media(media="screen")
    page.set_viewport_size(SCREEN)
    page.evaluate("dispatchEvent(new Event('afterprint'))")


@pytest.fixture
def studio(page: Page) -> Studio:
    page.set_viewport_size(SCREEN)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    return Studio(page).open()


def test_the_studio_prints_program_graph_and_sentence(studio: Studio) -> None:
    page = studio.page
    studio.follow(STEPPED).go_to(7)
    seen = {
        name: (studio.numbers(name, "value"), studio.numbers(name, "gradient"))
        for name in ("x", "W", "h", "loss")
    }
    said, picture = studio.caption.inner_text(), studio.picture()
    with printed(page):
        expect(studio.caption).to_have_text(said)
        assert studio.editor.inner_text().strip() == STEPPED.strip()
        for name, (value, gradient) in seen.items():
            assert studio.numbers(name, "value") == value
            assert studio.numbers(name, "gradient") == gradient
        nodes, beyond = page.locator("svg.graph").evaluate(INSIDE)
        assert nodes == 10
        assert beyond == 0
        assert page.locator("body").evaluate(COLOURS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        for on_screen_only in ("header.topbar", "aside.inspector", ".corner", ".transport"):
            expect(page.locator(on_screen_only)).to_be_hidden()
        expect(page.locator(CONTROLS)).to_have_count(0)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.locator("svg.graph").get_attribute("viewBox") is None
    studio.settled()
    assert studio.picture() == picture


def test_a_small_program_takes_one_sheet(studio: Studio) -> None:
    # In its narrow column the long line is broken, on paper it is not.
    studio.follow(STEPPED + "y = tanh(W @ x) * tanh(W @ x) + tanh(W @ x) * tanh(W @ x)\n")
    for _ in range(3):
        assert len(re.findall(rb"/Type\s*/Page\b", studio.page.pdf(format="A4"))) == 1


def test_what_is_out_of_view_is_printed_as_well(studio: Studio) -> None:
    page = studio.page
    studio.follow(LONG)
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    assert page.locator("svg.graph").evaluate(INSIDE)[0] < 100
    with printed(page):
        assert studio.editor.inner_text().rstrip().endswith("y90 = y89 * 1.01")
        nodes, beyond = page.locator("svg.graph").evaluate(INSIDE)
        assert nodes > 181, "91 tensors, 90 ops and their constants"
        assert beyond == 0


def test_a_list_is_printed_as_a_list(studio: Studio) -> None:
    page = studio.page
    studio.follow(STEPPED).leave_editor()
    page.keyboard.press("l")
    with printed(page):
        expect(page.locator("svg.graph")).to_be_hidden()
        expect(page.locator(".list li").last).to_be_visible()
        height = page.evaluate("document.documentElement.scrollHeight")
        last = page.locator(".list li").last.bounding_box()
        assert last is not None
        assert last["y"] + last["height"] <= height


@pytest.mark.parametrize("address", ["/ops", "/ops/softmax", "/docs"])
def test_the_reference_prints_without_controls(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    if address == "/ops/softmax":
        expect(page.locator("figure.live")).to_have_attribute("data-busy", "false")
    with printed(page):
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(CONTROLS)).to_have_count(0)
        assert page.locator("body").evaluate(COLOURS) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        if address == "/ops/softmax":
            assert page.locator("svg.graph").evaluate(INSIDE) == [8, 0]
