import torch
import torch.nn.functional as F

x = torch.tensor([[0.5, 1.5], [1.0, -1.0], [-1.5, 0.3], [2.0, 0.1], [-0.4, -0.9], [0.0, 0.7]])
y = torch.tensor([1.0, 0.0, 0.0, 1.0, 0.0, 1.0])

w = torch.zeros(2, requires_grad=True)
b = torch.zeros(1, requires_grad=True)

for epoch in range(40):
    logits = x @ w + b
    loss = F.binary_cross_entropy_with_logits(logits, y)
    loss.backward()
    with torch.no_grad():
        for p in (w, b):
            p -= 0.7 * p.grad
            p.grad = None
    if (epoch + 1) % 10 == 0:
        with torch.no_grad():
            predicted = (torch.sigmoid(x @ w + b) > 0.5).float()
            accuracy = (predicted == y).float().mean()
        print(f"epoch {epoch + 1}: loss {loss.item():.5f}, accuracy {accuracy.item():.3f}")
