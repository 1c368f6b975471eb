"""Every setting is documented, and the documentation is what the server reads."""

from __future__ import annotations

import subprocess
import sys

from server.manual import table, variable
from server.settings import Settings
from tests.conftest import ROOT


def test_every_setting_says_what_it_means() -> None:
    told = {name: field.description for name, field in Settings.model_fields.items()}
    assert {name for name, description in told.items() if not description} == set()


def test_the_table_of_the_documentation_is_the_one_that_the_settings_make() -> None:
    written = (ROOT / "docs" / "settings.md").read_text()
    assert written == table(), "python -m server.manual > docs/settings.md"


def test_the_terminal_shows_every_setting() -> None:
    command = [sys.executable, "-m", "server.cli", "serve", "--help"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name, field in Settings.model_fields.items():
        assert f"  {variable(name)}=" in said
        assert str(field.description).split()[0] in said
    assert max(map(len, said.splitlines())) <= 100
