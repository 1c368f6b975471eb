"""A link reproduces program, step, folding and selection."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.studio import Studio

NETWORK = """\
W = param([[0.8, -0.6], [-0.3, 0.9], [0.5, 0.4]])
x = input([1.2, -0.7])
with module("model"):
    with module("layer"):
        h = sigmoid(W @ x)
    y = sum(h)
loss = (y - 1) ** 2
"""


def copied_link(studio: Studio) -> str:
    """Share the step, and give the fragment of the link that was copied."""
    page = studio.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("status").filter(has_text="copied")).to_be_visible()
    link = str(page.evaluate("navigator.clipboard.readText()"))
    assert link == page.url
    return link[link.index("#") :]


def test_a_link_opens_the_same_step_with_the_same_selection(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    studio.tensor("W").click()
    studio.go_to(studio.stops - 4)
    link = copied_link(studio)
    caption, picture = studio.caption.inner_text(), studio.picture()
    page.goto("about:blank")
    studio.open(link).at(studio.stops - 4)
    expect(studio.caption).to_have_text(caption)
    expect(studio.inspector.locator("h2")).to_have_text("W")
    expect(studio.tensor("W")).to_have_class("tensor parameter selected")
    assert studio.picture() == picture


def test_a_link_keeps_what_is_folded_and_where_a_slider_stands(page: Page) -> None:
    studio = Studio(page).open().paste(NETWORK)
    page.locator(".sliders input[type=range]").first.evaluate(
        "input => { input.value = '-2'; input.dispatchEvent(new Event('input')); }"
    )
    studio.settled()
    page.locator('[data-module="model/layer"]').click()
    expect(page.locator(".region.folded")).to_have_count(1)
    numbers = studio.numbers("loss", "value")
    link = copied_link(studio)
    page.goto("about:blank")
    studio.open(link)
    expect(page.locator(".region.folded")).to_have_count(1)
    expect(page.locator(".sliders .number").first).to_have_value("−2")
    assert studio.numbers("loss", "value") == numbers


def test_a_broken_link_opens_the_first_example(page: Page) -> None:
    studio = Studio(page).open("#broken%%%")
    expect(studio.editor).to_contain_text("2 / sin(exp(-x))")


def test_what_is_too_long_for_a_link_becomes_a_file_that_opens(page: Page, tmp_path: Path) -> None:
    noise = "\n".join(f"# {sha256(bytes([k])).hexdigest()}" for k in range(250))
    source = f"{noise}\nx = 3.0\nx * x"
    studio = Studio(page).open().paste(source)
    with page.expect_download() as download:
        page.get_by_role("button", name="Share").click()
    saved = tmp_path / "program.nablascope"
    download.value.save_as(saved)
    studio.paste("y = 1.0")
    page.evaluate(
        """text => {
          const files = new DataTransfer();
          files.items.add(new File([text], "program.nablascope"));
          document.getElementById("studio").dispatchEvent(
            new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }));
        }""",
        saved.read_text(),
    )
    expect(studio.tensor("mul.out")).to_be_visible()
    assert studio.settled().numbers("mul.out", "value") == [9]
