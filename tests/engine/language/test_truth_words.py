"""Words and operators that look at values and give masks."""

from __future__ import annotations

import pytest

from tests.engine.language.observed import gradient, ops, ran

LINES = {
    "(x > 0) & (x < 2)": "[ True False False]",
    "(x > 0) | (x < -1)": "[ True  True  True]",
    "(x > 0) ^ (x < 2)": "[False  True  True]",
    "~(x > 0)": "[False  True False]",
    "~(x[0] > 0)": "False",
    "(x[0] > 0) & (x[1] > 0)": "False",
    "(x > 0) & True": "[ True False  True]",
    "~tensor([True, False])": "[False  True]",
    "x[~(x < 0) & (x < 5)]": "[1. 3.]",
    "logical_and(x > 0, x < 2)": "[ True False False]",
    "logical_xor(x, [0, 1, 1])": "[ True False False]",
    "torch.logical_not(x > 0)": "[False  True False]",
    "isnan(x / [0, 1, 1] * 0)": "[ True False False]",
    "x.isfinite()": "[ True  True  True]",
    "np.isinf(x / 0)": "[ True  True  True]",
    "math.isnan(2.0)": "False",
    "x.eq(1)": "[ True False False]",
    "torch.ge(x, [1, 2, 3])": "[ True False  True]",
    "np.less(x, 0)": "[False  True False]",
    "np.equal(x, x)": "[ True  True  True]",
    "torch.equal(x, x)": "True",
    "torch.equal(x, x[0])": "False",
    "np.array_equal(x, [1, -2, 3])": "True",
    "isclose(x, x + 1e-9)": "[ True  True  True]",
    "torch.isclose(x, x + 1, rtol=0, atol=2)": "[ True  True  True]",
    "np.isclose(x * nan, x * nan, equal_nan=True)": "[ True  True  True]",
    "(x[0] > 0).any()": "True",
    "(x[0] > 2).float()": "0.0",
    "(x[0] > 0).item()": "True",
}


@pytest.mark.parametrize(("line", "printed"), LINES.items())
def test_what_is_asked_of_values(line: str, printed: str) -> None:
    program = f"x = [1.0, -2.0, 3.0]\ny = sum(x)\nprint({line})"
    assert ran(program).printed == [printed]


def test_a_mask_holds_back_the_gradient_of_what_it_hides() -> None:
    result = ran("x = [1.0, -2.0, 3.0]\nm = x > 0\nm &= x < 2\nsum(where(m, x * x, 0))")
    assert ops(result) == ["mul", "where", "sum"]
    assert gradient(result, "x") == [2.0, 0.0, 0.0]


def test_names_that_are_only_joined_as_masks_are_no_inputs() -> None:
    result = ran("low = 1\nx = [1.0, 2.0]\nsum(x * ((x > low) & (x < 3 * low)))")
    assert "low" not in {record.id for record in result.trace.tensors.values()}


def test_a_truth_counts_as_one_in_every_op() -> None:
    assert ran("x = param(0.5)\nF.binary_cross_entropy(x, True)").complete
    assert ran("x = param(0.5)\nF.binary_cross_entropy(True, x)").complete


LISTS = {
    "[x] + [x, 2.0]": "[[ 1. -2.], [ 1. -2.], 2.0]",
    "[1.0] + [2.0]": "[1.0, 2.0]",
    "x.shape + (1,)": "(2, 1)",
    "[0.0] * 3": "[0.0, 0.0, 0.0]",
    "n * [1]": "[1, 1, 1]",
    "[1] * len(x)": "[1, 1]",
    "[1] * -1": "[]",
    "(0,) * 2": "(0, 0)",
    "[0, *x, *[3]]": "[0, 1.0, -2.0, 3]",
    "(*x.shape, 1)": "(2, 1)",
    "[*range(n)] + [n]": "[0, 1, 2, 3]",
    "x[range(2)]": "[ 1. -2.]",
    "x.reshape(1, 2)[[0, 0], range(2)]": "[ 1. -2.]",
    "x[range(1, -1, -1)]": "[-2.  1.]",
}


@pytest.mark.parametrize(("line", "printed"), LISTS.items())
def test_lists_are_put_together_as_in_python(line: str, printed: str) -> None:
    assert ran(f"n = 3\nx = [1.0, -2.0]\ny = sum(x)\nprint({line})").printed == [printed]


def test_a_tensor_that_is_named_takes_part_in_arithmetic() -> None:
    result = ran("x = [1.0, 2.0]\nsum([3.0, 4.0] * x + [x, x])")
    assert ops(result) == ["mul", "stack", "add", "sum"]
