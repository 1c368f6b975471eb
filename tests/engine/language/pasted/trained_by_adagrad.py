import torch
from torch import nn, optim

model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 1))
for i, p in enumerate(model.parameters()):
    p.data.copy_(torch.cos(torch.arange(p.numel()) * 1.0 + i).reshape(p.shape))

angle = torch.linspace(0, 3, 10)
points = torch.stack([torch.cos(angle), torch.sin(angle)], dim=1)
values = (points[:, 0] * points[:, 1]).unsqueeze(1)

optimizer = optim.Adagrad(model.parameters(), lr=0.2)
loss_fn = nn.MSELoss()
for step in range(30):
    optimizer.zero_grad()
    loss = loss_fn(model(points), values)
    loss.backward()
    optimizer.step()
    if step % 10 == 9:
        print("step", step + 1, "loss", loss.item())
