"""Somebody who does at random whatever can be done in the studio."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import ViewportSize

from tests.browser.hand import Hand
from tests.browser.studio import Studio
from tests.engine.programs import PROGRAMS

SIZES = [(1440, 900), (1440, 900), (1024, 700), (390, 844), (820, 1180), (1920, 1080), (2560, 1440)]

NETWORK = """W = param([[0.1, 0.2], [0.3, -0.1], [-0.5, 0.6]])
b = param([0.1, -0.2, 0.3])
v = param([0.5, 1.0, -1.0])
x = input([1.2, -0.7])
rate = input(0.5)
with module("model"):
    with module("inner"):
        h = sigmoid(W @ x + b)
    y = v @ h
loss = (y - 0.5) ** 2 * rate
"""
BLOCKS = """x = input([0.5, -0.2])
w = param([1.01, 0.7])
for i in range(4):
    with module("block"):
        with module("gate"):
            x = x + tanh(sigmoid(w * x) * 0.5)
loss = sum(x ** 2)
"""
SOURCES = [
    *(PROGRAMS[name] for name in ("composition", "fan-out", "lecture", "loop", "descent")),
    *(PROGRAMS[name] for name in ("two passes", "mask", "blocks", "view")),
    NETWORK,
    BLOCKS,
    "x = input(0.0)\ny = log(x)\nz = y - y\nw = 1 / x\n",
    "x = input([1.0, 2.0])\ny = x * 2\nz = y @ input([1.0, 2.0, 3.0])\n",
    "x = input(1.5\ny = x",
    "",
]
TYPED = ["\ny2 = 3 * 2", " + 1", "7", "\n", "#", "(", ".5", "\nq = sig"]
QUERIES = ["x", "sigmoid", "nan", "|grad| > 0.1", "value < 0", "shape scalar", "inner", "> <", ""]


class Wanderer(Hand):
    """Somebody at the studio; each thing that was done stands in ``done``."""

    def __init__(self, studio: Studio, seed: int) -> None:
        super().__init__(studio.page, seed)
        self.studio = studio
        self.done: list[str] = []

    def wander(self, actions: int) -> None:
        """Do so many things, each when the one before has come to rest."""
        deeds, weights = list(DEEDS), list(DEEDS.values())
        end = len(self.done) + actions
        while len(self.done) < end:
            (deed,) = self.chance.choices(deeds, weights)
            said = deed(self)
            if said is not None:
                self.done.append(said)
                assert self.rests(), f"no rest after {self.done[-8:]}"

    def come_back(self) -> None:
        """Leave dialogs, the search and the list, as far as they are open, for the graph."""
        self.press("Escape")
        if self.reach("search.finder input"):
            self.page.get_by_role("button", name="Close the search").click()
        if self.studio.stage.get_attribute("data-listed") is not None:
            self.keys("l")

    def put(self, source: str) -> str:
        """Paste a program over the one that is there."""
        self.edit()
        self.studio.paste(source)
        return f"paste {source!r}"

    def edit(self) -> bool:
        """Go to the end of the program, which on a phone is behind a button."""
        self.keys("e")
        self.press("Control+End")
        return self.reach(".cm-content") is not None

    def write(self) -> str | None:
        """Paste another program."""
        if not self.edit():
            return None
        return self.put(self.chance.choice(SOURCES))

    def type(self) -> str | None:
        """Type something at the end, and perhaps take what is offered."""
        if not self.edit():
            return None
        text = self.chance.choice(TYPED)
        self.page.keyboard.type(text)
        key = self.chance.choice(["Escape", "Escape", "Enter", "Tab"])
        return f"type {text!r}, {self.press(key)}"

    def erase(self) -> str | None:
        """Erase the last letters."""
        if not self.edit():
            return None
        return self.press(*["Backspace"] * self.chance.randint(1, 6))

    def mend(self) -> str | None:
        """Take the first fix, or format the program."""
        if not self.edit():
            return None
        return self.press(self.chance.choice(["Control+.", "Shift+Alt+F"]))

    def slide(self) -> str | None:
        """Drag a slider."""
        return self.drag(".sliders input[type=range]", 60)

    def turn_number(self) -> str | None:
        """Drag a number in the graph, or the point on a curve."""
        selector = self.chance.choice([".graph .adjustable .handle", "aside.inspector .curve svg"])
        return self.drag(selector, 80)

    def step(self) -> str:
        """Go some steps."""
        key = self.chance.choice(["ArrowLeft", "ArrowRight"])
        return self.keys(*[key] * self.chance.randint(1, 4))

    def leap(self) -> str:
        """Go further."""
        return self.keys(self.chance.choice(["Home", "End", "PageUp", "PageDown", "j"]))

    def play(self) -> str:
        """Play for some frames, stop, and go to where the step is over."""
        self.keys("Space")
        self.wait_frames(self.chance.randint(1, 20))
        if self.studio.root.get_attribute("data-playing") == "true":
            self.press("Space")
        return f"play, {self.keys(self.chance.choice(['ArrowLeft', 'ArrowRight']))}"

    def scrub(self) -> str | None:
        """Drag over the tracks, and go to where a step is over."""
        said = self.drag(".tracks", 300)
        return said and f"{said}, {self.keys(self.chance.choice(['ArrowLeft', 'ArrowRight']))}"

    def pace(self) -> str:
        """Take longer or shorter steps, or tell them or not."""
        return self.keys(self.chance.choice(["s", "s", "n"]))

    def select(self) -> str | None:
        """Select a tensor or an op, or fold a module."""
        return self.click(".graph .handle")

    def walk(self) -> str:
        """Go through the graph by keys."""
        self.page.locator("svg.graph").focus()
        keys = ["Tab", "Tab", "Shift+Tab", "Enter", "ArrowUp", "ArrowDown"]
        return self.press(*self.chance.choices(keys, k=5))

    def fold(self) -> str | None:
        """Fold or open a module."""
        return self.click(".graph [data-module]") or self.keys("f")

    def open(self) -> str | None:
        """Open an op into scalar ops, or close it."""
        if self.chance.random() < 0.5:
            return self.click(".graph [data-op] > .handle", times=2)
        said = self.select()
        return said and f"{said}, {self.keys('o')}"

    def level(self) -> str | None:
        """Read the graph at another level."""
        return self.click("[aria-label=Level] button:not([disabled])")

    def redraw(self) -> str | None:
        """Switch shorthand or numbers, or turn the graph."""
        if self.chance.random() < 0.3:
            return self.click("button[aria-label^='Draw from']")
        return self.keys(self.chance.choice(["h", "d"]))

    def find(self) -> str:
        """Search, go to some hits, and perhaps leave the search open."""
        self.keys("/")
        self.press("Control+a")
        query = self.chance.choice(QUERIES)
        self.page.keyboard.type(query)
        keys = self.chance.choices(["Enter", "Shift+Enter", "Escape"], k=self.chance.randint(1, 4))
        return f"find {query!r}, {self.press(*keys)}"

    def read(self) -> str:
        """Read the graph as a list, or draw it; in the list go through it."""
        keys = self.chance.choices(
            ["ArrowDown", "ArrowRight", "ArrowUp", "ArrowLeft", "Enter"], k=4
        )
        said = self.keys("l")
        return f"{said}, {self.press(*keys)}" if self.reach("section.list") else said

    def look(self) -> str | None:
        """Point at something."""
        place = self.reach(self.chance.choice([".graph .handle", "aside.inspector .fill *"]))
        if place is None:
            return None
        self.page.mouse.move(place.x, place.y)
        return f"point at {place.x:.0f}, {place.y:.0f}"

    def inspect(self) -> str | None:
        """Turn to another side of a card, or press a button of it."""
        part = self.chance.choice(["[role=tab]", ".fill button:not([disabled])"])
        return self.click(f"aside.inspector {part}")

    def pan(self) -> str | None:
        """Move the graph, by its paper or by whatever is under the pointer."""
        return self.drag("main.stage", 200, 200)

    def zoom(self) -> str | None:
        """Zoom, or show everything."""
        if self.chance.random() < 0.3 and (place := self.reach("svg.graph")):
            self.page.mouse.move(place.x, place.y)
            self.page.mouse.wheel(0, way := self.chance.choice([-240, 240]))
            return f"turn the wheel by {way}"
        return self.keys(self.chance.choice(["+", "-", "0", "z"]))

    def resize(self) -> str:
        """Make the window larger or smaller."""
        width, height = self.chance.choice(SIZES)
        self.page.set_viewport_size(ViewportSize(width=width, height=height))
        return f"resize to {width} x {height}"

    def panels(self) -> str | None:
        """Show or hide a panel, or move what divides two."""
        if self.chance.random() < 0.5:
            return self.drag(".divider", 60, 60)
        return self.click(".topbar button[aria-controls]")

    def colours(self) -> str | None:
        """Switch between dark and light."""
        return self.click("button[aria-label$=' colours']")

    def undo(self) -> str:
        """Undo, or do again."""
        key = self.chance.choice(["Control+z", "Control+z", "Control+Shift+z"])
        return self.keys(*[key] * self.chance.randint(1, 2))

    def gallery(self) -> str | None:
        """Open one of the examples, or none of them."""
        if self.click(".topbar button:first-of-type") is None:
            return None
        if self.chance.random() < 0.8:
            chosen = self.click("dialog[open] .card")
            if chosen is not None:
                return f"example: {chosen}"
        return f"leave the examples, {self.press('Escape')}"

    def dialog(self) -> str | None:
        """Look at the keys or at the network form."""
        said = self.click(".topbar button:not([aria-controls]):not([aria-label$=' colours'])")
        return said and f"{said}, {self.press('Escape')}"

    def go_and_come_back(self) -> str | None:
        """Open another link in the same tab, and go back."""
        if "#" not in self.page.url:
            return None
        self.page.evaluate("location.hash = ''")
        self.rests()
        self.page.go_back()
        return "go to the start page and back"


DEEDS: dict[Callable[[Wanderer], str | None], int] = {
    Wanderer.write: 6,
    Wanderer.type: 5,
    Wanderer.erase: 2,
    Wanderer.mend: 2,
    Wanderer.slide: 8,
    Wanderer.turn_number: 5,
    Wanderer.step: 12,
    Wanderer.leap: 4,
    Wanderer.play: 3,
    Wanderer.scrub: 6,
    Wanderer.pace: 3,
    Wanderer.select: 8,
    Wanderer.walk: 4,
    Wanderer.fold: 4,
    Wanderer.open: 6,
    Wanderer.level: 5,
    Wanderer.redraw: 6,
    Wanderer.find: 4,
    Wanderer.read: 3,
    Wanderer.look: 4,
    Wanderer.inspect: 8,
    Wanderer.pan: 3,
    Wanderer.zoom: 4,
    Wanderer.resize: 3,
    Wanderer.panels: 3,
    Wanderer.colours: 2,
    Wanderer.undo: 6,
    Wanderer.gallery: 3,
    Wanderer.dialog: 1,
    Wanderer.go_and_come_back: 2,
}
"""What is done, and how often it is, against the others."""
