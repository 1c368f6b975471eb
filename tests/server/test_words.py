"""Words: the vocabulary as the editor asks for it."""

from __future__ import annotations

from fastapi.testclient import TestClient
from pydantic import TypeAdapter

import engine
from server.answers import Vocabulary


def test_the_vocabulary_is_the_engines(client: TestClient) -> None:
    answer = client.get("/api/v1/words")
    assert answer.status_code == 200
    assert answer.json() == engine.vocabulary()
    TypeAdapter(Vocabulary).validate_python(answer.json())
