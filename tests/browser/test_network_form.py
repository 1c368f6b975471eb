"""The form for a small network writes its program into the editor."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from engine import NETWORK_ACTIVATIONS, NETWORK_LOSSES
from tests.browser.studio import Studio


def test_the_form_offers_what_the_engine_knows(page: Page) -> None:
    Studio(page).open()
    page.get_by_role("button", name="Network form").click()
    form = page.get_by_role("dialog", name="A small network")

    def offered(name: str) -> set[str]:
        options = form.locator(f"select[name={name}] option").all()
        return {option.get_attribute("value") or "" for option in options}

    assert offered("activation-1") == set(NETWORK_ACTIVATIONS)
    assert offered("loss") == set(NETWORK_LOSSES)


@pytest.mark.parametrize("loss", NETWORK_LOSSES)
def test_a_network_is_written_and_drawn(page: Page, loss: str) -> None:
    studio = Studio(page).open()
    page.get_by_role("button", name="Network form").click()
    form = page.get_by_role("dialog", name="A small network")
    form.get_by_label("Units per layer").fill("2, 4, 3, 2")
    form.get_by_label("Layer 3").select_option("linear")
    form.get_by_label("Loss").select_option(loss)
    targets = ["1", "0"] if loss == "cross_entropy" else ["1 0", "0 1"]
    form.get_by_label("Data").fill(f"1.2, -0.7 -> {targets[0]}\n-0.5, 0.8 -> {targets[1]}")
    form.get_by_role("button", name="Write the program").click()
    expect(form).to_be_hidden()
    studio.settled()
    expect(studio.root).to_have_attribute("data-phase", "current")
    expect(studio.editor).to_contain_text("layer3 = Linear(3, 2)")
    expect(page.locator(".message.error")).to_have_count(0)


@pytest.mark.parametrize(
    ("label", "text", "fault"),
    [
        ("Data", "1, 2", "one arrow"),
        ("Units per layer", "2, three, 1", "“three” is not a number"),
        ("Units per layer", "3, 3, 1", "3"),
    ],
)
def test_a_form_that_cannot_be_read_says_why(page: Page, label: str, text: str, fault: str) -> None:
    Studio(page).open()
    page.get_by_role("button", name="Network form").click()
    form = page.get_by_role("dialog", name="A small network")
    form.get_by_label(label).fill(text)
    form.get_by_role("button", name="Write the program").click()
    expect(form.get_by_role("alert")).to_contain_text(fault)
    form.get_by_label(label).press("End")
    page.keyboard.type(" ")
    expect(form.get_by_role("alert")).to_have_count(0)


def test_the_last_layer_keeps_its_activation_as_layers_come_and_go(page: Page) -> None:
    Studio(page).open()
    page.get_by_role("button", name="Network form").click()
    form = page.get_by_role("dialog", name="A small network")

    def chosen() -> list[str]:
        return [one.input_value() for one in form.locator("select[name^=activation]").all()]

    units = form.get_by_label("Units per layer")
    form.get_by_label("Layer 1").select_option("tanh")
    units.fill("2, 4, 3, 1")
    expect(form.get_by_label("Layer 3")).to_be_visible()
    assert chosen() == ["tanh", "sigmoid", "linear"]
    units.fill("2, 1")
    expect(form.get_by_label("Layer 2")).to_have_count(0)
    assert chosen() == ["linear"]
    units.fill("2, 3, 1")
    expect(form.get_by_label("Layer 2")).to_be_visible()
    assert chosen() == ["tanh", "linear"]
