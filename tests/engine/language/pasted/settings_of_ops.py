import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([-2.0, 0.5, 3.0, 7.0], requires_grad=True)
lowest = torch.tensor([-1.0, 0.5, 4.0, 0.0], requires_grad=True)
k = 0.25

results = [
    torch.add(x, lowest, alpha=2),
    x.sub(lowest, alpha=k),
    torch.div(x, lowest + 5, rounding_mode="floor"),
    x.div(2, rounding_mode="trunc"),
    torch.clamp(x, min=lowest),
    torch.clamp(x, lowest - 1, lowest + 1),
    x.clamp(-k, 4 * k),
    x.clamp(max=3),
    x.clamp_min(0),
    torch.clamp_max(x, lowest),
    F.softplus(x, 1, 20),
    F.softplus(x, beta=2, threshold=20),
    torch.addcmul(x, lowest, lowest, value=0.5),
    torch.addcdiv(x, lowest, x * x + 1),
    F.dropout(x, p=0.5, training=False),
    F.relu(x * 2, inplace=True),
    F.leaky_relu(x * 2, 0.2, inplace=True),
    nn.Sequential(nn.ReLU6(inplace=True), nn.Hardtanh(0, 2))(x + 0),
]
for result in results:
    x.grad = lowest.grad = None
    loss = (result * torch.tensor([1.0, -2.0, 3.0, 0.5])).sum() + (x * lowest).sum()
    loss.backward()
    print(result.tolist(), x.grad, lowest.grad)
