"""The diamond of an op on pages without a script, as ``static/src/core/measure.ts`` draws it."""

from __future__ import annotations

import unicodedata

HEIGHT = 34
LONGEST = 104
LETTERS = 17
READABLE = 13
LETTER_HEIGHT = 0.62

NARROW = frozenset("ijlft|.,⌊⌋⌈⌉‖¹²ⁿᵀ⁻ᵢⱼᵇₖˣ₀₁₂ ")
WIDE = frozenset("mwMWNQ…")
SIGNS = frozenset("#≠≈≤=+−×÷")
PLAIN = frozenset("/()⟨⟩")


def diamond(symbol: str) -> tuple[int, float]:
    """Give the width of a diamond, and the size at which its symbol lies within it."""
    breadth = sum(map(_breadth, symbol))
    needed = breadth * READABLE / (1 - READABLE * LETTER_HEIGHT / HEIGHT)
    width = min(LONGEST, int(max(HEIGHT + 8 * max(len(symbol) - 2, 0), needed) + 0.5))
    return width, round(min(LETTERS, width / (breadth + width * LETTER_HEIGHT / HEIGHT)), 2)


def _breadth(mark: str) -> float:
    """Say about how wide a letter is, by its size; pictures come from any font."""
    kind = unicodedata.category(mark)
    if mark in NARROW:
        return 0.4
    if mark in WIDE:
        return 0.85
    if mark in SIGNS or kind == "Lu":
        return 0.72
    return 0.53 if mark in PLAIN or kind == "Ll" or kind[0] in "NM" else 0.95
