"""What is known of the probability ops at special points, and what they refuse."""

from __future__ import annotations

from math import inf

from tests.engine.ops.rows import Refusal, Row

ENDS: list[Row] = [
    ("softmax", [[-inf, 0.0]], {}, [0.0, 1.0]),
    ("softmax", [[1000.0, 1000.0]], {}, [0.5, 0.5]),
    ("softmin", [[inf, 0.0]], {}, [0.0, 1.0]),
    ("softmin", [[-1000.0, -1000.0]], {}, [0.5, 0.5]),
    ("log_softmax", [[0.0, -1000.0]], {}, [0.0, -1000.0]),
    ("logsumexp", [[1000.0, -inf]], {}, 1000.0),
    ("logsumexp", [[-inf, -inf]], {}, -inf),
    ("logsumexp", [[inf, 0.0]], {}, inf),
]

REFUSALS: list[Refusal] = [
    ("softmin", ((2, 0),), {}, "no elements along axis -1"),
    ("softmax", ((2, 0),), {}, "no elements along axis -1"),
]
