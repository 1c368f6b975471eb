import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a = nn.Linear(width, width)
        self.b = nn.Linear(width, width)
        self.act = nn.SiLU()

    def forward(self, x):
        return x + self.b(self.act(self.a(x)))


class Residual(nn.Module):
    depth = 2

    def __init__(self, width=3):
        super().__init__()
        self.blocks = nn.Sequential(Block(width), Block(width))
        self.head = nn.Linear(width, 1)

    def forward(self, x):
        return self.head(self.blocks(x)).squeeze(-1)


def initialise(module):
    for name, p in module.named_parameters():
        scale = 0.3 if p.dim() > 1 else 0.05
        p.data.copy_(scale * torch.cos(torch.arange(p.numel()) * 1.0).reshape(p.shape))


net = Residual()
initialise(net)
x = torch.tensor([[0.2, 0.4, -0.6], [1.0, -1.0, 0.0], [0.0, 0.5, 0.5], [-0.3, -0.3, 0.9]])
y = torch.tensor([0.5, -0.5, 0.25, 0.0])
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, weight_decay=0.01)
for step in range(15):
    optimizer.zero_grad()
    loss = (net(x) - y).square().mean()
    loss.backward()
    optimizer.step()
    if step % 5 == 4:
        print(step + 1, f"{loss:.8f}")
print(net.depth, len(net.blocks))
