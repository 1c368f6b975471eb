"""How the graph reads: shorthand, slots, numbers and widths of edges, rows, what is no number."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, read_number

CHAIN = "x = input(-4.499)\nf = 2 / sin(exp(-x))"
NETWORK = """W = param([[0.8, -0.6], [-0.3, 0.9], [0.5, 0.4]])
b = param([0.1, -0.2, 0.3])
V = param([[0.7, -1.1, 0.4], [0.2, 0.6, -0.9]])
c = param([0.1, -0.1])
x = input([1.2, -0.7])
t = target([1.0, 0.0])
loss = sum((V @ sigmoid(W @ x + b) + c - t) ** 2)"""


def opened(page: Page, source: str, *keys: str) -> Studio:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(source).leave_editor()
    for key in keys:
        page.keyboard.press(key)
        studio.settled()
    return studio


def scalar(array: dict[str, Any]) -> float:
    number: float = array["data"][0]
    return number


def test_shorthand_leaves_unnamed_tensors_out_and_their_steps_show_on_their_edges(
    page: Page,
) -> None:
    studio = opened(page, CHAIN)
    drawn = page.locator(".graph .tensor")
    before = drawn.count()
    page.keyboard.press("h")
    studio.settled()
    links = page.locator(".graph .link")
    assert links.count() == 3
    assert drawn.count() == before - 3
    expect(page.get_by_role("button", name="Shorthand")).to_have_attribute("aria-pressed", "true")
    document = studio.document(CHAIN)
    sine = next(op for op in document["ops"] if op["op"] == "sin")
    hidden = sine["inputs"][0]
    page.keyboard.press("Home")
    for _ in range(studio.stops):
        page.keyboard.press("ArrowRight")
        if page.locator(f'.link[data-tensor="{hidden}"] .edge.backward').count():
            break
    else:
        pytest.fail(f"nothing came back along the edge of {hidden}")
    studio.handle(hidden).focus()
    page.keyboard.press("Enter")
    value = scalar(next(one["value"] for one in document["tensors"] if one["id"] == hidden))
    expect(studio.inspector).to_contain_text(f"{value}".replace("-", "−"))
    expect(page.locator(f'.link.selected[data-tensor="{hidden}"]')).to_have_count(1)
    page.keyboard.press("h")
    studio.settled()
    assert drawn.count() == before
    assert links.count() == 0


def test_numbers_on_edges_are_the_engines_and_come_when_they_are_computed(page: Page) -> None:
    studio = opened(page, CHAIN, "d")
    document = studio.document(CHAIN)
    contributions = document["passes"][1]["contributions"]
    for edge in document["edges"]:
        if edge["direction"] == "out" or "local" not in edge:
            continue
        numbers = page.locator(f'[data-numbers="{edge["op"]}:{edge["slot"]}:in"]')
        for part, array in (
            ("local", edge["local"]),
            ("sent", contributions[f"{edge['op']}:{edge['slot']}"]),
        ):
            text = numbers.locator(f".{part} text:not(.sign)").text_content() or ""
            assert read_number(text) == pytest.approx(scalar(array), rel=6e-3)
    page.keyboard.press("Home")
    studio.at(0)
    expect(page.locator(".numbers:not([hidden])")).to_have_count(0)
    page.keyboard.press("d")
    studio.settled()
    expect(page.locator(".numbers")).to_have_count(0)


def test_slots_are_shown_where_their_order_matters(page: Page) -> None:
    opened(page, "a = param(2.0)\nb = param(3.0)\ny = (a - b) * (a + b)")
    slots = page.locator(".graph .slot")
    assert slots.all_text_contents() == ["1", "2"]
    assert [slot.get_attribute("data-slot") for slot in slots.all()] == [
        "y:sub:0:in",
        "y:sub:1:in",
    ]


def test_the_wider_edge_brought_the_larger_gradient(page: Page) -> None:
    opened(page, "a = param(1.0)\nb = param(1.0)\nc = param(1.0)\ny = a * 100 + b * 10 + c * 0")
    width = "edge => parseFloat(getComputedStyle(edge).strokeWidth)"
    a, b, c = (
        page.locator(f'[data-edge="y:mul{suffix}:0:in"]').evaluate(width)
        for suffix in ("", "#2", "#3")
    )
    assert a > b > c > 0


def test_what_is_no_number_has_a_sign_of_its_own_in_grids_and_in_pictures(page: Page) -> None:
    source = """a = param([-1.0, 0.0, 1.0])
b = log(a)
c = log(arange(-2, 62).reshape(8, 8))
y = sum(b) + sum(c)"""
    studio = opened(page, source)
    cells = studio.tensor("b").locator(".value")
    assert cells.locator("g:not([hidden]) > .cell").all_text_contents() == ["NaN", "−∞", "0"]
    expect(cells.locator("g:not([hidden]) > .cross:not([hidden])")).to_have_count(1)
    expect(cells.locator(".cell.infinity")).to_have_count(1)
    size = "image => new Promise(done => { const i = new Image(); i.onload = () => done(i.width);"
    side = (
        studio.tensor("c")
        .locator(".value image")
        .evaluate(f"{size} i.src = image.getAttribute('href'); }})")
    )
    # A picture whose cells need signs has room for them.
    assert side == 8 * 15


def test_a_network_is_large_enough_to_be_read(page: Page) -> None:
    studio = opened(page, NETWORK)
    heights = page.locator(".graph .cell").evaluate_all(
        "cells => cells.map(cell => parseFloat(getComputedStyle(cell).fontSize)"
        " * cell.getScreenCTM().a)"
    )
    assert sorted(heights)[len(heights) // 2] >= 9
    stage = studio.stage.bounding_box()
    loss = studio.tensor("loss").bounding_box()
    x = studio.tensor("x").bounding_box()
    assert stage
    assert loss
    assert x
    assert loss["y"] > x["y"] + x["height"], "the loss stands in the second row"
    assert stage["x"] <= loss["x"] < stage["x"] + stage["width"]


def test_a_version_is_joined_to_the_one_that_it_was_made_of(page: Page) -> None:
    source = """w = param(0.5)
loss = (w * 2 - 3) ** 2
loss.backward()
with torch.no_grad():
    w -= 0.1 * w.grad
later = w * 2"""
    studio = opened(page, source)
    later = next(one for one in studio.document(source)["tensors"] if "previous" in one)
    update = page.locator(f'[data-update="{later["previous"]} → {later["id"]}"]')
    expect(update).to_be_visible()
    page.keyboard.press("Home")
    studio.at(0)
    expect(update).to_be_hidden()


def test_a_phone_keeps_the_less_needed_buttons_behind_one(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().settled()
    more = page.get_by_role("button", name="More")
    numbers = page.get_by_role("button", name="Numbers on edges")
    expect(numbers).to_be_hidden()
    more.click()
    numbers.click()
    studio.settled()
    expect(numbers).to_be_hidden()
    assert page.locator(".numbers").count() > 0
