import torch
from torch import nn


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(4, 3), nn.ELU(), nn.Linear(3, 2))
        self.decoder = nn.Sequential(nn.Linear(2, 3), nn.LeakyReLU(0.2), nn.Linear(3, 4))

    def forward(self, x):
        code = self.encoder(x)
        return self.decoder(code), code


model = AutoEncoder()
k = 0
for p in model.parameters():
    k += 1
    p.data = 0.6 * torch.sin(k + torch.arange(p.numel()) * 1.0).reshape(p.shape)

x = torch.tensor([[1.0, 0.0, 0.5, 0.0], [0.0, 1.0, 0.0, 0.5], [0.3, 0.3, 0.3, 0.3]])
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(20):
    reconstruction, code = model(x)
    loss = nn.functional.mse_loss(reconstruction, x)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item())
print(code.shape, code.detach().sum().item())
