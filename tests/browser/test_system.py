"""What the reader's system asks for: its own colours, contrast, wider text, twice the size."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, read_number
from tests.browser.test_everybody import NETWORK

RATIOS = """(pairs) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = (colour) => {
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const colour = (selector, name) => {
    const one = document.querySelector(selector);
    if (!one) throw new Error(`nothing is ${selector}`);
    return light(getComputedStyle(one).getPropertyValue(name));
  };
  return pairs.map(([text, ground]) => {
    const [dark, bright] = [colour(...text), colour(...ground)].toSorted((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  });
}"""
"""The contrast of pairs of colours, each the property of an element, by WCAG's formula."""

WIDER = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
  } p { margin-bottom: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""The text spacing of WCAG 1.4.12, as a reader's own style sheet."""

CLIPPED = """() => [...document.querySelectorAll(
    "button, .caption, h1, h2, p, label, dd")]
  .filter(one => one.checkVisibility({ visibilityProperty: true })
    && !one.matches(".spoken, .icon") && !one.closest("svg, .spoken"))
  .filter(one => {
    const { overflowX, overflowY } = getComputedStyle(one);
    const cuts = (way) => way === "hidden" || way === "clip";
    return cuts(overflowX) && one.scrollWidth > one.clientWidth + 1
      || cuts(overflowY) && one.scrollHeight > one.clientHeight + 1;
  })
  .map(one => one.outerHTML.slice(0, 80))"""
"""Text that is cut off where nobody can scroll to it."""

OVERLAPPING = """() => {
  const those = [...document.querySelectorAll(
      ".topbar > *, .transport button, .transport select, .tabs button, .corner button")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }));
  const boxes = those.map(one => [one, one.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], k) => boxes.slice(k + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
    .filter(([other]) => !one.contains(other) && !other.contains(one))
    .map(([other]) => [one.outerHTML.slice(0, 60), other.outerHTML.slice(0, 60)]));
}"""
"""Controls that lie over one another."""


TOUCHING = """() => [...document.querySelectorAll(".graph .tensor")].flatMap(tensor => {
  const boxes = [...tensor.querySelectorAll("g:not([hidden]) > .cell")]
    .filter(one => one.textContent !== "" && one.checkVisibility())
    .map(one => [one.textContent, one.getBoundingClientRect()]);
  return boxes.flatMap(([text, a], k) => boxes.slice(k + 1)
    .filter(([, b]) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0
      && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 8)
    .map(([other]) => `${text} touches ${other}`));
})"""
"""Numbers of a tensor that run into one another."""


def style(page: Page, selector: str, name: str) -> str:
    """Read what a property of an element is worth."""
    value: str = page.locator(selector).first.evaluate(
        "(one, name) => getComputedStyle(one).getPropertyValue(name)", name
    )
    return value


Colour = tuple[str, str]
"""An element and a property of it."""

PAPER = ("body", "background-color")


def contrasts(page: Page, *colours: Colour, ground: Colour = PAPER) -> list[float]:
    """Measure how far colours stand out from a ground."""
    ratios: list[float] = page.evaluate(RATIOS, [[colour, ground] for colour in colours])
    return ratios


def opened(page: Page) -> Studio:
    """Open a network in the middle of its backward pass, with a tensor selected."""
    page.emulate_media(reduced_motion="reduce", color_scheme="light")
    studio = Studio(page).open().paste(NETWORK)
    studio.go_to(studio.stops - 4)
    studio.handle("W").click()
    return studio


ABSENT = ".tensor .frame.absent, .tensor .absent .frame"
TAB = ".inspector [role=tab][aria-selected=true]"


def test_the_systems_own_colours_hide_nothing(page: Page) -> None:
    studio = opened(page)
    # Whoever chose light before has it on a dark ground of the system as well.
    page.get_by_role("button", name="Dark colours").click()
    page.get_by_role("button", name="Light colours").click()
    for scheme in ("light", "dark"):
        page.emulate_media(
            forced_colors="active", color_scheme="dark" if scheme == "dark" else "light"
        )
        ink = contrasts(
            page,
            (".tensor.parameter .body", "stroke"),
            (".tensor .name", "fill"),
            (".op .symbol", "fill"),
        )
        assert min(ink) >= 7
        marks = contrasts(
            page,
            (".edge.backward", "stroke"),
            (".edge.forward", "stroke"),
            (ABSENT, "stroke"),
            (".tensor.selected > .handle", "stroke"),
            (".cm-now", "outline-color"),
        )
        assert min(marks) >= 3
        assert min(contrasts(page, (".caption .backward", "color"))) >= 4.5
        for one in (TAB, ".primary"):
            assert min(contrasts(page, (one, "color"), ground=(one, "background-color"))) >= 4.5
        assert style(page, TAB, "background-color") != style(page, "body", "background-color")
        assert style(page, ".edge.backward", "stroke") != style(page, ".edge.forward", "stroke")
        assert style(page, ABSENT, "stroke-dasharray") != "none"

        # The scale says the sign in the inspector too, and its numbers can be read on it.
        cells = [f".inspector tr:nth-child({row}) td:nth-of-type(1)" for row in (1, 2, 3)]
        assert len({style(page, cell, "background-color") for cell in cells}) == 3
        for cell in cells:
            ground = (cell, "background-color")
            assert min(contrasts(page, (cell, "color"), ground=ground)) >= 4.5
    assert studio.numbers("W", "value")[:2] == [0.8, -0.6]


def test_more_contrast_is_given_to_who_asks_for_it(page: Page) -> None:
    opened(page)
    soft = (".step .about", "color")
    panel = (".program", "background-color")
    for scheme in ("light", "dark"):
        page.emulate_media(contrast="more", color_scheme="dark" if scheme == "dark" else "light")
        expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        (more,) = contrasts(page, soft, ground=panel)
        assert min(more, *contrasts(page, (".caption .backward", "color"))) >= 7
        page.emulate_media(contrast="no-preference")
        (plain,) = contrasts(page, soft, ground=panel)
        assert 4.5 <= plain < more


def test_wider_text_and_twice_the_size_lose_nothing(page: Page) -> None:
    studio = opened(page)
    page.evaluate(WIDER)
    for width, height in ((1440, 900), (1280, 720), (720, 450), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        studio.settled()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert (width, page.evaluate(CLIPPED)) == (width, [])
        assert (width, page.evaluate(OVERLAPPING)) == (width, [])
        assert (width, page.evaluate(TOUCHING)) == (width, [])
        caption = page.locator(".caption")
        assert caption.evaluate("one => one.clientHeight") >= 21
        # What does not fit at once can be scrolled to, by keys as well.
        caption.evaluate("one => one.scrollTo(0, one.scrollHeight)")
        expect(caption).to_contain_text(re.compile(r"\.\s*$"))


def test_a_table_that_scrolls_does_not_widen_the_page(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    studio = Studio(page).open().paste(NETWORK)
    studio.handle("layer/h:add").click()
    table = studio.inspector.locator("table.numbers").last
    expect(table).to_be_visible()
    assert table.locator("th").count() > 6
    assert (
        table.evaluate("one => one.parentElement.scrollWidth - one.parentElement.clientWidth") > 0
    )
    assert page.evaluate("document.documentElement.scrollWidth") == 1440


def test_at_twice_the_size_everything_is_there(page: Page) -> None:
    page.set_viewport_size({"width": 720, "height": 450})
    studio = Studio(page).open()
    assert page.evaluate("document.documentElement.scrollWidth") == 720
    for one in page.locator(
        ".topbar > :visible, .transport button:visible, .transport select:visible"
    ).all():
        box = one.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 720
        assert box["y"] + box["height"] <= 450
    stage = studio.stage.bounding_box()
    assert stage
    assert stage["height"] >= 450 / 2
    for name in ("Program", "Inspector"):
        page.get_by_role("button", name=name, exact=True).click()
        sheet = page.locator(f"#{name.lower()} > .fill")
        assert sheet.evaluate("one => one.scrollWidth - one.clientWidth") <= 0
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    assert keys.evaluate("one => one.scrollWidth - one.clientWidth") <= 0


def test_nothing_needs_to_be_dragged(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1440, "height": 900})
    studio = Studio(page).open().paste("k = input(0.5)\nh = sigmoid(k)\nloss = h ** 2")

    # The number in a node: typed into its row, or put where its slider is clicked.
    field = page.get_by_role("textbox", name="k, as a number")
    field.fill("1.25")
    field.press("Enter")
    expect(studio.tensor("k").locator(".value .number")).to_have_text("1.25")
    slider = page.get_by_role("slider", name="k", exact=True)
    box = slider.bounding_box()
    assert box
    slider.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    expect(field).not_to_have_value("1.25")
    assert abs(read_number(field.input_value())) < 0.2

    # The point on a curve.
    studio.handle("h:sigmoid").click()
    studio.inspector.get_by_role("tab", name="Curve").click()
    pad = studio.inspector.locator(".pad")
    expect(pad).to_have_attribute("role", "slider")
    box = pad.bounding_box()
    assert box
    pad.click(position={"x": box["width"] * 0.9, "y": box["height"] / 3})
    expect(field).not_to_have_value(re.compile(r"^[−-]?0\."))
    assert read_number(field.input_value()) > 1

    # The moment.
    track = page.locator(".tracks")
    box = track.bounding_box()
    assert box
    track.click(position={"x": 4, "y": box["height"] - 8})
    studio.at(0)

    # The panels: a click is the next of a few sizes.
    for name, panel, side in (
        ("Width of the program", "section.program", "width"),
        ("Width of the inspector", "aside.inspector", "width"),
        ("Height of the timeline", "footer.timeline", "height"),
    ):
        sizes = set()
        for _ in range(4):
            box = page.locator(panel).bounding_box()
            assert box
            sizes.add(box[side])  # type: ignore[literal-required]
            page.get_by_role("separator", name=name).click()
        assert len(sizes) >= 2

    # The view: where the map is clicked.
    studio.paste(NETWORK).leave_editor()
    for _ in range(6):
        page.get_by_role("button", name="Zoom in", exact=True).click()
        expect(studio.stage).to_have_attribute("data-gliding", "false")
    frame = page.locator(".minimap .frame")
    for share in (0.1, 0.9):
        map_box = page.locator(".minimap").bounding_box()
        assert map_box
        place = {"x": map_box["width"] * share, "y": map_box["height"] / 2}
        page.locator(".minimap").click(position=place, force=True)
        framed = frame.bounding_box()
        assert framed
        middle = (framed["x"] + framed["width"] / 2 - map_box["x"]) / map_box["width"]
        assert abs(middle - share) < 0.25
