"""A document taken apart: what stays while numbers move, and the numbers, each in its place.

Two documents with the same frame differ in their parts only, so the one becomes the other by the
parts that differ. Parts are finished JSON, which is compared and passed on without being read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

Place = tuple[str, str]
"""A group of arrays and the name in it, such as ``("gradients", "1:W")``."""

SUMMARIZED = ("summary", "thumbnail")
"""What is told of an array that is too large to travel whole."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The numbers of a document; ``frame`` is the digest of all the rest.

    ``remarks`` are what it says about its numbers, which may change with them.
    """

    frame: bytes = b""
    structure: str = ""
    arrays: Mapping[Place, bytes] = field(default_factory=dict)
    remarks: Mapping[str, bytes] = field(default_factory=dict)

    def since(self, before: Parts) -> bytes:
        """Write what differs from earlier parts of the same frame, as members of a JSON object."""
        groups: dict[str, list[bytes]] = {}
        known = before.arrays
        for place, array in self.arrays.items():
            if known[place] != array:
                group, name = place
                groups.setdefault(group, []).append(orjson.dumps(name) + b":" + array)
        arrays = (b'"%b":{%b}' % (g.encode(), b",".join(those)) for g, those in groups.items())
        remarks = (
            b',"%b":%b' % (name.encode(), remark)
            for name, remark in self.remarks.items()
            if before.remarks[name] != remark
        )
        structure = orjson.dumps(self.structure)
        return b'"structure":%b,"arrays":{%b}%b' % (structure, b",".join(arrays), b"".join(remarks))


class Taking:
    """Takes a document apart while it is written. Where an array was, its frame keeps the shape."""

    def __init__(self) -> None:
        self._frame = hashlib.sha256()
        self._structure = ""
        self._arrays: dict[Place, bytes] = {}
        self._remarks: dict[str, bytes] = {}

    @property
    def parts(self) -> Parts:
        """The parts of all that was written."""
        return Parts(self._frame.digest(), self._structure, self._arrays, self._remarks)

    def dumps(self, name: str, value: Any) -> bytes:
        """Write a field of the document, or some items of it, and take them apart."""
        text = orjson.dumps(value)
        match name:
            case "diagnostics" | "printed":
                self._remarks[name] = text
            case "expansions":
                self._arrays |= {(name, opened["op"]): orjson.dumps(opened) for opened in value}
                self._keep([opened["op"] for opened in value])
            case "tensors":
                self._keep([self._emptied(one, "value", "values", one["id"]) for one in value])
            case "edges":
                self._keep([self._local(edge) for edge in value])
            case "passes":
                self._keep([self._passed(one) for one in value])
            case _:
                self._frame.update(text)
        if name == "structure":
            self._structure = value
        return text

    def _keep(self, part: object) -> None:
        self._frame.update(orjson.dumps(part))

    def _taken(self, group: str, name: str, array: Mapping[str, Any]) -> Any:
        self._arrays[group, name] = _numbers(array)
        return array["shape"]

    def _emptied(self, form: Mapping[str, Any], key: str, group: str, name: str) -> Any:
        return {**form, key: self._taken(group, name, form[key])} if key in form else form

    def _local(self, edge: Mapping[str, Any]) -> Any:
        return self._emptied(edge, "local", "locals", f"{edge['op']}:{edge['slot']}")

    def _passed(self, one: Mapping[str, Any]) -> Any:
        index = one["index"]
        groups = {
            group: [
                (id, self._taken(group, f"{index}:{id}", array)) for id, array in one[group].items()
            ]
            for group in ("gradients", "contributions")
            if group in one
        }
        return {**one, **groups}


def _numbers(array: Mapping[str, Any]) -> bytes:
    """Write the elements of an array, or its summary and thumbnail; the shape is in the frame.

    What orjson writes has much room behind it, so a copy is kept.
    """
    told = array["data"] if "data" in array else {key: array[key] for key in SUMMARIZED}
    return bytes(memoryview(orjson.dumps(told)))
