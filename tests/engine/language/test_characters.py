"""What is not seen, or is no character, is in no name, label, note or printed line."""

from __future__ import annotations

import json

import pytest

from engine import evaluate

PLACES = {
    "a name": "x{} = 2.0\nx * x",
    "a comment": "# a{}b\nx = 2.0\nx * x",
    "a note": 'x: "a{}b" = 2.0\nx * x',
    "a label": 'x = torch.tensor(2.0)\nx.label = "a{}b"\nx * x',
    "a module": 'x = 2.0\nwith module("a{}b"):\n    y = x * x\n',
    "a printed line": 'x = 2.0\nprint("a{}b")\nx * x',
    "a formatted line": 'x = 2.0\nprint(f"a{}b{{x}}")\nx * x',
    "an assertion": 'x = 2.0\nassert x > 3, "a{}b"',
}
HIDDEN = {
    "null": "\0",
    "half of a pair": "\ud800",
    "escape": "\x1b",
    "backspace": "\b",
    "next line": "\x85",
    "left to right mark": "\u200e",
    "right to left override": "\u202e",
    "isolate": "\u2066",
    "zero width space": "\u200b",
    "soft hyphen": "\u00ad",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "line separator": "\u2028",
    "tag": "\U000e0041",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", HIDDEN)
def test_what_is_not_seen_is_refused_wherever_it_stands(place: str, name: str) -> None:
    character = HIDDEN[name]
    document = evaluate(PLACES[place].format(character)).document
    (fault,) = document["diagnostics"]
    assert fault["message"].startswith(f"the program holds U+{ord(character):04X}, which is ")
    assert character not in json.dumps({**document, "source": ""}, ensure_ascii=False)
    assert "span" in fault
    assert fault["span"]["column"] < fault["span"]["end_column"]


@pytest.mark.parametrize("place", [place for place, text in PLACES.items() if '"' in text])
@pytest.mark.parametrize("name", HIDDEN)
def test_so_it_is_where_a_string_spells_it_out(place: str, name: str) -> None:
    character = HIDDEN[name]
    escape = f"\\U{ord(character):08x}"
    document = evaluate(PLACES[place].format(escape)).document
    assert [said["hint"] for said in document["diagnostics"]] == ["Leave it out."]
    json.dumps(document, ensure_ascii=False).encode()


@pytest.mark.parametrize("text", ["é", "e\u0301", "שלום", "🧑\u200d🔬", "α", "→", "\t"])
def test_what_people_write_is_taken(text: str) -> None:
    program = PLACES["a printed line"].format(text)
    assert evaluate(program).document["printed"] == [f"a{text}b"]


def test_letters_that_look_alike_by_compatibility_are_one_name() -> None:
    document = evaluate("\uff41 = 2.0\na * \U0001d44e").document
    assert document["tensors"][0]["id"] == "a"
    assert document["ops"][0]["inputs"] == ["a", "a"]


def test_a_click_deletes_it() -> None:
    (fault,) = evaluate("x = 2.0  # a\u200bb\nx * x").document["diagnostics"]
    (fix,) = fault["fixes"]
    assert (fix["title"], fix["text"], fix["span"]["column"]) == ("Delete it", "", 12)
