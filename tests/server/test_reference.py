"""The reference: a page for every word, whole without a script, and a way there from every name."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

import engine
from server.highlighting import highlighted

ENTRIES = {entry["name"]: entry for entry in engine.catalog_entries()}
ALIASES = [(alias, name) for name, entry in ENTRIES.items() for alias in entry["aliases"]]


def text_of(page: str) -> str:
    """Give what can be read on a page, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", page)).split())


def latex_of(page: str) -> list[str]:
    """Give the formulas that the page's script will typeset, in order."""
    return [html.unescape(latex) for latex in re.findall(r'data-latex="([^"]*)"', page)]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_page_says_all_that_the_entry_says(client: TestClient, name: str) -> None:
    entry = ENTRIES[name]
    answer = client.get(f"/ops/{name}")
    assert answer.status_code == 200
    page, formulas = text_of(answer.text), latex_of(answer.text)
    assert f"<h1>{name}</h1>" in answer.text
    summary = " ".join(entry["summary"].replace("``", "").split())
    told = [*entry["aliases"], entry["usage"], summary, entry["reason"], *entry["kinks"]]
    programs = [case["program"] for case in entry["cases"]]
    code = [entry["code"]["forward"], entry["code"]["backward"], *programs]
    for words in [*told, *code]:
        assert " ".join(words.split()) in page
    assert formulas[0] == entry["formula"]["forward"]
    backward = [line for line in entry["formula"]["backward"] if line]
    steps = [line for derivation in entry["derivation"] for line in derivation.values() if line]
    assert set(formulas) >= {*backward, *steps}
    for address in re.findall(r"https://[^\s,;]+", entry["source"]):
        assert f'href="{html.escape(address)}"' in answer.text


@pytest.mark.parametrize(("alias", "name"), ALIASES)
def test_an_alias_leads_to_the_page_of_its_op(client: TestClient, alias: str, name: str) -> None:
    answer = client.get(f"/ops/{alias}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/ops/{name}")


def test_the_catalogue_lists_every_word_once(client: TestClient) -> None:
    page = client.get("/ops").text
    listed = re.findall(r'<a href="/ops/([^"]+)">', page)
    assert sorted(listed) == sorted(ENTRIES)
    assert set(latex_of(page)) == {entry["formula"]["forward"] for entry in ENTRIES.values()}
    families = re.findall(r'<section id="(\w+)"', page)
    assert len(families) == len(set(families))
    assert set(families) == {entry["family"] for entry in ENTRIES.values()}


@pytest.mark.parametrize(
    ("asked", "found"),
    [("sigm", ["sigmoid", "logsigmoid"]), (" EXPIT ", ["sigmoid"]), ("square root", ["sqrt"])],
)
def test_the_filter_works_without_a_script(
    client: TestClient, asked: str, found: list[str]
) -> None:
    page = client.get("/ops", params={"q": asked}).text
    assert set(found) <= set(re.findall(r'<a href="/ops/([^"]+)">', page))
    assert len(re.findall(r"<li data-spoken", page)) < 8


def test_a_filter_that_finds_nothing_says_so_and_echoes_safely(client: TestClient) -> None:
    page = client.get("/ops", params={"q": '"><script>'}).text
    assert "No op is called that." in page
    assert "<script>" not in page
    assert 'value="&#34;&gt;&lt;script&gt;"' in page


def test_a_misspelled_name_is_told_to_a_person(client: TestClient) -> None:
    answer = client.get("/ops/sigmod", headers={"accept": "text/html,*/*"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "There is no op sigmod Did you mean sigmoid" in text_of(answer.text)
    assert 'href="/ops/sigmoid"' in answer.text


def test_a_misspelled_name_is_a_problem_to_a_program(client: TestClient) -> None:
    answer = client.get("/ops/sigmod", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code == 404
    assert told["detail"].startswith("There is no op 'sigmod'. Did you mean sigmoid")
    assert client.get("/ops/" + "q" * 5_000).json()["title"] == "Not found"


def test_an_alias_that_is_misspelled_is_found_under_its_op(client: TestClient) -> None:
    detail = client.get("/ops/clampp").json()["detail"]
    assert "clip" in detail


def test_neighbours_are_of_the_family(client: TestClient) -> None:
    page = client.get("/ops/tanh").text
    found = re.findall(r'<a rel="(?:prev|next)" href="/ops/(\w+)"', page)
    assert found
    assert {ENTRIES[name]["family"] for name in found} <= {ENTRIES["tanh"]["family"]}


CODE = '''\
@staticmethod
def forward(context, x: "Value", *, axis=-1):
    # A comment, «with more».
    return f"{x} is {axis:.2f}" if x is not None else """two
    lines""" * 0x1F
'''


def test_highlighted_code_is_the_code() -> None:
    pieces = list(highlighted(CODE))
    assert "".join(text for _, text in pieces) == CODE
    kinds = {text: kind for kind, text in pieces}
    assert kinds["forward"] == "name"
    assert kinds["def"] == kinds["return"] == kinds["None"] == "keyword"
    assert kinds['"Value"'] == "string"
    assert kinds["0x1F"] == kinds["1"] == "number"
    assert kinds["# A comment, «with more»."] == "comment"


@pytest.mark.parametrize("name", ENTRIES)
def test_code_of_the_catalogue_is_highlighted_whole(name: str) -> None:
    for code in ENTRIES[name]["code"].values():
        assert "".join(text for _, text in highlighted(code)) == code
