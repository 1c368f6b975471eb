"""What can be asked of a list, as in Python. Numbers in a list with a name are a tensor, though."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.language.calls import Builtin, Call
from engine.language.indexing import place
from engine.language.sequences import append, items_of
from engine.language.values import Anything, whole


def _append(call: Call, owner: list[Anything], item: Anything) -> None:
    append(call.session, owner, item)


def _extend(call: Call, owner: list[Anything], items: Anything) -> None:
    for item in list(items_of(call.session, items, call.span)):
        append(call.session, owner, item)


def _insert(call: Call, owner: list[Anything], index: Anything, item: Anything) -> None:
    """Put an item before the one at a place, or at an end, where there is no such place."""
    before = whole(call.session.plain(index), "an index")
    append(call.session, owner, item)
    call.session.meter.count("expressions", len(owner))
    owner.insert(before, owner.pop())


def _pop(call: Call, owner: list[Anything], index: Anything = -1) -> Any:
    return owner.pop(place(whole(call.session.plain(index), "an index"), len(owner)))


def _reverse(call: Call, owner: list[Anything]) -> None:
    call.session.meter.count("expressions", len(owner))
    owner.reverse()


LIST_METHODS: Mapping[str, Builtin] = {
    method.name: method
    for method in (
        Builtin("append", "losses.append(loss.item())", _append, takes_tensors=True),
        Builtin("extend", "layers.extend([a, b])", _extend, takes_tensors=True),
        Builtin("insert", "returns.insert(0, r)", _insert, takes_tensors=True),
        Builtin("pop", "waiting.pop(0)", _pop, takes_tensors=True),
        Builtin("reverse", "returns.reverse()", _reverse, takes_tensors=True),
    )
}
