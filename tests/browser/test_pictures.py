"""Three graphs look as they looked when somebody last looked at them.

``NABLASCOPE_RECORD=1 pytest tests/browser/test_pictures.py`` takes the pictures anew; look at
them before you commit them.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Page

from tests.browser.studio import Studio
from tests.engine.programs import PROGRAMS

PICTURES = Path(__file__).parent / "pictures"

SCENES = {
    "composition": (PROGRAMS["composition"], None, "light"),
    "fan-out": (PROGRAMS["fan-out"], 12, "dark"),
    "network": (PROGRAMS["lecture"], 18, "light"),
}
"""Program, stop (the end where there is none) and colours."""


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
def test_a_graph_looks_as_it_did(page: Page, name: str) -> None:
    source, stop, scheme = SCENES[name]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(
        color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce"
    )
    studio = Studio(page).open().paste(source)
    studio.go_to(stop or studio.stops)
    page.evaluate("document.fonts.ready")
    taken = Image.open(io.BytesIO(studio.stage.screenshot()))
    recorded = PICTURES / f"{name}.png"
    if os.environ.get("NABLASCOPE_RECORD"):
        PICTURES.mkdir(exist_ok=True)
        taken.convert("RGB").save(recorded, optimize=True)
    wanted = Image.open(recorded)
    assert taken.size == wanted.size
    assert difference(taken, wanted) < 0.08


def test_the_comparison_sees_a_node_that_moved() -> None:
    wanted = Image.open(PICTURES / "composition.png").convert("RGB")
    left, top, right, bottom = (wanted.width // 3, 0, wanted.width // 2, wanted.height)
    moved = wanted.copy()
    moved.paste(wanted.crop((left, top, right, bottom)), (left + 12, top))
    assert difference(moved, wanted) > 0.08
