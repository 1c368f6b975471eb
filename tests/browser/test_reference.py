"""The reference in a browser: every page of it whole, and its pictures alive."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import engine
from tests.browser.studio import read_number
from tests.browser.test_everybody import complaints

WORDS = [entry["name"] for entry in engine.catalog_entries()]

UNTYPESET = """() => [...document.querySelectorAll("[data-latex]")]
  .filter((host) => host.matches(".untypeset") || !host.querySelector("math"))
  .map((host) => host.dataset.latex)"""

WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


READY = """() => {
  const is = (selector, field, value) => {
    const found = document.querySelector(selector);
    return found === null || found.dataset[field] === value;
  };
  return document.documentElement.dataset.typeset === "true"
    && is(".live", "phase", "current") && is(".live .stage", "drawn", "true")
    && is("figure.curve", "drawn", "true");
}"""


def open_word(page: Page, name: str) -> Page:
    """Open the page of a word, and wait until all of it is there: formulas, graph and curve."""
    answer = page.goto(f"/ops/{name}", wait_until="domcontentloaded")
    assert answer
    assert answer.status == 200
    page.wait_for_function(READY)
    return page


@pytest.mark.sweep
@pytest.mark.parametrize("part", range(4))
def test_every_page_is_typeset_drawn_and_without_a_fault(page: Page, part: int) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    for name in WORDS[part::4]:
        open_word(page, name)
        assert page.evaluate(UNTYPESET) == [], name
        assert page.evaluate(WIDER) == 0, name


def test_the_catalogue_is_typeset(page: Page) -> None:
    page.goto("/ops")
    page.locator("html[data-typeset]").wait_for()
    assert page.evaluate(UNTYPESET) == []
    assert page.locator(".entries li").count() == len(WORDS)


def test_a_root_stands_over_what_is_under_it_and_over_nothing_else(page: Page) -> None:
    open_word(page, "std")
    root = page.locator(".formulas msqrt")
    box, inside = root.bounding_box(), root.locator("> :first-child").bounding_box()
    after = root.locator("+ *").bounding_box()
    assert box
    assert inside
    assert after
    assert box["x"] < inside["x"]
    assert box["y"] < inside["y"]
    assert after["x"] >= box["x"] + box["width"]


def test_the_filter_finds_names_aliases_and_titles(page: Page) -> None:
    page.goto("/ops")
    page.keyboard.press("/")
    shown = page.locator(".entries li:visible .called a")
    for asked, found in (("expit", "sigmoid"), ("matrix prod", "matmul"), ("LOGSIG", "logsigmoid")):
        page.keyboard.type(asked)
        expect(shown).to_have_text([found])
        expect(page.get_by_role("status")).to_have_text(f"1 of {len(WORDS)}")
        page.keyboard.press("Escape")
        expect(shown).to_have_count(len(WORDS))
    page.keyboard.type("no such thing")
    expect(page.get_by_text("No op is called that.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("expit")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ops/sigmoid$"))


def steps(page: Page) -> Locator:
    return page.locator(".live")


def test_the_example_is_played_and_stepped(page: Page) -> None:
    live = steps(open_word(page, "sigmoid"))
    gradient = live.locator('[data-tensor="x"] .gradient g:not([hidden]) > .cell')
    assert live.get_attribute("data-stop") == live.get_attribute("data-stops")
    page.get_by_role("button", name="To the start").click()
    expect(live).to_have_attribute("data-stop", "0")
    expect(gradient).to_have_count(0)
    page.get_by_role("button", name="One step forward").click()
    expect(live).to_have_attribute("data-stop", "1")
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    expect(live).to_have_attribute("data-stop", str(live.get_attribute("data-stops")))
    entry = page.request.get("/api/v1/ops/sigmoid").json()
    program = next(case["program"] for case in entry["cases"] if case["fits"])
    document = page.request.post("/api/v1/graphs", data={"source": program}).json()
    expected = document["passes"][1]["gradients"]["x"]["data"]
    drawn = [read_number(text) for text in gradient.all_text_contents()]
    assert drawn == pytest.approx(expected, abs=0.005)


def test_another_case_is_another_graph_and_another_curve(page: Page) -> None:
    open_word(page, "elu")
    case = page.get_by_label("Case")
    option = case.locator("option", has_text="alpha=0.5")
    case.select_option(str(option.first.get_attribute("value")))
    expect(page.locator("figure.curve h3")).to_contain_text("alpha = 0.5")
    expect(page.locator("[data-case]:visible")).to_contain_text("elu(x, alpha=0.5)")
    expect(page.locator(".live")).to_have_attribute("data-phase", "current")


def test_the_example_opens_in_the_studio_at_its_step(page: Page) -> None:
    open_word(page, "matmul")
    link = page.get_by_role("link", name="Open in the studio")
    at_the_end = str(link.get_attribute("href"))
    page.get_by_role("button", name="One step back").click()
    stop = str(page.locator(".live").get_attribute("data-stop"))
    expect(link).not_to_have_attribute("href", at_the_end)
    link.click()
    expect(page.locator("#studio")).to_have_attribute("data-stop", stop)
    expect(page.locator(".cm-content")).to_contain_text("y = matmul(a, b)")


def test_a_composition_opens_into_its_ops(page: Page) -> None:
    live = steps(open_word(page, "glu"))
    expect(live.locator('[data-module="glu"]')).to_be_visible()
    expect(live.locator('[data-op^="glu/"]')).to_have_count(0)
    page.get_by_role("button", name="tensor", exact=True).click()
    expect(live.locator('[data-op^="glu/"]').first).to_be_visible()
    expect(page.get_by_text("opens into them")).to_be_visible()


def reading(page: Page) -> list[float]:
    """Read place, value and slope of the point off the page, the slope with all its digits."""
    x, y, _ = (read_number(text.strip()) for text in page.locator(".readout dd").all_inner_texts())
    slope = page.locator(".readout .slope dd").get_attribute("data-exact")
    return [x, y, read_number(str(slope))]


@pytest.mark.parametrize("name", ["sigmoid", "relu", "hypot"])
def test_the_tangent_has_the_slope_that_the_engine_computes(page: Page, name: str) -> None:
    open_word(page, name)
    curve: dict[str, Any] = page.request.get(f"/api/v1/ops/{name}/curve?case={case(page)}").json()
    pad = page.get_by_role("slider", name=f"along the curve of {name}")
    pad.focus()
    for key in ("Home", "PageUp", "PageUp", "ArrowRight", "Shift+ArrowRight", "PageUp", "End"):
        page.keyboard.press(key)
        index = curve["x"].index(float(str(pad.get_attribute("aria-valuenow"))))
        expected = [curve["x"][index], curve["y"][index], curve["slope"][index]]
        assert reading(page) == pytest.approx(expected, rel=1e-3)
        assert reading(page)[2] == expected[2]
        check_tangent(page, curve, index)


def case(page: Page) -> int:
    return int(page.get_by_label("Case").input_value())


def check_tangent(page: Page, curve: dict[str, Any], index: int) -> None:
    """Hold the drawn tangent against the drawn curve: it goes where the next samples go."""
    tangent = page.locator(".plot.forward .tangent")
    x1, y1, x2, y2 = (float(str(tangent.get_attribute(end))) for end in ("x1", "y1", "x2", "y2"))
    zero, unit = (scale_of(page, axis) for axis in ("x", "y"))
    drawn = (y2 - y1) / unit / ((x2 - x1) / zero)
    assert drawn == pytest.approx(curve["slope"][index], rel=1e-6, abs=1e-9)


def scale_of(page: Page, axis: str) -> float:
    """Measure how many pixels one unit of an axis takes, from two of its numbers."""
    ticks = page.locator("figure.curve .plot" + (".forward" if axis == "y" else "") + " .tick")
    anchor = "end" if axis == "y" else "middle"
    found = [
        (read_number(str(tick.text_content())), float(str(tick.get_attribute(axis))))
        for tick in ticks.all()
        if tick.get_attribute("text-anchor") == anchor
    ]
    (first, at), (last, end) = found[0], found[-1]
    return (end - at) / (last - first)


def test_the_point_follows_the_pointer_and_stops_at_a_kink(page: Page) -> None:
    open_word(page, "relu")
    pad = page.get_by_role("slider", name="along the curve of relu")
    box = pad.bounding_box()
    assert box
    middle = box["x"] + 52 + (box["width"] - 68) / 2
    page.mouse.move(middle + 60, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(middle + 30, box["y"] + 60)
    assert reading(page)[2] == 1
    page.mouse.move(middle, box["y"] + 60)
    page.mouse.up()
    assert reading(page) == [0, 0, 0]
    expect(page.locator(".remark")).to_contain_text("A kink")
    page.mouse.move(middle + 90, box["y"] + 60)
    assert reading(page) == [0, 0, 0]


def test_a_curve_can_be_drawn_over_the_other_input(page: Page) -> None:
    open_word(page, "power")
    page.get_by_role("button", name="b", exact=True).click()
    expect(page.locator("figure.curve h3")).to_contain_text("with a =")
    expect(page.locator(".readout dt").first).to_have_text("b")


def test_the_studio_leads_to_the_reference_and_back(page: Page) -> None:
    page.goto("/")
    page.locator(".graph [data-op] > .handle").first.click()
    page.get_by_role("link", name="reference").click()
    expect(page).to_have_url(re.compile(r"/ops/\w+$"))
    page.get_by_role("link", name="Studio", exact=True).click()
    page.get_by_role("link", name="Ops").click()
    expect(page.get_by_role("heading", name="Ops", level=1)).to_be_visible()


SAMPLE = ["sigmoid", "matmul", "argmax", "scaled_dot_product_attention", "where"]


@pytest.mark.parametrize(
    "path", ["/ops", "/ops?q=exp", "/ops/sigmod", "/nope", *(f"/ops/{name}" for name in SAMPLE)]
)
def test_axe_finds_nothing_in_the_reference(page: Page, faults: list[str], path: str) -> None:
    for scheme, width in (("light", 1440), ("dark", 360)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        page.locator("html[data-typeset]").wait_for()
        if page.locator("#example").count():
            open_word(page, path.removeprefix("/ops/"))
        assert complaints(page) == []
        assert page.evaluate(WIDER) == 0
    if path in {"/ops/sigmod", "/nope"}:
        faults[:] = [fault for fault in faults if "404" not in fault]


def test_it_can_be_read_without_a_script(page: Page, base_url: str) -> None:
    browser = page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    silent = context.new_page()
    silent.goto("/ops/sigmoid")
    expect(silent.locator(".formulas .formula").first).to_contain_text(r"\sigma(x)")
    expect(silent.locator(".formulas .formula").first).to_be_visible()
    expect(silent.locator("[data-case]:visible")).to_contain_text("y = sigmoid(x)")
    expect(silent.get_by_text("def backward")).to_be_visible()
    context.close()


def test_motion_stands_still_for_who_wants_none(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    live = steps(open_word(page, "square"))
    page.get_by_role("button", name="To the start").click()
    page.get_by_role("button", name="One step forward").click()
    expect(live).to_have_attribute("data-stop", "1")
    expect(live).to_have_attribute("data-moving", "false")
