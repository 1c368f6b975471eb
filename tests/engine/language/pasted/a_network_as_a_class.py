import torch
import torch.nn.functional as F
from torch import nn, optim


class Net(nn.Module):
    """Two layers and a rectifier between them."""

    def __init__(self, inputs: int, hidden: int, outputs: int = 1) -> None:
        super().__init__()
        self.fc1 = nn.Linear(inputs, hidden)
        self.fc2 = nn.Linear(hidden, outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.fc1(x))
        return self.fc2(x)


net = Net(2, 4)
nn.init.constant_(net.fc1.bias, 0.05)
net.fc1.weight.data.copy_(torch.tensor([[0.3, -0.2], [0.5, 0.4], [-0.6, 0.1], [0.2, 0.7]]))
net.fc2.weight.data.copy_(torch.tensor([[0.5, -0.4, 0.3, 0.2]]))
nn.init.zeros_(net.fc2.bias)

inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

optimizer = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for epoch in range(40):
    optimizer.zero_grad()
    outputs = net(inputs)
    loss = F.mse_loss(outputs, targets)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 0:
        print(f"epoch {epoch:3d}  loss {loss.item():.6f}")

for name, param in net.named_parameters():
    print(name, tuple(param.shape), param.requires_grad, f"{param.grad.norm().item():.6f}")
