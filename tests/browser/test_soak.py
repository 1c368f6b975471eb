"""After hundreds of things done at random the page is as it would be if it had just been opened."""

from __future__ import annotations

import difflib
import logging
from typing import NamedTuple

import pytest
from playwright.sync_api import CDPSession, Page

from tests.browser.conftest import watch
from tests.browser.hand import Hand
from tests.browser.studio import Studio
from tests.browser.wanderer import NETWORK, Wanderer
from tests.engine.programs import PROGRAMS

LOG = logging.getLogger(__name__)

SLIDERS = """() => Array.from(document.querySelectorAll(".slider"),
  (one) => `${one.dataset.handle} ${one.querySelector("input").value}`).join()"""

# A graph, its picture and a listener, once for each of so many actions.
LEAK = """([count, graph]) => {
  const picture = document.querySelector("svg.graph");
  window.kept = Array.from({ length: count }, () => {
    const one = picture.cloneNode(true);
    one.addEventListener("click", () => one.remove());
    return [one, structuredClone(graph)];
  });
}"""


class Drawn(NamedTuple):
    """What can be seen of the present moment, as text to compare."""

    graph: str
    stop: str | None
    caption: str | None
    legend: str | None
    subject: str
    sliders: str


class Held(NamedTuple):
    """What the page holds when all that can be let go has been."""

    bytes: float
    nodes: float
    listeners: float


MORE = Held(bytes=3_000_000, nodes=2_000, listeners=60)
"""How much more may be held in the end than in the middle.

Compiled code counts too, scenes are kept, and so are steps to undo, by the browser as well.
"""


def begin(page: Page, seed: int) -> Wanderer:
    """Open the page, look into its dialogs, and ask for no tour and no motion."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    wanderer = Wanderer(Studio(page).open(), seed)
    page.get_by_role("button", name="No tour").click()
    for name in ("Examples", "Network form", "Keys"):
        page.get_by_role("button", name=name).click()
        wanderer.press("Escape")
    return wanderer


def mend(wanderer: Wanderer) -> None:
    """Put a program without a fault in: a link does not hold the last graph that was good."""
    wanderer.come_back()
    if wanderer.studio.root.get_attribute("data-phase") != "current":
        wanderer.page.set_viewport_size({"width": 1440, "height": 900})
        wanderer.put(NETWORK)


def drawn(studio: Studio) -> Drawn:
    """Give what is drawn and said when everything can be seen and nothing is pointed at."""
    page = studio.page
    page.mouse.move(2, 2)
    # A link does not say which sheet lies over the graph of a phone.
    for close in page.locator(".sheet-head button:visible").all():
        close.click()
    studio.leave_editor().show_everything()
    assert Hand(page, 0).rests()
    return Drawn(
        studio.picture(),
        studio.root.get_attribute("data-stop"),
        studio.caption.text_content(),
        page.locator(".legend").text_content(),
        " ".join(studio.inspector.locator("h2").all_text_contents()),
        page.evaluate(SLIDERS),
    )


def drawn_afresh(studio: Studio, faults: list[str]) -> Drawn:
    """Give the same of a page in another window, opened by the link to this one."""
    page = studio.page
    page.evaluate("history.replaceState(null, '', '/')")
    page.get_by_role("button", name="Share").click()
    page.wait_for_url("**/#*")
    assert page.context.browser
    context = page.context.browser.new_context(
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
        reduced_motion="reduce",
    )
    other = context.new_page()
    watch(other, page.evaluate("location.origin"), faults)
    other.goto(page.url)
    found = drawn(Studio(other).settled())
    context.close()
    return found


def differences(was: Drawn, now: Drawn) -> str:
    """Give the first lines in which two pictures differ, one element a line."""
    lines = [
        [
            f"{name}: {line}"
            for name, part in one._asdict().items()
            for line in (part or "").replace("<", "\n<").split("\n")
        ]
        for one in (was, now)
    ]
    return "\n".join(list(difflib.unified_diff(*lines, "was", "afresh", lineterm="", n=0))[:20])


def held(studio: Studio, session: CDPSession) -> Held:
    """Measure the page with one known program in it, at rest."""
    studio.page.set_viewport_size({"width": 1440, "height": 900})
    studio.follow(PROGRAMS["training"], stop=3)
    drawn(studio)
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    counts = {metric["name"]: metric["value"] for metric in metrics}
    return Held(counts["JSHeapUsedSize"], counts["Nodes"], counts["JSEventListeners"])


def grown(measured: list[Held]) -> Held:
    """Give how much more was held in the end than in the middle, once the page was warm.

    The least of some counts: a large example stays for a while among the scenes that are kept.
    """
    warm = measured[len(measured) // 3 :]
    some = len(warm) // 2
    first, last = zip(*warm[:some], strict=True), zip(*warm[-some:], strict=True)
    return Held(*(min(end) - min(begin) for begin, end in zip(first, last, strict=True)))


def metering(page: Page) -> CDPSession:
    """Get ready to measure a page."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session


@pytest.mark.parametrize(
    ("seed", "actions", "pause"),
    [
        pytest.param(1, 40, 20, marks=pytest.mark.sweep),
        *(pytest.param(seed, 500, 50, marks=pytest.mark.long) for seed in (2, 3, 4)),
    ],
)
def test_a_long_time_leaves_no_trace(
    page: Page, faults: list[str], seed: int, actions: int, pause: int
) -> None:
    wanderer = begin(page, seed)
    session = metering(page)
    measured = []
    while len(wanderer.done) < actions:
        wanderer.wander(pause)
        mend(wanderer)
        was, now = drawn(wanderer.studio), drawn_afresh(wanderer.studio, faults)
        assert was == now, f"{differences(was, now)}\nafter {wanderer.done[-30:]}"
        assert faults == [], wanderer.done[-pause:]
        measured.append(held(wanderer.studio, session))
        LOG.info("seed %d after %d actions: %s", seed, len(wanderer.done), measured[-1])
    assert all(more <= most for more, most in zip(grown(measured), MORE, strict=True)), measured


def test_what_each_action_left_behind_would_be_seen(page: Page) -> None:
    studio, session = begin(page, 1).studio, metering(page)
    before = held(studio, session)
    page.evaluate(LEAK, [100, studio.document(PROGRAMS["training"])])
    after = held(studio, session)
    for was, now, most in zip(before, after, MORE, strict=True):
        assert now - was > most, (before, after)
