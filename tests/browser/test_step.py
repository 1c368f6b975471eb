"""A step against the gradient: the numbers are the engine's, and whatever forbids it is said."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
from playwright.sync_api import Page, WebSocket, expect

from tests.browser.studio import Studio

NETWORK = """\
W = param(randn(3, 2))
b = param([0.1, -0.2, 0.3])
x = input([1.2, -0.7])
loose = param(1.5)
h = sigmoid(W @ x + b)
loss = sum(h ** 2)
"""


def stepped(studio: Studio, inputs: dict[str, Any], names: str, rate: float) -> dict[str, Any]:
    """Take the step that the page should take, with the API's gradients."""
    document = studio.document(NETWORK, inputs=inputs)
    gradients = document["passes"][1]["gradients"]
    tensors = {tensor["id"]: tensor["value"] for tensor in document["tensors"]}
    moved = dict(inputs)
    for name in names:
        value = np.array(tensors[name]["data"]) - rate * np.array(gradients[name]["data"])
        moved[name] = value.reshape(tensors[name]["shape"]).tolist()
    return moved


def loss(studio: Studio, inputs: dict[str, Any]) -> float:
    """Ask the API how large the loss is."""
    tensors = studio.document(NETWORK, inputs=inputs)["tensors"]
    return float(tensors[-1]["value"]["data"][0])


def inputs_of(page: Page, sent: list[str]) -> dict[str, Any]:
    """Say what the page asked for last."""
    inputs: dict[str, Any] = json.loads(sent[-1])["inputs"]
    return inputs


def test_a_step_moves_the_numbers_as_the_engines_gradients_say(page: Page) -> None:
    sent: list[str] = []

    def watch(socket: WebSocket) -> None:
        socket.on("framesent", lambda text: sent.append(str(text)))

    page.on("websocket", watch)
    page.on("request", lambda one: sent.append(one.post_data or "") if one.post_data else None)
    studio = Studio(page).open().paste(NETWORK)
    button = page.get_by_role("button", name="Take a step")
    rate = page.get_by_role("textbox", name="rate")
    told = page.locator(".step [role=status]")

    # Parameters first; what the pass does not reach stays.
    button.click()
    expect(told).to_contain_text("Step 1")
    once = stepped(studio, {}, "Wb", 0.1)
    assert inputs_of(page, sent) == once
    before, after = loss(studio, {}), loss(studio, once)
    expect(told).to_contain_text(f"loss {before:.4g} → {after:.4g}. The slopes foretold")
    expect(page.locator(".step .about").last).to_contain_text("The program computes W;")
    studio.settled()
    studio.handle("loss").click()
    expect(studio.inspector).to_contain_text(repr(after))

    # A key that is held takes step after step, and is one change to undo.
    rate.fill("0,5")
    rate.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("This is not a number")
    rate.fill("-1")
    rate.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("larger than 0")
    rate.fill("0.5")
    button.focus()
    expected = once
    for count in (2, 3, 4):
        page.keyboard.down("Enter")
        expect(told).to_contain_text(f"Step {count}:")
        expected = stepped(studio, expected, "Wb", 0.5)
        assert inputs_of(page, sent) == expected
    page.keyboard.up("Enter")
    studio.leave_editor()
    page.keyboard.press("Control+z")
    expect(told).to_be_empty()
    studio.settled()
    assert inputs_of(page, sent) == once

    # Presses that come too fast wait for the slopes of the new place.
    page.get_by_label("What a step moves").select_option("both")
    button.evaluate("one => { one.click(); one.click(); }")
    expect(told).to_contain_text("Step 2:")
    studio.settled()
    assert inputs_of(page, sent) == stepped(studio, stepped(studio, once, "Wbx", 0.5), "Wbx", 0.5)
    for _ in range(3):
        page.keyboard.press("Control+z")
    studio.settled()
    expect(page.locator(".slider.moved")).to_have_count(0)


def test_where_there_is_no_step_the_button_says_why(page: Page) -> None:
    page.route_web_socket("**/api/v1/live", lambda socket: socket.close())
    studio = Studio(page).open().paste("x = input([1.0, 2.0])\ny = x * 2")
    button = page.get_by_role("button", name="Take a step")

    def refused(reason: str) -> None:
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_accessible_description(re.compile(reason))
        button.click(force=True)
        expect(page.locator(".slider.moved")).to_have_count(0)

    refused("There is no single number to make less: y has the shape 2")
    for source, reason in (
        ("w = param(2.0)\nv = w * w\nl = v * w\nv.backward()\nl.backward()", "2 backward"),
        ("x = input(2.0)\na = x * 2\nc = constant(1.0)\ny = c * 2", "No backward pass ran"),
        ("w = param(-2.0)\nloss = relu(w)", "Every gradient is 0"),
    ):
        studio.paste(source)
        refused(reason)

    # Not computed is no gradient; and without a socket a step goes by POST.
    studio.paste("w = param(2.0)\nloss = w ** 2").go_to(1)
    refused("not computed yet")
    page.keyboard.press("End")
    expect(button).to_have_attribute("aria-disabled", "false")
    button.click()
    expect(page.locator(".step [role=status]")).to_contain_text("loss 4 → 2.56")
    studio.settled()
    assert studio.numbers("w", "value") == [1.6]
