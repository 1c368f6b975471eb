"""The graph as a list: read without eyes, walked along edges, in step with the drawing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import Studio, read_number
from tests.engine.programs import LECTURE_VECTOR

PROGRAM = """\
w = param(2.0)
x = input(3.0)
with module("layer"):
    k = w * x
    h = sigmoid(k)
loss = h * h + x
"""


def entry(page: Page, name: str) -> Locator:
    """Find the entry of a tensor or an op by its id."""
    return page.locator(f'.list li[data-row="{name}"]')


def focused(page: Page) -> str | None:
    """Say which row has the focus."""
    row: str | None = page.evaluate("document.activeElement.closest('[data-row]')?.dataset.row")
    return row


def said(page: Page, name: str, part: str) -> str:
    """Read a cell of an entry, without the name of its column."""
    text = entry(page, name).locator(f".{part}").inner_text()
    return re.sub(r"^(forward|backward):\s*", "", text)


@pytest.fixture
def listed(page: Page) -> Studio:
    """Give a studio that is read as a list, opened by its skip link."""
    studio = Studio(page).open().paste(PROGRAM).leave_editor()
    page.get_by_role("button", name="Read the graph as a list").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".list")).to_be_visible()
    return studio


def test_the_list_holds_what_the_api_says_at_every_step(page: Page, listed: Studio) -> None:
    document: dict[str, Any] = listed.document(PROGRAM)
    tensors = {tensor["id"]: tensor for tensor in document["tensors"]}
    gradients = document["passes"][1]["gradients"]
    for name, tensor in tensors.items():
        (value,) = tensor["value"]["data"]
        assert read_number(said(page, name, "forward")) == pytest.approx(value, rel=1e-3)
        if name in gradients:
            (slope,) = gradients[name]["data"]
            assert read_number(said(page, name, "backward")) == pytest.approx(slope, rel=1e-3)
    for op in document["ops"]:
        assert said(page, op["id"], "forward") == "has run"
        links = entry(page, op["id"]).locator(".from button")
        assert links.count() == len(set(op["inputs"]))
    assert page.locator(".list li").count() == len(tensors) + len(document["ops"])
    heads = page.locator(".list").get_by_role("heading")
    expect(heads).to_have_text([re.compile(t) for t in ("list", "Program", "layer", "continued")])

    listed.go_to(0)
    for name in ("w", "layer/k", "loss"):
        assert said(page, name, "forward") == "not computed yet"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    listed.at(2)
    assert said(page, "layer/k", "forward") == "6"
    assert said(page, "layer/h", "forward") == "not computed yet"
    expect(entry(page, "layer/k:mul")).to_have_attribute("aria-current", "step")
    assert said(page, "layer/h:sigmoid", "forward") == "may run now"


def test_arrows_walk_along_edges_and_fold_modules_as_in_the_drawing(
    page: Page, listed: Studio
) -> None:
    stop = listed.root.get_attribute("data-stop")
    entry(page, "w").locator(".name").focus()
    for key, row in (
        ("ArrowRight", "layer/k:mul"),
        ("ArrowLeft", "w"),
        ("ArrowRight", "layer/k:mul"),
        ("ArrowRight", "layer/k"),
        ("ArrowRight", "layer/h:sigmoid"),
        ("ArrowUp", "layer/k"),
        ("Home", ""),
        ("ArrowDown", "x"),
        ("ArrowDown", "layer"),
        ("ArrowDown", "w"),
        ("ArrowUp", "layer"),
        ("ArrowUp", "x"),
        ("ArrowRight", "layer/k:mul"),
        ("ArrowLeft", "x"),
        ("ArrowLeft", "x"),
    ):
        page.keyboard.press(key)
        assert focused(page) == row, key
    assert listed.root.get_attribute("data-stop") == stop
    page.keyboard.press("Enter")
    expect(entry(page, "x").locator(".name")).to_have_attribute("aria-pressed", "true")
    expect(listed.inspector.locator("h2")).to_have_text("x")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert focused(page) == "layer/k:mul"
    title = page.locator('.list [data-row="layer"] .name')
    title.focus()
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_attribute("aria-expanded", "false")
    expect(entry(page, "layer/k")).to_have_count(0)
    entry(page, "x").locator(".name").focus()
    page.keyboard.press("ArrowRight")
    assert focused(page) == "layer/k:mul"
    expect(title).to_have_attribute("aria-expanded", "true")
    title.click()
    page.keyboard.press("l")
    expect(page.locator(".list")).to_be_hidden()
    expect(listed.tensor("x")).to_have_class(re.compile("selected"))
    expect(page.locator("svg.graph")).to_be_focused()
    module = page.locator('.graph [data-module="layer"]')
    expect(module).to_have_attribute("aria-expanded", "false")


def test_of_a_long_list_only_a_window_is_there(page: Page) -> None:
    steps = "\n".join(f"x{k + 1} = sin(x{k})" for k in range(150))
    studio = Studio(page).open().paste(f"x0 = 1.0\n{steps}").leave_editor()
    page.keyboard.press("l")
    rows = page.locator(".list li")
    assert rows.count() <= 60
    expect(entry(page, "x150")).to_be_in_viewport()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "x0"
    assert rows.count() <= 60
    for _ in range(90):
        page.keyboard.press("ArrowRight")
    assert focused(page) == "x45"
    assert rows.count() <= 60
    expect(entry(page, "x45")).to_be_in_viewport()
    assert studio.document(f"x0 = 1.0\n{steps}")["tensors"][45]["id"] == "x45"


def test_every_entry_and_every_link_is_told_apart_by_ear(page: Page) -> None:
    Studio(page).open().paste(LECTURE_VECTOR).leave_editor()
    page.get_by_role("button", name="Read the graph as a list").focus()
    page.keyboard.press("Enter")
    ears = page.context.new_cdp_session(page)

    def heard() -> tuple[str, str]:
        """Say what a screen reader says of what has the focus."""
        there = ears.send("Runtime.evaluate", {"expression": "document.activeElement"})
        (node,) = ears.send(
            "Accessibility.getPartialAXTree",
            {"objectId": there["result"]["objectId"], "fetchRelatives": False},
        )["nodes"]
        assert node["role"]["value"] == "button"
        return node["name"]["value"], node["description"]["value"]

    # Forward along the edges, from the input to the loss.
    entry(page, "x").locator(".name").focus()
    walked = [heard()]
    for _ in range(16):
        page.keyboard.press("ArrowRight")
        walked.append(heard())
    assert [name for name, _ in walked] == [
        "x",
        "matrix product",
        "W @ x",
        "sum",
        "W @ x + b",
        "sigmoid",
        "the result of the sigmoid, sigmoid(W @ x + b)",
        "matrix product",
        "the result of the second matrix product, V @ sigmoid(W @ x + b)",
        "sum",
        "the result of the second sum, (V @ sigmoid…) + c",
        "difference",
        "the result of the difference, ((V @ sigmoid…) + c) − t",
        "power",
        "the result of the power, (((V @ sigmo…)²",
        "summation",
        "loss",
    ]
    # What has the same name has another description, and each holds both passes.
    assert len(set(walked)) == len(walked)
    for name, description in walked:
        assert re.search("; ?forward: .+; ?backward: .+", description), name
    assert walked[0][1].startswith("input, 2 elements ;")
    assert walked[9][1].startswith("the result of the second matrix product plus c ;")
    assert walked[9][1].endswith("sent back to the result of the second matrix product and c")

    # Back along the gradient, by the way that was come.
    for before in walked[-2::-1]:
        page.keyboard.press("ArrowLeft")
        assert heard() == before

    # A link says where it leads and on which side of its entry it stands.
    for key in ("ArrowUp", "ArrowUp", "Tab"):
        page.keyboard.press(key)
    link = page.locator(":focus")
    expect(link).to_have_accessible_name("the matrix product of V and the result of the sigmoid")
    group = page.get_by_role("group").filter(has=link)
    expect(group).to_have_accessible_name("used by")


def test_a_phone_reads_the_list_too(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    studio = Studio(page).open()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Read as a list").click()
    rows = page.locator(".list")
    expect(rows).to_be_visible()
    assert rows.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    rows.locator("li .name").first.click()
    expect(page.locator(".peek")).to_be_visible()
    page.get_by_role("button", name="Draw the graph").click()
    expect(rows).to_be_hidden()
    studio.settled()
