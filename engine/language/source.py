"""From text to a checked syntax tree that knows where everything stands."""

from __future__ import annotations

import ast
import keyword
import re
import warnings
from collections.abc import Iterator, Sequence

from engine.errors import Span, SyntaxFaultError
from engine.language.budget import Meter
from engine.language.characters import REFUSED, refused
from engine.language.rules import TOO_LARGE
from engine.language.syntax import check

_LEXEME = re.compile(
    r"""(?P<skip>\#[^\n]* | (?P<quote>\"{3}|'{3}) .*? (?:(?P=quote)|\Z)
        | "(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*')
    | (?P<word>\d(?:[eE][+-]|[\w.])*|\w+) | (?P<open>[(\[{]) | (?P<close>[)\]}])""",
    re.VERBOSE | re.DOTALL,
)

_BARE_WORDS = frozenset(keyword.kwlist) - {"True", "False", "None"}
"""Words that make no node of the tree by themselves."""


class Source:
    """The text of a program and its tree.

    Raises SyntaxFaultError for what is no program, BudgetError for what is too long or too deep.
    """

    def __init__(self, text: str, meter: Meter) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.lines = self.text.split("\n")
        self._spans: dict[ast.AST, Span] = {}
        self._notes: dict[ast.stmt, str] = {}
        meter.check("source_characters", len(text))
        self._refuse_characters()
        _weigh(self.text, meter)
        self.tree = self._parsed()
        check(self.tree, meter, self.span)
        self._refuse_in_strings()

    def span(self, node: ast.AST) -> Span:
        """Say where a node stands. Python's columns count UTF-8 bytes, ours characters."""
        span = self._spans.get(node)
        if span is None:
            span = self._spans[node] = span_in(self.lines, node)
        return span

    def text_at(self, span: Span) -> str:
        """Give the text of a span as it was typed."""
        lines = self.lines[span.line - 1 : span.end_line]
        lines[-1] = lines[-1][: span.end_column]
        lines[0] = lines[0][span.column :]
        return "\n".join(lines)

    def note(self, statement: ast.stmt) -> str:
        """Give the comment on the lines of its own right above a statement."""
        if statement not in self._notes:
            comments = list(self._comments_above(statement.lineno - 1))
            self._notes[statement] = "\n".join(reversed(comments))
        return self._notes[statement]

    @property
    def end(self) -> Span:
        """The place right after the last character."""
        last = len(self.lines)
        return Span(last, len(self.lines[-1]), last, len(self.lines[-1]))

    def _comments_above(self, number: int) -> Iterator[str]:
        while number > 0:
            line = self.lines[number - 1].strip()
            if not line.startswith("#"):
                return
            yield line.lstrip("#").strip()
            number -= 1

    def _parsed(self) -> ast.Module:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.text)
        except SyntaxError as error:
            if "integer string conversion" in error.msg:  # of so many digits Python reads none
                message, hint = TOO_LARGE
                raise SyntaxFaultError(message, span=self._place(error), hint=hint) from None
            raise SyntaxFaultError(
                f"this is not Python: {error.msg}", span=self._place(error)
            ) from None
        except (RecursionError, MemoryError, ValueError):
            raise SyntaxFaultError(
                "the program is nested too deeply to be read",
                code="budget-nesting",
                hint="Give the inner parts names of their own.",
            ) from None

    def _refuse_characters(self) -> None:
        """Refuse what no parser takes, and what nobody sees."""
        match = REFUSED.search(self.text)
        if match is not None:
            raise refused(match[0], self._at(match.start()), written=True)

    def _refuse_in_strings(self) -> None:
        """Refuse the same characters where a string spells them out, which takes a backslash."""
        if "\\" not in self.text:
            return
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = REFUSED.search(node.value)
                if match is not None:
                    raise refused(match[0], self.span(node), written=False)

    def _place(self, error: SyntaxError) -> Span:
        """Take Python's word for the place, as far as it lies in the text."""
        line = min(max(error.lineno or 1, 1), len(self.lines))
        width = len(self.lines[line - 1])
        column = min(max((error.offset or 1) - 1, 0), width)
        ends_here = error.end_lineno in (None, line) and (error.end_offset or 0) - 1 > column
        end = min((error.end_offset or 0) - 1, width) if ends_here else column + 1
        return Span(line, column, line, max(end, column + 1))

    def _at(self, offset: int) -> Span:
        """Say where the character at this offset of the text stands."""
        before = self.text[:offset].split("\n")
        return Span(len(before), len(before[-1]), len(before), len(before[-1]) + 1)


def span_in(lines: Sequence[str], node: ast.AST) -> Span:
    """Say where a node stands in a text of these lines."""
    line, end_line = node.lineno, node.end_lineno  # type: ignore[attr-defined]
    return Span(
        line,
        _column(lines[line - 1], node.col_offset),  # type: ignore[attr-defined]
        end_line,
        _column(lines[end_line - 1], node.end_col_offset),  # type: ignore[attr-defined]
    )


def _column(text: str, byte: int) -> int:
    return byte if text.isascii() else len(text.encode()[:byte].decode(errors="replace"))


def _weigh(text: str, meter: Meter) -> None:
    """Refuse what would take Python's parser long, before it is given to it.

    Every name and number becomes a node of the tree at least, and every bracket a level.
    """
    words = depth = deepest = 0
    for match in _LEXEME.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            words += match["word"] not in _BARE_WORDS
        elif kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif kind == "close":
            depth -= 1
    meter.check("syntax_nodes", words)
    meter.check("nesting", deepest)
