"""What is known of the decision ops at special points, and what they refuse."""

from __future__ import annotations

from tests.engine.ops.rows import Refusal

REFUSALS: list[Refusal] = [
    ("argmax", ((0,),), {}, "no elements to choose from"),
]
