"""Live: a hand moves a number, and the graph follows where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, WebSocket, WebSocketRoute, expect

from tests.browser.studio import Studio

NETWORK = """\
W = param(randn(3, 2))
b = param([0.1, -0.2, 0.3])
x = input([1.2, -0.7])
rate = param(0.5)
with module("layer"):
    h = sigmoid(W @ x + b)
loss = sum(h ** 2) * rate
"""
LIVE = "**/api/v1/live"
PLACES = """stage => [...stage.querySelectorAll("[data-tensor], [data-op], [data-module]")].map(
  (one) => [one.dataset, one.getAttribute("transform"), one.textContent.length > 0]).length
  + stage.querySelector("svg.graph > g").getAttribute("transform")
  + [...stage.querySelectorAll("[data-tensor], [data-op]")].map((one) => one.outerHTML.match(
      /transform="[^"]*"/)[0])"""
SWEEP = """(slider) => {
  for (let k = 1; k <= 40; k++) {
    slider.value = String(k / 20);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


class Frames:
    """What goes through the page's sockets."""

    def __init__(self, page: Page) -> None:
        self.sent: list[dict[str, Any]] = []
        self.received: list[dict[str, Any]] = []
        self.posts = 0
        page.on("websocket", self._watch)
        page.on("request", self._count)

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda text: self.sent.append(json.loads(text)))
        socket.on("framereceived", lambda text: self.received.append(json.loads(text)))

    def _count(self, request: Any) -> None:
        self.posts += request.url.endswith("/api/v1/graphs")


def row(page: Page, tensor: str, place: int = 0) -> Locator:
    return page.locator(f'.slider[data-of="{tensor}"]').nth(place)


def slider(page: Page, tensor: str, place: int = 0) -> Locator:
    return row(page, tensor, place).locator("input[type=range]")


def drag(page: Page, what: Locator, to: float, *, let_go: bool = True) -> None:
    """Drag along a slider to a share of its width, through many places."""
    box = what.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * to, y, steps=12)
    if let_go:
        page.mouse.up()


def take_hold(studio: Studio, what: Locator) -> None:
    """Touch a slider, so that its socket is there."""
    what.hover()
    studio.page.mouse.down()
    studio.page.mouse.up()
    expect(studio.root).to_have_attribute("data-live", "true")
    studio.settled()


def exactly(studio: Studio, tensor: str, part: str) -> float:
    """Read all digits of a scalar from the inspector."""
    studio.page.evaluate("document.activeElement.blur()")
    if studio.inspector.locator(f'[data-subject="{tensor}"]').count() == 0:
        studio.handle(tensor).click()
    text = studio.inspector.locator(f"[data-element={part}]").inner_text()
    return float(text.replace("−", "-"))


def value(document: dict[str, Any], tensor: str) -> list[float]:
    found: list[float] = next(t for t in document["tensors"] if t["id"] == tensor)["value"]["data"]
    return found


def test_a_drag_fills_the_graph_in_place_with_the_numbers_of_the_api(page: Page) -> None:
    frames = Frames(page)
    studio = Studio(page).open().paste(NETWORK).go_to(4)
    before = studio.stage.evaluate(PLACES)
    take_hold(studio, slider(page, "x"))
    drag(page, slider(page, "x"), 0.2, let_go=False)
    expect(page.locator(".tensor.held")).to_have_attribute("data-tensor", "x")
    page.mouse.up()
    studio.settled()
    expect(page.locator(".tensor.held")).to_have_count(0)
    studio.at(4)
    assert studio.stage.evaluate(PLACES) == before
    moved = float(slider(page, "x").input_value())
    assert moved < 0
    assert {message["type"] for message in frames.received} == {"document", "values"}
    said = studio.document(NETWORK, inputs={"x": [moved, -0.7]})
    assert studio.numbers("x", "value") == pytest.approx(value(said, "x"), abs=0.005)
    studio.leave_editor()
    page.keyboard.press("End")
    assert exactly(studio, "loss", "value") == value(said, "loss")[0]
    gradient = said["passes"][1]["gradients"]["W"]["data"]
    assert studio.numbers("W", "gradient") == pytest.approx(gradient, rel=0.5, abs=0.005)


def test_of_many_moves_the_newest_wins(page: Page) -> None:
    frames = Frames(page)
    studio = Studio(page).open().paste("x = 1.0\ny = x * x")
    slider(page, "x").evaluate(SWEEP)
    studio.settled()
    assert exactly(studio, "y", "value") == 4
    # The socket is there now, so all of these go through it.
    expect(studio.root).to_have_attribute("data-live", "true")
    posts, sent = frames.posts, len(frames.sent)
    slider(page, "x").evaluate(SWEEP.replace("k / 20", "k / 20 - 1.5"))
    studio.settled()
    assert exactly(studio, "y", "value") == 0.25
    assert studio.numbers("x", "gradient") == [1]
    assert frames.posts == posts
    assert 1 <= len(frames.sent) - sent <= 4
    assert frames.sent[-1]["inputs"] == {"x": 0.5}


def test_without_a_socket_the_same_goes_by_post(page: Page) -> None:
    page.route_web_socket(LIVE, lambda socket: socket.close(code=1013))
    frames = Frames(page)
    studio = Studio(page).open().paste(NETWORK)
    drag(page, slider(page, "x", 1), 0.9)
    studio.settled()
    moved = float(slider(page, "x", 1).input_value())
    said = studio.document(NETWORK, inputs={"x": [1.2, moved]})
    assert exactly(studio, "loss", "value") == value(said, "loss")[0]
    assert (frames.received, frames.posts > 1) == ([], True)


