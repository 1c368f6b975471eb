"""A real Chromium, and a page that fails its test by any error, CSP report or foreign request."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, Request, expect

from tests.conftest import Server, find_browser

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# What never comes fails late, so that nothing depends on how busy the machine is.
expect.set_options(timeout=60_000)

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`CSP: ${event.violatedDirective} refuses ${event.blockedURI || "inline"}`));
"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Drive the machine's own browser; none is ever downloaded."""
    return {**browser_type_launch_args, "executable_path": find_browser(), "args": ARGUMENTS}


@pytest.fixture(scope="session")
def built() -> None:
    """Build the page, where what was built comes from other sources."""
    subprocess.run([sys.executable, "static/build_page.py"], check=True)


@pytest.fixture(scope="session")
def base_url(built: None, live_server: Server) -> str:
    """Give the address that ``page.goto("/")`` starts from."""
    return live_server.url


@pytest.fixture
def faults() -> list[str]:
    """Give what went wrong on the page; a test that provokes a fault looks at it and clears it."""
    return []


def watch(page: Page, base_url: str, faults: list[str]) -> None:
    """Write down whatever goes wrong on a page."""

    def on_console(message: ConsoleMessage) -> None:
        # The browser reports a 422 as an error; for a program that cannot run it is the answer.
        answered = "status of 422" in message.text and "/api/v1/" in message.location["url"]
        if message.type == "error" and not answered:
            faults.append(message.text)

    def on_request(request: Request) -> None:
        if not request.url.startswith((base_url, "data:", "blob:")):
            faults.append(f"foreign request: {request.url}")

    page.on("console", on_console)
    page.on("request", on_request)
    page.on("pageerror", lambda error: faults.append(str(error)))
    # Without this the browser begins to report choosers only when a test waits for one, and a
    # key that is pressed right after may come first.
    page.on("filechooser", lambda _: None)
    page.add_init_script(REPORT_VIOLATIONS)


@pytest.fixture
def page(page: Page, base_url: str, faults: list[str]) -> Iterator[Page]:
    """Give a page that is watched."""
    watch(page, base_url, faults)
    yield page
    assert faults == []
