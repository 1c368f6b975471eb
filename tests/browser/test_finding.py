"""The search, the paths to the output and the map: what is found is what the API's numbers say."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.studio import Studio, read_number

SCALARS = """x = 2.0
w = -1.5
a = x * w
b = sin(a)
y = a * b + x * b
(y - 1) ** 2
"""

BROKEN = """x = [-1.0, 4.0]
z = log(x)
sum(z)
"""

MODULES = """class Block(nn.Module):
    def __init__(self):
        self.lin = nn.Linear(3, 3)

    def forward(self, x):
        return torch.relu(self.lin(x))

class Net(nn.Module):
    def __init__(self):
        self.first = Block()
        self.second = Block()

    def forward(self, x):
        return self.second(self.first(x))

net = Net()
sum(net([1.0, -2.0, 3.0]))
"""


class Finder:
    """The search of a studio."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.page = studio.page
        self.root = self.page.get_by_role("search", name="Find in the graph")
        self.input = self.page.get_by_role("combobox", name="Find")
        self.count = self.root.get_by_role("status")
        self.options = self.root.get_by_role("option")

    def ask(self, query: str) -> Finder:
        """Open it where it is closed, and ask."""
        if not self.root.is_visible():
            self.studio.leave_editor()
            self.page.keyboard.press("/")
        expect(self.input).to_be_focused()
        self.input.fill(query)
        return self

    def names(self) -> list[str]:
        """Give what is found, in order."""
        return self.options.locator(".name").all_text_contents()


@pytest.fixture
def studio(page: Page) -> Studio:
    """Give a studio with a program of scalars."""
    opened = Studio(page).open()
    opened.paste(SCALARS)
    return opened


def labelled(document: dict[str, Any], holds: Any) -> set[str]:
    return {one["label"] for one in document["tensors"] if one.get("label") and holds(one)}


def seen(mark: Locator, stage: Locator) -> bool:
    """Whether something stands inside the stage."""
    box, room = mark.bounding_box(), stage.bounding_box()
    assert box
    assert room
    return (
        room["x"] <= box["x"]
        and box["x"] + box["width"] <= room["x"] + room["width"]
        and room["y"] <= box["y"]
        and box["y"] + box["height"] <= room["y"] + room["height"]
    )


def test_numbers_are_found_as_the_api_gives_them(studio: Studio) -> None:
    document = studio.document(SCALARS)
    gradients = document["passes"][-1]["gradients"]
    finder = Finder(studio)
    below = labelled(document, lambda one: one["value"]["data"][0] < 0)
    assert below == {"w", "a", "b"}
    found = set(finder.ask("value < 0").names())
    assert below <= found
    steep = labelled(
        document, lambda one: abs(gradients.get(one["id"], {"data": [0]})["data"][0]) > 2
    )
    assert steep <= set(finder.ask("|grad| > 2").names())
    expect(finder.ask("value < 0 name:w").options).to_have_count(1)
    expect(finder.options).to_contain_text("value −1.5")
    expect(finder.count).to_have_text("1 found")


def test_keys_go_from_hit_to_hit_and_escape_gives_the_focus_back(studio: Studio) -> None:
    studio.leave_editor()
    button = studio.page.get_by_role("button", name="Find", exact=True)
    button.focus()
    studio.page.keyboard.press("Enter")
    finder = Finder(studio)
    finder.input.fill("mul")
    expect(finder.count).to_have_text("3 found")
    flags = studio.page.locator(".finds .flag")
    expect(flags).to_have_text(["1", "2", "3"])
    studio.page.keyboard.press("Enter")
    expect(finder.count).to_have_text("1 of 3")
    expect(finder.input).to_have_attribute("aria-activedescendant", "found-0")
    studio.page.keyboard.press("Shift+Enter")
    expect(finder.count).to_have_text("3 of 3")
    expect(studio.page.locator(".finds .flag.chosen")).to_have_text("3")
    expect(studio.page.locator(".graph .op.selected")).to_have_count(1)
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    assert seen(studio.page.locator(".graph .op.selected .diamond"), studio.stage)
    studio.page.keyboard.press("Escape")
    expect(finder.root).to_be_hidden()
    expect(flags).to_have_count(0)
    expect(button).to_be_focused()


def test_what_cannot_be_read_says_where_and_what_to_try(studio: Studio) -> None:
    finder = Finder(studio).ask("relu grad >")
    expect(finder.root.locator("mark")).to_have_text("grad >")
    expect(finder.root).to_contain_text("Try grad > 1")
    expect(finder.input).to_have_attribute("aria-invalid", "true")
    finder.ask("")
    finder.root.get_by_role("button", name="value < 0").click()
    expect(finder.input).to_have_value("value < 0")
    expect(finder.options.first).to_be_visible()


