"""Large graphs: GoogLeNet, which opens module by module; ten thousand nodes, seen from afar."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from benchmarks.page.programs import chain
from tests.browser.studio import Studio

GOOGLENET = """\
net = GoogLeNet(classes=10)
x = randn(1, 3, 64, 64)
loss = cross_entropy(net(x), target([3]))
"""


SEEN = 0.28
"""The zoom at which a picture of GoogLeNet's modules shows more than their order."""


def zoom(page: Page) -> float:
    """Give the zoom at which the graph is drawn."""
    return float(page.locator("svg.graph > g").first.evaluate("world => world.getCTM().a"))


def is_within(inner: FloatRect, outer: FloatRect) -> bool:
    """Tell whether a box lies in another one."""
    return all(
        outer[start] - 1 <= inner[start]
        and inner[start] + inner[length] <= outer[start] + outer[length] + 1
        for start, length in (("x", "width"), ("y", "height"))
    )


def module(page: Page, name: str) -> None:
    """Fold or unfold a module."""
    page.locator(f'.graph rect[data-module="{name}"]').click()


def test_it_arrives_as_it_is_seen_at_a_glance_and_opens_level_by_level(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 1000})
    studio = Studio(page).open().paste(GOOGLENET)
    modules = page.locator(".region.folded")
    expect(modules.filter(has_text="inception3a")).to_have_text("▸ inception3aInception · 14 ops")
    assert modules.count() + page.locator(".graph .op").count() <= 20
    assert all(is_within(one.bounding_box(), studio.stage.bounding_box()) for one in modules.all())
    module(page, "net/inception3a")
    studio.settled()
    expect(page.locator(".graph .tensor").filter(has_text="branch")).to_have_count(4)
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    stage = studio.stage.bounding_box()
    opened = page.locator(".region.open", has_text="inception3a").last.bounding_box()
    assert stage
    assert opened
    assert stage["y"] <= opened["y"]
    assert opened["y"] + opened["height"] <= stage["y"] + stage["height"]


