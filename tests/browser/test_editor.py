"""The editor: completion, help, fixes, format, one history, source and graph, programs as files."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.studio import Studio, read_number

NETWORK = """\
W = param([[0.8, -0.6], [-0.3, 0.9]])
x = input([1.2, -0.7])
h = sigmoid(W @ x)
loss = sum(h ** 2)
"""

OPTIONS = ".cm-tooltip-autocomplete:not(.cm-tooltip-autocomplete-disabled) li"

DROP = """(root, [name, bytes]) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(bytes)], name));
  const fire = (type) => root.dispatchEvent(
    new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
  fire("dragover");
  root.dataset.zone = String(!document.querySelector(".drop-zone").hidden);
  fire("drop");
}"""


def text(page: Page) -> str:
    """Give the program as it stands in the editor."""
    lines = page.locator(".cm-line").all_text_contents()
    return "\n".join(lines)


def line(page: Page, number: int) -> Locator:
    return page.locator(".cm-line").nth(number - 1)


def over(page: Page, number: int, column: int) -> dict[str, float]:
    """Give the place of a character on the screen."""
    box = line(page, number).evaluate(
        """(line, column) => {
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          let left = column;
          while (walker.nextNode()) {
            const { length } = walker.currentNode;
            if (left < length) {
              const range = document.createRange();
              range.setStart(walker.currentNode, left);
              range.setEnd(walker.currentNode, left + 1);
              const { x, y, width, height } = range.getBoundingClientRect();
              return { x: x + width / 2, y: y + height / 2 };
            }
            left -= length;
          }
        }""",
        column,
    )
    found: dict[str, float] = box
    return found


def test_a_word_is_completed_with_its_signature_and_formula(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    page.keyboard.press("Control+End")
    page.keyboard.type("y = softm")
    options = page.locator(OPTIONS)
    first = options.first
    expect(first).to_contain_text("softmax")
    expect(first).to_contain_text("(x, axis=-1)")
    card = page.locator(".cm-completionInfo .word-card")
    expect(card).to_contain_text("Positive numbers that sum to one")
    expect(card.locator("math")).to_be_visible()
    expect(card.get_by_role("link")).to_have_attribute("href", "/ops/softmax")
    page.keyboard.press("Tab")
    expect(line(page, 5)).to_have_text("y = softmax()")
    page.keyboard.type("h, ")
    page.keyboard.press("Control+Space")
    expect(first).to_contain_text("axis=")
    page.keyboard.press("Enter")
    page.keyboard.type("0")
    expect(line(page, 5)).to_have_text("y = softmax(h, axis=0)")
    # Who types the bracket that came with the word steps over it, once.
    page.keyboard.type(")")
    expect(line(page, 5)).to_have_text("y = softmax(h, axis=0)")
    page.keyboard.type(")")
    expect(line(page, 5)).to_have_text("y = softmax(h, axis=0))")
    page.keyboard.press("Backspace")
    page.keyboard.type("\ntorch.nn.Lin")
    expect(first).to_contain_text("(in_features, out_features…)")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Home")
    page.keyboard.type("x.me")
    expect(first).to_contain_text("mean")
    page.keyboard.press("Escape")
    # A name that is typed out ends its line with Enter, although it is on the list.
    studio.paste(NETWORK)
    page.keyboard.press("Control+End")
    page.keyboard.type("loss")
    expect(first).to_have_text("loss")
    page.keyboard.press("Enter")
    expect(page.locator(".cm-line")).to_have_count(6)
    studio.settled()


def test_the_pointer_and_a_key_tell_what_a_word_is(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    document = studio.document(NETWORK)
    place = over(page, 3, 6)
    page.mouse.move(**place)
    card = page.locator(".word-card")
    expect(card).to_contain_text("sigmoid(x)")
    expect(card).to_contain_text("Here: (2) → (2)")
    expect(card.locator("math")).to_be_visible()
    op = next(op["id"] for op in document["ops"] if op["op"] == "sigmoid")
    expect(studio.op(op)).to_have_class("op done pointed")
    page.mouse.move(700, 20)
    expect(page.locator(".graph g.pointed")).to_have_count(0)
    expect(card).to_have_count(0)
    page.mouse.click(**over(page, 3, 0))
    page.mouse.move(700, 20)
    expect(page.locator(".graph g.pointed")).to_have_count(0)
    page.keyboard.press("F1")
    expect(card).to_contain_text("h, intermediate, shape (2)")
    shown = [read_number(one) for one in card.locator("td").all_text_contents()]
    tensor = next(one for one in document["tensors"] if one["id"] == "h")
    gradient = document["passes"][1]["gradients"]["h"]["data"]
    wanted = [*tensor["value"]["data"], *gradient]
    assert all(abs(a - b) < 1e-3 for a, b in zip(shown, wanted, strict=True))
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    # A phone has no such key, but a button.
    page.get_by_role("button", name="What the word at the cursor is").click()
    expect(card).to_contain_text("h, intermediate, shape (2)")
    studio.editor.press("Control+End")
    expect(card).to_have_count(0)
    page.get_by_role("button", name="What the word at the cursor is").click()
    expect(page.locator(".toast")).to_contain_text("Put the cursor on a word")


def test_help_does_not_open_under_a_pointer_that_has_left(page: Page) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/words", hold)
    studio = Studio(page).open().paste(NETWORK)
    with page.expect_request("**/api/v1/words"):
        page.mouse.move(**over(page, 3, 6))
    page.mouse.move(700, 20)
    with page.expect_response("**/api/v1/words"):
        held.pop().continue_()
    # What is shown next was asked for after the words had come.
    page.evaluate("() => new Promise(requestAnimationFrame)")
    expect(page.locator(".word-card")).to_have_count(0)
    page.mouse.move(**over(page, 3, 6))
    card = page.locator(".word-card")
    expect(card).to_contain_text("sigmoid(x)")
    studio.leave_editor()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)


def test_fixes_apply_on_a_click_and_by_key(page: Page) -> None:
    studio = Studio(page).open().paste("W = param(randn(3, 2))\nx = [1.0, 2.0, 3.0]\nsum(W @ x)")
    page.get_by_role("button", name="Write W.T").click()
    studio.settled()
    expect(line(page, 3)).to_have_text("sum(W.T @ x)")
    expect(studio.root).to_have_attribute("data-phase", "current")
    studio.paste("x = 3.0\nunused = 1.0\ny = [1.0, 2.0] * x")
    messages = page.locator(".message")
    expect(messages).to_have_count(2)
    expect(page.locator(".cm-lintRange")).to_have_count(2)
    page.keyboard.press("Control+Home")
    page.keyboard.press("F8")
    page.keyboard.press("F8")
    page.keyboard.press("Control+.")
    studio.settled()
    expect(messages.filter(has_text="backward pass")).to_have_count(0)
    assert studio.numbers("x", "gradient") == [3]


def test_one_key_tidies_the_program_and_says_where_it_cannot(page: Page) -> None:
    studio = Studio(page).open().paste("x=1.0\n\n\n\ny=sin( x )*2 # twice")
    before = studio.numbers("y", "value")
    studio.editor.press("Shift+Alt+F")
    studio.settled()
    assert text(page) == "x = 1.0\n\n\ny = sin(x) * 2  # twice\n"
    assert studio.numbers("y", "value") == before
    studio.paste("y = (")
    page.get_by_role("button", name="Format").click()
    expect(page.locator(".toast")).to_contain_text("Not formatted")
    assert text(page) == "y = ("


def test_one_history_for_text_sliders_and_programs(page: Page) -> None:
    studio = Studio(page).open().paste("x = input(1.0, min=0, max=4)\ny = x * x")
    slider = page.locator(".slider input[type=range]")
    box = slider.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.4, 0.5, 0.75):
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] / 2)
    page.mouse.up()
    studio.settled()
    (dragged,) = studio.numbers("x", "value")
    assert dragged > 2.5
    page.get_by_role("button", name="Examples").click()
    page.get_by_role("button", name="a + a").first.click()
    studio.settled()
    expect(studio.tensor("a")).to_be_visible()
    studio.leave_editor()
    page.keyboard.press("Control+z")
    studio.settled()
    assert studio.numbers("x", "value") == [dragged]
    page.keyboard.press("Control+z")
    studio.settled()
    assert studio.numbers("x", "value") == [1]
    page.keyboard.press("Control+Shift+z")
    studio.settled()
    assert studio.numbers("x", "value") == [dragged]
    # What is typed counts, not where a slider stood; undoing it brings the slider back.
    studio.editor.press("Control+End")
    page.keyboard.type(" + 1")
    studio.settled()
    assert studio.numbers("y", "value") == [2]
    studio.editor.press("Control+z")
    studio.settled()
    assert studio.numbers("x", "value") == [dragged]


def test_source_and_graph_lead_to_each_other(page: Page) -> None:
    source = (
        "def f(a):\n    b = sin(\n        a\n    )\n    return b * b\n\n"
        "x = 2.0\ny = f(x) + f(3.0)\n"
    )
    page.emulate_media(reduced_motion="reduce")
    studio = Studio(page).open().paste(source)
    studio.leave_editor()
    page.keyboard.press("Home")
    studio.at(0)
    document = studio.document(source)
    seen: list[tuple[int, str]] = []
    stop = 0
    while len(seen) < 5:
        stop += 1
        page.keyboard.press("ArrowRight")
        studio.at(stop)
        part = "".join(page.locator(".cm-now-part").all_text_contents())
        if part:
            seen.append((page.locator(".cm-now").count(), part))
    assert seen == [
        (3, "sin(        a    )"),
        (1, "b * b"),
        (3, "sin(        a    )"),
        (1, "b * b"),
        (1, "f(x) + f(3.0)"),
    ]
    # A node underlines what made it.
    studio.handle("y").first.click()
    expect(page.locator(".cm-chosen")).to_have_text("f(x) + f(3.0)")
    # An expression selects what it made, one call after the other.
    products = [op["id"] for op in document["ops"] if op["op"] == "mul"]
    chosen = set()
    for _ in range(2):
        place = over(page, 5, 13)
        page.keyboard.down("Alt")
        page.mouse.click(**place)
        page.keyboard.up("Alt")
        chosen.add(page.locator(".graph .op.selected").get_attribute("data-op"))
    assert chosen == set(products)
    # A line's number leads to all that the line made, one after the other.
    sums = [op["id"] for op in document["ops"] if op["op"] == "add"]
    leading = page.locator(".cm-lineNumbers .cm-made")
    assert leading.all_text_contents() == ["2", "5", "7", "8"]
    leading.last.click()
    expect(page.locator(".graph .op.selected")).to_have_attribute("data-op", sums[0])
    leading.nth(2).click()
    expect(page.locator(".graph .tensor.selected")).to_have_attribute("data-tensor", "x")


def test_programs_are_files(page: Page, tmp_path: Path) -> None:
    studio = Studio(page).open().paste("x = input(1.0, min=0, max=4)\ny = x * x\n")
    page.locator(".slider input[type=range]").focus()
    page.keyboard.press("End")
    studio.settled()
    with page.expect_download() as saved:
        page.keyboard.press("Control+s")
    assert saved.value.suggested_filename == "program.py"
    path = tmp_path / "square.py"
    saved.value.save_as(path)
    last = path.read_text().splitlines()[-1]
    assert json.loads(last.removeprefix("# nablascope: ")) == {"inputs": {"x": 4}}
    studio.paste("a = 1.0\na * 2")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Control+o")
    chooser.value.set_files(path)
    expect(page.locator(".bar .file")).to_have_text("square.py")
    studio.settled()
    assert studio.numbers("y", "value") == [16]
    assert "nablascope" not in text(page)

    def drop(name: str, content: bytes) -> None:
        studio.root.evaluate(DROP, [name, list(content)])

    drop("lesson.py", b"t = 2.0\nt ** 3")
    expect(page.locator(".bar .file")).to_have_text("lesson.py")
    expect(studio.root).to_have_attribute("data-zone", "true")
    expect(page.locator(".drop-zone")).to_be_hidden()
    studio.settled()
    assert studio.numbers("t", "value") == [2]
    toast = page.locator(".toast")
    drop("picture.png", bytes([137, 80, 78, 71, 0, 255]))
    expect(toast).to_contain_text("picture.png is no text")
    drop("long.py", b"# " + b"x" * 40_000)
    expect(toast).to_contain_text("long.py is too long")
    assert text(page) == "t = 2.0\nt ** 3"
    page.keyboard.press("Control+z")
    expect(page.locator(".bar .file")).to_have_text("square.py")
