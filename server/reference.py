"""The reference: all words of the catalogue on one page, and a page for each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

import engine
from server.highlighting import highlighted
from server.pages import REFERENCE, missing, render, wants_page
from server.problems import ProblemError

Word = Mapping[str, Any]

router = APIRouter(include_in_schema=False)


@router.get("/ops")
async def show_catalogue(request: Request, q: str = "") -> Response:
    """Show all words by family, or those whose name, alias or title holds ``q``."""
    words = [word for word in _words() if q.strip().lower() in _spoken(word)]
    families = [(name, list(members)) for name, members in groupby(words, key=_family)]
    return render(
        "ops.html",
        REFERENCE,
        request,
        same=not q,
        families=families,
        asked=q,
        found=len(words),
        all=len(_words()),
        spoken=_spoken,
    )


@router.get("/ops/{name}")
async def show_word(request: Request, name: str) -> Response:
    """Show one word; an alias leads to the page of its op."""
    word = _by_name().get(name)
    if word is None:
        return _missing(request, name)
    if word["name"] != name:
        return RedirectResponse(f"/ops/{word['name']}", 307)
    family = [other for other in _words() if other["family"] == word["family"]]
    place = family.index(word)
    return render(
        "op.html",
        REFERENCE,
        request,
        word=word,
        before=family[place - 1] if place > 0 else None,
        after=family[place + 1] if place + 1 < len(family) else None,
        curves=_curves(word),
        highlighted=highlighted,
        cited=_cited,
    )


def _missing(request: Request, name: str) -> Response:
    """Say that there is no such word, and which ones are near: to a person, or as a problem."""
    near = _near(name)
    detail = f"There is no op {name!r}."
    if near:
        detail += f" Did you mean {' or '.join(near)}?"
    if not wants_page(request):
        raise ProblemError("not-found", detail)
    return missing(request, "There is no op", name, here="op", near=near)


def _near(name: str) -> list[str]:
    """Give canonical names that are spelled like a name, the most alike first."""
    alike = get_close_matches(name.lower()[:64], _by_name(), n=4)
    return list(dict.fromkeys(_by_name()[one]["name"] for one in alike))[:3]


@cache
def _words() -> Sequence[Word]:
    """Give all entries, those of one family together, families in the order of the catalogue."""
    entries = engine.catalog_entries()
    families = list(dict.fromkeys(map(_family, entries)))
    return sorted(entries, key=lambda entry: families.index(_family(entry)))


@cache
def _by_name() -> Mapping[str, Word]:
    return {name: word for word in _words() for name in (word["name"], *word["aliases"])}


def _family(word: Word) -> str:
    family: str = word["family"]
    return family


def _spoken(word: Word) -> str:
    """Give all that a filter looks for in a word."""
    return " ".join([word["name"], *word["aliases"], word["title"]]).lower()


def _cited(source: str) -> list[tuple[str, str]]:
    """Cut a source into texts, each with the address that it leads to, if it is one."""
    pieces = re.split(r"(https://[^\s,;]+|doi:10\.[^\s,;]+)", source)
    return [(piece.removeprefix("https://"), _address(piece)) for piece in pieces if piece]


def _address(piece: str) -> str:
    if piece.startswith("doi:"):
        return f"https://doi.org/{piece.removeprefix('doi:')}"
    return piece if piece.startswith("https://") else ""


def _curves(word: Word) -> list[int]:
    """Give the inputs over which a word is a curve."""
    if word["kind"] != "op":
        return []
    return [slot for slot in range(len(word["inputs"])) if engine.has_curve(word["name"], slot)]