def test_a_module_that_is_longer_than_a_row_goes_on_in_the_next(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(GOOGLENET)
    module(page, "net")
    studio.settled()
    folded = page.locator(".region.folded .ground").bounding_box()
    module(page, "net")
    studio.settled().show_everything()
    grounds = [one.bounding_box() for one in page.locator(".region.open .ground").all()]
    assert len(grounds) > 1
    assert zoom(page) > SEEN
    boxes = [one.bounding_box() for one in page.locator(".region.folded .ground").all()]
    assert len(boxes) > 4
    for box in boxes:
        assert any(ground and box and is_within(box, ground) for ground in grounds)
    title = page.locator('.graph rect[data-module="net"]').bounding_box()
    module(page, "net")
    studio.settled()
    again = page.locator(".region.folded .ground").bounding_box()
    assert folded
    assert title
    assert again
    assert (again["x"], again["y"]) == pytest.approx((title["x"], title["y"]), abs=4)


def test_fifty_branches_fill_the_stage_upright_and_turned(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(BRANCHES)
    for size in ({"width": 1440, "height": 900}, {"width": 600, "height": 1000}):
        page.set_viewport_size(size)
        studio.settled().show_everything()
        stage = studio.stage.bounding_box()
        assert stage
        boxes = [one.bounding_box() for one in page.locator(".graph [data-op]").all()]
        assert len(boxes) == 102
        for start, length, whole in (("x", "width", "width"), ("y", "height", "height")):
            places = [box[start] + box[length] / 2 for box in boxes if box]
            assert max(places) - min(places) > 0.4 * stage[whole]


def test_what_happens_in_a_folded_module_is_told(page: Page) -> None:
    studio = Studio(page).open().paste(GOOGLENET)
    studio.leave_editor()
    page.keyboard.press("Home")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(studio.caption).to_have_text(
        re.compile(r"Forward, step \d+ of \d+, inside stem\.\s+The convolution of .+\.")
    )
    expect(page.locator(".region.folded.forward")).to_have_count(1)


def test_its_large_tensors_are_pictures_and_come_by_slices(page: Page) -> None:
    studio = Studio(page).open().paste(GOOGLENET).show_everything()
    expect(studio.tensor("x").locator("image:not([hidden])")).to_have_count(2)
    studio.tensor("x").click()
    gradient = studio.inspector.locator("nabla-slices").last
    gradient.get_by_role("button", name="Show the elements").click()
    expect(gradient).to_contain_text("elements 1 to 32 of 12288")


def test_a_stack_of_small_sheets_shows_the_numbers_of_the_first(page: Page) -> None:
    source = "x = input(arange(300).reshape(75, 2, 2))\nsum(x * x)"
    studio = Studio(page).open().paste(source)
    assert studio.numbers("x", "value") == [0, 1, 2, 3]
    assert studio.numbers("x", "gradient") == [0, 2, 4, 6]


def test_the_class_that_is_right_is_chosen_by_whole_numbers(page: Page) -> None:
    Studio(page).open().paste("x = param([[1.0, 2.0, 3.0]])\ncross_entropy(x, target([1]))")
    slider = page.get_by_role("slider", name="target([1])")
    expect(slider).to_have_attribute("step", "1")
    expect(slider).to_have_attribute("min", "0")


BRANCHES = """\
x = param(0.3)
parts = []
for i in range(50):
    parts.append(sin(x * (0.1 * i + 1)))
loss = sum(parts)
"""

MATRICES = """\
h = input([[0.5, -1.0], [0.25, 2.0]])
for i in range(130):
    h = tanh(h @ param([[1.0, 0.5], [-0.5, 1.0]]))
loss = sum(h)
"""

COLOURS = """canvas => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const counts = { painted: 0, forward: 0, backward: 0 };
  for (let at = 0; at < data.length; at += 4) {
    const [red, green, blue, alpha] = data.subarray(at, at + 4);
    if (alpha > 0) counts.painted++;
    if (alpha < 40) continue;
    if (green > red + 40 && green > blue + 5) counts.forward++;
    if (red > green + 40 && blue > red + 20) counts.backward++;
  }
  return counts;
}"""

UNDER = """(mark) => {
  const { left, top, width, height } = mark.getBoundingClientRect();
  const canvas = document.querySelector(".overview");
  const at = canvas.getBoundingClientRect();
  const ratio = canvas.width / at.width;
  const alpha = (x, y) => canvas.getContext("2d")
    .getImageData((x - at.left) * ratio, (y - at.top) * ratio, 1, 1).data[3];
  return [alpha(left + width / 2, top + height / 2), alpha(left + width / 2, top - 40)];
}"""

MARKS = "[data-tensor], [data-op]"


def from_afar(studio: Studio) -> Locator:
    """Show everything, and wait until the overview is painted."""
    studio.show_everything()
    return painted(studio)


def painted(studio: Studio) -> Locator:
    """Wait until nothing of the overview is still to be painted."""
    canvas = studio.page.locator("canvas.overview")
    expect(canvas).to_be_visible()
    expect(canvas).to_have_attribute("data-painting", "false")
    return canvas


def test_ten_thousand_nodes_are_painted_from_afar_and_drawn_from_near(page: Page) -> None:
    source = chain(9 * 1_249)
    studio = Studio(page).open().paste(source)
    document = studio.document(source)
    assert len(document["tensors"]) + len(document["ops"]) > 10_000
    expect(page.locator("canvas.overview")).to_be_hidden()
    assert 0 < page.locator(MARKS).count() <= 400
    # The parameter's edges to ops that are not in view do not come by one by one.
    assert page.locator(".graph .edge").count() < 400
    assert page.workers == []
    canvas = from_afar(studio)
    assert page.locator(MARKS).count() == 0
    assert canvas.evaluate(COLOURS)["painted"] > 1_000


def test_the_overview_shows_the_present_step(page: Page) -> None:
    studio = Studio(page).open().paste(chain(9 * 160))
    canvas = from_afar(studio)
    end = canvas.evaluate(COLOURS)
    assert end["backward"] > 100
    assert end["backward"] > 20 * end["forward"]
    studio.leave_editor()
    page.keyboard.press("Home")
    studio.at(0)
    start = painted(studio).evaluate(COLOURS)
    assert start["forward"] == 0
    # The output's own outline is violet from the beginning.
    assert start["backward"] < end["backward"] / 20
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    studio.at(8)
    studio.show_everything()
    assert painted(studio).evaluate(COLOURS)["forward"] > 0


def test_painted_step_by_step_it_is_as_painted_afresh_and_follows_the_theme(page: Page) -> None:
    studio = Studio(page).open().paste(chain(9 * 160))
    from_afar(studio)
    studio.leave_editor()
    for _ in range(6):
        page.keyboard.press("ArrowLeft")
    pixels = "canvas => canvas.toDataURL()"
    stepped = painted(studio).evaluate(pixels)
    page.get_by_role("button", name="dark").click()
    assert painted(studio).evaluate(pixels) != stepped
    page.get_by_role("button", name="light").click()
    assert painted(studio).evaluate(pixels) == stepped


def test_in_the_overview_nodes_take_the_focus_and_clicks(page: Page) -> None:
    studio = Studio(page).open().paste(MATRICES)
    from_afar(studio)
    studio.leave_editor()
    page.locator("svg.graph").focus()
    page.keyboard.press("Tab")
    focused = page.locator(".graph .handle:focus")
    expect(focused).to_have_count(1)
    mark = page.locator(".graph :is([data-tensor], [data-op]):has(> .handle:focus)")
    painted(studio)
    inside, above = mark.evaluate(UNDER)
    assert inside > 40
    assert above == 0
    name = mark.get_attribute("data-tensor")
    box = focused.bounding_box()
    assert box
    page.evaluate("document.activeElement.blur()")
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(studio.tensor(str(name))).to_have_class(re.compile("selected"))
    expect(studio.inspector.locator(".card-body").first).to_have_attribute(
        "data-subject", str(name)
    )
    stage = studio.stage.bounding_box()
    assert stage
    page.mouse.click(stage["x"] + 4, stage["y"] + stage["height"] / 2)
    expect(page.locator(".graph .selected")).to_have_count(0)


def test_the_overview_is_as_sharp_as_the_screen(browser: Browser, base_url: str) -> None:
    context = browser.new_context(base_url=base_url, device_scale_factor=2)
    studio = Studio(context.new_page()).open().paste(chain(9 * 160))
    canvas = from_afar(studio)
    width, shown = canvas.evaluate("canvas => [canvas.width, canvas.clientWidth]")
    assert width == 2 * shown
    context.close()


def test_what_would_be_but_a_line_is_read_in_rows(page: Page) -> None:
    studio = Studio(page).open().paste(chain(9 * 160))
    canvas = from_afar(studio)
    spread = canvas.evaluate("""canvas => {
      const { width, height } = canvas;
      const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
      const painted = Array.from({ length: height }, (_, y) =>
        data.subarray(4 * y * width, 4 * (y + 1) * width).some((byte) => byte > 0));
      return painted.filter(Boolean).length / height;
    }""")
    assert spread > 0.4


def test_a_drag_along_the_timeline_is_explained_when_it_rests(page: Page) -> None:
    studio = Studio(page).open().paste(chain(9 * 160))
    tracks = page.locator(".tracks").bounding_box()
    assert tracks
    # Time stands still, so that the drag never rests.
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() / 1000") + 1)
    y = tracks["y"] + 30
    page.mouse.move(tracks["x"] + tracks["width"] - 2, y)
    page.mouse.down()
    before = studio.caption.inner_text()
    page.mouse.move(tracks["x"] + 0.4 * tracks["width"], y, steps=8)
    stop = page.locator("#studio").get_attribute("data-stop")
    assert studio.caption.inner_text() == before
    expect(page.locator(".graph .contribution")).to_have_count(0)
    page.mouse.up()
    expect(studio.caption).not_to_have_text(before)
    assert page.locator("#studio").get_attribute("data-stop") == stop
