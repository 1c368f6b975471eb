"""Module, tensor, scalar: the same numbers at every level, and what is opened stays where it is."""

from __future__ import annotations

import re
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, read_number
from tests.engine.programs import PROGRAMS

NETWORK = """W = param([[0.1, 0.2], [0.3, -0.1], [-0.5, 0.6]])
b = param([0.1, -0.2, 0.3])
v = param([0.5, 1.0, -1.0])
x = input([1.2, -0.7])
t = target(0.5)
with module("model"):
    k = W @ x + b
    h = sigmoid(k)
    y = v @ h
loss = (y - t) ** 2
"""

DIGITS = 1e-3
"""How far a number of four digits may be from what it was."""

PLACE = """([attribute, id]) => {
  const mark = document.querySelector(`.graph [${attribute}='${id}'] .diamond`)
    ?? document.querySelector(`.graph [${attribute}='${id}']`).closest(".region")
      .querySelector(".ground");
  const { x, y } = mark.getBoundingClientRect();
  return [x, y];
}"""


def level(studio: Studio, name: str) -> None:
    """Read the graph at a level."""
    button = studio.page.get_by_role("group", name="Level").get_by_role("button", name=name)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    studio.settled()


def elements(shape: list[int]) -> list[str]:
    """Give the indices of all elements, row-major, as ids write them."""
    return [",".join(map(str, index)) for index in product(*map(range, shape))]


def spoken(studio: Studio, name: str, part: str) -> float:
    """Give the number that is spoken of a scalar: its ``value`` or its ``gradient``."""
    label = studio.handle(name).get_attribute("aria-label") or ""
    found = re.search(rf"{part} (\S+?)(,|$)", label)
    assert found, label
    return read_number(found[1])


def place(studio: Studio, attribute: str, name: str) -> list[float]:
    """Give the place on the screen of an op's diamond or a module's ground."""
    found: list[float] = studio.page.evaluate(PLACE, [attribute, name])
    return found


def drawn(studio: Studio) -> str:
    """Give what is drawn, wherever the view stands."""
    return studio.picture().partition(">")[2]


def open_op(studio: Studio, op: str) -> None:
    """Open an op into scalars by a double click."""
    studio.handle(op).dblclick()
    expect(studio.page.locator(f'.graph [data-module="{op}"]')).to_be_visible()
    studio.settled()


