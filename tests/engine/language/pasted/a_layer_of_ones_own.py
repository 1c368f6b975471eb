import math

import torch
from torch import nn


class MyLinear(nn.Module):
    def __init__(self, fan_in, fan_out, bias=True):
        super().__init__()
        start = torch.linspace(-1, 1, fan_in * fan_out).reshape(fan_out, fan_in)
        self.weight = nn.Parameter(start / math.sqrt(fan_in))
        if bias:
            self.bias = nn.Parameter(torch.zeros(fan_out))
        else:
            self.bias = None

    def forward(self, x):
        out = x @ self.weight.t()
        if self.bias is not None:
            out = out + self.bias
        return out


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = MyLinear(3, 4)
        self.second = MyLinear(4, 2, bias=False)

    def forward(self, x):
        return self.second(torch.sigmoid(self.first(x)))


model = Model()
x = torch.tensor([[1.0, 0.5, -0.5], [0.2, -0.1, 0.9]])
t = torch.tensor([[0.3, -0.3], [0.1, 0.6]])
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for i in range(20):
    loss = (model(x) - t).abs().sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
print(sum([p.numel() for p in model.parameters()]))
