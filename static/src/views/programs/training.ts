import type { Example } from "./program.ts";

/** Learning, step by step: each update is a new version of a leaf. */
export const training: Example[] = [
  {
    id: "update",
    title: "Two updates of three weights",
    about:
      "A weight moves with the activation that it multiplies: v2 goes from 8 to 8.3, and the loss falls.",
    source: `import torch

v = torch.tensor([6.0, 8.0, 3.0], requires_grad=True)
h = torch.tensor([0.5, 0.75, 0.2])
t = 12.1

for step in range(2):
    loss = (v @ h + 0.5 - t) ** 2
    loss.backward()
    # Where h is large, the weight moves far. Its own size plays no part.
    with torch.no_grad():
        v -= 0.1 * v.grad
    v.grad = None
    print(v, loss.item())
`,
  },
  {
    id: "descent",
    title: "Three steps downhill",
    about: "Plain gradient descent by hand: each new w is the old one minus a tenth of the slope.",
    source: `w = param(3.0)
for step in range(3):
    slope = 2 * (w - 1)
    w = w - 0.1 * slope
loss = (w - 1) ** 2
`,
  },
  {
    id: "line",
    title: "A line through three points",
    about: "The loop of every tutorial: forward, backward, update. Each round is a region.",
    source: `import torch

x = torch.tensor([1.0, 2.0, 3.0])
y = torch.tensor([3.0, 5.0, 7.0])
w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)

for step in range(3):
    loss = ((w * x + b - y) ** 2).mean()
    loss.backward()
    # An update is no part of the computation, so nothing of it is recorded.
    with torch.no_grad():
        w -= 0.05 * w.grad
        b -= 0.05 * b.grad
    # Gradients add up until they are cleared. Leave this out, and see.
    w.grad = None
    b.grad = None
    print(loss.item())
`,
  },
  {
    id: "momentum",
    title: "An optimizer with momentum",
    about: "Twenty rounds; those before the last are folded. With momentum w swings past the best.",
    source: `import torch

w = torch.tensor(4.0, requires_grad=True)
# Without momentum, every step follows the gradient of the moment alone.
optimizer = torch.optim.SGD([w], lr=0.1, momentum=0.9)

for step in range(20):
    optimizer.zero_grad()
    loss = (w - 1) ** 2
    loss.backward()
    optimizer.step()
print(w.item())
`,
  },
  {
    id: "class",
    title: "A class of one's own",
    about: "An nn.Module with two layers learns exclusive or: its call is a region of each round.",
    source: `import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(2, 4)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(torch.tanh(self.hidden(x)))

points = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
labels = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
net = Net()
optimizer = torch.optim.Adam(net.parameters(), lr=0.1)

for epoch in range(4):
    optimizer.zero_grad()
    # One number for the whole batch: what backward starts from.
    loss = nn.functional.mse_loss(net(points), labels)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
`,
  },
];
