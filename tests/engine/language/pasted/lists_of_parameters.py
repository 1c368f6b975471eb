import torch
from torch import nn

weights = [torch.full((2, 2), 0.5 * i, requires_grad=True) for i in (1, 2)]
biases = [torch.zeros(2, requires_grad=True) for _ in range(2)]
parameters = weights + biases
sizes = [2] + [3] * 2 + [1]
layers = []
for n, m in zip(sizes[:-1], sizes[1:]):
    layers += [nn.Linear(n, m), nn.Tanh()]
net = nn.Sequential(*layers[:-1])
for p in net.parameters():
    nn.init.constant_(p, 0.25)

x = torch.tensor([[1.0, -1.0], [0.5, 2.0]])
for step in range(3):
    h = x
    for w, b in zip(weights, biases):
        h = torch.tanh(h @ w + b)
    loss = net(h).pow(2).sum()
    for p in [*parameters, *net.parameters()]:
        p.grad = None
    loss.backward()
    with torch.no_grad():
        for p in parameters:
            p -= 0.1 * p.grad
print(loss.item(), weights[0], biases[1], len(parameters), sizes)
