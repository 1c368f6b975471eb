"""Holds what a file says against the form that its reader has for it, without that reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def faults(value: Any, form: Any, at: str = "") -> Iterator[str]:
    """Say where a value is not of a form; a member that the form does not name is a fault.

    A form is a type, a set of values, a tuple of forms of which one will do, a list with the form
    of its items, or the forms of the members of an object; ``*`` names all further ones.
    """
    match form:
        case dict():
            yield from _members(value, form, at)
        case tuple():
            yield from min((list(faults(value, one, at)) for one in form), key=_outermost)
        case [item]:
            yield from _items(value, item, at)
        case set() if value not in form:
            yield f"{at} is none of {', '.join(sorted(form))}"
        case type() if not isinstance(value, form) or (form is int and isinstance(value, bool)):
            yield f"{at} is no {form.__name__}"


def _members(value: Any, form: dict[str, Any], at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{at} is no object"
        return
    for name, member in value.items():
        known = form.get(name, form.get("*"))
        if known is None:
            yield f"{at}.{name} is not known"
        else:
            yield from faults(member, known, f"{at}.{name}")


def _items(value: Any, form: Any, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{at} is no list"
        return
    for number, item in enumerate(value):
        yield from faults(item, form, f"{at}[{number}]")


def _outermost(found: list[str]) -> tuple[bool, int]:
    """Rank what is wrong with a value in one of several forms: the deeper, the nearer it is."""
    return bool(found), -max((fault.count(".") + fault.count("[") for fault in found), default=0)
