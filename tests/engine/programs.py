"""Programs that several tests run: the issue's own, and one for each thing a document can hold."""

LECTURE_VECTOR = """\
W = param(randn(3, 2))
b = param([0.1, -0.2, 0.3])
V = param(randn(2, 3))
c = param([0.1, -0.1])
x = input([1.2, -0.7])
t = target([1.0, 0.0])
loss = sum((V @ sigmoid(W @ x + b) + c - t) ** 2)
"""

MICROGRAD = """\
from micrograd.engine import Value

a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f
print(f'{g.data:.4f}') # prints 24.7041, the outcome of this forward pass
g.backward()
print(f'{a.grad:.4f}') # prints 138.8338, i.e. the numerical value of dg/da
print(f'{b.grad:.4f}') # prints 645.5773, i.e. the numerical value of dg/db
"""

TRAINING = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 3)
        self.out = nn.Linear(3, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))

net = Net()
points = torch.tensor([[0.5, -1.0], [1.0, 2.0]])
labels = torch.tensor([[1.0], [-1.0]])
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for epoch in range(3):
    optimizer.zero_grad()
    loss = ((net(points) - labels) ** 2).mean()
    loss.backward()
    optimizer.step()
    print(f"{epoch} {loss.item():.4f}")
"""

DESCENT = """\
import torch

w = torch.tensor([1.0, -2.0], requires_grad=True)
for step in range(3):
    loss = (w ** 2).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.25 * w.grad
        w.grad.zero_()
"""

PROGRAMS = {
    "composition": "x = -4.499\n2 / sin(exp(-x))\n",
    "twice": "a = 3\na + a\n",
    "square": "x = 3\nx * x\n",
    "fan-out": "x = 2.0\na = x * x\nb = sin(x)\nc = exp(x)\ny = a + b * c\n",
    "lecture": LECTURE_VECTOR,
    "called twice": "def f(a):\n    b = a * a\n    return b + a\n\nx = 3.0\ny = f(x) * f(2 * x)\n",
    "loop": "h = 0.5\nw = param(1.5)\nfor i in range(4):\n    h = tanh(w * h)\nh\n",
    "branch": "x = -2.0\nif x > 0:\n    y = x ** 2\nelse:\n    y = -x\ny * 3\n",
    "blocks": (
        'x = input([1.0, 2.0])\nwith module("outer"):\n    with module("inner"):\n'
        "        k = x * 2\n    m = k + 1\nsum(m * k)\n"
    ),
    "micrograd": MICROGRAD,
    "training": TRAINING,
    "descent": DESCENT,
    "two passes": "x = 2.0\ny = x ** 3\ny.backward()\nz = x * x\nz.backward()\n",
    "dead branch": "x = 3.0\ndead = x * x\ny = x * x\nl = y + y\n",
    "view": "A = input([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])\nsum(A.T[1:] * 2)\n",
    "mask": "x = input([1.0, -2.0, 3.0])\nsum(where(x > 0, x, 0.1 * x))\n",
    "classes": (
        "z = param(randn(2, 3))\nlabels = target([0, 2])\nloss = cross_entropy(z, labels)\n"
    ),
    "network": (
        "layer = Linear(2, 3)\nx = input([[1.0, 2.0]])\nloss = mean(relu(layer(x)) ** 2)\n"
    ),
}
