"""NumPy's and PyTorch's names mean here what they mean there."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from engine.catalog import ALIASES
from engine.language import run
from engine.language.dialects import DIFFERENCES
from tests.engine.language.dialects import NUMPY, SETUP, TORCH
from tests.engine.language.observed import codes, ran
from tests.engine.language.record_torch import RECORD, results

RECORDED = json.loads(RECORD.read_text())["results"]


def made_here(expression: str, maker: str) -> list[Any]:
    """Evaluate an expression by a program, on tensors that came from one of the prefixes."""
    prefix = maker.partition(".")[0]
    lines = [f"{name} = {maker}({value})" for name, value in SETUP.items()]
    lines.append(f"Y = {prefix}.arange(24).reshape(2, 3, 4)")
    outputs = ran("\n".join([*lines, expression])).outputs
    return [np.asarray(node.value).tolist() for node in outputs]


def compare(here: list[Any], there: Any) -> None:
    """Hold the outputs of a program against one array, or several."""
    several = here if len(here) > 1 else here[0]
    np.testing.assert_equal(_shapes(several), _shapes(there))
    np.testing.assert_allclose(_flat(several), _flat(there), rtol=1e-12)


def _shapes(value: Any) -> Any:
    return [_shapes(part) for part in value] if isinstance(value, list) else ()


def _flat(value: Any) -> list[float]:
    return [x for part in value for x in _flat(part)] if isinstance(value, list) else [value]


@pytest.mark.parametrize("expression", NUMPY)
def test_behind_np_and_bare_everything_is_numpys(expression: str) -> None:
    names = {name: np.array(value) for name, value in SETUP.items()}
    names["Y"] = np.arange(24.0).reshape(2, 3, 4)
    there = eval(expression, {"np": np, **names})
    plain = [np.asarray(v).tolist() for v in there] if isinstance(there, list | tuple) else [there]
    there = plain if len(plain) > 1 else np.asarray(plain[0]).tolist()
    compare(made_here(expression, "np.array"), there)
    bare = expression.replace("np.linalg.", "").replace("np.", "")
    compare(made_here(bare, "np.array"), there)


@pytest.mark.parametrize("expression", TORCH)
def test_behind_torch_everything_is_pytorchs(expression: str) -> None:
    compare(made_here(expression, "torch.tensor"), RECORDED[expression])


@pytest.mark.oracle
def test_the_record_is_what_pytorch_says_now() -> None:
    assert results() == RECORDED


def test_what_a_tensor_follows_comes_from_what_it_was_made_of() -> None:
    source = "x = torch.tensor([1.0, 3.0])\ny = sin(x * 2) - sin(x * 2) + x\nprint(y.var())"
    assert ran(source).printed == ["2.0"]
    assert ran(source.replace("torch.tensor", "np.array")).printed == ["1.0"]
    assert ran(
        "x = [1.0, 3.0]\nprint(torch.var(x), x.var(), np.var(torch.ones(2) * x))"
    ).printed == ["2.0 1.0 1.0"]


REFUSED = [
    "torch.svd(X)",
    "torch.max(X, 1, False, 2)",
    "torch.sort(X, 0.5)",
    "torch.transpose(X)",
]


@pytest.mark.parametrize("expression", REFUSED)
def test_what_pytorch_alone_means_is_refused(expression: str) -> None:
    result = run(f"X = torch.tensor({SETUP['X']})\n{expression}", strict=True)
    assert codes(result) == ["arguments"]
    assert result.diagnostics[0].hint


@pytest.mark.parametrize(
    "expression", ["np.linalg.norm(Y, 1)", "np.squeeze(X, 0)", "np.split(X, 4)"]
)
def test_what_numpy_alone_means_is_refused(expression: str) -> None:
    assert not run(f"X = np.array({SETUP['X']})\n{expression}", strict=True).complete


@pytest.mark.parametrize("name", ["trace", "diagonal"])
def test_behind_linalg_matrices_lie_along_the_last_axes(name: str) -> None:
    there = getattr(np.linalg, name)(np.arange(24.0).reshape(2, 3, 4)).tolist()
    compare(made_here(f"np.linalg.{name}(Y)", "np.array"), there)
    imported = f"import numpy.linalg as la\nla.{name}(np.arange(24).reshape(2, 3, 4))"
    assert np.asarray(ran(imported).outputs[0].value).tolist() == there


def test_a_cross_product_without_an_axis_takes_the_first_of_size_3_in_pytorch() -> None:
    y = np.arange(24.0).reshape(2, 3, 4)
    there = np.cross(y, y[:, ::-1], axis=1).tolist()
    compare(made_here("torch.cross(Y, Y.flip(1))", "torch.tensor"), there)


def test_every_difference_is_told_and_tried() -> None:
    tried = " ".join(NUMPY), " ".join(TORCH)
    for difference in DIFFERENCES:
        assert difference.name in ALIASES or difference.in_numpy
        for expressions in tried:
            assert f".{difference.name}(" in expressions
