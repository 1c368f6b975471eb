"""Pages and the headers that every answer has."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

ANSWERS = ["/", "/docs", "/healthz", "/nowhere", "/api/v1/ops/nabla"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_protects(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_each_page_has_a_nonce_of_its_own(client: TestClient) -> None:
    nonces = set()
    for _ in range(3):
        answer = client.get("/")
        (nonce,) = re.findall(r'name="csp-nonce" content="([\w-]{22})"', answer.text)
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        nonces.add(nonce)
    assert len(nonces) == 3


def test_what_the_studio_names_is_served_and_kept(client: TestClient) -> None:
    page = client.get("/").text
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert any(name.endswith(".js") for name in named)
    assert any(name.endswith(".css") for name in named)
    for name in named:
        answer = client.get(name)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_pages_name_no_other_server(client: TestClient) -> None:
    for path in ("/", "/docs"):
        page = client.get(path).text
        assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_docs_show_every_operation_and_every_form(client: TestClient) -> None:
    page = client.get("/docs").text
    schema = client.get("/openapi.json").json()
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert f"<b>{method.upper()}</b> {path}</code>" in page
            assert f'id="{operation["operationId"]}"' in page
    for name in schema["components"]["schemas"]:
        assert f'id="{name}"' in page


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok"}
