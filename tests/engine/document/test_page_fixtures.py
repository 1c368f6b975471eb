"""The page is tested on documents that the engine really makes."""

import json

import pytest

from tests.engine.document.page_fixtures import FIXTURES, remade


def rounded(part):
    """Leave out the last digits: another machine's tanh and matmul may round them otherwise."""
    if isinstance(part, float):
        return float(f"{part:.10g}")
    if isinstance(part, dict):
        return {key: rounded(value) for key, value in part.items()}
    return [rounded(value) for value in part] if isinstance(part, list) else part


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_a_fixture_is_the_engines_document_of_its_program(path) -> None:
    fixture = json.loads(path.read_text())
    assert rounded(remade(fixture)) == rounded(fixture)
