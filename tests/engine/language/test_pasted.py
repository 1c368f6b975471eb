"""Programs as people write them with PyTorch run here unchanged, and come out the same."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pytest

from engine.graph import TensorNode
from engine.language import render, run
from engine.language.budget import FAST, HEAVY
from engine.language.layer import Layer
from engine.language.session import Session
from engine.language.values import Given, Reading
from tests.engine.language.record_pasted import PROGRAMS, RECORD, result

RECORDED = json.loads(RECORD.read_text())
WORD = re.compile(r"[-+]?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)|[A-Za-z_][\w.]*")
WRAPPED = re.compile(
    r"torch\.Size\(|tensor\(|, (?:requires_grad=True|grad_fn=<\w+>|dtype=[\w.]+)", re.DOTALL
)


IDIOMS = [
    "requires_grad=True",
    "requires_grad_(",
    ".backward()",
    "no_grad",
    "zero_()",
    ".grad=None",
    ".detach()",
    ".data",
    ".clone()",
    "nn.Linear",
    "nn.Sequential",
    "nn.ModuleList",
    "nn.Parameter",
    "(nn.Module)",
    "super().__init__()",
    "def,forward",
    "optim.SGD",
    "optim.Adam",
    "optim.AdamW",
    "optim.RMSprop",
    "optim.Adagrad",
    "zero_grad",
    ".step()",
    ".parameters()",
    "named_parameters",
    ".train()",
    ".eval()",
    "manual_seed",
    "__main__",
    "nn.init",
    "F.mse_loss",
    "nn.CrossEntropyLoss",
    "autograd.grad",
    ".item()",
    "nn.Conv2d",
]
"""What the programs must have among them; a comma is a blank."""


def words(lines: list[str]) -> list[str]:
    """Take printed text apart; how PyTorch wraps its tensors is left out."""
    return WORD.findall(WRAPPED.sub("", "\n".join(lines)))


def compare_printed(here: list[str], there: list[str]) -> None:
    ours, theirs = words(here), words(there)
    assert len(ours) == len(theirs), (here, there)
    for own, other in zip(ours, theirs, strict=True):
        try:
            wanted = float(other)
        except ValueError:
            assert own == other
            continue
        # Both print tensors in eight digits.
        assert float(own) == pytest.approx(wanted, rel=1e-6, abs=1e-8)


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """Keep the sessions of the runs of a test."""
    kept: list[Session] = []

    class Kept(Session):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            kept.append(self)

    monkeypatch.setitem(run.__globals__, "Session", Kept)
    return kept


def parameters(session: Session) -> dict[str, Given]:
    found: dict[str, Given] = {}
    for name, bound in session.globals.names.items():
        value = bound.leaf if isinstance(bound, Reading) else bound
        if isinstance(value, TensorNode):
            value = session.leaves_of.get(value)
        if isinstance(value, Layer):
            found |= {f"{name}.{inner}": cell for inner, cell in value.named_parameters()}
        elif isinstance(value, Given):
            found[name] = value
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_pasted_program_comes_out_as_in_pytorch(name: str, sessions: list[Session]) -> None:
    ran = run(PROGRAMS[name], budget=HEAVY, strict=True)
    said = [d for d in ran.diagnostics if d.severity == "error"]
    assert not said, render(PROGRAMS[name], said[0])
    compare_printed(ran.printed, RECORDED[name]["printed"])
    here = parameters(sessions[0])
    for key, (value, gradient) in RECORDED[name]["parameters"].items():
        np.testing.assert_allclose(here[key].value, value, rtol=1e-9, atol=1e-12, err_msg=key)
        if gradient is None:
            assert here[key].gradient is None
        else:
            np.testing.assert_allclose(
                here[key].gradient, gradient, rtol=1e-8, atol=1e-12, err_msg=key
            )


@pytest.mark.parametrize("name", PROGRAMS)
def test_with_a_line_gone_it_is_run_or_refused(name: str) -> None:
    """A fault of the engine itself would not be hidden."""
    lines = PROGRAMS[name].split("\n")
    for place in range(len(lines)):
        if lines[place].strip():
            run("\n".join(lines[:place] + lines[place + 1 :]), budget=FAST, strict=True)


@pytest.mark.oracle
@pytest.mark.parametrize("name", PROGRAMS)
def test_the_record_is_what_pytorch_says_now(name: str) -> None:
    now, then = result(name), RECORDED[name]
    compare_printed(now["printed"], then["printed"])
    assert now["parameters"].keys() == then["parameters"].keys()
    for key, (value, gradient) in then["parameters"].items():
        np.testing.assert_allclose(now["parameters"][key][0], value, rtol=1e-12)
        assert (now["parameters"][key][1] is None) == (gradient is None)
        if gradient is not None:
            np.testing.assert_allclose(now["parameters"][key][1], gradient, rtol=1e-9, atol=1e-14)


def test_there_are_programs_of_every_kind() -> None:
    text = "\n".join(PROGRAMS.values()).replace(".grad = None", ".grad=None")
    assert len(PROGRAMS) >= 25
    for idiom in IDIOMS:
        assert idiom.replace(",", " ") in text
