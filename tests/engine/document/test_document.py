"""What every document promises, on every kind of program."""

import json
import math
from collections import Counter

import numpy as np
import pytest

from engine import evaluate
from tests.engine.programs import LECTURE_VECTOR, MICROGRAD, PROGRAMS

DOCUMENTS = {name: evaluate(source, seed=1).document for name, source in PROGRAMS.items()}
every_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())

NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def array(form):
    data = [NUMBERS[n] if isinstance(n, str) else n for n in form["data"]]
    return np.array(data, dtype=float).reshape(form["shape"])


def value_of(document, id):
    return next(array(t["value"]) for t in document["tensors"] if t["id"] == id)


def gradient_of(document, id, index=-1):
    return array(document["passes"][index]["gradients"][id])


@every_document
def test_it_is_json_and_the_program_ran(document) -> None:
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert [d for d in document["diagnostics"] if d["severity"] == "error"] == []
    assert document["output"] in {t["id"] for t in document["tensors"]}


@every_document
def test_ids_are_unique_among_tensors_and_ops_together(document) -> None:
    ids = [node["id"] for node in (*document["tensors"], *document["ops"])]
    assert [id for id, count in Counter(ids).items() if count > 1] == []


@every_document
def test_the_graph_is_bipartite_with_one_edge_per_slot(document) -> None:
    tensors = {t["id"] for t in document["tensors"]}
    expected = [
        (op["id"], slot, id, direction)
        for op in document["ops"]
        for direction, ids in (("in", op["inputs"]), ("out", op["outputs"]))
        for slot, id in enumerate(ids)
    ]
    edges = [(e["op"], e["slot"], e["tensor"], e["direction"]) for e in document["edges"]]
    assert edges == expected
    assert {tensor for _, _, tensor, _ in edges} <= tensors
    sources = {id: op["id"] for op in document["ops"] for id in op["outputs"]}
    assert {t["id"]: t["source"] for t in document["tensors"] if "source" in t} == sources


@every_document
def test_contributions_sum_to_the_gradient_exactly(document) -> None:
    targets = {
        (e["op"], e["slot"]): e["tensor"] for e in document["edges"] if e["direction"] == "in"
    }
    for number, one in enumerate(document["passes"]):
        if one["mode"] == "forward":
            continue
        sums = {one["output"]: np.ones(np.shape(value_of(document, one["output"])))}
        sent = [row for row in document["steps"] if row[0] == number and row[1] == "contribution"]
        for _, _, op, tensor, slot in sent:
            assert targets[op, slot] == tensor
            contribution = array(one["contributions"][f"{op}:{slot}"])
            sums[tensor] = sums[tensor] + contribution if tensor in sums else contribution
        assert sums.keys() == one["gradients"].keys()
        for id, total in sums.items():
            assert np.array_equal(total, gradient_of(document, id, number), equal_nan=True), id


@every_document
def test_gradients_have_the_shape_of_their_tensors_and_constants_have_none(document) -> None:
    tensors = {t["id"]: t for t in document["tensors"]}
    for one in document["passes"][1:]:
        for id, gradient in one["gradients"].items():
            assert gradient["shape"] == tensors[id]["shape"]
            assert tensors[id].get("differentiable", True)
            assert tensors[id].get("role") != "constant"


@every_document
def test_every_step_has_what_it_needs_from_the_steps_before(document) -> None:
    """Forward calls need all ancestors, backward calls all descendants of their pass."""
    ops = {op["id"]: op for op in document["ops"]}
    valued, fired = set(), set()
    waiting = {
        number: Counter(
            row[3] for row in document["steps"] if row[0] == number and row[1] == "contribution"
        )
        for number in range(len(document["passes"]))
    }
    seeded = None
    previous = {t["id"]: t["previous"] for t in document["tensors"] if "previous" in t}
    for number, kind, op, tensor, slot in document["steps"]:
        if kind in ("leaf", "update"):
            assert previous.get(tensor, tensor) in {tensor, *valued}
            assert (kind == "update") is (tensor in previous)
            valued.add(tensor)
        elif kind == "forward":
            assert set(ops[op]["inputs"]) <= valued
            assert op not in fired
            fired.add(op)
            valued |= set(ops[op]["outputs"])
        elif kind == "seed":
            assert tensor == document["passes"][number]["output"]
            assert tensor in valued
            seeded = number
        elif kind == "backward":
            assert seeded == number
            assert op in fired
            assert not any(waiting[number][out] for out in ops[op]["outputs"]), "all arrived"
        else:
            assert kind == "contribution"
            assert ops[op]["inputs"][slot] == tensor
            waiting[number][tensor] -= 1
    assert valued == {t["id"] for t in document["tensors"]}
    assert fired == set(ops)


