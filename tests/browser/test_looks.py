"""How marks look is said once, by the style sheets, for SVG and canvas alike."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

STATED = {
    ".region .ground": ("stroke", "rgb(255, 0, 0)"),
    ".region .title": ("fill", "rgb(0, 200, 0)"),
    ".tensor .name": ("fill", "rgb(255, 255, 0)"),
    ".tensor .value .number": ("fill", "rgb(0, 0, 255)"),
    ".tensor .gradient .number": ("fill", "rgb(0, 255, 255)"),
    ".op .symbol": ("fill", "rgb(255, 0, 255)"),
    ".op .diamond": ("stroke", "rgb(255, 160, 0)"),
}
"""Colours that nothing else has."""
LARGE = "stroke-width: 8px !important; font-size: 32px !important;"
"""So large that each is seen in a small picture."""

COUNT = """(canvas, colours) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return colours.map((colour) => {
    const wanted = colour.match(/\\d+/g).map(Number);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 200 && wanted.every((part, k) => Math.abs(data[at + k] - part) < 80))
        count++;
    return count;
  });
}"""


def seen(page: Page) -> dict[str, int]:
    """Count the pixels of each stated colour in a picture that a canvas has of a program."""
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("searchbox", name="Search the examples").fill("function called twice")
    pictures = page.locator("dialog[open] canvas[data-painted]:visible")
    expect(pictures).to_have_count(1)
    counts = pictures.evaluate(COUNT, [colour for _, colour in STATED.values()])
    return dict(zip(STATED, counts, strict=True))


def test_a_canvas_draws_as_the_style_sheets_say(page: Page) -> None:
    page.set_viewport_size({"width": 2560, "height": 1440})
    Studio(page).open()
    assert seen(page) == dict.fromkeys(STATED, 0)

    Studio(page).open()
    for mark, (what, colour) in STATED.items():
        rule = f"{mark} {{ {what}: {colour} !important; {LARGE} }}"
        page.evaluate(
            """rule => {
              const sheet = new CSSStyleSheet();
              sheet.replaceSync(rule);
              document.adoptedStyleSheets.push(sheet);
            }""",
            rule,
        )
    assert {mark for mark, count in seen(page).items() if count < 5} == set()
