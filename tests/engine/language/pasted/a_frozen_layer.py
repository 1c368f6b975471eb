import torch
from torch import nn

model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
model[0].weight.data.copy_(torch.tensor([[1.0, 0.5], [-0.5, 1.0], [0.3, 0.3]]))
model[0].bias.data.copy_(torch.tensor([0.1, 0.2, 0.3]))
model[2].weight.data.copy_(torch.tensor([[0.4, -0.4, 0.2]]))
model[2].bias.data.copy_(torch.tensor([0.0]))

for p in model[0].parameters():
    p.requires_grad = False

trainable = [p for p in model.parameters() if p.requires_grad]
print(len(trainable))
optimizer = torch.optim.SGD(trainable, lr=0.1)
x = torch.tensor([[1.0, 2.0], [0.5, -0.5]])
y = torch.tensor([[1.0], [-1.0]])
for i in range(10):
    loss = ((model(x) - y) ** 2).mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(loss.item(), model[0].weight.grad)
