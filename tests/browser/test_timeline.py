"""Playing, stepping and scrubbing: the same stop is always the same picture."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

FAN_OUT = "x = 0.5\na = sin(x)\nb = x ** 2\nc = exp(x)\ny = a * b + c"


def test_nothing_is_computed_at_the_start_and_nothing_is_zero(page: Page) -> None:
    studio = Studio(page).open().type(FAN_OUT).go_to(0)
    for tensor in ("x", "a", "b", "c", "y"):
        assert studio.numbers(tensor, "value") == []
        assert studio.numbers(tensor, "gradient") == []
    expect(studio.caption).to_contain_text("Start.")


def test_stepping_computes_one_thing_at_a_time(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(FAN_OUT).go_to(0)
    known = 0
    for stop in range(1, studio.stops + 1):
        page.keyboard.press("ArrowRight")
        studio.at(stop)
        texts = page.locator(".graph .number:not(:empty)").count()
        landed = 1 if stop > 1 else 0
        assert known <= texts <= known + max(landed, 1) + (0 if stop > 1 else 1)
        known = texts
    assert studio.numbers("y", "gradient") == [1]


def test_the_ledger_counts_and_sums(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(FAN_OUT)
    document = studio.document(FAN_OUT)
    arrivals = [
        (row, f"{op}:{slot}")
        for row, (_, kind, op, tensor, slot) in enumerate(document["steps"])
        if kind == "contribution" and tensor == "x"
    ]
    contributions = document["passes"][1]["contributions"]
    total = 0.0
    studio.go_to(0)
    for stop in range(1, studio.stops + 1):
        page.keyboard.press("ArrowRight")
        studio.at(stop)
        ledger = studio.tensor("x").locator(".ledger").text_content()
        assert not ledger or "Backward" in studio.caption.inner_text()
        if ledger and not ledger.startswith("0"):
            arrived = int(ledger.split()[0])
            assert ledger == f"{arrived} of 3 arrived"
            total = sum(contributions[key]["data"][0] for _, key in arrivals[:arrived])
            (shown,) = studio.numbers("x", "gradient")
            assert abs(shown - total) <= 1e-3 * abs(total)
    assert total != 0
    assert studio.tensor("x").locator(".ledger").text_content() == ""


def test_playing_reaches_the_end_and_pauses_where_it_is_told(page: Page) -> None:
    studio = Studio(page).open().type(FAN_OUT).go_to(0)
    page.get_by_label("Speed").select_option("0.25")
    studio.leave_editor()
    page.keyboard.press(" ")
    expect(studio.root).to_have_attribute("data-playing", "true")
    expect(studio.root).not_to_have_attribute("data-stop", "0")
    page.keyboard.press(" ")
    expect(studio.root).to_have_attribute("data-playing", "false")
    assert studio.root.get_attribute("data-stop") != str(studio.stops)
    page.get_by_label("Speed").select_option("8")
    page.get_by_role("button", name="Play").click()
    studio.at(studio.stops)
    expect(studio.root).to_have_attribute("data-playing", "false")


def test_scrubbing_there_and_back_gives_the_same_pictures(page: Page) -> None:
    studio = Studio(page).open().type(FAN_OUT).leave_editor()
    # The formulas of the travelling cards come from the catalogue, once for each op.
    page.wait_for_load_state("networkidle")
    track = page.get_by_role("slider", name="Step")
    box = track.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"], box["y"] + 30)
    page.mouse.down()
    places = [box["x"] + box["width"] * k / 12 for k in range(13)]
    # The first card asks for the fonts of its formula.
    page.mouse.move(places[-2], box["y"] + 30)
    expect(page.locator(".graph .note math").first).to_be_visible()
    page.evaluate("document.fonts.ready.then(() => null)")
    pictures: dict[float, str] = {}
    for place in reversed(places):
        page.mouse.move(place, box["y"] + 30)
        pictures[place] = studio.picture()
    for place in places:
        page.mouse.move(place, box["y"] + 30)
        assert studio.picture() == pictures[place]
    page.mouse.up()
    assert len(set(pictures.values())) == len(places)


def test_the_line_that_runs_is_lit(page: Page) -> None:
    studio = Studio(page).open().type(FAN_OUT).go_to(3)
    expect(page.locator(".cm-now")).to_have_text("b = x ** 2")
    page.keyboard.press("ArrowLeft")
    studio.at(2)
    expect(page.locator(".cm-now")).to_have_text("a = sin(x)")


def test_a_contribution_travels_with_its_formula_and_numbers(page: Page) -> None:
    source = "k = input([1.0, -2.0])\nh = sigmoid(k)\nloss = sum(h)"
    studio = Studio(page).open().type(source)
    contribution = studio.document(source)["passes"][1]["contributions"]["h:sigmoid:0"]["data"]
    studio.go_to(studio.stops)
    page.keyboard.press("ArrowLeft")
    studio.at(studio.stops - 1)
    page.keyboard.press("ArrowRight")
    studio.at(studio.stops)
    card = page.locator(".graph g.contribution")
    expect(card).to_contain_text("contribution to k")
    expect(card.locator("math").first).to_be_visible()
    for number in contribution:
        expect(card.locator(".figures")).to_contain_text(f"{number:.4g}")


def test_at_rest_the_card_writes_out_a_sum_of_products(page: Page, base_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    source = "k = input([1.0, -2.0, 0.5])\np = softmax(k)\nloss = -log(p[1])"
    studio = Studio(page).open().type(source)
    asked = {"source": source, "tensor": "k", "index": [0], "pass": 1}
    answer = page.request.post(f"{base_url}/api/v1/graphs/terms", data=asked)
    [sent] = answer.json()["contributions"]
    studio.go_to(studio.stops)
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    numbers = page.locator(".graph g.contribution .numbers")
    expect(numbers).to_contain_text(f"{sent['sum']:.4g}")
    written = (numbers.text_content() or "").split("=")
    assert written[1].count("\u22c5") == sent["count"] == 3


def test_with_reduced_motion_a_step_is_there_at_once(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(FAN_OUT).go_to(0)
    moving = page.evaluate(
        """() => {
          const root = document.getElementById("studio");
          document.body.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
          return [root.dataset.stop, root.dataset.moving];
        }"""
    )
    assert moving == ["1", "false"]
    studio.at(1)


def test_each_step_is_spoken(page: Page) -> None:
    studio = Studio(page).open().type(FAN_OUT).go_to(4)
    spoken = page.locator(".timeline [aria-live]")
    sentence = studio.caption.inner_text()
    expect(spoken).to_have_text(sentence)
    assert page.get_by_role("slider", name="Step").get_attribute("aria-valuetext") == sentence


SIGHT = """() => [
  document.querySelector('[data-op="y:sub"]').classList.item(1),
  document.querySelector(".inspector .about").innerText,
]"""


def test_the_inspector_says_what_the_graph_shows(page: Page) -> None:
    page.clock.install()
    Studio(page).open().type("x = 3.0\ny = x - 1").go_to(1)
    page.get_by_label("Speed").select_option("0.25")
    page.keyboard.press("Space")
    seen = set()
    for _ in range(20):
        page.clock.run_for(100)
        # Both at one moment: the page's clock goes on while it is asked.
        state, told = page.evaluate(SIGHT)
        assert ("fires now" in told) == state.startswith("firing")
        seen.add(state)
    assert {"firing-forward", "fired"} <= seen


def test_the_line_of_the_present_step_is_lit_in_the_colour_of_its_pass(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().type(FAN_OUT)
    wash = "line => getComputedStyle(line).backgroundColor"
    seen = {}
    studio.go_to(0)
    for stop in range(1, studio.stops + 1):
        page.keyboard.press("ArrowRight")
        studio.at(stop)
        line = page.locator(".cm-line.cm-now")
        if line.count():
            seen[studio.root.get_attribute("data-way")] = line.first.evaluate(wash)
    assert seen == {"forward": "rgb(227, 241, 239)", "backward": "rgb(246, 240, 250)"}
