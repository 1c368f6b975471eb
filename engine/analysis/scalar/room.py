"""How much of the scalar level one document holds."""

from __future__ import annotations

from dataclasses import dataclass

MANY_PASSES = 16
"""Through so many backward passes a node counts twice, since it has a gradient in each of them."""


class ClosedError(Exception):
    """Raised where an op stays closed; the text says why, after its name and a colon."""


@dataclass(slots=True)
class Room:
    """What is left of the budget, and what one op takes of it.

    ``nodes`` are scalar tensors and scalar ops, ``edges`` run between them, and ``visits`` are
    pairs of elements that are looked at to find out which of them meet. ``whole`` are
    the nodes and edges that there were before any op was opened. Its methods raise ClosedError
    where there is too little.
    """

    nodes: int
    edges: int
    visits: int
    whole: tuple[int, int]
    taken_nodes: int = 0
    taken_edges: int = 0

    @classmethod
    def of(cls, nodes: int, edges: int, visits: int) -> Room:
        """Give the room of a whole document."""
        return cls(nodes, edges, visits, (nodes, edges))

    def part(self, weight: int) -> Room:
        """Give the room that one op finds, where everything counts ``weight`` times."""
        return Room(self.nodes // weight, self.edges // weight, self.visits, self.whole)

    def close(self, part: Room, weight: int) -> None:
        """Charge what an op has taken."""
        self.nodes -= part.taken_nodes * weight
        self.edges -= part.taken_edges * weight

    def take(self, nodes: int = 0, edges: int = 0) -> None:
        """Take room for so many nodes and edges."""
        self.taken_nodes += nodes
        self.taken_edges += edges
        self.foresee(self.taken_nodes, self.taken_edges)

    def foresee(self, nodes: int = 0, edges: int = 0) -> None:
        """See that there is room for an op of at least so many nodes and edges."""
        all_nodes, all_edges = self.whole
        if nodes > self.nodes:
            raise ClosedError(_full("nodes", all_nodes, self.nodes, nodes))
        if edges > self.edges:
            raise ClosedError(_full("edges", all_edges, self.edges, edges))

    def look(self, visits: int) -> None:
        """Take room for looking at so many pairs of elements."""
        if visits > self.visits:
            raise ClosedError("its tensors are too large to look through. Make them smaller.")
        self.visits -= visits


def _full(kind: str, limit: int, left: int, least: int) -> str:
    if least > limit:
        return (
            f"it would open into at least {least:,} scalar {kind}, and a document holds "
            f"{limit:,}. Make its tensors smaller."
        )
    return (
        f"it needs more scalar {kind} than the {left:,} that are left of the document's "
        f"{limit:,}. Open fewer ops."
    )
