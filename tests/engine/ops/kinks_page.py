"""``python -m tests.engine.ops.kinks_page``: writes the table of ``docs/kinks.md`` anew."""

from __future__ import annotations

from pathlib import Path

from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS
from tests.engine.ops.rows import rows

PAGE = Path(__file__).resolve().parents[3] / "docs" / "kinks.md"
HEAD = "| op | where, and what happens | held against PyTorch |\n| --- | --- | --- |\n"


def table() -> str:
    """Give the rows as the classes say them, and mark the ops that have rows of numbers."""
    held = {row[0] for row in rows("KINKS")}
    lines = [
        f"| `{word.name}` | {kink.replace('|', chr(92) + '|')} | {'yes' * (word.name in held)} |\n"
        for word in (*CATALOG.values(), *COMPOSITIONS.values())
        for kink in word.kinks
    ]
    return HEAD + "".join(lines)


def written() -> str:
    """Give the table that stands in the page."""
    return HEAD + PAGE.read_text().partition(HEAD)[2]


def main() -> None:
    """Write the page."""
    before, _, _ = PAGE.read_text().partition(HEAD)
    PAGE.write_text(before + table())


if __name__ == "__main__":
    main()
