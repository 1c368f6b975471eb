"""The programs of the page's gallery run, and say what they promise."""

import math
import re
from pathlib import Path
from typing import Any

import numpy as np
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
    assert len(GALLERY) == text.count("source: `") >= 35


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


def evaluated(name: str) -> Any:
    """Give the document of a program."""
    return evaluate(GALLERY[name]).document


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


def test_the_lectures_network_has_the_lectures_numbers() -> None:
    for name in ("scalar-network", "tensor-network"):
        found = results(name)
        assert found["y"] == pytest.approx([10.1], abs=1e-6)
        assert found["loss"] == pytest.approx([4], abs=1e-5)
    one = evaluate(GALLERY["scalar-network"]).document["passes"][1]["gradients"]
    h2 = results("scalar-network")["h2"][0]
    assert one["model/y"]["data"] == pytest.approx([-4], abs=1e-5)
    assert one["v2"]["data"] == pytest.approx([-4 * h2], abs=1e-5)
    # Along the path through y, h2 and k2.
    assert one["w12"]["data"] == pytest.approx([-4 * 8 * h2 * (1 - h2) * 2], abs=1e-4)
    weights = [one[name]["data"][0] for name in ("w11", "w21", "w12", "w22", "w13", "w23")]
    assert gradient("tensor-network", "W") == pytest.approx(weights)
    assert gradient("tensor-network", "V")[1] == pytest.approx(one["v2"]["data"][0])
    first, second = evaluate(GALLERY["update"]).document["printed"]
    assert first == "[6.2  8.3  3.08] 4.0"
    assert float(second.split()[-1]) < 4


def test_what_is_said_of_the_backward_pass_is_true() -> None:
    order = evaluated("waiting")
    arrived = order["passes"][1]["contributions"]
    to_y = [
        arrived[f"{edge['op']}:{edge['slot']}"]["data"][0]
        for edge in order["edges"]
        if edge["tensor"] == "y" and edge["direction"] == "in"
    ]
    assert sorted(to_y) == [1, 9, 9]
    assert gradient("waiting", "x") == [sum(to_y) * 2 * 3] == [114]
    assert (1 + 9) * 2 * 3 == 60
    rows = [passed["gradients"]["x"] for passed in evaluated("two-outputs")["passes"][1:]]
    assert [row["data"] for row in rows] == [[3, 2], [1, 1]]
    exact = gradient("finite-differences", "x")
    (estimate,) = map(float, evaluated("finite-differences")["printed"])
    assert estimate == pytest.approx(exact[0], rel=1e-5)
    assert estimate != exact[0]
    rough = GALLERY["finite-differences"].replace("eps = 1e-5", "eps = 1e-12")
    (worse,) = map(float, evaluate(rough).document["printed"])
    assert abs(worse - exact[0]) > 10 * abs(estimate - exact[0])
    slope, curvature = map(float, evaluated("curvature")["printed"][0].split())
    assert slope == pytest.approx(math.sin(0.5) + 0.5 * math.cos(0.5))
    assert curvature == pytest.approx(2 * math.cos(0.5) - 0.5 * math.sin(0.5))


def test_what_is_said_of_activations_is_true() -> None:
    assert gradient("dead-relu", "W")[1::2] == [0, 0]
    assert all(gradient("dead-relu", "W")[::2])
    assert results("signs")["h"][0] < 0 < gradient("signs", "v")[0]
    assert results("signs")["y"][0] < results("signs")["t"][0]
    fading = evaluated("vanishing")["passes"][1]["gradients"]
    assert fading["plain"]["data"][0] < 0.25**4 < 1 < fading["skipped"]["data"][0]


def test_what_is_said_of_tensors_is_true() -> None:
    sums = evaluated("broadcasting")["passes"][1]["gradients"]
    rows = np.reshape(sums["Y"]["data"], (2, 3))
    inputs = np.reshape(results("broadcasting")["X"], (2, 3))
    assert sums["b"]["data"] == pytest.approx(rows.sum(axis=0))
    assert sums["scale"]["data"] == pytest.approx((rows * inputs).sum(axis=1))
    memory = {
        one["label"]: one["memory"]
        for one in evaluated("views")["tensors"]
        if "memory" in one and "label" in one
    }
    assert memory["x"]["buffer"] == memory["turned"]["buffer"] == memory["part"]["buffer"]
    assert memory["flat"]["buffer"] != memory["part"]["buffer"]
    refused = evaluate(GALLERY["views"].replace(".contiguous()", "")).document["diagnostics"]
    assert refused[0]["severity"] == "error"
    copied = GALLERY["views"].replace(".contiguous().view(4)", ".reshape(4)")
    assert evaluate(copied).document["diagnostics"] == []
    images = np.reshape(results("channels")["images"], (2, 2, 2, 3))
    assert results("channels")["right"] == list(images.max(axis=(0, 1, 2)))
    assert results("channels")["wrong"] != results("channels")["right"]
