"""What a text that is no Python was probably meant to be. Nothing is offered that leads no further.

Each guess is tried: a change is kept if Python reads the text with it, or reads on beyond the line.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from engine.errors import Fix, Span

Line = tuple[int, int]
"""Where a line starts and ends in the text."""


class Guess(NamedTuple):
    """Replace ``text[start:end]`` by other text."""

    title: str
    start: int
    end: int
    text: str


PASTED = {
    "\u2212": "-",
    "\u2013": "-",
    "\u00d7": "*",
    "\u22c5": "*",
    "\u00b7": "*",
    "\u00f7": "/",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2260": "!=",
    "\u201c": '"',
    "\u201d": '"',
    "\u2018": "'",
    "\u2019": "'",
    "\u00b2": " ** 2",
    "\u00b3": " ** 3",
    "\u00a0": " ",
}
"""Characters of books and web pages, and what a program writes for them."""

QUOTES = "\u201c\u201d\u2018\u2019"
OTHERS = {"&&": "and", "||": "or", "=<": "<=", "=>": ">=", "<>": "!=", "!": "not "}
"""Operators of other languages."""

CLOSING = {"(": ")", "[": "]", "{": "}"}
MOST_LINES = 40
"""Lines after an opening bracket on which the closing one is tried."""


def misprints(text: str, span: Span, message: str) -> tuple[Fix, ...]:
    """Offer changes after which Python reads on. ``span`` and ``message`` are Python's own."""
    starts = [0]
    for typed in text.split("\n"):
        starts.append(starts[-1] + len(typed) + 1)
    at = starts[span.line - 1] + span.column
    to = starts[span.end_line - 1] + span.end_column
    line = starts[span.line - 1], max(starts[span.line - 1], starts[span.line] - 1)
    fixes: list[Fix] = []
    for guess in _guesses(text, at, to, line, message):
        fix = Fix(guess.title, _span(starts, guess.start, guess.end), guess.text)
        if fix not in fixes and _reads_on(text, guess, span.line):
            fixes.append(fix)
        if len(fixes) == 2:
            break
    return tuple(fixes)


def _guesses(text: str, at: int, to: int, line: Line, message: str) -> Iterator[Guess]:
    yield from _characters(text, at, line)
    for said, guess in BY_MESSAGE.items():
        if said in message:
            yield from guess(text, at, line)
    for equals in re.finditer(r"(?<![=<>!:+\-*/%@&|^])=(?!=)", text[at:to]):
        yield Guess("Write `==`", at + equals.start(), at + equals.end(), "==")
    yield from _between(text, at, to, line)


def _characters(text: str, at: int, line: Line) -> Iterator[Guess]:
    """Write a character as programs do, and all of its kind on its line at once."""
    if text[at : at + 1] in PASTED:
        typed = text[line[0] : line[1]]
        written = "".join(PASTED.get(c, c) for c in typed)
        one = PASTED[text[at]].strip() or "a blank"
        title = "Write plain quotation marks" if text[at] in QUOTES else f"Write `{one}`"
        yield Guess(title, line[0], line[1], written)
    for foreign, ours in OTHERS.items():
        start = text.find(foreign, max(line[0], at - 2), line[1])
        if start >= 0:
            yield Guess(f"Write `{ours.strip()}`", start, start + len(foreign), ours)
    counted = re.match(r"(\s*)(\w+) *(\+\+|--) *$", text[line[0] : line[1]])
    if counted:
        written = f"{counted[1]}{counted[2]} {counted[3][0]}= 1"
        yield Guess(f"Write `{counted[3][0]}= 1`", line[0], line[1], written)


def _closed(text: str, at: int, _: Line) -> Iterator[Guess]:
    closing = CLOSING.get(text[at : at + 1], ")")
    start = at
    for _number in range(MOST_LINES):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        place = _code_end(text, (text.rfind("\n", 0, end) + 1, end))
        if place > at:
            yield Guess(f"Write `{closing}`", place, place, closing)
        if end == len(text):
            return
        start = end + 1


def _other_bracket(_: str, at: int, __: Line) -> Iterator[Guess]:
    for bracket in ")]}":
        yield Guess(f"Write `{bracket}`", at, at + 1, bracket)


