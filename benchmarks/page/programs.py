"""Programs of about as many nodes as are asked for: what a large graph can look like."""

from __future__ import annotations

from collections.abc import Callable


def chain(nodes: int) -> str:
    """Write a deep chain of scalars in which every link skips one."""
    return f"""x = input(0.5)
w = param(1.01)
a = x
b = x
for i in range({nodes // 9}):
    c = sin(b * w) + a * 0.5
    a = b
    b = c
loss = b * 1.5
"""


def fan(nodes: int) -> str:
    """Write one tensor that very many ops use, and the sum of what they make."""
    return f"""x = param(0.5)
loss = sum([sin(x * k) for k in range({nodes // 5})])
"""


def matrices(nodes: int) -> str:
    """Write a residual network of matrices, layer after layer."""
    return f"""h = randn(8, 8)
for i in range({max(1, nodes // 13)}):
    w = param(0.3 * randn(8, 8))
    b = param(zeros(8))
    h = h + tanh(h @ w + b) * 0.1
loss = mean(h ** 2)
"""


def network(nodes: int) -> str:
    """Write a network of scalars, eight wide, each layer a module."""
    return f"""h = [input(0.1 * k) for k in range(8)]
for layer in range({max(1, nodes // 264)}):
    with module("layer"):
        h = [
            tanh(
                sum([h[i] * param(0.3 * sin(1.0 * i + 2 * j + layer)) for i in range(8)])
                + param(0.1)
            )
            for j in range(8)
        ]
loss = sum([v * v for v in h])
"""


def modules(nodes: int) -> str:
    """Write many modules, each with two inside."""
    return f"""def block(x, w, b):
    with module("inner"):
        k = sigmoid(w * x + b)
    with module("gate"):
        g = tanh(k * 0.5) * k
    return x + g
x = input([0.5, -0.2])
w = param([1.01, 0.7])
b = param([0.1, 0.2])
for i in range({max(1, nodes // 15)}):
    x = block(x, w, b)
loss = sum(x ** 2)
"""


def training(nodes: int) -> str:
    """Write a training loop."""
    return f"""x = input([[0.5, 1.0], [1.0, -0.5], [0.2, 0.3]])
t = target([1.0, 0.5, 0.2])
w = param([0.5, -0.3])
b = param(0.1)
optimizer = SGD([w, b], lr=0.05)
for i in range({max(1, nodes // 14)}):
    optimizer.zero_grad()
    loss = mean((sigmoid(x @ w + b) - t) ** 2)
    loss.backward()
    optimizer.step()
"""


def googlenet(nodes: int) -> str:
    """Write GoogLeNet on one small image; it has the size that it has."""
    return f"""# {nodes}
net = GoogLeNet(classes=10)
x = randn(1, 3, 64, 64)
loss = cross_entropy(net(x), target([3]))
"""


PROGRAMS: dict[str, Callable[[int], str]] = {
    "deep chain with skips": chain,
    "wide fan-out": fan,
    "training loop": training,
    "matrices": matrices,
    "scalar network": network,
    "many modules": modules,
    "GoogLeNet": googlenet,
}
