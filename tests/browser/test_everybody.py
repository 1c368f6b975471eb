"""The page is for everybody: axe-core in every state, large targets, a phone, a projector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio
from tests.conftest import ROOT

AXE = (ROOT / "static/node_modules/axe-core/axe.min.js").read_text()

NETWORK = """\
W = param([[0.8, -0.6], [-0.3, 0.9], [0.5, 0.4]])
b = param([0.1, -0.2, 0.3])
x = input([1.2, -0.7])
with module("layer"):
    h = sigmoid(W @ x + b)
loss = sum(h ** 2)
"""

HOLD_A_FILE = """root => {
  const data = new DataTransfer();
  data.items.add(new File(["x = 1.0"], "program.py"));
  root.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true }));
}"""


SMALL = """() => {
  const front = document.querySelector("dialog[open]") ?? document;
  const targets = [...front.querySelectorAll("button, select, input, a, summary, [role=tab],"
      + "[role=slider], [role=separator], [role=option], td[tabindex]")]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && !one.closest("svg"))
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && height > 0);
  const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
  const apart = (box, other) => {
    const [x, y] = middle(box);
    const [across, down] = [
      Math.max(other.left - x, 0, x - other.right), Math.max(other.top - y, 0, y - other.bottom)];
    const small = Math.min(other.width, other.height) < 24;
    const [u, v] = middle(other);
    return Math.hypot(across, down) >= 12 && (!small || Math.hypot(u - x, v - y) >= 24);
  };
  const isInline = (one) => getComputedStyle(one).display === "inline"
    && one.closest("p, li, td, dd, dt, h1, h2, h3, pre")?.textContent.trim().length
      > one.textContent.trim().length;
  return targets
    .filter(([one, box]) => Math.min(box.width, box.height) < 24 && !isInline(one))
    .filter(([one, box]) => targets.some(([other, its]) => other !== one && !apart(box, its)))
    .map(([one]) => one.outerHTML.slice(0, 80));
}"""
"""What is too small to hit, by WCAG 2.5.8, unless it is in a sentence or has room around it.

