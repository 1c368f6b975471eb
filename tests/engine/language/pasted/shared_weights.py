import torch
from torch import nn


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encode = nn.Linear(4, 2, bias=False)
        self.out_bias = nn.Parameter(torch.zeros(4))
        self.encode.weight.data.copy_(torch.linspace(-0.5, 0.7, 8).reshape(2, 4))

    def forward(self, x):
        code = torch.tanh(self.encode(x))
        return code @ self.encode.weight + self.out_bias


model = Tied()
x = torch.eye(4)
optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
for epoch in range(15):
    optimizer.zero_grad()
    loss = torch.mean((model(x) - x) ** 2)
    loss.backward()
    optimizer.step()
    if epoch % 5 == 0:
        print(epoch, f"{loss.item():.8f}")
print([name for name, _ in model.named_parameters()] == ["out_bias", "encode.weight"])