@every_document
def test_passes_list_the_ops_in_the_order_of_their_steps(document) -> None:
    for number, one in enumerate(document["passes"]):
        kind = "forward" if number == 0 else "backward"
        assert one["index"] == number
        assert one["order"] == [row[2] for row in document["steps"] if row[:2] == [number, kind]]


@every_document
def test_local_derivatives_belong_to_elementwise_ops_and_multiply_to_contributions(
    document,
) -> None:
    shapes = {t["id"]: t["shape"] for t in document["tensors"]}
    outputs = {op["id"]: op["outputs"][0] for op in document["ops"]}
    last = document["passes"][-1]
    for edge in document["edges"]:
        if "local" not in edge:
            continue
        assert edge["local"]["shape"] == shapes[outputs[edge["op"]]]
        key = f"{edge['op']}:{edge['slot']}"
        if (
            key in last.get("contributions", {})
            and shapes[edge["tensor"]] == edge["local"]["shape"]
        ):
            upstream = array(last["gradients"][outputs[edge["op"]]])
            sent = array(last["contributions"][key])
            assert np.allclose(upstream * array(edge["local"]), sent, rtol=1e-12)


@every_document
def test_spans_point_into_the_source_and_modules_form_a_tree(document) -> None:
    lines = document["source"].split("\n")
    for thing in (*document["tensors"], *document["ops"]):
        span = thing["span"]
        assert 1 <= span["line"] <= span["end_line"] <= len(lines)
        assert 0 <= span["column"] <= len(lines[span["line"] - 1])
        assert span["end_column"] <= len(lines[span["end_line"] - 1])
    known = {""}
    for module in document["modules"]:
        assert module.get("parent", "") in known, "a parent comes before its children"
        known.add(module["id"])
    assert {t.get("module", "") for t in document["tensors"]} <= known


