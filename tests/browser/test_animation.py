"""The animation: what the card and the ledger say, what may fire, and steps of every grain."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.studio import Studio, read_number

FAN_OUT = "x = 0.5\na = sin(x)\nb = x ** 2\nc = exp(x)\ny = a * b + c"
NETWORK = "W = param(randn(3, 2))\nx = input([1.2, -0.7])\nh = sigmoid(W @ x)\nloss = sum(h ** 2)"

# The card must hide neither its tensor nor its op, and stand within the stage.
PLACES = """() => {
  const box = (element) => element.getBoundingClientRect().toJSON();
  const stage = document.querySelector("main.stage");
  const card = document.querySelector(".graph .note");
  return card && { card: box(card), stage: box(stage), width: card.scrollWidth - card.clientWidth };
}"""


def overlap(one: dict[str, float], other: dict[str, float]) -> bool:
    """Say whether two boxes of the page share more than their edges."""
    across = min(one["right"], other["right"]) - max(one["left"], other["left"])
    down = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return across > 1 and down > 1


def sent_at(document: dict[str, Any], row: list[Any]) -> list[float]:
    """Give the elements of the contribution that a row of the steps sends."""
    numbers: list[float] = document["passes"][row[0]]["contributions"][f"{row[2]}:{row[4]}"]["data"]
    return numbers


@pytest.mark.parametrize("source", [FAN_OUT, NETWORK])
def test_the_card_works_the_contribution_out_and_hides_nothing_of_it(
    page: Page, source: str
) -> None:
    page.set_viewport_size({"width": 1440, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(source).leave_editor()
    page.wait_for_load_state("networkidle")
    document = studio.document(source)
    rows = [row for row in document["steps"] if row[1] == "contribution"]
    page.keyboard.press("End")
    for back, row in enumerate(reversed(rows)):
        page.keyboard.press("ArrowLeft")
        studio.at(studio.stops - back)
        card = page.locator(".graph .note")
        expect(card).to_contain_text(f"to {row[3]}" if re.fullmatch(r"\w+", row[3]) else "to ")
        first = sent_at(document, row)[0]
        numbers = card.locator(".numbers")
        if numbers.count():
            result = read_number(re.findall(r"[−\d.]+", numbers.inner_text())[-1])
            assert abs(result - first) <= 1e-3 * abs(first)
        else:
            shown = card.locator(".figures").inner_text().split()[0]
            assert abs(read_number(shown) - first) <= 0.01
        seen = page.evaluate(PLACES)
        assert seen["width"] <= 0
        inside = seen["card"]
        assert inside["left"] >= seen["stage"]["left"]
        assert inside["right"] <= seen["stage"]["right"]
        assert inside["top"] >= seen["stage"]["top"]
        assert inside["bottom"] <= seen["stage"]["bottom"]
        body = studio.tensor(row[3]).locator(".body").first
        target = body.evaluate("body => body.getBoundingClientRect().toJSON()")
        assert not overlap(inside, target)


def test_the_ready_set_is_what_the_document_lets_fire(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(FAN_OUT)
    document = studio.document(FAN_OUT)
    ops = {op["id"]: op for op in document["ops"]}
    expected: dict[str, int] = {document["output"]: 1}
    for _, kind, _, tensor, _ in document["steps"]:
        if kind == "contribution":
            expected[tensor] = expected.get(tensor, 0) + 1
    known: set[str] = set()
    arrived: dict[str, int] = {}
    begun: dict[str, set[str]] = {"forward": set(), "backward": set()}
    studio.go_to(0)
    stop = 0
    for index, (_, kind, op, tensor, _) in enumerate(document["steps"]):
        if kind in begun:
            begun[kind].add(op)
        if kind == "forward":
            known.update(ops[op]["outputs"])
        elif kind == "leaf":
            known.add(tensor)
        elif kind in ("seed", "contribution"):
            arrived[tensor] = arrived.get(tensor, 0) + 1
        following = document["steps"][index + 1][1] if index + 1 < len(document["steps"]) else ""
        if kind == "backward" or (kind, following) == ("leaf", "leaf"):
            continue
        stop += 1
        page.keyboard.press("ArrowRight")
        studio.at(stop)
        may = {
            name
            for name, one in ops.items()
            if name not in begun["forward"] and known.issuperset(one["inputs"])
        } | {
            name
            for name, one in ops.items()
            if name not in begun["backward"]
            and all(arrived.get(out, 0) == expected.get(out) for out in one["outputs"])
        }
        ready = page.locator(".op.ready-forward, .op.ready-backward")
        shown = set(ready.evaluate_all("ops => ops.map((op) => op.dataset.op)"))
        assert shown == may
    assert stop == studio.stops


def test_an_op_that_waits_says_for_what(page: Page) -> None:
    source = "k = input(0.5)\nh = k * 2\ny = sin(h) + cos(h)"
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(source)
    rows = studio.document(source)["steps"]
    first = next(i for i, row in enumerate(rows) if row[1] == "contribution" and row[3] == "h")
    contributions = [row for row in rows[: first + 1] if row[1] == "contribution"]
    total = sum(row[1] == "contribution" for row in rows)
    studio.go_to(studio.stops - total + len(contributions))
    expect(studio.tensor("h").locator(".ledger")).to_have_text("1 of 2 arrived")
    studio.op("h:mul").locator(".handle").hover()
    expect(page.get_by_role("tooltip")).to_contain_text("waits for 1 of 2 contributions to h")
    studio.page.mouse.move(5, 5)
    expect(page.get_by_role("tooltip")).to_be_hidden()


def test_the_grain_decides_how_far_a_step_goes_and_moves_nothing(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(FAN_OUT)
    document = studio.document(FAN_OUT)
    grain = page.get_by_label("What one step is")
    track = page.get_by_role("slider", name="Step")
    studio.go_to(7)
    before = studio.picture()
    grain.select_option("op")
    studio.at(7)
    assert studio.picture() == before
    fired = [row for row in document["steps"] if row[1] in ("forward", "backward", "seed")]
    expect(track).to_have_attribute("aria-valuemax", str(len(fired) + 1))
    studio.leave_editor()
    page.keyboard.press("ArrowRight")
    sent = sum(row[1] == "contribution" and row[2] == "y:add" for row in document["steps"])
    studio.at(7 + sent)
    page.keyboard.press("s")
    expect(grain).to_have_value("pass")
    expect(track).to_have_attribute("aria-valuemax", "2")
    page.keyboard.press("ArrowLeft")
    studio.at(1 + sum(row[1] == "forward" for row in document["steps"]))
    expect(studio.caption).to_contain_text("The forward pass runs 5 operations")
    page.keyboard.press("ArrowRight")
    studio.at(studio.stops)


def test_the_narration_can_be_switched_off_and_stays_off(page: Page) -> None:
    studio = Studio(page).open().type(FAN_OUT).go_to(3)
    expect(studio.caption).to_have_text(re.compile(r"^\s*Forward, step 3 of 14\.\s+\S.*\.\s*$"))
    page.keyboard.press("n")
    expect(studio.caption).to_have_text(re.compile(r"^\s*Forward, step 3 of 14\.\s*$"))
    expect(page.locator(".timeline [aria-live]")).to_be_empty()
    page.reload()
    studio.settled()
    expect(page.get_by_role("button", name="Tell each step")).to_have_attribute(
        "aria-pressed", "false"
    )
