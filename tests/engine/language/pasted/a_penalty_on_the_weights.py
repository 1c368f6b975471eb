import torch
import torch.nn.functional as F
from torch import nn

model = nn.Linear(3, 1)
nn.init.ones_(model.weight)
nn.init.constant_(model.bias, 0.5)
x = torch.linspace(-1, 1, 12).reshape(4, 3)
y = torch.tensor([[1.0], [0.0], [2.0], [-1.0]])
strength = 0.01
opt = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(20):
    opt.zero_grad()
    fit = F.mse_loss(model(x), y)
    l2 = sum([p.pow(2).sum() for p in model.parameters()])
    l1 = torch.abs(model.weight).sum()
    loss = fit + strength * l2 + 0.001 * l1
    loss.backward()
    opt.step()
print(fit.item(), l2.item(), l1.item())
