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

REMARKS = ("diagnostics", "printed")
"""What of a document is said about its numbers, and may change with them."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The numbers of a document; ``frame`` is the digest of all the rest."""

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


def take_apart(document: Mapping[str, Any]) -> Parts:
    """Give the parts of a document. Where an array was, its frame keeps the shape."""
    arrays: dict[Place, bytes] = {}

    def taken(group: str, name: str, array: Mapping[str, Any]) -> Any:
        arrays[group, name] = _numbers(array)
        return array["shape"]

    def emptied(form: Mapping[str, Any], key: str, group: str, name: str) -> Mapping[str, Any]:
        return {**form, key: taken(group, name, form[key])} if key in form else form

    def run(one: Mapping[str, Any]) -> Mapping[str, Any]:
        index = one["index"]
        groups = {
            group: [(id, taken(group, f"{index}:{id}", array)) for id, array in one[group].items()]
            for group in ("gradients", "contributions")
            if group in one
        }
        return {**one, **groups}

    def local(edge: Mapping[str, Any]) -> Mapping[str, Any]:
        return emptied(edge, "local", "locals", f"{edge['op']}:{edge['slot']}")

    frame = {
        **document,
        "tensors": [emptied(t, "value", "values", t["id"]) for t in document["tensors"]],
        "edges": [
            emptied(e, "local", "locals", f"{e['op']}:{e['slot']}") for e in document["edges"]
        ],
        "passes": [run(one) for one in document["passes"]],
        **dict.fromkeys(REMARKS),
    }
    for opened in frame.pop("expansions", ()):
        arrays["expansions", opened["op"]] = orjson.dumps(opened)
    frame["opened"] = [op for group, op in arrays if group == "expansions"]
    digest = hashlib.sha256(orjson.dumps(frame)).digest()
    remarks = {name: orjson.dumps(document[name]) for name in REMARKS}
    return Parts(digest, document["structure"], arrays, remarks)


def _numbers(array: Mapping[str, Any]) -> bytes:
    """Write the elements of an array, or its summary and thumbnail; the shape is in the frame."""
    if "data" in array:
        return orjson.dumps(array["data"])
    return orjson.dumps({key: array[key] for key in ("summary", "thumbnail")})
