"""Sums of products, read from what an op says of its gradient.

Where every factor of every term is an element of another input, or a number that no element was
read for, the op is linear in each input. So each output element is a sum over the products that
its gradient meets on the way back (Euler's theorem on homogeneous functions).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from engine.analysis.links import Link, Place
from engine.trace import OpRecord

EXACT = 1e-9
"""How far a sum may be from the output, in parts of what was summed, and still be it."""


@dataclass(frozen=True, slots=True)
class Product:
    """A number times elements of inputs, in the order of their slots."""

    number: float
    places: tuple[Place, ...]


Sums: TypeAlias = Mapping[Place, Sequence[Product]]
"""By output element, the products whose sum it is."""


def sums_of(record: OpRecord, links: Sequence[Link]) -> Sums | None:
    """Give each output element as a sum of products; None for an op that is none."""
    if any(link.cells is None or _alone(link) for link in links):
        return None
    sums: dict[Place, list[Product]] = {}
    slots = {link.input[0] for link in links}
    for link in links:
        slot = link.input[0]
        # A product stands among the terms of each of its elements: it is taken from the first.
        if not any(other in slots and other < slot for other, _ in link.cells or ()):
            places = tuple(sorted((link.input, *(link.cells or ()))))
            sums.setdefault(link.output, []).append(Product(link.plain, places))
    return sums if all(_adds_up(record, *item) for item in sums.items()) else None


def _alone(link: Link) -> bool:
    """Tell whether a term still depends on the input whose gradient it is a part of."""
    return any(slot == link.input[0] for slot, _ in link.cells or ())


def _adds_up(record: OpRecord, output: Place, products: Sequence[Product]) -> bool:
    """See that the products sum to the value; an op with something added to them is no sum."""
    slot, index = output
    value = float(np.asarray(record.outputs[slot].value)[index])
    summands = [product.number * math.prod(_values(record, product)) for product in products]
    total = sum(summands)
    if math.isnan(value) or math.isinf(value):
        return total == value or (math.isnan(total) and math.isnan(value))
    return abs(total - value) <= EXACT * sum(map(abs, summands))


def _values(record: OpRecord, product: Product) -> list[float]:
    return [
        float(np.asarray(record.node.inputs[slot].value)[index]) for slot, index in product.places
    ]
