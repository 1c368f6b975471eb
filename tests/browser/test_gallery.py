"""The gallery: pictures that are drawn when they are seen, search, keys, programs that open."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.studio import Studio

GRAPHS = "**/api/v1/graphs"
IN_VIEW = """canvases => canvases
  .filter(canvas => {
    const { top, bottom } = canvas.getBoundingClientRect();
    const dialog = canvas.closest("dialog").getBoundingClientRect();
    return bottom > dialog.top && top < dialog.bottom;
  })
  .map(canvas => canvas.dataset.picture)"""
NEAR = """(canvas, colour) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let near = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] > 0 && Math.hypot(...colour.map((one, i) => data[at + i] - one)) < 60) near++;
  return near;
}"""
VIOLET = {"light": [132, 54, 184], "dark": [197, 138, 240]}


def is_painted(picture: Locator, scheme: str) -> bool:
    """Say whether gradients in the colour of a scheme can be seen, and none in the other's."""
    near = {name: picture.evaluate(NEAR, colour) for name, colour in VIOLET.items()}
    other = near["dark" if scheme == "light" else "light"]
    return int(near[scheme]) > 20 + int(other)


def test_pictures_are_drawn_for_what_is_seen_one_at_a_time_and_once(page: Page) -> None:
    under_way: set[Request] = set()
    held: list[Route] = []
    most = asked = 0

    def count(route: Route) -> None:
        nonlocal most, asked
        under_way.add(route.request)
        most, asked = max(most, len(under_way)), asked + 1
        route.continue_()

    def done(request: Request) -> None:
        under_way.discard(request)

    def hold(route: Route) -> None:
        held.append(route)

    page.emulate_media(color_scheme="light")
    Studio(page).open()
    page.route(GRAPHS, count)
    page.on("requestfinished", done)
    page.on("requestfailed", done)
    page.get_by_role("button", name="Examples").click()
    canvases = page.locator("canvas[data-picture]")
    seen = canvases.evaluate_all(IN_VIEW)
    assert 4 <= len(seen) < canvases.count() / 2
    for name in seen:
        picture = page.locator(f"[data-picture={name}][data-painted]")
        expect(picture).to_be_attached()
        assert is_painted(picture, "light")
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert is_painted(page.locator(f"[data-picture={seen[0]}]"), "dark")
    dialog = page.locator("dialog.examples")
    last = canvases.last
    assert last.get_attribute("data-painted") is None
    # A picture that is under way when the gallery closes is given up.
    page.unroute(GRAPHS)
    page.route(GRAPHS, hold)
    with page.expect_event("requestfailed"):
        with page.expect_request(GRAPHS):
            last.scroll_into_view_if_needed()
        page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert len(held) == 1
    page.unroute(GRAPHS)
    page.route(GRAPHS, count)
    before = asked
    page.get_by_role("button", name="Examples").click()
    for name in seen:
        assert is_painted(page.locator(f"[data-picture={name}]"), "dark")
    last.scroll_into_view_if_needed()
    expect(last).to_have_attribute("data-painted", "true")
    assert asked > before
    assert most == 1


def test_examples_are_found_and_walked_by_keys(page: Page) -> None:
    studio = Studio(page).open()
    page.get_by_role("button", name="Examples").click()
    search = page.get_by_role("searchbox", name="Search the examples")
    expect(search).to_be_focused()
    cards = page.locator("dialog button.card")
    everything = cards.count()
    page.keyboard.type("Softmax")
    expect(cards.first).to_contain_text("oftmax")
    assert 0 < cards.count() < everything
    page.keyboard.type(" nowhere")
    expect(cards).to_have_count(0)
    expect(page.locator("dialog .none")).to_contain_text("Softmax nowhere")
    search.fill("")
    expect(cards).to_have_count(everything)
    page.keyboard.press("ArrowDown")
    expect(cards.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    below = cards.nth(1).bounding_box()
    focused = page.locator("dialog button.card:focus").bounding_box()
    assert below
    assert focused
    assert focused["x"] == below["x"]
    assert focused["y"] >= below["y"] + below["height"]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(search).to_be_focused()
    search.fill("a + a")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.examples")).to_be_hidden()
    studio.settled()
    assert studio.numbers("a", "gradient") == [2]


def choose(page: Page, name: str) -> None:
    """Open an example of the gallery."""
    page.get_by_role("button", name="Examples").click()
    page.locator(f"button[data-example={name}]").click()
    Studio(page).settled()


def test_an_example_opens_at_what_it_is_about(page: Page) -> None:
    studio = Studio(page).open()
    for name, contributions in (("fan-out", [1.649, 0.4794]), ("waiting", [1, 9])):
        choose(page, name)
        expect(page.locator(".graph .ledger").filter(has_text="2 of 3 arrived")).to_be_visible()
        (so_far,) = studio.numbers("y" if name == "waiting" else "x", "gradient")
        assert abs(so_far - sum(contributions)) < 1e-3
    choose(page, "product")
    # Four products, two sums, and what puts y together for the two ops behind it.
    expect(page.locator(".graph .op")).to_have_count(4 + 2 + 1 + 2)
    choose(page, "scalar-network")
    expect(studio.inspector.locator("h2")).to_have_text("v2")
    # What one example asked for, the next does not inherit.
    choose(page, "square")
    expect(page.locator(".graph .op")).to_have_count(1)
    expect(page.locator(".graph .ledger").filter(has_text="2 of 3 arrived")).to_have_count(0)
