"""Pages of other origins: none may read an answer, unless the settings name them."""

from __future__ import annotations

from fastapi.testclient import TestClient

from server.app import create_app
from server.settings import Settings

FRIEND, STRANGER = "https://course.example", "https://stranger.example"
ASK = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type",
}
ALLOWED = "access-control-allow-origin"


def test_no_other_origin_is_allowed_unless_it_is_named(client: TestClient) -> None:
    headers = {"Origin": FRIEND}
    assert ALLOWED not in client.get("/api/v1/words", headers=headers).headers
    asked = client.options("/api/v1/graphs", headers=headers | ASK)
    assert (asked.status_code, asked.headers["allow"]) == (204, "POST, OPTIONS")
    assert ALLOWED not in asked.headers


def test_the_named_origin_is_allowed_and_no_other() -> None:
    with TestClient(create_app(Settings(origins=(FRIEND,)))) as client:
        asked = client.options("/api/v1/graphs", headers={"Origin": FRIEND} | ASK)
        assert (asked.status_code, asked.headers[ALLOWED]) == (200, FRIEND)
        program = {"source": "x = 2.0\nx * x"}
        answer = client.post("/api/v1/graphs", json=program, headers={"Origin": FRIEND})
        assert (answer.status_code, answer.headers[ALLOWED]) == (200, FRIEND)
        assert "Content-Location" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        # A refusal can be read as well.
        refused = client.post("/api/v1/graphs", json={}, headers={"Origin": FRIEND})
        assert (refused.status_code, refused.headers[ALLOWED]) == (422, FRIEND)

        asked = client.options("/api/v1/graphs", headers={"Origin": STRANGER} | ASK)
        assert asked.status_code == 403
        assert asked.json()["type"] == "/docs#problem-foreign-origin"
        answer = client.get("/api/v1/words", headers={"Origin": STRANGER})
        assert (answer.status_code, ALLOWED in answer.headers) == (200, False)
