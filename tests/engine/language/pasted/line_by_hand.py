import torch

# A straight line, fitted with nothing but gradients.
x = torch.linspace(-2, 2, 9)
y = 1.5 * x - 0.5

w = torch.tensor(0.0, requires_grad=True)
b = torch.tensor(0.0, requires_grad=True)
learning_rate = 0.1

for epoch in range(25):
    prediction = w * x + b
    loss = ((prediction - y) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        w -= learning_rate * w.grad
        b -= learning_rate * b.grad
        w.grad.zero_()
        b.grad.zero_()
    if epoch % 5 == 0:
        print(epoch, loss.item())

print(f"w = {w.item():.6f}, b = {b.item():.6f}")