def _deleted(text: str, at: int, _: Line) -> Iterator[Guess]:
    yield Guess(f"Delete `{text[at]}`", at, at + 1, "")


def _quoted(text: str, at: int, line: Line) -> Iterator[Guess]:
    """Close a string at the end of its line, or before the brackets there."""
    typed = text[at : line[1]]
    for end in range(at + len(typed.rstrip(")]} ")), line[1] + 1):
        yield Guess("Close the string", end, end, text[at : at + 1])


def _colon(text: str, _: int, line: Line) -> Iterator[Guess]:
    end = _code_end(text, line)
    yield Guess("Write `:`", end, end, ":")


def _called(text: str, _: int, line: Line) -> Iterator[Guess]:
    end = _code_end(text, line)
    start = text.find("print", line[0]) + len("print")
    yield Guess("Write the brackets", start, end, f"({text[start:end].strip()})")


def _defined(text: str, _: int, line: Line) -> Iterator[Guess]:
    """Write a function as programs do: ``f(x) = x ** 2`` is how mathematics writes it."""
    typed = text[line[0] : _code_end(text, line)]
    written = re.match(r"(\s*)([^\W\d]\w*\([\w\s,]*\))\s*=(?!=)\s*(.+)", typed)
    if written:
        definition = f"{written[1]}def {written[2]}: return {written[3]}"
        yield Guess("Write a `def`", line[0], line[0] + len(typed), definition)


def _indented(text: str, _: int, line: Line) -> Iterator[Guess]:
    typed = text[line[0] : line[1]]
    blank = len(typed) - len(typed.lstrip())
    yield Guess("Move it to the left", line[0], line[0] + blank, "")
    above = text[: line[0]].rstrip().rpartition("\n")[2]
    indent = len(above) - len(above.lstrip())
    for width in (indent, indent + 4):
        yield Guess("Indent it like a block", line[0], line[0] + blank, " " * width)


def _between(text: str, at: int, to: int, line: Line) -> Iterator[Guess]:
    """Put a comma or a sign of multiplication between two values that stand side by side."""
    near = re.compile(r"(?<=[\w)\]])( *)(?=[^\W\d]|\d|\()")
    start = max(line[0], at - 12)
    for gap in near.finditer(text, start, min(line[1], to + 1)):
        before, behind = text[gap.start() - 1], text[gap.end()]
        touching = not gap[1]
        if touching and not (before.isdigit() and (behind.isalpha() or behind in "_(")):
            continue
        if re.search(r"(?<![\w.])(and|or|not|in|is|if|else|for|return)$", text[: gap.start()]):
            continue
        yield Guess("Write `*`", gap.start(), gap.end(), " * ")
        if not touching:
            yield Guess("Write a comma", gap.start(), gap.end(), ", ")


def _code_end(text: str, line: Line) -> int:
    """Say where the code of a line ends, before a comment."""
    code = re.match(r"(?:[^#\"']|\"[^\"]*\"|'[^']*')*", text[line[0] : line[1]])
    return line[0] + len((code[0] if code else "").rstrip())


BY_MESSAGE: Mapping[str, Callable[[str, int, Line], Iterator[Guess]]] = {
    "was never closed": _closed,
    "does not match": _other_bracket,
    "unmatched": _deleted,
    "unterminated": _quoted,
    "expected ':'": _colon,
    "assign to function call": _defined,
    "indent": _indented,
    "'print'": _called,
}
"""What to try, by what Python says."""


def _reads_on(text: str, guess: Guess, line: int) -> bool:
    changed = text[: guess.start] + guess.text + text[guess.end :]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(changed)
    except SyntaxError as error:
        return (error.lineno or 0) > max(line, text.count("\n", 0, guess.end) + 1)
    except (RecursionError, MemoryError, ValueError):
        return False
    return True


def _span(starts: list[int], start: int, end: int) -> Span:
    lines = [max(n for n, begin in enumerate(starts) if begin <= place) for place in (start, end)]
    return Span(lines[0] + 1, start - starts[lines[0]], lines[1] + 1, end - starts[lines[1]])
