"""What a person typed is text wherever the page shows it: it never becomes an element."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Dialog, Page, Request, expect

from tests.browser.studio import Studio, packed

MARK = "pwn"
"""A function that nobody may call, an address that nobody may ask for, a tag that is nowhere."""

PAYLOADS = (
    "<img src=pwn onerror=pwn()>",
    '"><script>pwn()</script>',
    "'><svg onload=pwn()><pwn>",
    "</text><foreignObject><pwn/>",
    "]]><pwn>",
    "--><pwn>",
    "</style><pwn>",
    "</textarea></title><pwn>",
    "<a href='javascript:pwn()'>pwn",
    r"\href{javascript:pwn()}{x}",
    r"\class{pwn}{x} \htmlData{pwn=1}{x}",
    r"$\def\x{pwn}\x$ \(x\)",
    "${pwn()} `${pwn()}` {{pwn()}}",
    '"]; pwn [label="x',
    "&lt;pwn&gt; &#60;pwn&#62;",
    "<math><maction href=pwn>x</maction>",
    '" autofocus onfocus="pwn()',
    "x' onclick='pwn()",
    "<pwn>",
    '"><pwn>',
    "<img src=pwn>",
    "${pwn()}",
)

WATCH = """
globalThis.pwn = () => { globalThis.pwned = true; };
"""

INTRUDERS = """() => {
  const found = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll("*")) {
      const { localName } = element;
      if (["pwn", "iframe", "object", "embed", "base", "maction"].includes(localName))
        found.push(element.outerHTML);
      for (const { name, value } of element.attributes) {
        const runs = name.startsWith("on") || name === "srcdoc";
        const leads = ["href", "src", "xlink:href", "action", "formaction"].includes(name) &&
          /^\\s*javascript:|pwn/i.test(value);
        const looks = ["class", "style"].includes(name) && value.includes("pwn");
        if (runs || leads || looks || name.includes("pwn"))
          found.push(`${localName} ${name}=${value}`);
      }
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
  if (globalThis.pwned) found.push("it was run");
  return found;
}"""
"""Elements and attributes that only a text of a program could have brought."""


def text(payload: str) -> str:
    """Write a payload as a string of a program."""
    return json.dumps(payload, ensure_ascii=False)


def module(payload: str) -> str:
    """Give a payload as a module may be called: a slash would part it."""
    return payload.replace("/", "\\")


def label(payload: str) -> str:
    """Write a number whose label, its text, holds a payload as far as labels are long."""
    short = payload.replace("/", "")
    while len(written := f"len([{text(short)}])") > 24:
        short = short[:-1]
    return written


def everywhere() -> str:
    """Write a program that holds every payload in every place where a program can hold text."""
    lines = ["total = param(1.0)"]
    for number, payload in enumerate(PAYLOADS):
        quoted = payload.replace("{", "{{").replace("}", "}}")
        lines += [
            f"# {payload}",
            f"a{number} = torch.tensor({number + 2}.0, requires_grad=True)",
            f"b{number}: {text(payload)} = 0.5",
            f"with module({text(module(payload))}):",
            f"    c{number} = a{number} * b{number} + {label(payload)}",
            f"    total = total + sin(c{number})",
            f"print({text(payload)}, f{text(quoted)})",
        ]
    return "\n".join([*lines, "total * 2"])


def watched(page: Page) -> list[str]:
    """Give what happened that must not: a dialog, or a request for what a payload names."""
    happened: list[str] = []

    def on_dialog(dialog: Dialog) -> None:
        happened.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def on_request(request: Request) -> None:
        if MARK in request.url.partition("?")[0]:
            happened.append(f"a request: {request.url}")

    page.add_init_script(WATCH)
    page.on("dialog", on_dialog)
    page.on("request", on_request)
    return happened


def unharmed(page: Page, place: str) -> None:
    assert page.evaluate(INTRUDERS) == [], place


def shows(page: Page, place: str) -> set[str]:
    """Give what can be read somewhere: that nothing came of a text proves only then something."""
    expect(page.locator(place).first).to_be_visible()
    text = " ".join(page.locator(place).all_inner_texts())
    return {payload for payload in PAYLOADS if payload in text}


def test_what_a_program_holds(page: Page) -> None:
    happened, source = watched(page), everywhere()
    studio = Studio(page).open(f"#{packed(source)}")
    page.evaluate("document.body.append(document.createElement('pwn'))")
    assert page.evaluate(INTRUDERS) == ["<pwn></pwn>"]
    page.evaluate("document.querySelector('pwn').remove()")
    document = studio.document(source)
    labels = {tensor.get("label") for tensor in document["tensors"]}
    assert {tensor.get("note") for tensor in document["tensors"]} >= set(PAYLOADS)
    assert {one["name"] for one in document["modules"]} == set(map(module, PAYLOADS))
    assert labels >= set(map(label, PAYLOADS))
    unharmed(page, "the graph and the editor")
    assert shows(page, ".printed") == set(PAYLOADS)

    for number, payload in [*enumerate(PAYLOADS)][::2]:
        inside = f"{module(payload)}/"
        read, chosen = (
            (payload, f"b{number}"),
            (module(payload), f"{inside}c{number}:mul"),
            (label(payload), f"{inside}{label(payload)}"),
        )[number % 3]
        studio.follow(source, selection=chosen)
        assert read in studio.inspector.inner_text()
        unharmed(page, f"the card of {chosen}")

    studio.leave_editor()
    page.keyboard.press("End")
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    expect(studio.root).to_have_attribute("data-moving", "false")
    unharmed(page, "the narration")
    page.keyboard.press("/")
    for payload in PAYLOADS[1::2]:
        page.get_by_role("combobox", name="Find").fill(payload)
        unharmed(page, f"a search for {payload}")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Read the graph as a list").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".list")).to_be_visible()
    unharmed(page, "the list")
    assert happened == []


def test_what_is_said_of_a_program(page: Page) -> None:
    happened = watched(page)
    studio = Studio(page).open()
    for source in (
        f"x = 2.0\nassert x > 3, {text(' '.join(PAYLOADS))}",
        f"x = [2.0]\neinsum({text(' '.join(PAYLOADS))}, x)",
        f"x = [2.0]\nmse(x, x, reduction={text(' '.join(PAYLOADS))})",
        f"x = 2.0\nprint(x.{{}})\n# {' '.join(PAYLOADS)}",
        " ".join(PAYLOADS),
    ):
        page.evaluate("link => { location.hash = link }", packed(source))
        expect(studio.root).to_have_attribute("data-phase", re.compile("partial|stale|empty"))
        unharmed(page, source)
        studio.follow("x = 2.0\nx * x")
    assert happened == []


def test_what_links_files_and_the_storage_hold(page: Page, tmp_path: Path) -> None:
    happened = watched(page)
    studio = Studio(page).open()
    for payload in PAYLOADS[::4]:
        hidden = {"selection": payload, "folded": [payload], "opened": [payload], "grain": payload}
        studio.follow("x = 2.0\nx * x", **hidden)
        unharmed(page, f"a link with {payload}")
        link = packed("x = 2.0\nx * x", inputs={payload: 1})
        page.evaluate("link => { location.hash = link }", link)
        expect(studio.root).to_have_attribute("data-phase", "partial")
        unharmed(page, f"a link that sets {payload}")
    for payload in PAYLOADS[1::6]:
        file = {"name": f"{module(payload)}.py", "mimeType": "text/x-python"}
        with page.expect_file_chooser() as chooser:
            page.keyboard.press("Control+o")
        chooser.value.set_files({**file, "buffer": f"# {payload}\nx = 2.0\nx * x".encode()})
        studio.settled()
        unharmed(page, f"a file called {payload}")
    page.evaluate(
        "texts => { for (const key of Object.keys(localStorage))"
        " localStorage.setItem(key, JSON.stringify(texts)); }",
        list(PAYLOADS),
    )
    studio.open()
    unharmed(page, "what was stored")
    for payload in PAYLOADS[::6]:
        page.goto(f"/ops?q={quote(payload)}")
        unharmed(page, f"the catalogue filtered by {payload}")
    assert happened == []


SINKS = """text => [
  () => { document.body.innerHTML = text; },
  () => { document.body.insertAdjacentHTML("beforeend", text); },
  () => { new DOMParser().parseFromString(text, "text/html"); },
  () => { document.createElement("iframe").srcdoc = text; },
  () => { document.createElement("script").src = text; },
  () => { new Worker(text); },
  () => { new Worker(`data:text/javascript,${text}`); },
  () => { setTimeout(text); },
].map(sink => {
  try { sink(); return "it was taken"; } catch (error) { return error.name; }
})"""


def test_the_browser_makes_no_markup_of_a_text(page: Page, faults: list[str]) -> None:
    happened = watched(page)
    Studio(page).open()
    assert set(page.evaluate(SINKS, "<pwn>")) <= {"TypeError", "EvalError"}
    unharmed(page, "the page")
    assert happened == []
    assert faults
    faults[:] = [fault for fault in faults if "rust" not in fault]
