"""Programs go in by the keyboard, and the numbers on the page are the API's."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, read_number
from tests.engine.programs import PROGRAMS


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_pasted_program_shows_the_numbers_of_the_api(page: Page, name: str) -> None:
    studio = Studio(page).open().paste(PROGRAMS[name]).show_everything()
    document = studio.document(PROGRAMS[name])
    gradients = document["passes"][-1].get("gradients", {})
    drawn = studio.page.locator(".graph .tensor").count()
    assert drawn == len(document["tensors"])
    for tensor in document["tensors"]:
        wanted = [float(one) for one in tensor["value"]["data"]]
        assert studio.numbers(tensor["id"], "value") == pytest.approx(wanted, rel=1e-3, abs=6e-3)
        if tensor["id"] in gradients:
            wanted = [float(one) for one in gradients[tensor["id"]]["data"]]
            shown = studio.numbers(tensor["id"], "gradient")
            assert shown == pytest.approx(wanted, rel=1e-3, abs=6e-3)
        else:
            assert studio.numbers(tensor["id"], "gradient") == []


@pytest.mark.parametrize(
    ("source", "tensors", "ops"),
    [
        ("x = -4.499\n2 / sin(exp(-x))", 6, 4),
        ("a = 3\na + a", 2, 1),
        ("x = 3\nx * x", 2, 1),
        ("x = 2.0\na = sin(x)\nb = exp(x)\nc = x ** 2\na * b + c", 6, 5),
    ],
)
def test_a_typed_program_is_drawn(page: Page, source: str, tensors: int, ops: int) -> None:
    studio = Studio(page).open().type(source)
    expect(page.locator(".graph .tensor")).to_have_count(tensors)
    expect(page.locator(".graph .op")).to_have_count(ops)
    drawn = page.locator(".graph .edge").count()
    assert drawn == len(studio.document(source)["edges"])


def test_the_lectures_composition(page: Page) -> None:
    studio = Studio(page).open().type("x = -4.499\n2 / sin(exp(-x))")
    assert studio.numbers("div.out", "value") == [2.164]
    assert studio.numbers("x", "gradient") == [-80.39]


def test_the_inspector_shows_every_digit(page: Page) -> None:
    source = "x = -4.499\ny = 2 / sin(exp(-x))"
    studio = Studio(page).open().type(source)
    document = studio.document(source)
    for tensor in ("x", "y"):
        studio.tensor(tensor).click()
        expect(studio.inspector.locator("h2")).to_have_text(tensor)
        value = studio.inspector.locator('[data-element="value"]').inner_text()
        gradient = studio.inspector.locator('[data-element="gradient"]').inner_text()
        (wanted,) = [one for one in document["tensors"] if one["id"] == tensor]
        assert read_number(value) == wanted["value"]["data"][0]
        assert read_number(gradient) == document["passes"][1]["gradients"][tensor]["data"][0]


def test_an_element_that_is_pointed_at_shows_every_digit(page: Page) -> None:
    source = "W = param([[0.1, 0.2], [0.3, 0.7]])\nloss = sum(sigmoid(W))"
    studio = Studio(page).open().type(source)
    gradient = studio.document(source)["passes"][1]["gradients"]["W"]["data"]
    studio.tensor("W").click()
    studio.inspector.locator(".gradient-frame [data-index='3']").hover()
    said = studio.inspector.locator(".exact").inner_text().splitlines()
    assert said == ["W[1, 1] = 0.7", f"gradient = {gradient[3]!r}"]


def test_a_large_tensor_is_a_picture_and_comes_by_slices(page: Page) -> None:
    source = "A = param(randn(30, 40))\nloss = sum(A ** 2)"
    studio = Studio(page).open().type(source)
    expect(studio.tensor("A").locator("image:not([hidden])")).to_have_count(2)
    studio.tensor("A").click()
    value = studio.inspector.locator("nabla-slices").first
    value.get_by_role("button", name="Show the elements").click()
    expect(value).to_contain_text("elements 1 to 32 of 1200")
    value.get_by_role("button", name="Further").click()
    expect(value).to_contain_text("elements 33 to 64 of 1200")
    answer = page.request.post(
        "/api/v1/graphs/tensor",
        data={"source": source, "tensor": "A", "of": "value", "start": 32, "count": 32},
    ).json()
    shown = [read_number(text) for text in value.locator("td").all_inner_texts()]
    assert shown == answer["data"]


def test_what_is_printed_stands_under_the_program(page: Page) -> None:
    Studio(page).open().type("x = 2.0\nprint(x, x * x)\nx")
    expect(page.locator(".printed pre")).to_contain_text("4")


def test_a_slider_moves_the_numbers_and_keeps_the_picture(page: Page) -> None:
    studio = Studio(page).open().type("x = 3.0\nx * x")
    slider = page.locator(".sliders input[type=range]")
    slider.evaluate("input => { input.value = '-1.5'; input.dispatchEvent(new Event('input')); }")
    expect(page.locator(".sliders .number")).to_have_value("−1.5")
    studio.settled()
    assert studio.numbers("mul.out", "value") == [2.25]
    assert studio.numbers("x", "gradient") == [-3]


def test_a_moved_slider_says_so_and_finds_its_way_back(page: Page) -> None:
    studio = Studio(page).open().type("x = 1.5\nx * x")
    slider = page.locator(".sliders input[type=range]")
    slider.evaluate("input => { input.value = '-2'; input.dispatchEvent(new Event('input')); }")
    studio.settled()
    assert studio.numbers("mul.out", "value") == [4]
    page.get_by_role("button", name="Reset x to 1.5").press("Enter")
    studio.settled()
    assert studio.numbers("mul.out", "value") == [2.25]
    expect(slider).to_be_focused()
    expect(page.locator(".sliders button")).to_have_count(0)


def test_the_range_of_a_slider_belongs_to_its_program(page: Page) -> None:
    studio = Studio(page).open().type("x = 3.0\nx * x")
    slider = page.locator(".sliders input[type=range]")
    expect(slider).to_have_attribute("max", "6")
    studio.paste("x = 100.0\nx + 1")
    expect(slider).to_have_attribute("max", "200")
