"""List the licences of what an image ships: Python's packages, the page's, and their texts.

    python licences.py SITE_PACKAGES PAGE > LICENCES.txt

PAGE is the folder that holds the page's package-lock.json and node_modules. Of its packages those
are listed that the page is made of, not those that built it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

TEXT = re.compile(r"(licen[cs]e|copying|notice|ofl)", re.IGNORECASE)
RULE = "\n" + "-" * 78 + "\n"


@dataclass(frozen=True)
class Shipped:
    """A package, the licence that it names, and the texts that it came with."""

    name: str
    version: str
    licence: str
    texts: tuple[str, ...]


def of_python(site: Path) -> Iterator[Shipped]:
    """Give the installed distributions."""
    for one in distributions(path=[str(site)]):
        told = one.metadata
        yield Shipped(told["Name"], told["Version"], _named(one), tuple(_texts_of(one)))


def of_page(page: Path) -> Iterator[Shipped]:
    """Give the packages that the page is made of, by its lock."""
    locked = json.loads((page / "package-lock.json").read_text())["packages"]
    for place, entry in locked.items():
        if place and not entry.get("dev") and not entry.get("optional"):
            folder = page / place
            told = json.loads((folder / "package.json").read_text())
            texts = (file.read_text() for file in sorted(folder.iterdir()) if TEXT.match(file.name))
            yield Shipped(told["name"], told["version"], str(told["license"]), tuple(texts))


def _named(one: Distribution) -> str:
    """Give the licence by the newest of the three fields in which packages name theirs."""
    told = one.metadata
    classified = [
        line.rpartition(" :: ")[2]
        for line in told.get_all("Classifier", [])
        if line.startswith("License :: ")
    ]
    first = (told.get("License") or "").partition("\n")[0]
    return str(told.get("License-Expression") or ", ".join(classified) or first or "see its text")


def _texts_of(one: Distribution) -> Iterator[str]:
    for file in one.files or ():
        if ".dist-info" in file.parts[0] and TEXT.match(file.name):
            yield file.read_text()


def written(shipped: list[Shipped]) -> str:
    """Write a list of all, then all texts."""
    lines = [f"{one.name} {one.version}: {one.licence}" for one in shipped]
    texts = [
        RULE + f"{one.name} {one.version}\n\n{text.strip()}\n"
        for one in shipped
        for text in one.texts
    ]
    return "\n".join(["What this image ships, and under which licences.\n", *lines, *texts])


if __name__ == "__main__":
    found = [*of_python(Path(sys.argv[1])), *of_page(Path(sys.argv[2]))]
    sys.stdout.write(written(sorted(found, key=lambda one: one.name.lower())))