@pytest.mark.parametrize("source", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_the_same_program_and_seed_give_the_same_document(source) -> None:
    first, second = (json.dumps(evaluate(source, seed=7).document) for _ in range(2))
    assert first == second


def test_the_structure_digest_follows_the_graph_and_not_the_numbers() -> None:
    digests = [
        evaluate(source).document["structure"]
        for source in ("x = 2\nx * x\n", "x = 5\nx * x\n", "x = 5\nx + x\n")
    ]
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize(
    ("name", "seed", "output", "value", "gradients"),
    [
        ("composition", 0, "div", 2.163951251, {"x": -80.39305660}),
        ("twice", 0, "add", 6.0, {"a": 2.0}),
        ("square", 0, "mul", 9.0, {"x": 6.0}),
        ("fan-out", 0, "y", 4 + math.sin(2) * math.exp(2),
         {"x": 4 + math.cos(2) * math.exp(2) + math.sin(2) * math.exp(2)}),
        ("micrograd", 0, "g", 24.70408163, {"a": 138.83381924, "b": 645.57725948}),
        ("branch", 0, "mul", 6.0, {"x": -3.0}),
        ("dead branch", 0, "l", 18.0, {"x": 12.0}),
        ("called twice", 0, "y", 504.0, {"x": 7 * 42 + 12 * 26}),
    ],
)  # fmt: skip
def test_the_numbers_come_out(name, seed, output, value, gradients) -> None:
    document = evaluate(PROGRAMS[name], seed=seed).document
    (tensor,) = [t for t in document["tensors"] if t["id"] == document["output"]]
    assert output == tensor.get("label", tensor["source"])
    assert value_of(document, document["output"]) == pytest.approx(value, rel=1e-8)
    for id, gradient in gradients.items():
        assert gradient_of(document, id) == pytest.approx(gradient, rel=1e-8)


def test_micrograds_readme_prints_its_own_numbers() -> None:
    assert evaluate(MICROGRAD).document["printed"] == ["24.7041", "138.8338", "645.5773"]


def test_the_lectures_network_has_the_lectures_gradients() -> None:
    document = evaluate(LECTURE_VECTOR, seed=3).document
    w, b, v, c, x, t = (value_of(document, id) for id in ["W", "b", "V", "c", "x", "t"])
    h = 1 / (1 + np.exp(-(w @ x + b)))
    gy = 2 * (v @ h + c - t)
    gk = v.T @ gy * h * (1 - h)
    expected = {"c": gy, "V": np.outer(gy, h), "b": gk, "W": np.outer(gk, x), "t": -gy}
    for id, gradient in expected.items():
        assert gradient_of(document, id) == pytest.approx(gradient, rel=1e-12)


def test_ids_stay_when_a_line_is_inserted_above() -> None:
    before = evaluate("x = 2.0\nk = x * 3 + x\nh = k * k\nsum(h * k)\n").document
    after = evaluate("x = 2.0\nz = x * x + 1\nk = x * 3 + x\nh = k * k\nsum(h * k)\n").document
    ids = [{n["id"] for n in (*d["tensors"], *d["ops"])} for d in (before, after)]
    assert ids[0] < ids[1]
    assert {id for id in ids[1] - ids[0] if not id.startswith("z")} == set()


def test_inputs_override_leaves_by_id() -> None:
    document = evaluate(
        "x = 2.0\nw = param([1.0, 2.0])\nsum(w * x)\n", inputs={"x": 5.0, "w": [3.0, 4.0]}
    ).document
    assert value_of(document, "x") == 5.0
    assert gradient_of(document, "x") == 7.0
    assert list(gradient_of(document, "w")) == [5.0, 5.0]


def test_views_share_a_buffer_and_say_how_they_lie_in_it() -> None:
    document = DOCUMENTS["view"]
    memory = {t["id"]: t["memory"] for t in document["tensors"] if "memory" in t}
    (transposed,) = [memory[o["outputs"][0]] for o in document["ops"] if o["op"] == "transpose"]
    (sliced,) = [memory[o["outputs"][0]] for o in document["ops"] if o["op"] == "getitem"]
    assert memory["A"] == {"buffer": 0, "strides": [3, 1]}
    assert transposed == {"buffer": 0, "strides": [1, 3], "contiguous": False}
    assert sliced == {"buffer": 0, "offset": 1, "strides": [1, 3], "contiguous": False}


def test_a_failing_program_gives_what_was_computed_before() -> None:
    evaluation = evaluate("W = param(randn(3, 2))\nx = input([1.0, 2.0, 3.0])\nn = x * x\nW @ n\n")
    document = evaluation.document
    assert not evaluation.complete
    assert not evaluation.over_budget
    assert [op["op"] for op in document["ops"]] == ["mul"]
    (fault,) = [d for d in document["diagnostics"] if d["severity"] == "error"]
    assert fault["message"] == "W (3, 2) @ n (3,): inner sizes 2 and 3 differ"
    assert fault["span"] == {"line": 4, "column": 0, "end_line": 4, "end_column": 5}
    assert fault["operands"] == ["W", "n"]


@pytest.mark.parametrize("source", ["", "\n\n# nothing\n", "x = (1,\n", "import os\n", "\0"])
def test_a_program_that_computes_nothing_still_gives_a_document(source) -> None:
    document = evaluate(source).document
    assert document["ops"] == []
    assert document["output"] is None
    assert document["diagnostics"]
    json.dumps(document, allow_nan=False)


def test_large_tensors_travel_as_summaries() -> None:
    document = evaluate("W = param(randn(40, 40))\nsum(W * W)\n").document
    (weights,) = [t for t in document["tensors"] if t["id"] == "W"]
    assert "data" not in weights["value"]
    assert weights["value"]["thumbnail"]["shape"] == [32, 32]
    assert document["passes"][1]["gradients"]["W"]["summary"]["nan"] == 0


@pytest.mark.parametrize(
    ("source", "code", "message"),
    [
        ("x = -1.0\nlog(x)\n", "nan", "log makes the first NaN here, from x = -1"),
        (
            "x = input([1.0, 0.0, -2.0])\nlog(x).sum()\n",
            "nan",
            "log makes the first NaN here, from x[2] = -2",
        ),
        ("x = 0.0\ny = 1 / x\ny - y\n", "infinity",
         "div makes the first infinity here, from 1 and x = 0"),
        ("x = input([4.0, -1.0, 2.0])\nsum(log(x))\n", "nan",
         "log makes the first NaN here, from x[1] = -1"),
        ("A = input([[1.0, 2.0]])\nb = input([1.0, 0.0])\nsum(A / b)\n", "infinity",
         "div makes the first infinity here, from A[0, 1] = 2 and b[1] = 0"),
        ("x = 0.0\nsqrt(x) * 1\n", "infinity-gradient",
         "the backward pass makes its first infinity in sqrt, from x = 0"),
    ],
)  # fmt: skip
def test_what_is_not_finite_is_traced_to_where_it_first_appeared(source, code, message) -> None:
    evaluation = evaluate(source)
    assert evaluation.complete
    (warning,) = [d for d in evaluation.document["diagnostics"] if d["severity"] == "warning"]
    assert (warning["code"], warning["message"]) == (code, message)


def test_it_brings_the_words_for_the_ops_it_holds() -> None:
    document = evaluate("A = param([[2.0, 1.0], [1.0, 3.0]])\nq, r = qr(A)\nsum(tanh(r))").document
    assert document["titles"] == {
        "qr": "QR decomposition",
        "tanh": "hyperbolic tangent",
        "sum": "sum",
    }


def test_it_names_the_ops_for_which_the_order_of_inputs_matters() -> None:
    source = "a = param([1.0, 2.0])\nb = where(a > 0, a * a, a + a)\nsum(b - a @ a - stack([a, b]))"
    assert evaluate(source).document["ordered"] == ["where", "matmul", "sub", "stack"]
