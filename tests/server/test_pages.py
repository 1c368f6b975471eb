"""Pages and the headers that every answer has."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from server import pages
from server.problems import shown

ANSWERS = ["/", "/docs", "/healthz", "/nowhere", "/api/v1/ops/nabla"]


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_protects(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/docs", "/ops", "/ops?q=exp", "/ops/exp"])
def test_each_page_has_a_nonce_of_its_own(client: TestClient, path: str) -> None:
    nonces, pages = set(), set()
    for _ in range(3):
        answer = client.get(path)
        (nonce,) = re.findall(r'name="csp-nonce" content="([\w-]{22})"', answer.text)
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        assert answer.text.count(nonce) == 2
        nonces.add(nonce)
        pages.add(answer.text.replace(nonce, ""))
    assert (len(nonces), len(pages)) == (3, 1)


def test_what_the_studio_names_is_served_and_kept(client: TestClient) -> None:
    page = client.get("/").text
    named = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert any(name.endswith(".js") for name in named)
    assert any(name.endswith(".css") for name in named)
    for name in named:
        answer = client.get(name)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/nope", "/static/nope.js", "/docs/nope", "/%3Cpwn%3E%E2%80%AE"])
def test_where_there_is_nothing_a_person_gets_a_page_and_a_program_a_problem(
    client: TestClient, path: str
) -> None:
    page = client.get(path, headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert f"There is nothing at <code>{html.escape(shown(unquote(path)))}</code>" in page.text
    assert '<a href="/">Open the studio</a>' in page.text
    assert client.get(path).json()["type"] == "/docs#problem-not-found"


@pytest.mark.parametrize("path", ["/api/v1/nope", "/api/", f"/api/v1/graphs/{'0' * 64}"])
def test_the_api_has_no_pages(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == answer.json()["status"] == 404


def test_where_no_page_is_built_there_is_a_problem(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "_beside", lambda _: tmp_path)
    assert client.get("/", headers=BROWSER).json()["status"] == 503
    assert client.get("/nope", headers=BROWSER).json()["status"] == 404


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


@pytest.mark.parametrize("path", ["/static/.vite/manifest.json", "/static/.built", "/static/"])
def test_only_what_pages_load_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
