"""The settings as people read them: a table for the documentation, lines for the terminal.

python -m server.manual > docs/settings.md
"""

from __future__ import annotations

import json
import textwrap
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from server.settings import Budgets, Settings

HEAD = """\
# Settings

Each is read from the environment when the server starts; what is not set is as the table says. A value that cannot be is refused at the start, with its reason. This table is generated: `python -m server.manual > docs/settings.md`. `nablascope serve --help` prints it as well.

| variable | value | unless set | meaning |
| --- | --- | --- | --- |
"""  # noqa: E501

KINDS: dict[Any, str] = {int: "whole number", float: "number", str: "text", bool: "true or false"}
BOUNDS = {"ge": "from {}", "gt": "above {}", "le": "to {}", "lt": "below {}"}
UNITS = {"GiB": 1024**3, "MiB": 1024**2, "KiB": 1024}


def fields() -> dict[str, FieldInfo]:
    """Give all settings, the many numbers of the budgets last."""
    found = Settings.model_fields
    return {
        name: found[name] for name in sorted(found, key=lambda one: one in Budgets.model_fields)
    }


def table() -> str:
    """Give the page of the documentation."""
    rows = (
        f"| `{variable(name)}` | {kind(field)} | {default(name, field)} | {field.description} |\n"
        for name, field in fields().items()
    )
    return HEAD + "".join(" ".join(row.split()) + "\n" for row in rows)


def help_text() -> str:
    """Give the same for a terminal."""
    entries = (
        f"  {variable(name)}={_written(field.default)}\n"
        + textwrap.fill(" ".join(str(field.description).split()), 80, **_INDENTED)
        for name, field in fields().items()
    )
    return "settings, from the environment, with their defaults:\n\n" + "\n".join(entries)


_INDENTED: dict[str, Any] = {"initial_indent": " " * 6, "subsequent_indent": " " * 6}


def variable(name: str) -> str:
    """Give the variable of the environment that a setting is read from."""
    return f"{Settings.model_config.get('env_prefix')}{name}".upper()


def kind(field: FieldInfo) -> str:
    """Say what may be set."""
    annotation = field.annotation
    if get_origin(annotation) is Literal:
        return ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) is tuple:
        return "JSON list of texts"
    kinds = [KINDS[one] for one in (get_args(annotation) or (annotation,)) if one is not NoneType]
    bounds = [
        text.format(f"{limit:,}")
        for metadata in field.metadata
        for name, text in BOUNDS.items()
        if (limit := getattr(metadata, name, None)) is not None
    ]
    return " ".join([*kinds, *bounds])


def default(name: str, field: FieldInfo) -> str:
    """Say what holds where nothing is set; bytes also in the largest unit that they fill."""
    value = field.default
    if value in {"", None}:
        return "empty"
    unit = next((u for u, size in UNITS.items() if value % size == 0), "") if _bytes(name) else ""
    return f"`{_written(value)}`" + (f" ({value // UNITS[unit]} {unit})" if unit else "")


def _bytes(name: str) -> bool:
    return name.endswith("_bytes")


def _written(value: Any) -> str:
    """Write a value as the environment would hold it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


if __name__ == "__main__":
    print(table(), end="")
