"""What is known of the normalization ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf, nan, sqrt

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("batch_norm", [[[0.5, 1e6], [0.5, -1e6], [0.5, 0.0]]], {},
     [[0.0, sqrt(1.5)], [0.0, -sqrt(1.5)], [0.0, 0.0]]),
    ("layer_norm", [[1e17, 1e17, 1e17]], {"normalized_shape": (3,)}, [0.0, 0.0, 0.0]),
    ("layer_norm", [[[1.0, nan], [1e-200, 1e-200]]], {"normalized_shape": (2,)},
     [[nan, nan], [0.0, 0.0]]),
    ("layer_norm", [[1e100, -1e100]], {"normalized_shape": (2,)}, [1.0, -1.0]),
    ("layer_norm", [[inf, 0.0]], {"normalized_shape": (2,)}, [nan, nan]),
    ("rms_norm", [[-0.0, 0.0]], {"normalized_shape": (2,)}, [-0.0, 0.0]),
    ("rms_norm", [[1e100, -1e100]], {"normalized_shape": (2,)}, [1.0, -1.0]),
    ("rms_norm", [[nan, 1.0]], {"normalized_shape": (2,)}, [nan, nan]),
]  # fmt: skip

REFUSALS: list[Refusal] = [
    ("batch_norm", ((3,),), {}, "a tensor of (3,) has no channels"),
    ("batch_norm", ((1, 3),), {}, "1 value to take a mean and a variance of"),
    ("batch_norm", ((0, 3),), {}, "0 values to take a mean and a variance of"),
    ("instance_norm", ((4, 3),), {}, "1 value to take a mean and a variance of"),
    ("layer_norm", ((4, 3),), {"normalized_shape": (4,)}, "rows of (4,) in a tensor of (4, 3)"),
    ("layer_norm", ((3,),), {"normalized_shape": (4, 3)}, "rows of (4, 3) in a tensor of (3,)"),
    ("rms_norm", ((3,),), {"normalized_shape": ()}, "rows of () in a tensor of (3,)"),
    ("group_norm", ((4,),), {"num_groups": 2}, "a tensor of (4,) has no channels"),
    ("group_norm", ((4, 6),), {"num_groups": 4}, "6 channels do not divide into 4 groups"),
]

SETTINGS: list[Refusal] = [
    ("group_norm", ((4, 6),), {"num_groups": 0}, "num_groups is 0"),
]
