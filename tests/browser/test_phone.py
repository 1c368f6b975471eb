"""On a phone nothing hides what happens, and every sentence can be read whole."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, packed, read_number
from tests.engine.programs import PROGRAMS

SIZES = {"small": (360, 740), "phone": (390, 844)}

# What is drawn of the present contribution, and what stands over the graph, in screen pixels.
PLACES = """() => {
  const box = (node) => { const { x, y, right, bottom } = node.getBoundingClientRect();
    return [x, y, right, bottom]; };
  const all = (selector) => [...document.querySelectorAll(selector)].map(box);
  const caption = document.querySelector(".caption");
  return {
    card: all(".dock")[0],
    legend: all(".legend")[0],
    happens: all(".op.firing-backward .diamond, .traveller"),
    caption: box(caption),
    clipped: caption.scrollHeight - caption.clientHeight,
  };
}"""


def meet(one: list[float], other: list[float]) -> bool:
    """Say whether two boxes have more than a border in common."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across > 1 and down > 1


def contributions(studio: Studio, source: str) -> list[tuple[str, list[str]]]:
    """Give what each contribution arrives at, and all that the op meets that sends it."""
    document = studio.document(source)
    ops: dict[str, Any] = {op["id"]: op for op in document["ops"]}
    return [
        (tensor, [*ops[op]["inputs"], *ops[op]["outputs"]])
        for _, kind, op, tensor, _ in document["steps"]
        if kind == "contribution"
    ]


def on_a_phone(page: Page, size: str = "phone", **fields: Any) -> Studio:
    """Open the lecture's network on a phone."""
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    link = packed(PROGRAMS["lecture"], stop=1_000_000, **fields)
    studio = Studio(page).open(f"#{link}")
    expect(studio.root).to_have_attribute("data-phase", "current")
    return studio.settled().leave_editor()


@pytest.mark.parametrize(("size", "unfolded"), [("small", True), ("phone", False)])
def test_nothing_hides_a_contribution(page: Page, size: str, unfolded: bool) -> None:
    width, _ = SIZES[size]
    source = PROGRAMS["lecture"]
    studio = on_a_phone(page, size)
    if unfolded:
        page.keyboard.press("ArrowLeft")
        page.get_by_role("button", name="Numbers put in").click()
        page.keyboard.press("End")
        studio.leave_editor()
    arriving = contributions(studio, source)
    for stop, (tensor, meets) in zip(
        range(studio.stops, studio.stops - len(arriving), -1), reversed(arriving), strict=True
    ):
        page.keyboard.press("ArrowLeft")
        studio.at(stop)
        places = page.evaluate(PLACES)
        assert places["clipped"] <= 1
        assert not meet(places["card"], places["legend"])
        seen = [studio.tensor(tensor).locator(".body").last, *map(studio.tensor, meets)]
        boxes = [*places["happens"], *(corners(one.bounding_box()) for one in seen[:1])]
        for box in boxes:
            assert not meet(places["card"], box), f"the card hides what arrives at {tensor}"
            assert not meet(places["caption"], box)
            assert not meet(places["legend"], box)
            assert box[0] >= 0
            assert box[2] <= width
        for one in seen[1:]:
            assert not meet(places["card"], corners(one.locator(".gradient").bounding_box()))


