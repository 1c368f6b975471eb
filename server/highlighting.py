"""Python code in pieces, each with what it is, for a page to colour."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Iterator
from itertools import accumulate

KINDS = {tokenize.STRING: "string", tokenize.NUMBER: "number", tokenize.COMMENT: "comment"}


def highlighted(code: str) -> Iterator[tuple[str, str]]:
    """Cut code into (kind, text); put together again, the texts are the code.

    Kinds are keyword, name (of what is defined), string, number and comment; "" is all the rest.
    """
    starts = [0, *accumulate(map(len, code.splitlines(keepends=True)))]
    done = 0
    before = ""
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        kind = "name" if before == "def" else KINDS.get(token.type, "")
        if keyword.iskeyword(token.string):
            kind = "keyword"
        before = token.string
        if not kind:
            continue
        (line, column), (last, end) = token.start, token.end
        begin, stop = starts[line - 1] + column, starts[last - 1] + end
        if begin > done:
            yield "", code[done:begin]
        yield kind, code[begin:stop]
        done = stop
    if done < len(code):
        yield "", code[done:]
