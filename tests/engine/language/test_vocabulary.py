"""The vocabulary: what is offered at a place can be typed there, and is explained."""

from __future__ import annotations

import pytest

from engine import vocabulary
from engine.language.budget import FAST
from engine.language.calls import WordFunction
from engine.language.methods import ATTRIBUTES, _method
from engine.language.namespaces import IMPORTS, bare_names, reach
from engine.language.vocabulary import KEYWORDS, Entry
from engine.pipeline import evaluate
from engine.reference import catalog_entry

VOCABULARY = vocabulary()
PLACES = {place: [VOCABULARY["words"][n] for n in at] for place, at in VOCABULARY["places"].items()}


def at(place: str, name: str) -> Entry:
    return next(entry for entry in PLACES[place] if entry["name"] == name)


@pytest.mark.parametrize("place", [place for place in PLACES if not place.startswith(".")])
def test_every_name_means_something_at_its_place(place: str) -> None:
    for entry in PLACES[place]:
        name = entry["name"]
        if place == "":
            assert name in KEYWORDS or name in bare_names().names
            continue
        value = reach(IMPORTS[place], name)
        if isinstance(value, WordFunction):
            own = {*value.word.constants, *value.word.inputs}
            for argument in entry["arguments"]:
                assert value.word.spelled(argument["name"]) in own, (place, name, argument)


def test_every_method_is_one_of_tensors() -> None:
    for entry in PLACES[".tensor"]:
        assert entry["name"] in ATTRIBUTES or _method(entry["name"], torch=False)


def test_no_name_stands_twice_at_a_place_and_all_have_a_sentence() -> None:
    for place, entries in PLACES.items():
        names = [entry["name"] for entry in entries]
        assert len(names) == len(set(names)), place
        assert all(entry["about"].endswith((".", "!", ":")) for entry in entries), place


def test_every_reference_leads_to_a_word() -> None:
    for entry in VOCABULARY["words"]:
        if entry["reference"]:
            assert catalog_entry(entry["reference"])


@pytest.mark.parametrize(
    ("place", "name", "signature"),
    [
        ("", "sum", "sum(x, axis=None, keepdims=False)"),
        ("torch", "sum", "sum(x, dim=None, keepdim=False)"),
        (".tensor", "sum", "sum(axis=None, keepdims=False)"),
        ("torch.nn", "Linear", "Linear(in_features, out_features, bias=True)"),
        ("torch.nn", "LeakyReLU", "LeakyReLU(negative_slope=0.01)"),
        ("torch.nn.init", "zeros_", "zeros_(w)"),
        ("numpy.random", "uniform", "uniform(-1.0, 1.0, (2, 3))"),
        ("torch", "no_grad", "no_grad()"),
        (".module", "eval", "eval()"),
    ],
)
def test_a_signature_is_written_as_at_its_place(place: str, name: str, signature: str) -> None:
    assert at(place, name)["signature"] == signature


def test_what_belongs_to_the_other_library_is_not_offered() -> None:
    assert "cross_entropy" not in {entry["name"] for entry in PLACES["numpy"]}
    assert "param" not in {entry["name"] for entry in PLACES["torch"]}
    assert PLACES["torch.optim"][0]["name"] == "SGD"


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_an_attribute_of_a_tensor_can_be_typed(name: str) -> None:
    assert at(".tensor", name)["kind"] == "attribute"
    assert evaluate(f"x = param([[1.0, 2.0], [3.0, 4.0]])\nx.{name}\nsum(x)", budget=FAST).complete