def corners(box: Any) -> list[float]:
    """Give left, top, right and bottom."""
    return [box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"]]


def test_a_contribution_is_explained_in_a_line_that_unfolds(page: Page) -> None:
    studio = on_a_phone(page)
    note, turn = page.locator(".dock .note"), page.get_by_role("button", name="Numbers put in")
    expect(note).to_have_count(0)
    page.keyboard.press("ArrowLeft")
    studio.at(studio.stops)
    expect(note.locator("p:visible")).to_have_count(1)
    expect(note.locator(".gist math")).to_be_visible()
    turn.click()
    expect(turn).to_have_attribute("aria-expanded", "true")
    gradient = studio.numbers("x", "gradient")
    shown = [read_number(one) for one in note.locator(".figures").inner_text().split()]
    assert shown == pytest.approx(gradient, abs=0.005)
    page.reload()
    studio.settled().leave_editor()
    page.keyboard.press("ArrowLeft")
    expect(note.locator(".figures")).to_be_visible()


def test_a_pass_in_one_step_is_not_told_by_its_last_contribution(page: Page) -> None:
    studio = on_a_phone(page, grain="pass")
    page.keyboard.press("ArrowLeft")
    studio.at(studio.stops)
    expect(page.locator(".dock")).to_be_hidden()
    expect(page.locator(".traveller")).to_have_count(0)


def test_a_large_graph_opens_at_what_is_selected(page: Page) -> None:
    studio = on_a_phone(page, selection="x")
    chosen = corners(studio.tensor("x").locator(".body").bounding_box())
    stage = corners(studio.stage.bounding_box())
    peek = corners(page.locator(".peek").bounding_box())
    assert stage[0] < chosen[0]
    assert stage[1] < chosen[1]
    assert chosen[2] < stage[2]
    assert chosen[3] < peek[1]


def middle(box: Any) -> tuple[float, float]:
    """Give the middle of a box."""
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_one_finger_zooms_and_goes_to_every_place_without_dragging(page: Page) -> None:
    studio = on_a_phone(page)
    stage = studio.stage.bounding_box()
    assert stage

    def size(name: str) -> float:
        box = studio.tensor(name).locator(".body").last.bounding_box()
        assert box
        return float(box["width"])

    before = size("c")
    for name, larger in (("Zoom in", True), ("Zoom out", False), ("Zoom out", False)):
        button = page.get_by_role("button", name=name, exact=True)
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 24
        button.click()
        expect(studio.stage).to_have_attribute("data-gliding", "false")
        now = size("c")
        assert (now > before) == larger
        before = now

    # From a part of the graph to one that is not in view: everything, a tap, and closer to it.
    studio.show_everything()
    for name in ("x", "loss"):
        studio.handle(name).click()
        page.get_by_role("button", name="More").click()
        page.get_by_role("button", name="Zoom to the selection").click()
        expect(studio.stage).to_have_attribute("data-gliding", "false")
        x, y = middle(studio.tensor(name).locator(".body").last.bounding_box())
        assert stage["x"] < x < stage["x"] + stage["width"]
        assert stage["y"] + stage["height"] / 4 < y < stage["y"] + stage["height"] * 3 / 4
        assert size(name) > before
        studio.show_everything()


def test_what_a_sheet_tells_of_is_seen_above_it(page: Page) -> None:
    studio = on_a_phone(page, selection="x")
    page.get_by_role("button", name="Inspector", exact=True).click()
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    sheet = corners(studio.inspector.bounding_box())
    chosen = corners(studio.tensor("x").locator(".body").last.bounding_box())
    stage = corners(studio.stage.bounding_box())
    assert stage[1] < chosen[1]
    assert chosen[3] < sheet[1]


ATTENTION = """\
x = input(randn(3, 4))
Wq = param(randn(4, 4))
Wk = param(randn(4, 4))
Wv = param(randn(4, 4))
q = x @ Wq
k = x @ Wk
v = x @ Wv
y = scaled_dot_product_attention(q, k, v)
loss = sum(y ** 2)
"""


@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desk"])
def test_what_arrives_is_seen_whole_beside_the_map(page: Page, size: tuple[int, int]) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open(f"#{packed(ATTENTION, stop=1_000_000)}")
    expect(studio.root).to_have_attribute("data-phase", "current")
    studio.settled().leave_editor()
    stage = corners(studio.stage.bounding_box())
    arriving = contributions(studio, ATTENTION)
    for back, (tensor, _) in enumerate(reversed(arriving[-6:])):
        page.keyboard.press("ArrowLeft")
        studio.at(studio.stops - back)
        body = corners(studio.tensor(tensor).locator(".body").last.bounding_box())
        ops = page.locator(".op.firing-backward .diamond").all()
        seen = [body, *(corners(one.bounding_box()) for one in ops)]
        # An op that is too far away to be seen with it is not.
        together = (
            max(box[2] for box in seen) - min(box[0] for box in seen) <= stage[2] - stage[0] - 32
        )
        for box in seen if together else [body]:
            assert stage[0] <= box[0] < box[2] <= stage[2]
            assert stage[1] <= box[1] < box[3] <= stage[3]
        card, plan = page.locator(".contribution foreignObject"), page.locator(".minimap")
        if card.count() and plan.is_visible():
            assert not meet(corners(card.bounding_box()), corners(plan.bounding_box()))
