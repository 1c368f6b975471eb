"""Twelve scenes look as they looked when somebody last looked at them.

``NABLASCOPE_RECORD=1 pytest tests/browser/test_pictures.py`` takes the pictures anew; look at
them before you commit them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, packed
from tests.engine.programs import PROGRAMS

PICTURES = Path(__file__).parent / "pictures"
COLOURS = 256
"""In a recorded picture: the comparison does not see more, and the file is a third."""

BLOCKS = """\
x = input([0.5, -0.2])
w = param([1.01, 0.7])
for i in range(4):
    with module("block"):
        with module("gate"):
            g = tanh(sigmoid(w * x) * 0.5)
        x = x + g
loss = sum(x ** 2)
"""
FAULT = """\
x = input([0.0, 1.0, -1.0])
y = log(x)
z = 1 / x
u = y - z
loss = u @ input([1.0, 2.0])
"""
LARGE = """\
h = [input(0.1 * k) for k in range(8)]
for layer in range(3):
    with module("layer"):
        h = [
            tanh(sum([h[i] * param(0.3 * sin(1.0 * i + 2 * j + layer)) for i in range(8)]))
            for j in range(8)
        ]
loss = sum([v * v for v in h])
"""
STAGE, CARD, TIMELINE = "main.stage", "aside.inspector", "footer.timeline"
DESK, PHONE = (1440, 900), (390, 844)


class Scene(NamedTuple):
    """What a link opens, and what of the page is looked at."""

    source: str
    link: dict[str, Any] = {}  # noqa: RUF012 - never changed
    part: str = STAGE
    size: tuple[int, int] = DESK
    dark: bool = False
    between: bool = False
    """Whether the pointer then holds the track between two stops."""


SCENES = {
    "composition": Scene(PROGRAMS["composition"]),
    "fan-out": Scene(PROGRAMS["fan-out"], {"stop": 11}, dark=True),
    "network": Scene(PROGRAMS["lecture"], {"stop": 17}),
    "phone": Scene(PROGRAMS["lecture"], {"stop": 17}, size=PHONE, dark=True),
    "readings": Scene(PROGRAMS["lecture"], {"reading": "shorthand", "numbers": True}),
    "scalars": Scene(PROGRAMS["lecture"], {"opened": "all"}),
    "repeat": Scene(BLOCKS, {"folded": ["block…block_4"]}),
    "fault": Scene(FAULT),
    "training": Scene(PROGRAMS["descent"]),
    "card": Scene(PROGRAMS["lecture"], {"selection": "W"}, part=CARD),
    "overview": Scene(LARGE, {"folded": []}),
    "timeline": Scene(PROGRAMS["lecture"], part=TIMELINE, between=True),
}


def opened(page: Page, scene: Scene) -> Studio:
    """Open a scene by its link."""
    width, height = scene.size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme="dark" if scene.dark else "light", reduced_motion="reduce")
    link = packed(scene.source, **{"stop": 1_000_000, **scene.link})
    studio = Studio(page).open(f"#{link}")
    expect(page.locator("#studio")).not_to_have_attribute("data-phase", "empty")
    studio.settled().show_everything()
    expect(page.locator("canvas.overview")).not_to_have_attribute("data-painting", "true")
    if scene.between:
        hold_between(page)
    page.mouse.move(1, 1)
    page.evaluate("document.fonts.ready")
    return studio


def hold_between(page: Page) -> None:
    """Press on the track half a step behind the third dot of the way back."""
    dots = page.locator(".tracks g.backward circle, .tracks g.backward .dot")
    one, next_one = (dots.nth(index).bounding_box() for index in (2, 3))
    assert one
    assert next_one
    page.mouse.click((one["x"] + next_one["x"] + one["width"]) / 2, one["y"] + one["height"] / 2)
    expect(page.locator("#studio")).to_have_attribute("data-moving", "true")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Give how much of what is drawn differs, 0 to 1, blind to how edges are smoothed."""
    soft = [picture.convert("L").filter(ImageFilter.GaussianBlur(1.5)) for picture in (one, other)]
    paper = Image.new("L", soft[1].size, soft[1].getpixel((0, 0)))
    differs, drawn = (share(ImageChops.difference(soft[1], than)) for than in (soft[0], paper))
    return differs / drawn


def share(difference_of_pixels: Image.Image) -> float:
    """Give the share of pixels that differ so much that it can be seen."""
    seen = difference_of_pixels.point(lambda value: 255 if value > 24 else 0)
    return float(ImageStat.Stat(seen).mean[0]) / 255


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_looks_as_it_did(page: Page, name: str) -> None:
    scene = SCENES[name]
    studio = opened(page, scene)
    taken = Image.open(io.BytesIO(studio.page.locator(scene.part).screenshot()))
    recorded = PICTURES / f"{name}.png"
    if os.environ.get("NABLASCOPE_RECORD"):
        PICTURES.mkdir(exist_ok=True)
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
            recorded, optimize=True
        )
    wanted = Image.open(recorded).convert("RGB")
    assert taken.size == wanted.size
    assert difference(taken, wanted) < 0.08


def test_the_comparison_sees_a_node_that_moved() -> None:
    wanted = Image.open(PICTURES / "composition.png").convert("RGB")
    left, top, right, bottom = (wanted.width // 3, 0, wanted.width // 2, wanted.height)
    moved = wanted.copy()
    moved.paste(wanted.crop((left, top, right, bottom)), (left + 12, top))
    assert difference(moved, wanted) > 0.08
