"""The application in this process, with its workers in theirs."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from server.app import create_app
from server.settings import Settings
from tests.server.services import Redis, start_redis


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """Give a client of the application with its settings as they come."""
    with TestClient(create_app(Settings())) as client:
        yield client


@pytest.fixture(autouse=True)
def clean_log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Find nothing of weight in the log: a fault that was answered politely is still a fault.

    A test that provokes warnings clears what it has looked at.
    """
    with caplog.at_level(logging.WARNING):
        yield caplog
    assert [record.getMessage() for record in caplog.get_records("call")] == []


@pytest.fixture(scope="session")
def redis() -> Iterator[Redis]:
    """Give a Redis that is there for the tests alone."""
    redis = start_redis()
    yield redis
    redis.process.terminate()
    redis.process.wait()
