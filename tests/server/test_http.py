"""The API keeps to HTTP: methods, media types, entity tags, and what may be kept."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

PROGRAM = {"source": "x = 3.0\ny = x * x"}
KNOWN = ["/api/v1/ops", "/api/v1/ops/relu", "/api/v1/words", "/openapi.json"]
SEND_IT = "Send it with the header Content-Type: application/json."
READ = ["/", "/docs", "/healthz", "/metrics", "/openapi.json", "/api/v1/ops", "/api/v1/version"]


@pytest.mark.parametrize("path", READ)
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    whole = {"Accept-Encoding": "identity"}
    got, head = client.get(path, headers=whole), client.head(path, headers=whole)
    assert (head.status_code, head.content) == (200, b"")
    changing = {"x-request-id", "content-security-policy"}
    if path == "/metrics":  # which counts its own readers
        changing.add("content-length")
    assert {k: v for k, v in head.headers.items() if k not in changing} == {
        k: v for k, v in got.headers.items() if k not in changing
    }


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/api/v1/graphs", "POST, OPTIONS"),
        ("/api/v1/graphs/tensor", "POST, OPTIONS"),
        (f"/api/v1/graphs/{'0' * 64}", "GET, HEAD, OPTIONS"),
        ("/api/v1/ops/relu/curve", "GET, HEAD, POST, OPTIONS"),
        ("/static/assets/app.js", "GET, HEAD, OPTIONS"),
        ("/", "GET, HEAD, OPTIONS"),
    ],
)
def test_every_address_says_which_methods_it_takes(
    client: TestClient, path: str, methods: str
) -> None:
    asked = client.options(path)
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, methods, b"")
    refused = client.delete(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)
    assert refused.json()["type"] == "/docs#problem-method-not-allowed"


def test_no_method_makes_an_address(client: TestClient) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
        assert client.request(method, "/api/v1/nowhere").status_code == 404


def test_a_slash_at_the_end_leads_to_the_address_without(client: TestClient) -> None:
    answer = client.post("/api/v1/graphs/", json=PROGRAM, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"].endswith("/api/v1/graphs")


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        (
            {"content-type": "text/plain"},
            f"The body came as text/plain. {SEND_IT}",
        ),
        (
            {},
            f"The body does not say what it is. {SEND_IT}",
        ),
        (
            {"content-type": "application/json", "content-encoding": "gzip"},
            "The body is compressed (gzip). Send it as it is.",
        ),
    ],
)
def test_bodies_that_are_not_json(client: TestClient, headers: dict[str, str], detail: str) -> None:
    for path in ("graphs", "graphs/tensor", "graphs/terms", "networks", "ops/relu/curve"):
        answer = client.post(f"/api/v1/{path}", content=b'{"source": "x = 1.0"}', headers=headers)
        assert (answer.status_code, answer.json()["detail"]) == (415, detail)
        named = "accept-encoding" if "content-encoding" in headers else "accept"
        assert named in answer.headers


def test_the_media_type_may_have_parameters(client: TestClient) -> None:
    headers = {"content-type": "Application/JSON; charset=utf-8"}
    content = b'{"source": "x = 1.0"}'
    assert client.post("/api/v1/graphs", content=content, headers=headers).status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/v1/ops", "/api/v1/ops/relu", "/api/v1/words", "/openapi.json"]
)
def test_what_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert (again.headers["etag"], again.headers["vary"]) == (tag, "Accept-Encoding")
    for other in ('W/"other"', tag[3:-1], ""):
        assert client.get(path, headers={"If-None-Match": other}).content == first.content


@pytest.mark.parametrize(
    "path", ["/healthz", "/metrics", "/api/v1/version", "/api/v1/nowhere", "/api/v1/ops/nabla"]
)
def test_what_has_no_tag_is_not_kept(client: TestClient, path: str) -> None:
    assert client.get(path).headers["cache-control"] == "no-store"


UNSEEN = ["\u202ex", "x\u200b", "x\0", "x\n", "\ufeffx", "x\u2066"]


@pytest.mark.parametrize("name", UNSEEN)
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("graphs", lambda name: {"inputs": {name: 1.0}}),
        ("graphs", lambda name: {"outputs": [name]}),
        ("graphs", lambda name: {"expand": [name]}),
        ("graphs/tensor", lambda name: {"tensor": name}),
        ("graphs/terms", lambda name: {"tensor": name, "index": []}),
    ],
)
def test_names_that_are_not_seen_as_they_are_are_refused(
    client: TestClient, path: str, body: object, name: str
) -> None:
    assert callable(body)
    answer = client.post(f"/api/v1/{path}", json={**PROGRAM, **body(name)})
    assert (answer.status_code, answer.json()["type"]) == (422, "/docs#problem-invalid-request")
    told = [fault["message"] for fault in answer.json()["errors"]]
    assert any(message.endswith("not seen where they stand") for message in told)
    assert all(sign.isprintable() for sign in answer.text)


@pytest.mark.parametrize("name", UNSEEN)
def test_what_is_quoted_is_written_out(client: TestClient, name: str) -> None:
    program = {**PROGRAM, name: 1}
    answers = [
        client.post("/api/v1/graphs", json=program),
        client.post(
            "/api/v1/graphs",
            content=f'{{"a{name}": 1, "a{name}": 2}}'.encode(),
            headers={"content-type": "application/json"},
        ),
        client.get("/api/v1/ops/" + "".join(f"%{byte:02x}" for byte in name.encode())),
        client.get("/" + "".join(f"%{byte:02x}" for byte in name.encode())),
    ]
    for answer in answers:
        assert answer.status_code in {400, 404, 422}
        assert all(sign.isprintable() for sign in answer.json()["detail"])
        assert all(sign.isprintable() for sign in answer.text)


def test_what_is_quoted_has_an_end(client: TestClient) -> None:
    answer = client.get("/" + "a" * 5_000)
    assert len(answer.json()["detail"]) < 300
