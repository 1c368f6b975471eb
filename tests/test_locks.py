"""The locks name packages, versions and hashes, and never a place to fetch them from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PYTHON_LOCKS = sorted(ROOT.glob("requirements*.lock"))
LOCKS = [*PYTHON_LOCKS, ROOT / "static" / "package-lock.json"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert re.findall(r"\w+://\S*|--(?:extra-)?index-url.*", lock.read_text()) == []


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_every_python_package_is_pinned_and_hashed(lock: Path) -> None:
    entries = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+(\[\w+\])?==\S+", entry)
        assert "--hash=sha256:" in entry


def test_every_page_package_is_pinned_and_hashed_for_every_platform() -> None:
    packages = json.loads((ROOT / "static" / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        if name:
            assert package["version"]
            assert package["integrity"].startswith("sha512-")
        for optional in package.get("optionalDependencies", {}):
            assert f"node_modules/{optional}" in packages


def test_the_locks_agree() -> None:
    """They are installed one after the other, and the first two in one go."""
    pinned: dict[str, set[str]] = {}
    for lock in PYTHON_LOCKS:
        for name, version in re.findall(r"^([\w.-]+)==(\S+) \\", lock.read_text(), re.MULTILINE):
            pinned.setdefault(name, set()).add(version)
    assert {name: versions for name, versions in pinned.items() if len(versions) > 1} == {}
