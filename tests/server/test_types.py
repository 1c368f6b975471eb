"""The page's types are those of the server's schema: what is committed is what would be written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

WRITE = ROOT / "static" / "write_types.py"


def test_the_types_of_the_page_are_those_of_the_schema(tmp_path: Path) -> None:
    written = tmp_path / "schema.ts"
    subprocess.run([sys.executable, WRITE, written], check=True, capture_output=True)
    committed = ROOT / "static" / "src" / "api" / "schema.ts"
    assert committed.read_text() == written.read_text(), f"run: python {WRITE.relative_to(ROOT)}"
