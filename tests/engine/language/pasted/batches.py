import torch
from torch import nn, optim

data = torch.cos(torch.arange(30) * 0.7).reshape(10, 3)
target = data.sum(dim=1, keepdim=True) * 0.5

model = nn.Linear(3, 1)
model.weight.data.fill_(0.1)
model.bias.data.fill_(0.0)
criterion = nn.MSELoss()
optimizer = optim.SGD(model.parameters(), lr=0.2)
batch_size = 4

for epoch in range(4):
    running_loss = 0.0
    batches = 0
    for start in range(0, data.size(0), batch_size):
        inputs = data[start : start + batch_size]
        labels = target[start : start + batch_size]
        optimizer.zero_grad()
        loss = criterion(model(inputs), labels)
        loss.backward()
        optimizer.step()
        running_loss += loss.item() * inputs.shape[0]
        batches += 1
    print(f"Epoch {epoch + 1}, {batches} batches, loss: {running_loss / data.shape[0]:.6f}")
