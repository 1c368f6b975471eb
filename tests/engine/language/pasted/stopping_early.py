import torch

x = torch.linspace(0, 1, 10)
y = 2 * x + 1
w = torch.tensor([0.0], requires_grad=True)
b = torch.tensor([0.0], requires_grad=True)
optimizer = torch.optim.SGD([w, b], lr=0.5)

best = float("inf")
epoch = 0
while True:
    optimizer.zero_grad()
    loss = ((w * x + b - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    epoch += 1
    if loss.item() > best - 1e-4:
        print("no better")
        break
    best = loss.item()
    if epoch >= 60:
        break
print(epoch, best)
