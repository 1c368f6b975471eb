"""What students send, and what attackers do."""

from __future__ import annotations

import itertools

OPS = 24

_numbers = itertools.count(1)


def chain() -> str:
    """Write a program of 50 nodes that was not sent before: a number in it is new."""
    return chain_from(str(next(_numbers) / 1000))


def chain_from(number: str) -> str:
    """Write the program of 50 nodes that begins with a number."""
    lines = [f"x = input({number})", "w = param(1.25)", "y = x"]
    lines += ["y = sin(y * w) + x"] * (OPS // 3 - 1)
    return "\n".join([*lines, "z = sin(y * w) + x"])


BACKWARD = """x = param(1.0)
y = x
for i in range(300):
    y = y * x
for i in range(1000):
    y.backward(retain_graph=True)
"""

HOSTILE = (
    "x = randn(100000, 100000)",
    "x = randn(1000, 1)\ny = randn(1, 1000)\nz = reshape(x * y, (1000000, 1))\nz * z.T",
    "x = 9**9**9**9",
    "x = 1\n" * 16_000,
    "x = 0\nfor i in range(1000):\n    for j in range(1000):\n        x = x + 1\n",
    "x = [i * j for i in range(1000) for j in range(1000)]",
    "def f(x):\n    return f(x)\nf(1.0)",
    "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nf(60)",
    "x = randn(100, 100)\neinsum('ab,cd,ef,gh->abcdefgh', x, x, x, x)",
    "x = randn(100, 100)\nkron(kron(x, x), x)",
    "s = [1]\nfor i in range(60):\n    s = s + s\n",
    "x = arange(10**12)",
    "x = " + "(" * 10_000 + "1" + ")" * 10_000,
    "x = " + "[*" * 10_000,
    "x = " + "-" * 10_000 + "1",
    "x = " + "9" * 32_000,
    "x = 10**1000000",
    "x = 3.0\nprint(f'{x:.1000000f}')",
    "x = randn(1000, 1000)\nfor i in range(1000):\n    x = x @ x\n",
    "matrix_power(randn(100, 100), 10**9)",
    "x = randn(1, 1, 1000, 1000)\nw = randn(100, 1, 100, 100)\nconv2d(x, w)",
    "for i in range(10**6):\n    print('x' * 1000)",
    BACKWARD,
    "svdvals(randn(1000, 1000))",
    "x = randn(500, 500)\neigh(x + x.T)",
    "x = randn(1000000)\nfor i in range(10000):\n    x = sin(x * 1e300)",
)
"""Each is the worst of its kind: memory, time, depth, size, or a lane that it occupies."""
