"""Documents kept for a while, so that what was computed once can be fetched again."""

from __future__ import annotations

from collections import OrderedDict


class DocumentCache:
    """JSON by digest, within a number of bytes; what was not asked for the longest goes first."""

    def __init__(self, size: int) -> None:
        self._room = size
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def get(self, digest: str) -> bytes | None:
        """Give a document, or None when it is not kept."""
        if digest in self._bodies:
            self._bodies.move_to_end(digest)
        return self._bodies.get(digest)

    def put(self, digest: str, body: bytes) -> None:
        """Keep a document. One that is larger than the whole cache is not kept."""
        if digest in self._bodies:
            return
        self._bodies[digest] = body
        self._room -= len(body)
        while self._room < 0:
            _, oldest = self._bodies.popitem(last=False)
            self._room += len(oldest)