The graph has a zoom for that.
"""

UNSEEN = """() => {
  const one = document.activeElement;
  const outlined = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const style = getComputedStyle(one);
  const bar = getComputedStyle(one, "::after");
  const editor = one.closest(".cm-editor");
  const seen = outlined(style)
    || one.closest("svg") && style.stroke !== "none"
    || editor && getComputedStyle(editor).boxShadow !== "none"
    || bar.content !== "none" && bar.backgroundColor !== "rgba(0, 0, 0, 0)";
  return seen || one === document.body ? null : one.outerHTML.slice(0, 120);
}"""
"""What has the focus, if nothing shows that it has."""


OBSCURED = """() => {
  const one = document.activeElement;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const points = [0.5, 0.05, 0.95].flatMap(u => [0.5, 0.1, 0.9].map(v =>
    [left + u * (right - left), top + v * (bottom - top)]));
  const isSeen = ([x, y]) => {
    const there = document.elementFromPoint(x, y);
    return there && (one.contains(there) || there.contains(one));
  };
  return one === document.body || points.some(isSeen) ? null : one.outerHTML.slice(0, 120);
}"""
"""What has the focus, if it lies behind something else or outside of the window."""

TOLD_BY_COLOUR = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def complaints(page: Page, where: str = "html", options: dict[str, Any] | None = None) -> list[str]:
    """Say what axe-core finds in a part of the page, by rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate(
        "([where, options]) => axe.run(where, { resultTypes: ['violations'], ...options })",
        [where, options or {}],
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def check(page: Page, state: str, where: str) -> None:
    """Find nothing wrong: by any rule in light, by those that depend on it in dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if page.locator("#studio").count():
            expect(page.locator("html")).to_have_attribute("data-theme", scheme)
        found = complaints(page, where, TOLD_BY_COLOUR if scheme == "dark" else None)
        assert (state, scheme, found) == (state, scheme, [])
    assert (state, page.evaluate(SMALL)) == (state, [])


State = tuple[str, str]
"""What the page shows, and the part of it that is new."""


def of_the_graph(studio: Studio) -> Iterator[State]:
    page = studio.page
    studio.paste(NETWORK).leave_editor()
    yield "the end", "html"
    studio.go_to(studio.stops - 3)
    yield "the middle", ".stage, footer"
    for key, name in (("d", "numbers"), ("h", "shorthand"), ("l", "list")):
        page.keyboard.press(key)
        studio.settled()
        yield name, ".stage"
        page.keyboard.press(key)
    page.keyboard.press("/")
    search = page.get_by_role("combobox", name="Find")
    search.fill("|value| > 0.5")
    expect(page.locator(".finder [role=option]").first).to_be_visible()
    yield "hits", ".stage"
    search.fill("|value| >")
    yield "a fault in a search", ".stage"
    search.press("Escape")
    page.get_by_role("button", name="scalar", exact=True).click()
    studio.settled()
    yield "the scalar level", ".stage"
    page.get_by_role("button", name="tensor", exact=True).click()
    studio.settled()


def of_the_inspector(studio: Studio) -> Iterator[State]:
    studio.paste(NETWORK)
    studio.handle("W").click()
    for tab in ("Numbers", "Paths", "Statistics", "Memory", "Object"):
        studio.inspector.get_by_role("tab", name=tab).click()
        studio.settled()
        yield tab, ".inspector"
    studio.handle("layer/h:sigmoid").click()
    for tab in ("Derivation", "Curve", "Code"):
        studio.inspector.get_by_role("tab", name=tab).click()
        studio.settled()
        yield tab, ".inspector"


def of_the_program(studio: Studio) -> Iterator[State]:
    page = studio.page
    studio.paste(NETWORK)
    page.get_by_role("button", name="Take a step").click()
    expect(page.locator(".step [role=status]")).to_contain_text("Step 1")
    page.locator("summary", has_text="Parameters").click()
    yield "sliders and a step", ".program"
    studio.root.evaluate(HOLD_A_FILE)
    expect(page.locator(".drop-zone")).to_be_visible()
    yield "a file over it", "html"
    studio.root.dispatch_event("dragleave")
    page.locator(".cm-line").nth(4).click(position={"x": 95, "y": 8})
    page.get_by_role("button", name="What the word at the cursor is").click()
    expect(page.locator(".word-card")).to_be_visible()
    yield "a card of help", ".program"
    studio.editor.press("Control+End")
    page.keyboard.type("y = softm")
    expect(page.locator(".cm-completionInfo .word-card math")).to_be_visible()
    yield "completions", ".program"
    page.keyboard.press("Escape")
    studio.paste("A = param([[1.0, 2.0]])\nb = 2 * A\ny = A @ b")
    expect(page.locator(".message .fixes button").first).to_be_visible()
    expect(studio.root).to_have_attribute("data-phase", "partial")
    yield "an error with fixes", "html"
    studio.paste("w = param(1.0)\n" + 30 * "print(w)\n" + "y = w * 2")
    yield "a program and prints that scroll", ".program"
    studio.paste("x = (1.0")
    expect(page.locator(".message.error")).to_be_visible()
    yield "a syntax error", ".program, .stage"
    studio.paste("x = input([1.0, 0.0, -2.0])\ny = sum(log(x) / x)")
    yield "NaN and infinities", "html"
    studio.editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator(".welcome")).to_be_visible()
    yield "nothing", "html"


def of_what_opens(studio: Studio) -> Iterator[State]:
    page = studio.page
    for name in ("Keys", "Network form", "Take the tour"):
        page.get_by_role("button", name=name).first.click()
        yield name, "dialog[open]"
        page.keyboard.press("Escape")
    page.get_by_role("button", name="Examples").click()
    expect(page.locator("canvas[data-painted]").first).to_be_visible()
    yield "examples", "dialog[open]"
    for wanted in ("softmax", "nothing of the kind"):
        page.get_by_role("searchbox", name="Search the examples").fill(wanted)
        yield f"examples with {wanted}", "dialog[open]"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


@pytest.mark.parametrize(
    "states",
    [of_the_graph, of_the_inspector, of_the_program, of_what_opens],
    ids=lambda one: one.__name__,
)
def test_axe_finds_nothing(page: Page, states: Callable[[Studio], Iterator[State]]) -> None:
    page.emulate_media(reduced_motion="reduce")
    for state, where in states(Studio(page).open()):
        check(page, state, where)


def test_a_phone_has_the_graph_first_and_everything_else_over_it(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 360, "height": 740})
    studio = Studio(page).open()
    program, timeline = page.locator("section.program"), page.locator("footer").bounding_box()
    expect(program).to_be_hidden()
    expect(studio.inspector).to_be_hidden()
    stage = studio.stage.bounding_box()
    assert stage
    assert timeline
    assert stage["width"] == timeline["width"] == 360
    assert stage["height"] > 740 / 2
    assert timeline["y"] + timeline["height"] <= 740
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.evaluate(CUT) == []
    check(page, "phone", "html")

    page.get_by_role("button", name="More").click()
    check(page, "more", ".stage")
    page.get_by_role("button", name="Read as a list").click()
    check(page, "list", ".stage")
    page.get_by_role("button", name="Draw the graph").click()
    page.get_by_role("button", name="Take the tour").first.click()
    check(page, "tour", "dialog[open]")
    page.keyboard.press("Escape")

    for name, sheet in (("Program", program), ("Inspector", studio.inspector)):
        page.get_by_role("button", name=name, exact=True).click()
        expect(sheet).to_be_visible()
        check(page, name, f"#{name.lower()}")
    expect(program).to_be_hidden()
    studio.inspector.get_by_role("button", name="Close").click()
    expect(studio.inspector).to_be_hidden()

    output = str(page.locator(".graph .tensor.output").get_attribute("data-tensor"))
    studio.handle(output).click()
    peek = page.locator(".peek")
    expect(peek).to_contain_text("gradient 1")
    check(page, "what was tapped", ".stage")
    peek.get_by_role("button", name="Inspect").click()
    expect(studio.inspector.locator(".card-body[data-subject]").first).to_be_visible()
    expect(peek).to_be_hidden()


CUT = """() => [...document.querySelectorAll(".topbar > *")]
  .filter(one => one.checkVisibility())
  .filter(one => one.scrollWidth > one.clientWidth + 1
    || one.getBoundingClientRect().right > innerWidth - 8)
  .map(one => one.outerHTML.slice(0, 80))"""


def test_axe_finds_nothing_in_what_is_only_read(page: Page) -> None:
    page.goto("/docs")
    check(page, "docs", "h1, main > :nth-child(-n + 12)")
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("summary", has_text="On this page").click()
    page.locator("#evaluateProgram summary").click()
    check(page, "docs on a phone", ".contents, #evaluateProgram, #problems")


def test_the_focus_is_always_seen(page: Page) -> None:
    Studio(page).open().leave_editor()
    reached = set()
    for _ in range(80):
        page.keyboard.press("Tab")
        assert page.evaluate(UNSEEN) is None
        assert page.evaluate(OBSCURED) is None
        if page.evaluate("document.activeElement === document.body"):
            break
        reached.add(
            page.evaluate("document.activeElement.closest('[class]')?.getAttribute('class')")
        )
        if page.evaluate("document.activeElement.matches('.cm-content')"):
            page.keyboard.press("Escape")
    assert {"skip", "divider top", "cm-content cm-lineWrapping"} <= reached


def test_a_projector_makes_everything_larger(page: Page) -> None:
    def letter() -> float:
        size = page.evaluate("getComputedStyle(document.body).fontSize")
        return float(size.removesuffix("px"))

    page.set_viewport_size({"width": 1440, "height": 900})
    Studio(page).open()
    desk = letter()
    page.set_viewport_size({"width": 2560, "height": 1440})
    assert letter() == pytest.approx(1.25 * desk)
    page.set_viewport_size({"width": 3840, "height": 2160})
    assert letter() == pytest.approx(1.875 * desk)


def test_dark_and_light_follow_the_system_until_chosen(page: Page) -> None:
    light, dark = "rgb(251, 250, 247)", "rgb(20, 22, 26)"
    body = page.locator("body")
    page.emulate_media(color_scheme="light")
    Studio(page).open()
    expect(body).to_have_css("background-color", light)
    page.emulate_media(color_scheme="dark")
    expect(body).to_have_css("background-color", dark)
    page.get_by_role("button", name="Light colours").click()
    expect(body).to_have_css("background-color", light)
    page.reload()
    expect(body).to_have_css("background-color", light)


def test_every_sign_of_a_formula_comes_from_our_own_face(page: Page) -> None:
    Studio(page).open().paste("theta = param(0.5)\ny = sqrt(sigmoid(theta))")
    page.evaluate("document.fonts.ready")
    missing = page.evaluate(
        """async () => {
          const canvas = document.createElement("canvas").getContext("2d");
          const width = (font, sign) => {
            canvas.font = `100px ${font}`;
            return canvas.measureText(sign).width;
          };
          const unlike = (sign) => width('"STIX Two Math", monospace', sign)
            === width("monospace", sign) && width('"STIX Two Math", serif', sign)
            === width("serif", sign);
          return [..."∇σθΣ√∂⊗≤∞𝑥𝜃"].filter(unlike);
        }"""
    )
    assert missing == []
