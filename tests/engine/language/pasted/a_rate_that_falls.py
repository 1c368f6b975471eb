import torch

position = torch.tensor([3.0, -2.0], requires_grad=True)
lr = 0.3
path = []
for step in range(10):
    height = position[0] ** 2 + 10 * torch.sin(position[1]) ** 2
    height.backward()
    with torch.no_grad():
        position -= lr * position.grad
        position.grad.zero_()
    path.append((position[0].item(), position[1].item()))
    lr *= 0.8
    print(f"{step} {height.item():.5f} {lr:.5f}")
print(path[-1])
