"""Pages as a browser gets them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


def test_the_studio_draws_its_first_program(page: Page) -> None:
    page.goto("/")
    expect(page.locator("svg [data-op]").first).to_be_visible()


def test_the_docs_show_the_api(page: Page) -> None:
    page.goto("/docs")
    expect(page.get_by_role("heading", name="Run a program", exact=True)).to_be_visible()
    expect(page.get_by_text("curl", exact=False).first).to_contain_text("/api/v1/graphs")
    page.get_by_role("link", name="Problems").click()
    expect(page.get_by_role("heading", name="Problems")).to_be_in_viewport()
    page.wait_for_function("document.fonts.check('14px Inter') && document.fonts.size > 0")
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(251, 250, 247)"


@pytest.mark.parametrize("width", [1440, 390])
def test_the_docs_fit_and_lead_to_what_they_name(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/docs")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    answer = page.locator("#evaluateProgram details")
    answer.locator("summary").click()
    expect(answer.locator("pre")).to_contain_text('"version": 1')
    lost = """[...document.querySelectorAll('a[href^="#"]')].map((a) => a.hash.slice(1))
        .filter((id) => !document.getElementById(id))"""
    assert page.evaluate(lost) == []


def test_the_docs_begin_with_their_text_and_have_their_contents_beside_it_or_folded(
    page: Page,
) -> None:
    page.goto("/docs")
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents.get_by_role("link", name="Forms")).to_be_visible()
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.locator("h1")).to_be_in_viewport()
    expect(page.get_by_text("Every error is a problem document")).to_be_in_viewport()
    expect(contents).to_be_hidden()
    page.locator("summary", has_text="On this page").press("Enter")
    contents.get_by_role("link", name="Forms").press("Enter")
    expect(page.get_by_role("heading", name="Forms")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/", "/ops", "/ops/sigmoid", "/docs", "/nope"])
def test_every_page_switches_between_dark_and_light_and_says_where_one_is(
    page: Page, faults: list[str], path: str
) -> None:
    page.set_viewport_size({"width": 2560, "height": 1440})
    page.emulate_media(color_scheme="dark")
    page.goto(path)
    body = page.locator("body")
    expect(body).to_have_css("background-color", "rgb(20, 22, 26)")
    page.get_by_role("button", name="Light colours").click()
    expect(body).to_have_css("background-color", "rgb(251, 250, 247)")
    here = page.locator(".topbar [aria-current]").all_inner_texts()
    assert here == {"/ops": ["Ops"], "/ops/sigmoid": ["Ops"], "/docs": ["API"]}.get(path, [])
    if path == "/nope":
        assert "404" in faults.pop()


REFUSED = {
    "eval('1')": "require-trusted-types-for",
    "document.body.innerHTML = '<b>bold</b>'": "require-trusted-types-for",
    "import('data:text/javascript,1').catch(() => {})": "script-src-elem",
    "document.body.setAttribute('style', 'color: red')": "style-src-attr",
    "new Image().src = 'http://localhost:1/picture.png'": "img-src",
}


@pytest.mark.parametrize(("script", "directive"), REFUSED.items(), ids=list(REFUSED.values()))
def test_the_policy_refuses_what_no_page_needs(
    page: Page, faults: list[str], script: str, directive: str
) -> None:
    page.goto("/docs")
    with page.expect_console_message(lambda message: message.text.startswith("CSP: ")) as reported:
        page.evaluate(f"setTimeout(() => {{ {script} }}) && null")
    assert reported.value.text.startswith(f"CSP: {directive} refuses ")
    assert faults
    faults.clear()
