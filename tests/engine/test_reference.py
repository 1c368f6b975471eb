"""The reference: what is shown of each word."""

from __future__ import annotations

import pytest

from engine import catalog_entries, catalog_entry
from engine.catalog import CATALOG
from engine.compositions import COMPOSITIONS


def test_every_word_has_an_entry() -> None:
    assert [entry["name"] for entry in catalog_entries()] == [*CATALOG, *COMPOSITIONS]


def test_code_is_shown_with_the_private_functions_that_it_calls() -> None:
    code = catalog_entry("cholesky")["code"]["backward"]
    assert code.startswith("def backward(context: Context, g: Value) -> Any:\n")
    assert code.count("\n\n\ndef _symmetric(x: Value) -> Value:\n") == 1
    assert catalog_entry("add")["code"]["backward"].endswith("    return g, g\n")


@pytest.mark.parametrize(
    ("name", "usage"),
    [
        ("add", "add(a, b)"),
        ("reshape", "reshape(x, shape)"),
        ("mse", "mse(y, t, reduction='mean')"),
        ("conv2d", "conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1)"),
        ("concatenate", "concatenate([*xs, ...], axis=0)"),
    ],
)
def test_a_call_is_written_as_a_person_would(name: str, usage: str) -> None:
    assert catalog_entry(name)["usage"] == usage.replace("*xs", "xs")
