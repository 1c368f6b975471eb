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
