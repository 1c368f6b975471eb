"""The cards of the inspector: every number that they show is the API's."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, read_number

NETWORK = """\
W = param([[0.8, -0.6], [-0.3, 0.9], [0.5, 0.4]])
b = param([0.1, -0.2, 0.3])
V = param([[0.7, -1.1, 0.4], [0.2, 0.6, -0.9]])
x = input([1.2, -0.7])
t = target([1.0, 0.0])
k = W @ x + b
h = sigmoid(k)
loss = sum((V @ h - t) ** 2)
"""

VIEWS = """\
A = param([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
B = transpose(A)
C = A[:, 1:]
loss = sum(B @ A) + sum(C ** 2)
"""

PIXEL = "([canvas, x, y]) => [...canvas.getContext('2d').getImageData(x, y, 1, 1).data]"


def select(studio: Studio, name: str, tab: str = "") -> None:
    """Select a tensor or an op, and read one of its tabs."""
    studio.handle(name).click()
    if tab:
        studio.inspector.get_by_role("tab", name=tab).click()


def terms(studio: Studio, source: str, tensor: str, index: list[int]) -> dict[str, Any]:
    """Ask the API where an element of a gradient comes from."""
    asked = {"source": source, "tensor": tensor, "index": index, "pass": 1}
    found: dict[str, Any] = studio.page.request.post("/api/v1/graphs/terms", data=asked).json()
    return found


def outlined(studio: Studio) -> set[str]:
    """Name the tensors in which elements are outlined."""
    marks = studio.page.locator(".graph [data-tensor]:has(.outline)")
    return set(marks.evaluate_all("marks => marks.map(mark => mark.dataset.tensor)"))


def test_an_element_of_a_gradient_lights_what_it_was_computed_from(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    select(studio, "W")
    cell = studio.inspector.locator(".gradient-frame [data-index='1']")
    cell.hover()
    ((sent,), total) = terms(studio, NETWORK, "W", [0, 1]).values()
    product = studio.inspector.locator(".products li")
    expect(product).to_contain_text("W∇[0, 1] = ")
    expect(product).to_contain_text("x[1]")
    figures = product.locator(".figures").inner_text()
    numbers = [read_number(text) for text in re.findall(r"[−\d][\d.e−]*", figures)]
    (term,) = sent["terms"]
    wanted = [one["value"] for one in term["cells"]] + [term["product"]]
    assert numbers == pytest.approx(wanted, rel=1e-3)
    assert math.prod(numbers[:-1]) == pytest.approx(total, rel=1e-3)
    assert outlined(studio) == {"W"} | {one["tensor"] for one in term["cells"]}
    page.mouse.move(5, 5)
    expect(page.locator(".outline")).to_have_count(0)
    cell.focus()
    expect(product).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(product).to_contain_text("W∇[1, 1] = ")
    expect(page.locator(".graph [data-tensor=x] .outline")).to_have_count(1)


def test_value_and_gradient_have_one_geometry_and_point_together(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    select(studio, "V")
    boxes = studio.inspector.locator(".pair .numbers").evaluate_all(
        "tables => tables.map(({ clientWidth, clientHeight }) => [clientWidth, clientHeight])"
    )
    assert boxes[0] == boxes[1]
    studio.inspector.locator(".value [data-index='2']").hover()
    expect(studio.inspector.locator(".pair .pointed")).to_have_count(2)
    studio.inspector.get_by_role("button", name="Which way to move").click()
    gradients = studio.document(NETWORK)["passes"][1]["gradients"]["V"]["data"]
    arrows = studio.inspector.locator(".value .arrow").all_inner_texts()
    assert arrows == ["↓" if slope > 0 else "↑" for slope in gradients]
    studio.inspector.locator(".gradient-frame [data-index='0']").hover()
    expect(studio.inspector.locator(".advice")).to_contain_text(
        "To lower loss, increase V[0, 0], since its gradient is negative."
    )


def test_every_sheet_of_a_stack_can_be_reached(page: Page) -> None:
    source = "x = param(rand(2, 3, 2, 2))\nloss = sum(x ** 2)"
    studio = Studio(page).open().paste(source)
    data = studio.document(source)["tensors"][0]["value"]["data"]
    select(studio, "x")
    studio.inspector.get_by_role("button", name="Higher index of axis 1").click()
    studio.inspector.get_by_role("button", name="Higher index of axis 0").click()
    expect(studio.inspector.locator(".stack").first).to_have_attribute("data-sheet", "4")
    expect(studio.inspector.locator(".value .stack img")).to_have_count(1)
    shown = studio.inspector.locator(".value td").all_inner_texts()
    assert [read_number(text) for text in shown] == pytest.approx(data[16:20], rel=1e-3)
    expect(studio.inspector.get_by_role("button", name="Higher index of axis 0")).to_be_disabled()


def test_an_image_is_a_picture_in_either_order_of_channels(page: Page) -> None:
    source = "x = param(rand(2, 6, 8, 3))\nloss = sum(x ** 2)"
    studio = Studio(page).open().paste(source)
    asked = {"source": source, "tensor": "x", "start": 144, "count": 144}
    data = page.request.post("/api/v1/graphs/tensor", data=asked).json()["data"]
    select(studio, "x")
    studio.inspector.get_by_role("button", name="picture").click()
    studio.inspector.get_by_role("button", name="Higher index of axis 0").click()
    expect(studio.inspector.locator(".steppers output")).to_have_text("1")
    canvas = studio.inspector.locator(".value canvas")
    expect(canvas).to_have_attribute("width", "8")

    def pixel(x: int, y: int) -> list[int]:
        handle = canvas.element_handle()
        found: list[int] = page.evaluate(PIXEL, [handle, x, y])
        return found

    at = 3 * (2 * 8 + 5)
    assert pixel(5, 2)[:3] == [round(255 * number) for number in data[at : at + 3]]
    studio.inspector.get_by_role("button", name="batch, channels, height, width").click()
    expect(studio.inspector).to_contain_text("The shape says channels last.")
    wrong = [data[48 * channel + 2 * 8 + 5] for channel in range(3)]
    assert pixel(5, 2)[:3] == [round(255 * number) for number in wrong]


def test_views_share_one_strip_of_memory(page: Page) -> None:
    studio = Studio(page).open().paste(VIEWS)
    select(studio, "B", "Memory")
    memory = next(one["memory"] for one in studio.document(VIEWS)["tensors"] if one["id"] == "B")
    facts = studio.inspector.locator(".facts dd").all_inner_texts()
    assert facts[:2] == ["3 × 2", ", ".join(map(str, memory["strides"]))]
    studio.inspector.locator(".values [data-cell='2']").hover()
    expect(studio.inspector.locator(".address")).to_contain_text(
        f"B[2, 0] stands in cell 0 + 2·{memory['strides'][0]} + 0·{memory['strides'][1]} = 2"
    )
    assert outlined(studio) == {"A", "B", "C"}
    expect(studio.inspector.locator(".contiguous")).to_contain_text("Not contiguous")
    studio.inspector.get_by_role("button", name="A", exact=True).click()
    expect(studio.inspector.locator(".contiguous")).to_contain_text("Contiguous")
    expect(studio.inspector.get_by_role("tab", name="Memory")).to_have_attribute(
        "aria-selected", "true"
    )


def test_tabs_walk_by_keys_and_are_remembered(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    select(studio, "h")
    studio.inspector.get_by_role("tab", name="Numbers").focus()
    page.keyboard.press("ArrowLeft")
    expect(studio.inspector.get_by_role("tab", name="Object")).to_be_focused()
    expect(studio.inspector.locator(".held").first).to_contain_text("ndarray (3,) float64")
    studio.open().paste(NETWORK)
    select(studio, "x")
    expect(studio.inspector.locator(".held")).to_have_count(1)
    select(studio, "h")
    expect(studio.inspector.locator(".held")).to_have_count(2)
    studio.inspector.get_by_role("tab", name="Object").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    bars = studio.inspector.locator(".histogram.forward .bar")
    counts = bars.evaluate_all("bars => bars.map(bar => Number(bar.dataset.count))")
    assert sum(counts) == 3


def test_the_third_step_has_the_numbers_of_the_chosen_element(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    select(studio, "h:sigmoid")
    expect(studio.inspector).to_contain_text(
        "h, 24 bytes. A full Jacobian would hold 9 numbers; 3 were computed."
    )
    studio.inspector.get_by_role("button", name="Higher index of axis 0").click()
    product = studio.inspector.locator(".worked b")
    expect(studio.inspector.locator(".worked")).to_contain_text("k∇[1] = ")
    wanted = studio.document(NETWORK)["passes"][1]["gradients"]["k"]["data"][1]
    assert read_number(product.inner_text()) == pytest.approx(wanted, rel=1e-3)


def test_a_curve_shows_the_local_derivative_as_the_slope_of_its_tangent(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    select(studio, "h:sigmoid", "Curve")
    studio.inspector.get_by_role("button", name="Higher index of axis 0").click()
    slope = studio.inspector.locator("nabla-curve .slope dd")
    document = studio.document(NETWORK)
    (local,) = [
        one["local"] for one in document["edges"] if "local" in one and one["op"] == "h:sigmoid"
    ]
    expect(slope).to_have_attribute("data-exact", re.compile(str(local["data"][1])[:12]))
    pad = studio.inspector.get_by_role("slider")
    pad.focus()
    before = pad.get_attribute("aria-valuenow")
    page.keyboard.press("PageUp")
    expect(studio.inspector.locator(".remark")).to_contain_text("The linear guess: Δloss ≈")
    page.keyboard.press("Escape")
    expect(pad).to_have_attribute("aria-valuenow", str(before))


def test_the_graph_follows_a_given_number_along_its_curve(page: Page) -> None:
    source = "x = input(0.5)\nloss = tanh(x) ** 2"
    studio = Studio(page).open().paste(source)
    select(studio, studio.document(source)["ops"][0]["id"], "Curve")
    pad = studio.inspector.get_by_role("slider")
    expect(pad).to_have_attribute("aria-valuenow", "0.5")
    pad.focus()
    page.keyboard.press("Home")
    expect(pad).not_to_have_attribute("aria-valuenow", "0.5")
    studio.settled()
    moved = float(pad.get_attribute("aria-valuenow") or "nan")
    expect(studio.tensor("x").locator(".value .number")).to_have_text(
        f"{moved:.4g}".replace("-", "−")
    )
    loss = studio.document(source, inputs={"x": moved})["tensors"][-1]["value"]["data"][0]
    assert studio.numbers("loss", "value") == pytest.approx([loss], rel=1e-3)
    expect(studio.inspector.locator(".remark")).to_contain_text("the graph follows")