def test_nan_is_found_where_it_came_about(studio: Studio) -> None:
    studio.paste(BROKEN)
    names = Finder(studio).ask("value nan").names()
    assert names[0] == "z"
    assert "x" not in names


def test_a_folded_module_says_how_many_hits_it_hides_and_opens(studio: Studio) -> None:
    studio.paste(MODULES)
    studio.page.get_by_role("button", name="module", exact=True).click()
    studio.settled()
    finder = Finder(studio).ask("op:relu")
    expect(finder.count).to_have_text("2 found")
    expect(studio.page.locator(".finds .flag")).to_have_text("2 inside")
    expect(finder.root).to_contain_text("2 inside folded modules")
    finder.input.press("Enter")
    chosen = studio.page.locator(".graph .op.selected .diamond")
    expect(chosen).to_be_visible()
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    assert seen(chosen, studio.stage)
    expect(studio.page.locator(".finds .flag.chosen")).to_have_text("1")


def test_the_products_of_all_paths_sum_to_the_gradient(studio: Studio) -> None:
    document = studio.document(SCALARS)
    gradient = document["passes"][-1]["gradients"]["x"]["data"][0]
    studio.handle("x").click()
    studio.page.get_by_role("tab", name="Paths").click()
    paths = studio.inspector.locator(".path")
    expect(paths).to_have_count(4)
    products = [read_number(text) for text in paths.locator("strong").all_text_contents()]
    assert sum(products) == pytest.approx(gradient, rel=5e-3)
    total = studio.inspector.locator(".sum")
    assert read_number(total.text_content() or "") == pytest.approx(gradient, rel=1e-3)
    expect(studio.inspector).to_contain_text("the same")
    light = studio.page.locator(".ways path.way:not(.pointed)")
    expect(light).to_have_attribute("d", re.compile("M"))
    paths.nth(1).hover()
    lit = studio.page.locator(".ways path.pointed")
    expect(lit).to_have_attribute("d", re.compile("M"))
    way = lit.get_attribute("d") or ""
    # One curve for each edge of the path: into and out of each of its six ops.
    assert way.count("M") == 2 * paths.nth(1).locator(".op").count() + 4
    studio.page.get_by_role("tab", name="Numbers").click()
    expect(light).to_have_attribute("d", "")


def test_paths_through_matrices_say_why_they_have_no_product(studio: Studio) -> None:
    studio.paste("W = param([[1.0, 2.0], [3.0, 4.0]])\nsum(relu(W @ [1.0, -1.0]))\n")
    studio.handle("W").click()
    studio.page.get_by_role("tab", name="Paths").click()
    expect(studio.inspector.locator(".path")).to_have_count(1)
    expect(studio.inspector.locator(".paths")).to_contain_text("W has the shape 2 × 2")
    expect(studio.inspector.locator(".product")).to_have_count(0)


def test_a_graph_larger_than_the_view_has_a_map_that_moves_it(studio: Studio) -> None:
    chart = studio.page.locator(".minimap")
    studio.show_everything()
    expect(chart).to_be_hidden()
    studio.handle("x").click()
    before = studio.tensor("x").bounding_box()
    studio.leave_editor()
    studio.page.keyboard.press("z")
    expect(studio.stage).to_have_attribute("data-gliding", "false")
    after = studio.tensor("x").bounding_box()
    assert before
    assert after
    assert after["width"] > before["width"]
    assert seen(studio.handle("x"), studio.stage)
    expect(chart).to_be_visible()
    frame = chart.locator(".frame").bounding_box()
    room = chart.bounding_box()
    assert frame
    assert room
    assert frame["width"] < room["width"] - 8
    middle = frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2
    studio.page.mouse.move(*middle)
    studio.page.mouse.down()
    studio.page.mouse.move(room["x"] + room["width"], middle[1], steps=4)
    studio.page.mouse.up()
    way = chart.locator(".frame").bounding_box()
    assert way
    assert way["x"] > frame["x"] + 8
    # So far from the view that it is not kept drawn.
    expect(studio.tensor("x")).to_have_count(0)
    studio.show_everything()
    expect(chart).to_be_hidden()


def test_the_search_is_accessible(studio: Studio) -> None:
    finder = Finder(studio).ask("value < 0")
    finder.input.press("Enter")
    expect(finder.root.get_by_role("option", selected=True)).to_have_count(1)
    active = finder.input.get_attribute("aria-activedescendant")
    expect(finder.root.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    assert studio.page.evaluate("document.activeElement.getAttribute('role')") == "combobox"
