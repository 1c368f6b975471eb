"""Lets ``pip install .`` and ``python -m build`` bring the built page along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Builds the page before the wheel or the source archive is packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Run ``static/build_page.py`` where its sources are."""
        script = Path(self.root) / "static" / "build_page.py"
        subprocess.run([sys.executable, script], check=True)