def test_elements_have_the_numbers_of_their_tensors(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(NETWORK)
    document = studio.document(NETWORK)
    level(studio, "scalar")
    studio.show_everything()
    gradients = document["passes"][1]["gradients"]
    seen = 0
    for tensor in document["tensors"]:
        name, shape = tensor["id"], tensor["shape"]
        ids = [f"{name}[{index}]" for index in elements(shape)] if shape else [name]
        for place_of, element in enumerate(ids):
            if tensor.get("role") == "constant":
                continue
            for part, array in (("value", tensor["value"]), ("gradient", gradients.get(name))):
                if array:
                    shown = spoken(studio, element, part)
                    assert shown == pytest.approx(array["data"][place_of], rel=DIGITS), element
                    seen += 1
    assert seen == 2 * 27
    expect(studio.tensor("W[2,1]")).to_contain_text("W₂₁")
    level(studio, "tensor")
    expect(studio.tensor("W[2,1]")).to_have_count(0)
    level(studio, "module")
    expect(page.locator(".region.folded")).to_contain_text("4 ops")


def test_the_lecture_s_network_is_seen_whole_number_by_number(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(PROGRAMS["lecture"])
    level(studio, "scalar")
    stage = studio.stage.bounding_box()
    assert stage
    numbers = page.locator(".graph [data-tensor] .body")
    assert numbers.count() > 40
    for box in [one.bounding_box() for one in numbers.all()]:
        assert box
        assert stage["x"] < box["x"] < stage["x"] + stage["width"] - box["width"]
        assert stage["y"] < box["y"] < stage["y"] + stage["height"] - box["height"]
    # As large as letters have to be that can just be read.
    digits = page.locator(".graph [data-tensor] .value .number").first
    assert (
        digits.evaluate("text => text.getCTM().a * parseFloat(getComputedStyle(text).fontSize)") > 6
    )


def test_an_op_opens_and_closes_where_it_stands(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(NETWORK)
    studio.go_to(4)
    said = studio.caption.text_content()
    before, picture = place(studio, "data-op", "model/h:sigmoid"), drawn(studio)
    open_op(studio, "model/h:sigmoid")
    there = place(studio, "data-module", "model/h:sigmoid")
    assert there == pytest.approx(before, abs=1)
    expect(studio.root).to_have_attribute("data-stop", "8")
    expect(studio.caption).to_contain_text("h₂")
    expect(studio.inspector.locator("[data-subject]")).to_have_attribute(
        "data-subject", "model/h:sigmoid"
    )
    expect(page.locator(".graph [data-op$='[1]:sigmoid']")).to_have_count(1)
    page.keyboard.press("o")
    expect(studio.op("model/h:sigmoid")).to_be_visible()
    studio.settled()
    assert place(studio, "data-op", "model/h:sigmoid") == pytest.approx(before, abs=1)
    expect(studio.root).to_have_attribute("data-stop", "4")
    assert studio.caption.text_content() == said
    page.keyboard.press("Escape")
    studio.inspector.click()
    assert drawn(studio) == picture


def test_a_tensor_is_put_together_and_the_ops_around_it_stay_open(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(NETWORK)
    level(studio, "scalar")
    whole = next(one for one in studio.document(NETWORK)["tensors"] if one["id"] == "model/h")
    studio.handle("model/h[1]").press("Enter")
    page.keyboard.press("o")
    expect(studio.tensor("model/h")).to_be_visible()
    studio.settled()
    assert studio.numbers("model/h", "value") == pytest.approx(whole["value"]["data"], abs=0.005)
    for id in ("model/h:sigmoid", "model/y:matmul"):
        expect(page.locator(f'.graph [data-module="{id}"]')).to_have_count(1)
    expect(studio.op("model/h:sigmoid together model/h")).to_have_count(1)
    page.get_by_role("button", name="Take apart into elements").click()
    expect(studio.tensor("model/h[1]")).to_have_count(1)
    expect(studio.tensor("model/h")).to_have_count(0)


def test_an_op_that_stays_closed_says_why(page: Page) -> None:
    source = "A = param([[2.0, 1.0], [1.0, 3.0]])\nu, s, vh = svd(A)\nloss = sum(s) ** 2\n"
    studio = Studio(page).open().paste(source)
    expansions = {one["op"]: one for one in studio.document(source, expand="all")["expansions"]}
    (op,) = (name for name, one in expansions.items() if one.get("refused"))
    why = expansions[op]["refused"]
    studio.handle(op).dblclick()
    expect(page.locator(".stage > .refusal")).to_have_text(why)
    expect(studio.inspector).to_contain_text(why)
    page.keyboard.press("Escape")
    expect(page.locator(".stage > .refusal")).to_be_hidden()
    level(studio, "scalar")
    page.get_by_text("1 op stays closed").click()
    expect(page.locator(".refusals li")).to_contain_text(why)
    expect(studio.tensor("A")).to_be_visible()


def test_what_is_opened_survives_typing_sliders_and_links(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(NETWORK)
    open_op(studio, "model/k:add")
    open_op(studio, "model/h:sigmoid")
    moved = page.get_by_role("slider", name="x").first
    moved.focus()
    page.keyboard.press("ArrowRight")
    studio.settled()
    value = float(moved.input_value())
    document = studio.document(NETWORK, inputs={"x": [value, -0.7]})
    (h,) = (one for one in document["tensors"] if one["id"] == "model/h")
    inside = "model/h:sigmoid model/h[0]"
    expect(studio.tensor(inside)).to_be_visible()
    assert studio.numbers(inside, "value") == pytest.approx(h["value"]["data"][:1], rel=DIGITS)

    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("status").filter(has_text="link")).to_be_visible()
    link = page.evaluate("location.hash")
    other = Studio(page.context.new_page())
    other.open(link)
    expect(other.page.locator('.graph [data-module="model/h:sigmoid"]')).to_be_visible()
    assert other.numbers(inside, "value") == studio.numbers(inside, "value")
    other.page.close()

    studio.paste(NETWORK.replace("sigmoid(k)", "tanh(k)"))
    expect(page.locator('.graph [data-module="model/k:add"]')).to_be_visible()
    expect(page.locator('.graph [data-module="model/h:sigmoid"]')).to_have_count(0)
    expect(studio.op("model/h:tanh")).to_be_visible()


def test_at_the_scalar_level_numbers_move_and_steps_are_taken(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(NETWORK)
    level(studio, "scalar")
    field = page.get_by_role("textbox", name="x₁, as a number")
    field.fill("0.25")
    field.press("Enter")
    studio.settled()
    moved = {"x": [1.2, 0.25]}
    studio.show_everything()
    expect(studio.tensor("x[1]")).to_contain_text("0.25")
    page.get_by_role("button", name="Take a step").click()
    expect(page.locator(".step [role=status]")).to_contain_text("Step 1")
    studio.settled()
    document = studio.document(NETWORK, inputs=moved)
    slopes = document["passes"][1]["gradients"]["W"]["data"]
    values = next(one["value"]["data"] for one in document["tensors"] if one["id"] == "W")
    assert studio.numbers("W[0,1]", "value") == pytest.approx(
        [values[1] - 0.1 * slopes[1]], rel=DIGITS
    )


def test_a_repeated_block_is_drawn_once_until_it_is_opened(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open()
    studio.paste(
        "import torch\n\nw = torch.tensor(4.0, requires_grad=True)\n"
        "optimizer = torch.optim.SGD([w], lr=0.1)\n"
        "for step in range(20):\n    optimizer.zero_grad()\n    loss = (w - 1) ** 2\n"
        "    loss.backward()\n    optimizer.step()\n"
    )
    box = page.locator(".region.folded")
    expect(box).to_contain_text("round × 19")
    expect(box).to_contain_text("38 ops")
    stage = studio.stage.bounding_box()
    loss = studio.tensor("loss#20").bounding_box()
    assert stage
    assert loss
    assert stage["x"] < loss["x"] < stage["x"] + stage["width"] - loss["width"]
    box.locator(".handle").click()
    expect(page.locator(".region.open", has_text="round × 19")).to_be_visible()
    assert page.locator(".region.folded").count() > 1
