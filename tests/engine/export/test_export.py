"""DOT and Mermaid hold the whole graph, and nothing that a person typed can leave its text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

import engine
from tests.engine.programs import PROGRAMS

Export = Callable[[engine.GraphDocument], str]

SQUARE = "x = input(3.0)\ny = x * x"

DOT = """\
digraph {
  rankdir=LR;
  "tensor x" [shape=box, style="rounded,dashed", label="x\\n3\\n∇ 6"];
  "tensor y" [shape=box, style=rounded, label="y\\n9\\n∇ 1"];
  "op y:mul" [shape=diamond, label="×"];
  "tensor x" -> "op y:mul";
  "tensor x" -> "op y:mul";
  "op y:mul" -> "tensor y";
}
"""

CHART = """\
flowchart LR
  t0(["x<br/>3<br/>∇ 6"])
  t1(["y<br/>9<br/>∇ 1"])
  o0{"×"}
  t0 --> o0
  t0 --> o0
  o0 --> t1
"""

TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


def document(source: str) -> engine.GraphDocument:
    return engine.evaluate(source).document


def test_a_square() -> None:
    square = document(SQUARE)
    assert engine.dot(square) == DOT
    assert engine.mermaid(square) == CHART


@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.parametrize(("export", "arrow"), [(engine.dot, " -> "), (engine.mermaid, " --> ")])
def test_every_node_and_edge_is_there(name: str, export: Export, arrow: str) -> None:
    told = document(PROGRAMS[name])
    lines = [TEXT.sub('""', line.strip()) for line in export(told).splitlines()]
    edges = [line for line in lines if arrow in line]
    nodes = [line for line in lines if line.endswith(("];", '"])', '"}'))]
    groups = [line for line in lines if line.startswith("subgraph ")]
    assert len(edges) == len(told["edges"])
    assert len(nodes) == len(told["tensors"]) + len(told["ops"])
    assert (
        len(groups)
        == len(told["modules"])
        == lines.count("}" if arrow == " -> " else "end") - (arrow == " -> ")
    )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_a_name_stays_inside_its_text(name: str) -> None:
    told = document(SQUARE)
    told["tensors"][0]["label"] = name
    for export, plain in ((engine.dot, DOT), (engine.mermaid, CHART)):
        assert TEXT.sub('""', export(told)) == TEXT.sub('""', plain)


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        '"> <script>alert(1)<script>',
        '"]; subgraph evil { a -> b }; x [label="',
        "x\\\\",
        "\\N \\G \\l",
        '"]) --> evil["x',
        "`markdown` **bold**",
        "end",
        'click t0 "javascript:alert(1)"',
        "%% comment %%{init: {}}%%",
        "]]> --> <!-- &lt;",
        "#quot; #35;",
        ";",
        "${x}",
    ],
)
def test_texts_of_a_program_stay_inside_their_texts(text: str) -> None:
    source = "x = input(3.0)\nwith module({0}):\n    y = x * len([{0}])\n    # {1}\n    z = y * x"
    plain = source.format(json.dumps("m"), "m")
    given = source.format(json.dumps(text), text)
    told = document(given)
    assert [one["name"] for one in told["modules"]] == [text]
    for export in (engine.dot, engine.mermaid):
        lines = [TEXT.sub('""', export(each)) for each in (document(plain), told)]
        assert lines[0] == lines[1]
    assert not set("<>&`") & set("".join(TEXT.findall(engine.mermaid(told))).replace("<br/>", ""))
