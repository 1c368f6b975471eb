"""``python -m tests.engine.document.page_fixtures``: remakes the documents of the page's tests.

Each fixture holds its own program and seed, so it is evaluated again and written back, with all
ops opened where they were.
"""

import json
from pathlib import Path
from typing import Any

from engine import evaluate

FIXTURES = Path(__file__).parents[3] / "static" / "src" / "core" / "fixtures"


def remade(fixture: dict[str, Any]) -> dict[str, Any]:
    """Give the document that the engine makes of a fixture's program today."""
    opened = "all" if "expansions" in fixture else ()
    return dict(evaluate(fixture["source"], seed=fixture["seed"], expand=opened).document)


def main() -> None:
    """Write every fixture anew."""
    for path in FIXTURES.glob("*.json"):
        path.write_text(json.dumps(remade(json.loads(path.read_text()))) + "\n")


if __name__ == "__main__":
    main()
