"""docs/api.md tells the truth: its examples run, and its table is that of the problems."""

from __future__ import annotations

import io
import json
import re
import subprocess
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from server.problems import KINDS
from server.settings import Settings
from tests.conftest import ROOT, Server
from tests.server.services import find

PAGE = (ROOT / "docs" / "api.md").read_text()
BLOCKS = re.findall(r"^```(sh|python)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def examples(language: str) -> list[str]:
    return [text for name, text in BLOCKS if name == language]


def at(server: Server, text: str) -> str:
    """Ask the server of the tests instead of the one that the page speaks of."""
    assert "http://127.0.0.1:8000" in text
    return text.replace("http://127.0.0.1:8000", server.url)


@pytest.mark.parametrize("text", examples("python"))
def test_python_prints_what_the_page_says(live_server: Server, text: str) -> None:
    promised = re.findall(r"^ *print\(.*\)  # (.*)$", text, re.MULTILINE)
    assert promised
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(at(live_server, text), "docs/api.md", "exec"), {})
    # In between, progress is printed where there was time to make any.
    lines = iter(printed.getvalue().splitlines())
    assert [line for line in promised if line in lines] == promised


def test_curl_gets_documents(live_server: Server, tmp_path: Path) -> None:
    said = [sh(at(live_server, text), tmp_path) for text in examples("sh")]
    first, second, known = said
    slopes = [json.loads(one)["passes"][-1]["gradients"]["x"]["data"] for one in (first, second)]
    assert slopes == [[6.0], [10.0]]
    assert known == "304\n"
    assert json.loads((tmp_path / "document.json").read_text())["output"] == "y"


def sh(script: str, folder: Path) -> str:
    find("curl")
    done = subprocess.run(
        ["bash", "-euc", script], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_table_is_that_of_the_problems() -> None:
    table = PAGE.partition("<!-- problems -->\n")[2].partition("<!-- /problems -->")[0]
    rows = (f"| `{kind}` | {about.status} | {about.meaning} |" for kind, about in KINDS.items())
    assert table.splitlines() == ["| kind | status | meaning |", "| --- | --- | --- |", *rows]


def test_the_limits_are_those_of_the_settings() -> None:
    settings = Settings()
    assert settings.body_bytes == 256 * 1024
    assert settings.header_bytes == 16 * 1024
    assert settings.receipt_seconds == 10
    assert settings.rate == "6000/minute"
    for told in ("| body | 256 KiB |", "| 16 KiB |", "| 10 s |", "| 6,000 a minute |"):
        assert told in PAGE
