"""Large graphs: GoogLeNet, which opens module by module; ten thousand nodes, seen from afar."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.studio import Studio

GOOGLENET = """\
net = GoogLeNet(classes=10)
x = randn(1, 3, 64, 64)
loss = cross_entropy(net(x), target([3]))
"""


def module(page: Page, name: str) -> None:
    """Fold or unfold a module."""
    page.locator(f'.graph rect[data-module="{name}"]').click()


def test_it_arrives_folded_and_opens_level_by_level(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    studio = Studio(page).open().paste(GOOGLENET)
    expect(page.locator(".region.folded")).to_have_text("▸ netGoogLeNet")
    expect(page.locator(".graph .op")).to_have_count(1)
    module(page, "net")
    studio.settled()
    module(page, "net/inception3a")
    studio.settled()
    expect(page.locator(".graph .tensor").filter(has_text="branch")).to_have_count(4)
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    stage = studio.stage.bounding_box()
    opened = page.locator(".region.open", has_text="inception3a").last.bounding_box()
    assert stage
    assert opened
    assert stage["y"] <= opened["y"]
    assert opened["y"] + opened["height"] <= stage["y"] + stage["height"]


def test_what_happens_in_a_folded_module_is_told(page: Page) -> None:
    studio = Studio(page).open().paste(GOOGLENET)
    studio.leave_editor()
    page.keyboard.press("Home")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(studio.caption).to_have_text(
        re.compile(r"Forward, step \d+ of \d+, inside net\.\s+.+: the convolution of images\.")
    )
    expect(page.locator(".region.folded.forward")).to_have_count(1)


def test_its_large_tensors_are_pictures_and_come_by_slices(page: Page) -> None:
    studio = Studio(page).open().paste(GOOGLENET)
    expect(studio.tensor("x").locator("image:not([hidden])")).to_have_count(2)
    studio.tensor("x").click()
    gradient = studio.inspector.locator("nabla-slices").last
    gradient.get_by_role("button", name="Show the elements").click()
    expect(gradient).to_contain_text("elements 1 to 32 of 12288")


def test_a_stack_of_small_sheets_shows_the_numbers_of_the_first(page: Page) -> None:
    source = "x = input(arange(300).reshape(75, 2, 2))\nsum(x * x)"
    studio = Studio(page).open().paste(source)
    assert studio.numbers("x", "value") == [0, 1, 2, 3]
    assert studio.numbers("x", "gradient") == [0, 2, 4, 6]


def test_the_class_that_is_right_is_chosen_by_whole_numbers(page: Page) -> None:
    Studio(page).open().paste("x = param([[1.0, 2.0, 3.0]])\ncross_entropy(x, target([1]))")
    slider = page.get_by_role("slider", name="target([1])")
    expect(slider).to_have_attribute("step", "1")
    expect(slider).to_have_attribute("min", "0")
