"""One request and its answer for every operation: the examples of the schema, which are true.

The answers are the engine's own, for programs that stand here; a test sends each request and holds
its answer against them. No program of a client ever runs in this process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

import engine
from server.worker import Program

Body: TypeAlias = Mapping[str, Any]

SQUARE: Body = {"source": "x = 3.0\ny = x * x"}
LECTURE: Body = {"source": "x = -4.499\n2 / sin(exp(-x))", "inputs": {"x": -4.4}}
OPENED: Body = {"source": "w = param([2.0, 3.0])\nsum(w * w)", "expand": ["sum"]}
STOPPED: Body = {"source": "x = input(2.0)\nx + nowhere"}
LARGE: Body = {"source": "x = input(arange(1000))\nsum(x * x)"}
DETERMINANT: Body = {"source": "a = param([[2.0, 1.0], [1.0, 3.0]])\nlogdet(a)"}
NETWORK: Body = {
    "sizes": [1, 1],
    "activations": ["linear"],
    "loss": "squared_error",
    "inputs": [[2.0]],
    "targets": [[1.0]],
}
CURVE: Body = {"low": -2.0, "high": 2.0, "count": 5}
WELL: Body = {"status": "ok"}
CALL: Body = {"slot": 1, "inputs": [3.0, 0.5], "low": -1.0, "high": 1.0, "count": 3}

FURTHER: tuple[Body, ...] = (
    {"source": "# the data\nx = input([[1, 2], [3, 4]], min=0, max=9)\nprint(x)\nsum(x.T @ x)"},
    {"source": "def f(v):\n    return v * v\ndef g(v):\n    return f(v)\nx = 2.0\ng(g(x))"},
    {"source": "w = param(1.0)\nw.backward()\nwith torch.no_grad():\n    w -= 0.1 * w.grad\nw * w"},
    {"source": "layer = Linear(2, 1)\nx = input([1.0, -1.0])\nargmax(relu(layer(x)))"},
    {"source": "x = input(arange(300))\nargsort(x).sum()", "expand": "all"},
    {"source": "x = input([1, 2])\ny = input([1, 2, 3])\nx + y"},
    {"source": "m = input([[1.0, 2.0, 3.0]])\nsum(m[:, 1:])"},
)
"""Programs in whose documents the fields occur that those above leave out."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer, which is abridged where it is long."""

    summary: str
    answer: Any
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Body | None = None


@cache
def exchanges() -> Mapping[str, Exchange]:
    """Give the exchange of each operation."""
    return {
        "evaluateProgram": Exchange("The square of a number", document(SQUARE), body=SQUARE),
        "getGraph": Exchange(
            "The square of a number, again", document(SQUARE), {"digest": Program(**SQUARE).digest}
        ),
        "readElements": Exchange(
            "Three of a thousand slopes",
            engine.elements(**LARGE, tensor="x", of="gradient", start=10, count=3).array,
            body={**LARGE, "tensor": "x", "of": "gradient", "start": 10, "count": 3},
        ),
        "readTerms": Exchange(
            "One element of the gradient of a determinant's logarithm",
            engine.terms(**DETERMINANT, tensor="a", index=[0, 1], number=None).terms,
            body={**DETERMINANT, "tensor": "a", "index": [0, 1]},
        ),
        "evaluateNetwork": Exchange("One unit, one example", _network(), body=NETWORK),
        "listOps": Exchange("The first of the list", {"ops": [_word(engine.catalog_entry("add"))]}),
        "getOp": Exchange(
            "The sigmoid, and the first of its cases",
            _word(engine.catalog_entry("sigmoid")),
            {"name": "sigmoid"},
        ),
        "sampleOp": Exchange(
            "The sigmoid at five places",
            engine.curve("sigmoid", **CURVE),
            {"name": "sigmoid", **CURVE},
        ),
        "sampleCall": Exchange(
            "A product with 3", engine.curve("mul", **CALL), {"name": "mul"}, CALL
        ),
        "listWords": Exchange("The first words, and where they stand", _vocabulary()),
        "getVersion": Exchange("This server", _version()),
        "checkHealth": Exchange("Well", WELL),
        "checkReadiness": Exchange("Ready", WELL),
    }


def document(program: Body) -> engine.GraphDocument:
    """Run one of our own programs."""
    return engine.evaluate(**program).document


def stopped() -> Mapping[str, Any]:
    """Give what the answer to a program that stops has beside its kind and its detail."""
    evaluation = engine.evaluate(**STOPPED)
    return {
        "detail": evaluation.diagnostics[0]["message"],
        "diagnostics": evaluation.diagnostics,
        "document": evaluation.document,
    }


def documents() -> Iterator[engine.GraphDocument]:
    """Run further programs, so that every field of a document occurs."""
    for program in (LECTURE, OPENED, STOPPED, *FURTHER):
        yield document(program)


def _word(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**entry, "cases": entry["cases"][:1]}


def _vocabulary() -> Mapping[str, Any]:
    vocabulary = engine.vocabulary()
    return {
        "words": [word for word in vocabulary["words"] if word["arguments"]][:2],
        "places": {"": [0, 1]},
        "prefixes": vocabulary["prefixes"],
    }


def _version() -> Mapping[str, Any]:
    return {
        "program": engine.__version__,
        "api": "v1",
        "document": engine.DOCUMENT_VERSION,
        "engine": engine.__version__,
    }


def _network() -> dict[str, Any]:
    source = engine.write_network(**NETWORK)
    return {"source": source, "document": document({"source": source})}
