"""Every refusal is a problem document, and says what to do about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from server.evaluation import Evaluator
from server.problems import FAULT, KINDS, MEDIA_TYPE, Kind, ProblemError, add_problem_handlers
from server.settings import Settings
from tests.server.test_networks import FORM as NETWORK

FORM = "The request is not of the form that the schema asks for."
LIMIT = "A request may have 262,144 bytes; this one has more."
JSON = {"content-type": "application/json"}


def problem(kind: Kind, detail: str, **members: Any) -> dict[str, Any]:
    about = KINDS[kind]
    told = {"type": f"/docs#problem-{kind}", "title": about.title, "status": about.status}
    return {**told, "detail": detail, **members}


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/nowhere", problem("not-found", "There is nothing at /nowhere.")),
        (
            "DELETE",
            "/api/v1/ops",
            problem("method-not-allowed", "DELETE is not a method of /api/v1/ops."),
        ),
        ("GET", "/api/v1/ops/nabla", problem("not-found", "There is no op 'nabla'.")),
    ],
)
def test_places_that_are_not_there(
    client: TestClient, method: str, path: str, expected: dict[str, Any]
) -> None:
    answer = client.request(method, path)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()) == (expected["status"], expected)


@pytest.mark.parametrize(
    ("body", "at", "message"),
    [
        ({}, "body/source", "Field required"),
        ({"source": 3}, "body/source", "Input should be a valid string"),
        ({"source": "x", "sauce": 1}, "body/sauce", "Extra inputs are not permitted"),
        ({"source": "x", "seed": -1}, "body/seed", "Input should be greater than or equal to 0"),
        ({"source": "x", "seed": 2**32}, "body/seed", "Input should be less than 4294967296"),
        ({"source": "x", "mode": "tangent"}, "body/mode", "Input should be 'reverse'"),
        (
            {"source": "\ud800"},
            "body/source",
            "Value error, Input should be text without lone surrogates",
        ),
    ],
)
def test_requests_of_another_form(
    client: TestClient, body: dict[str, Any], at: str, message: str
) -> None:
    answer = client.post("/api/v1/graphs", content=json.dumps(body), headers=JSON)
    assert answer.json() == problem(
        "invalid-request", FORM, errors=[{"at": at, "message": message}]
    )


@pytest.mark.parametrize("number", ["3", "3.0", "0.3e1"])
def test_a_whole_number_may_be_written_in_any_way(client: TestClient, number: str) -> None:
    body = f'{{"source": "x = 1.0", "seed": {number}}}'
    answer = client.post("/api/v1/graphs", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["seed"]) == (200, 3)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "1" + "0" * 400])
def test_numbers_that_are_no_float64(client: TestClient, number: str) -> None:
    body = f'{{"source": "x = 1.0", "inputs": {{"x": {number}}}}}'
    answer = client.post("/api/v1/graphs", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["detail"]) == (422, FORM)


def test_bytes_that_are_not_text(client: TestClient) -> None:
    answer = client.post("/api/v1/graphs", content=b'{"source": "\xff"}', headers=JSON)
    assert answer.json() == problem("not-json", "The body is not JSON in UTF-8.")


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"source": "x", "source": "y"}', "The body has 'source' twice in one object."),
        (
            b'{"source": "x", "inputs": {"a": 1, "a": 2}}',
            "The body has 'a' twice in one object.",
        ),
        (b"[" * 65, "The body has brackets more than 64 deep."),
        (b'{"a": ' * 65, "The body has brackets more than 64 deep."),
        (b"[" * 64, "The body is not JSON in UTF-8."),
        (b"[" + b"[]," * 20_000 + b"1]", "The body has more than 20,000 lists and objects."),
        (b"[" + b"{}," * 20_000 + b"1]", "The body has more than 20,000 lists and objects."),
        (
            b'{"a": {' + b",".join(b'"%d": 1' % number for number in range(5_000)) + b"}}",
            "The body has more than 5,000 names.",
        ),
        (b'{"source": "x"', "The body is not JSON in UTF-8."),
        ('{"source": "x"}'.encode("utf-16"), "The body is not JSON in UTF-8."),
    ],
)
def test_what_is_no_json_or_may_mean_two_things(
    client: TestClient, body: bytes, detail: str
) -> None:
    answer = client.post("/api/v1/graphs", content=body, headers=JSON)
    assert (answer.status_code, answer.json()) == (400, problem("not-json", detail))


def test_so_many_lists_and_names_are_read(client: TestClient) -> None:
    many = {str(number): [] for number in range(4_998)}  # beside source and inputs
    most = {"source": "x = 1.0", "inputs": {**many, "4997": [[]] * (20_000 - 5_000)}}
    answer = client.post("/api/v1/graphs", json=most)
    assert answer.json()["type"] == "/docs#problem-program-stopped"


@pytest.mark.parametrize(
    ("path", "members", "at"),
    [
        ("/api/v1/graphs", {"inputs": {"x": ["a"] * 50_000}}, "body/inputs/x"),
        ("/api/v1/graphs", {"inputs": {"x": [[[None] * 9] * 999] * 5}}, "body/inputs/x"),
        ("/api/v1/graphs", {"outputs": [1] * 100_000}, "body/outputs/0"),
        ("/api/v1/networks", {"targets": [["a"]] * 10_000}, "body/targets/0/0"),
        ("/api/v1/networks", {"sizes": [0.5] * 50_000}, "body/sizes/0"),
    ],
)
def test_of_many_faults_that_are_alike_the_first_is_told(
    client: TestClient, path: str, members: dict[str, Any], at: str
) -> None:
    """To tell of all would take the server's one loop for seconds."""
    base = {"source": "x = 1.0"} if path.endswith("graphs") else NETWORK
    answer = client.post(path, json={**base, **members})
    assert answer.status_code == 422
    assert [error["at"] for error in answer.json()["errors"]] == [at]


