import torch
from torch import nn

torch.manual_seed(0)
x = torch.sin(torch.arange(24).reshape(8, 3) * 1.0)
labels = torch.tensor([0, 1, 2, 0, 1, 2, 1, 0])

model = nn.Linear(3, 3)
model.weight.data.copy_(torch.linspace(-0.3, 0.3, 9).reshape(3, 3))
model.bias.data.zero_()

criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

for epoch in range(30):
    optimizer.zero_grad()
    outputs = model(x)
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    if epoch % 10 == 9:
        _, predicted = torch.max(outputs, 1)
        correct = (predicted == labels).sum().item()
        print(f"[{epoch + 1}] loss: {loss.item():.4f}, {correct} of {labels.size(0)}")

with torch.no_grad():
    probabilities = torch.softmax(model(x), dim=1)
print(probabilities.argmax(dim=1).tolist())
print(f"{probabilities.max().item():.6f}")
