import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
for i, p in enumerate(model.parameters()):
    p.data.copy_(torch.sin(torch.arange(p.numel()) + i * 1.0).reshape(p.shape))
    p.requires_grad_(False)

x = torch.zeros(2)
x.requires_grad_()
for step in range(8):
    score = model(x).sum()
    score.backward()
    with torch.no_grad():
        x += 0.5 * x.grad
        x.grad.zero_()
    print(step, score.item())

start = torch.tensor([1.0, 1.0], requires_grad=True)
y = start
for step in range(3):
    value = (y**2).sum() - y.prod()
    value.backward()
    y = (y - 0.1 * y.grad).detach().requires_grad_()
print(y.tolist(), y.is_leaf, start.grad.tolist())
