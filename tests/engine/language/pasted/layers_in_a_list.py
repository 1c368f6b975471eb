import torch
from torch import nn


class Deep(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.layers = nn.ModuleList()
        for i in range(len(sizes) - 1):
            layer = nn.Linear(sizes[i], sizes[i + 1])
            n = sizes[i] * sizes[i + 1]
            layer.weight.data = torch.sin(torch.arange(n) * 1.0).reshape(sizes[i + 1], sizes[i])
            layer.bias.data.fill_(0.01 * (i + 1))
            self.layers.append(layer)

    def forward(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = torch.tanh(x)
        return x


net = Deep([2, 3, 3, 1])
x = torch.tensor([[0.1, 0.9], [-0.4, 0.2], [0.7, -0.7]])
y = torch.tensor([[1.0], [0.0], [-1.0]])
opt = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.5, nesterov=True)
history = []
for epoch in range(25):
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    opt.step()
    history.append(loss.item())
print(f"{history[0]:.6f} {history[-1]:.6f} {min(history):.6f}")
print(len(net.layers), net.layers[0].weight.shape[0])
