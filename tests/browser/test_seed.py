"""The seed of a program that draws at random stands beside it, and can be changed and undone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

DRAWS = "x = input(randn(2))\nsum(x * x)"


def drawn(studio: Studio, seed: int) -> list[float]:
    """Ask the API what is drawn from a seed."""
    tensors = studio.document(DRAWS, seed=seed)["tensors"]
    return next(one["value"]["data"] for one in tensors if one["id"] == "x")


def test_another_seed_draws_other_numbers(page: Page) -> None:
    studio = Studio(page).open().paste(DRAWS)
    seed = page.get_by_role("textbox", name="seed")

    def expect_drawn_from(number: int) -> None:
        expect(seed).to_have_value(str(number))
        studio.settled()
        assert studio.numbers("x", "value") == pytest.approx(drawn(studio, number), abs=0.005)

    expect_drawn_from(0)
    page.get_by_role("button", name="Draw again").click()
    expect_drawn_from(1)
    seed.fill("40")
    seed.press("Enter")
    expect_drawn_from(40)
    seed.fill("0.5")
    seed.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("A seed is a whole number from 0 to 4294967295.")
    assert studio.numbers("x", "value") == pytest.approx(drawn(studio, 40), abs=0.005)
    page.get_by_role("button", name="Draw again").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    expect_drawn_from(41)
    studio.editor.click()
    page.keyboard.press("Control+z")
    expect_drawn_from(40)
    page.keyboard.press("Control+y")
    expect_drawn_from(41)


def test_where_nothing_is_drawn_there_is_no_seed(page: Page) -> None:
    studio = Studio(page).open().paste(DRAWS)
    field = page.get_by_role("textbox", name="seed")
    expect(field).to_be_visible()
    studio.paste("x = 2.0\nx * x")
    expect(field).to_have_count(0)
    studio.paste("import torch\ntorch.manual_seed(3)\nx = torch.randn(2)\nx.sum()")
    expect(field).to_be_visible()
    expect(page.locator(".messages")).to_contain_text(re.compile("the seed is set beside"))
