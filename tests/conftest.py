"""What every test may use: a real server, and a decision about the browser."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes, and how long it takes to draw one, is the machine's affair.
settings.register_profile(
    "untimed",
    parent=settings.default,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
BROWSER_TESTS = ROOT / "tests" / "browser"
NOT_RUN = pytest.StashKey[int]()

NO_BROWSER = (
    "no Chromium on the PATH, and NABLASCOPE_BROWSER is not set. "
    "On Debian and Ubuntu: sudo apt-get install chromium"
)


def find_browser() -> str | None:
    """Give the browser to drive: the one that was named, else the first on the PATH."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = [path for name in names if (path := shutil.which(name))]
    return os.environ.get("NABLASCOPE_BROWSER") or next(iter(found), None)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what drives a browser by where it stands."""
    if item.path.is_relative_to(BROWSER_TESTS):
        item.add_marker(pytest.mark.browser)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what drives a browser last, or leave it out where there is none; in CI that is an error.

    Playwright keeps its event loop running between its tests, and no other can run beside it.
    """
    with_browser = [item for item in items if item.get_closest_marker("browser")]
    items[:] = [item for item in items if item not in with_browser]
    if find_browser():
        items += with_browser
    elif with_browser and os.environ.get("CI", "").lower() in {"1", "true"}:
        raise pytest.UsageError(f"{len(with_browser)} browser tests cannot run: {NO_BROWSER}")
    else:
        config.stash[NOT_RUN] = len(with_browser)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Say last what was not run."""
    if config.stash.get(NOT_RUN, 0):
        line = f"NOT RUN: {config.stash[NOT_RUN]} browser tests: {NO_BROWSER}"
        config.get_terminal_writer().line(line)


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    url: str
    process: subprocess.Popen[str]

    def stop(self) -> str:
        """End it as a supervisor does, and give what it wrote to its log."""
        assert self.process.poll() is None, self.process.communicate()
        self.process.send_signal(signal.SIGTERM)
        _, log = self.process.communicate(timeout=30)
        return log


def start_server(**settings: object) -> Server:
    """Start ``nablascope serve`` on a free port. It answers when this returns."""
    environment = {f"NABLASCOPE_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "server.cli", "serve"],
        cwd=ROOT,
        env={**os.environ, "NABLASCOPE_PORT": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    line = process.stdout.readline()
    assert line.startswith("Nablascope is on http://"), process.communicate()
    url = line.split()[-1]
    try:
        urllib.request.urlopen(f"{url}/readyz", timeout=30).close()
    except OSError as error:
        process.kill()
        raise RuntimeError(process.communicate()[1]) from error
    return Server(url, process)


@pytest.fixture(scope="session")
def live_server() -> Iterator[Server]:
    """Give a real server, and find its log empty in the end."""
    server = start_server()
    yield server
    assert server.stop() == ""
