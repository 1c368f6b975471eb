"""How often one client may ask, counted alone and together with other replicas."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from server.app import create_app
from server.settings import Settings
from tests.server.services import Redis

PROGRAM = {"source": "x = 2.0\nx * x"}


def ask(client: TestClient) -> tuple[int, str, str]:
    answer = client.post("/api/v1/graphs", json=PROGRAM)
    return answer.status_code, answer.headers["ratelimit"], answer.headers["ratelimit-policy"]


def test_n_are_answered_and_one_more_is_refused() -> None:
    with TestClient(create_app(Settings(rate="3/hour"))) as client:
        told = [ask(client) for _ in range(4)]
        assert [status for status, _, _ in told] == [200, 200, 200, 429]
        assert [left.partition(";t=")[0] for _, left, _ in told] == [
            '"client";r=2',
            '"client";r=1',
            '"client";r=0',
            '"client";r=0',
        ]
        assert {policy for _, _, policy in told} == {'"client";q=3;w=3600'}
        refusal = client.post("/api/v1/graphs", json=PROGRAM)
        assert 1 <= int(refusal.headers["retry-after"]) <= 3600
        assert refusal.json() == {
            "type": "/docs#problem-too-many-requests",
            "title": "Too many requests",
            "status": 429,
            "detail": "One client may ask 3 times in 3600 s.",
        }
        # What costs no work is not counted.
        assert client.get("/api/v1/ops/add").status_code == 200
        assert client.get("/healthz").status_code == 200


def test_replicas_count_together_in_redis(redis: Redis) -> None:
    settings = Settings(rate="3/hour", redis_url=redis.url)
    with TestClient(create_app(settings)) as one, TestClient(create_app(settings)) as other:
        assert [ask(client)[0] for client in (one, other, one, other)] == [200, 200, 200, 429]


def test_where_redis_is_away_each_replica_counts_alone(
    clean_log: pytest.LogCaptureFixture,
) -> None:
    settings = Settings(rate="2/hour", redis_url="redis://127.0.0.1:9/0")
    with TestClient(create_app(settings)) as one, TestClient(create_app(settings)) as other:
        assert [ask(client)[0] for client in (one, one, one, other)] == [200, 200, 429, 200]
    assert sorted(clean_log.messages) == [
        "the shared cache does not answer",
        "the shared cache does not answer",
        "the shared count of requests does not answer",
        "the shared count of requests does not answer",
    ]
    clean_log.clear()


@pytest.mark.parametrize("rate", ["often", "3", "", "-1/minute"])
def test_a_rate_that_cannot_be_read_is_refused_at_the_start(rate: str) -> None:
    with pytest.raises(ValidationError):
        Settings(rate=rate)
