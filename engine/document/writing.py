"""A document from its fields: as a whole, or as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from itertools import chain
from typing import Any, TypeAlias, cast

from engine.document.form import GraphDocument

Field: TypeAlias = Any
"""What a field of the document holds; a long list comes in chunks, as an iterator of lists."""


def document(fields: Iterable[tuple[str, Field]]) -> GraphDocument:
    """Put the fields of a document together."""
    whole = {
        name: list(chain.from_iterable(value)) if isinstance(value, Iterator) else value
        for name, value in fields
    }
    return cast("GraphDocument", whole)


def written(fields: Iterable[tuple[str, Field]], dumps: Callable[[str, Any], bytes]) -> bytes:
    """Write the fields of a document as JSON; ``dumps`` writes one, or a chunk of one."""
    text = BytesIO()  # it hands over what it holds, where a join would copy it
    between = b"{"
    for name, value in fields:
        text.write(b'%b"%b":' % (between, name.encode()))
        between = b","
        if not isinstance(value, Iterator):
            text.write(dumps(name, value))
            continue
        bracket = b"["
        for chunk in filter(None, value):
            text.write(bracket + dumps(name, chunk)[1:-1])
            bracket = b","
        text.write(b"]" if bracket == b"," else b"[]")
    text.write(b"}")
    return text.getvalue()
