"""The programs of the page's gallery run, and say what they promise."""

import re
from pathlib import Path

import pytest

from engine import FAST, HEAVY, JOB, evaluate

PROGRAMS = Path(__file__).parents[3] / "static" / "src" / "views" / "programs"
EXAMPLE = re.compile(r'id: "(?P<id>[^"]+)",.*?source: `(?P<source>[^`]*)`', re.DOTALL)

GALLERY = {
    found["id"]: found["source"]
    for path in sorted(PROGRAMS.glob("*.ts"))
    for found in EXAMPLE.finditer(path.read_text())
}

LARGE = {"googlenet"}
"""Those that run as jobs."""


def test_all_of_the_gallery_is_here() -> None:
    text = "".join(path.read_text() for path in PROGRAMS.glob("*.ts"))
    assert len(GALLERY) == text.count("source: `") >= 25


@pytest.mark.parametrize("name", GALLERY)
def test_a_program_of_the_gallery_runs_forward_and_backward(name: str) -> None:
    source = GALLERY[name]
    evaluation = evaluate(source, budget=JOB if name in LARGE else HEAVY)
    document = evaluation.document
    assert document["diagnostics"] == []
    assert evaluation.complete
    assert any("gradients" in passed for passed in document["passes"])


@pytest.mark.parametrize("name", GALLERY)
def test_it_is_short_and_fits_into_the_editor(name: str) -> None:
    lines = GALLERY[name].rstrip("\n").split("\n")
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 100


def test_most_of_the_gallery_is_in_the_fast_lane() -> None:
    over = {name for name, source in GALLERY.items() if evaluate(source, budget=FAST).over_budget}
    assert over == LARGE


def results(name: str) -> dict[str, list[float]]:
    """Give the values of a program's named tensors; of equal names the last one's."""
    tensors = evaluate(GALLERY[name]).document["tensors"]
    return {tensor["label"]: tensor["value"]["data"] for tensor in tensors if "label" in tensor}


def gradient(name: str, tensor: str) -> list[float]:
    """Give a gradient of the last pass of a program."""
    return list(evaluate(GALLERY[name]).document["passes"][-1]["gradients"][tensor]["data"])


def test_what_their_comments_say_is_true() -> None:
    assert results("solve")["x"] == pytest.approx([2, 3])
    (printed,) = evaluate(GALLERY["qr"]).document["printed"]
    by_svd, by_qr = map(float, re.findall(r"[\d.]+", printed))
    assert by_svd == pytest.approx(by_qr, rel=1e-4)
    assert results("order")["ascending"] == [-1, 1.5, 3, 4]
    assert gradient("order", "x") == [2 * 3 + 2, 0, 2 * 4 + 3, 1]
    columns = gradient("batch-norm", "x")
    assert sum(columns[::2]) == pytest.approx(0, abs=1e-12)
    assert sum(columns[1::2]) == pytest.approx(0, abs=1e-12)
    assert sum(results("attention")["weights"][:3]) == pytest.approx(1)
    assert min(results("momentum")[f"w'{step}"][0] for step in range(1, 20)) < 1
