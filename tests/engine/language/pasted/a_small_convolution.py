import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3, padding=1)
        self.fc = nn.Linear(2 * 3 * 3, 2)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv(x)), 2)
        x = x.view(-1, 18)
        return self.fc(x)


net = Net()
net.conv.weight.data.copy_(torch.cos(torch.arange(18) * 0.9).reshape(2, 1, 3, 3))
net.conv.bias.data.copy_(torch.tensor([0.1, -0.1]))
net.fc.weight.data.copy_(torch.sin(torch.arange(36) * 0.5).reshape(2, 18) * 0.3)
net.fc.bias.data.zero_()

images = torch.sin(torch.arange(72) * 0.37).reshape(2, 1, 6, 6)
labels = torch.tensor([0, 1])
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for epoch in range(6):
    optimizer.zero_grad()
    loss = criterion(net(images), labels)
    loss.backward()
    optimizer.step()
    print(epoch, loss.item())