def test_a_socket_that_breaks_loses_nothing(page: Page) -> None:
    def cut(socket: WebSocketRoute) -> None:
        """Let one answer through, and end at the next question."""
        server = socket.connect_to_server()
        asked: list[Any] = []

        def pass_on(message: str | bytes) -> None:
            asked.append(message)
            if len(asked) > 1:
                socket.close(code=1011)
            else:
                server.send(message)

        socket.on_message(pass_on)

    page.route_web_socket(LIVE, cut)
    studio = Studio(page).open().paste("x = 1.0\ny = x * x")
    take_hold(studio, slider(page, "x"))
    for number in ("2", "3", "4", "5"):
        row(page, "x").locator(".number").fill(number)
        page.keyboard.press("Enter")
        studio.settled()
        assert studio.numbers("y", "value") == [float(number) ** 2]


def test_numbers_are_typed_moved_by_keys_and_reset(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    field = row(page, "x").locator(".number")
    field.fill("−2.5e1")
    field.press("Enter")
    studio.settled()
    assert studio.numbers("x", "value") == [-25, -0.7]
    expect(slider(page, "x")).to_have_attribute("min", "-25")
    for refused in ("NaN", "inf", "1e999", "two"):
        field.fill(refused)
        field.press("Enter")
        expect(row(page, "x").get_by_role("alert")).to_be_visible()
        expect(field).to_have_attribute("aria-invalid", "true")
    field.press("Escape")
    expect(field).to_have_value("−25")
    second = page.get_by_role("slider", name="x₁", exact=True)
    for key, place in [
        ("ArrowRight", -0.6),
        ("Shift+ArrowLeft", -0.61),
        ("PageUp", 0.39),
        ("Home", -1.4),
        ("End", 1.4),
    ]:
        second.press(key)
        studio.settled()
        assert studio.numbers("x", "value")[1] == pytest.approx(place)
    expect(page.locator(".slider.moved")).to_have_count(2)
    second.dblclick()
    expect(page.locator(".slider.moved")).to_have_count(1)
    page.get_by_role("button", name="Reset all").click()
    studio.settled()
    expect(page.locator(".slider.moved")).to_have_count(0)
    assert studio.numbers("x", "value") == [1.2, -0.7]
    assert studio.numbers("loss", "value") == pytest.approx(
        value(studio.document(NETWORK), "loss"), rel=1e-3
    )


def test_every_small_leaf_has_sliders_by_what_it_is(page: Page) -> None:
    source = (
        "W = param(randn(3, 3))\nV = param(randn(8, 8))\nx = input([1, 2, 3])\n"
        "n = input(True)\nt = target([0.0, 1.0, 0.0])\nu = param(randn(4))\n"
        "y = sum((W @ x - t) ** 2) + sum(V) + sum(u) + where(n, 1.0, 2.0)"
    )
    studio = Studio(page).open().paste(source)
    groups = page.locator(".sliders summary")
    expect(groups).to_have_text(["Inputs 4", "Targets 3", "Parameters 13"])
    expect(page.locator('.slider[data-of="W"]')).to_have_count(0)
    groups.nth(2).click()
    expect(page.locator('.slider[data-of="W"] label').nth(5)).to_have_text("W₁₂")
    expect(page.locator(".sliders")).to_contain_text(
        "Too many elements for sliders and steps: V (8 × 8)."
    )
    expect(row(page, "n").locator("input")).to_have_attribute("type", "checkbox")
    row(page, "n").locator("input").uncheck()
    drag(page, slider(page, "W", 4), 0.8)
    studio.settled()
    moved = float(slider(page, "W", 4).input_value())
    given = value(studio.document(source), "W")
    given[4] = moved
    inputs = {"n": 0, "W": [given[:3], given[3:6], given[6:]]}
    said = studio.document(source, inputs=inputs)
    assert exactly(studio, "y", "value") == value(said, "y")[0]
    studio.paste(source.replace("randn(4)", "randn(6)"))
    page.get_by_placeholder("Filter").fill("w12")
    expect(page.locator(".slider")).to_have_count(1)


def test_a_scalar_is_moved_where_it_stands(page: Page) -> None:
    studio = Studio(page).open().paste("x = 1.5\nw = param(2.0)\ny = x * w")
    handle = studio.handle("w")
    box = handle.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 50, y, steps=4)
    expect(page.locator(".tensor.held")).to_have_attribute("data-tensor", "w")
    page.mouse.up()
    studio.settled()
    assert studio.numbers("w", "value") == [1]
    assert studio.numbers("y", "value") == [1.5]
    assert studio.numbers("x", "gradient") == [1]
    assert handle.bounding_box() == box
    expect(page.locator(".selected")).to_have_count(0)
    handle.click()
    expect(page.locator(".selected")).to_have_attribute("data-tensor", "w")
    handle.focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    studio.settled()
    assert studio.numbers("w", "value") == [1.11]
    assert studio.numbers("y", "value") == [1.665]


def test_a_finger_on_a_slider_moves_the_number_and_not_the_panel(page: Page) -> None:
    leaves = "\n".join(f"x{k} = {k}.5" for k in range(12))
    terms = " + ".join(f"x{k}" for k in range(12))
    studio = Studio(page).open().paste(f"{leaves}\ny = {terms}")
    panel = page.locator(".program .inputs")
    box = slider(page, "x3").bounding_box()
    assert box
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    at = (box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)

    def tell(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    tell("touchStart", at)
    for step in range(1, 9):
        tell("touchMove", (at[0] - 6 * step, at[1] - 4 * step))
    tell("touchEnd")
    studio.settled()
    assert panel.evaluate("panel => panel.scrollTop") == 0
    assert panel.evaluate("panel => panel.scrollHeight > panel.clientHeight")
    expect(row(page, "x3")).to_have_class("slider moved")