@pytest.mark.parametrize(
    "value", [True, "1", None, {}, [1.0, [False]], [[1.0], [{"a": 1}]], [10**400]]
)
def test_inputs_are_numbers_or_lists_of_them(client: TestClient, value: object) -> None:
    answer = client.post("/api/v1/graphs", json={"source": "x = 1.0", "inputs": {"x": value}})
    (error,) = answer.json()["errors"]
    assert error["at"] == "body/inputs/x"
    assert "finite number, or nested lists of them" in error["message"]


@pytest.mark.parametrize(("length", "at"), [(2_000, []), (2_001, ["body/outputs"])])
def test_so_many_outputs_may_be_named_and_no_more(
    client: TestClient, length: int, at: list[str]
) -> None:
    body = {"source": "x = param(1.0)\nx * x", "outputs": ["x"] * length}
    answer = client.post("/api/v1/graphs", json=body).json()
    assert [error["at"] for error in answer.get("errors", [])] == at


def test_brackets_in_text_do_not_count(client: TestClient) -> None:
    source = "# " + "[{" * 500 + '\\"' + "\nx = 1.0\nx * x"
    assert client.post("/api/v1/graphs", json={"source": source}).status_code == 200


def test_every_kind_is_explained_where_its_type_leads(client: TestClient) -> None:
    page = client.get("/docs").text
    for kind, about in KINDS.items():
        assert f'<tr id="problem-{kind}">' in page
        assert about.meaning in page


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_status_and_says_when_to_ask_again(kind: Kind) -> None:
    app, about = FastAPI(), KINDS[kind]
    add_problem_handlers(app)

    @app.get("/")
    async def refuse() -> None:
        raise ProblemError(kind, about.example)

    with TestClient(app) as client:
        answer = client.get("/")
    assert answer.json() == problem(kind, about.example)
    assert answer.status_code == about.status
    assert answer.headers["content-type"] == "application/problem+json"
    again = answer.headers.get("retry-after")
    assert again == (None if about.after is None else str(about.after))
    assert about.status != 503 or again


def test_a_fault_tells_nothing_of_the_server(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, clean_log: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise KeyError("swordfish")

    monkeypatch.setattr(Evaluator, "evaluate", fail)
    answer = client.post("/api/v1/graphs", json={"source": "x = 1.0"})
    assert answer.json() == problem("fault", FAULT)
    assert (answer.status_code, answer.headers["content-type"]) == (500, MEDIA_TYPE)
    assert clean_log.messages == ["POST /api/v1/graphs failed"]
    clean_log.clear()


def test_a_body_that_is_too_long(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"source": "'
        for _ in range(16):
            yield b"x" * 65_536

    announced = client.post("/api/v1/graphs", json={"source": "x" * 1_000_000})
    chunked = client.post("/api/v1/graphs", content=chunks(), headers=JSON)
    expected = problem("too-large", LIMIT)
    assert announced.json() == chunked.json() == expected


def test_a_program_that_stops_brings_what_it_computed(client: TestClient) -> None:
    answer = client.post("/api/v1/graphs", json={"source": "x = 2.0\ny = x * x\ny + nowhere"})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    (diagnostic,) = [item for item in told["diagnostics"] if item["severity"] == "error"]
    assert told["detail"] == diagnostic["message"]
    assert diagnostic["span"] == {"line": 3, "column": 4, "end_line": 3, "end_column": 11}
    assert [op["op"] for op in told["document"]["ops"]] == ["mul"]


def test_a_program_that_never_starts_brings_no_document(client: TestClient) -> None:
    told = client.post("/api/v1/graphs", json={"source": "x = = 2"}).json()
    assert told["diagnostics"][0]["code"] == "syntax"
    assert "document" not in told


def test_a_program_over_every_budget_is_refused_by_name(client: TestClient) -> None:
    told = client.post("/api/v1/graphs", json={"source": "sum(zeros((4000, 4000)))"}).json()
    assert told["diagnostics"][0]["code"] == "budget-tensor-elements"


any_text = st.text(st.characters())  # halves of surrogate pairs among them
any_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | any_text,
    lambda part: st.lists(part) | st.dictionaries(any_text, part),
    max_leaves=8,
)
bodies = st.binary(max_size=200) | any_json.map(
    lambda value: json.dumps({"source": "x = 1.0\nx * x", "inputs": value}).encode()
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
@example(body=b"[" * 100_000)
@example(body=b'{"source": "x", "inputs": {"x": ' + b"[" * 500 + b"]" * 500 + b"}}")
@example(body=b'{"source": "x", "seed": 1' + b"0" * 5_000 + b"}")
@example(body=b'{"source": "x", "\\ud800": 1}')
@example(body=b'{"source": "x", "inputs": {"\\ud800": 1}}')
@example(body=b"null")
@example(body=b"")
def test_any_body_gets_an_answer(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/v1/graphs", content=body, headers=JSON)
    assert answer.status_code in {200, 400, 422}
    if answer.status_code != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == answer.status_code


def test_a_body_of_so_many_bytes_is_read_and_no_more(client: TestClient) -> None:
    limit = Settings().body_bytes
    assert limit == 256 * 1024
    body = json.dumps({"source": "x = 1.0\nx * x"}).encode()
    for more, status in ((0, 200), (1, 413)):
        padded = body + b" " * (limit - len(body) + more)
        assert client.post("/api/v1/graphs", content=padded, headers=JSON).status_code == status
        chunked = client.post("/api/v1/graphs", content=iter([padded]), headers=JSON)
        assert chunked.status_code == status
