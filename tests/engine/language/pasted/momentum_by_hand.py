import torch

weights = torch.tensor([1.0, -1.5, 2.0], requires_grad=True)
bias = torch.tensor([0.3], requires_grad=True)
params = [weights, bias]
velocities = [torch.zeros_like(p) for p in params]
data = torch.linspace(-1, 1, 15).reshape(5, 3)
target = torch.tensor([0.1, 0.4, 0.2, -0.3, 0.0])

mu, lr = 0.9, 0.05
for step in range(12):
    loss = ((data @ weights + bias - target) ** 2).mean()
    loss.backward()
    with torch.no_grad():
        for p, v in zip(params, velocities):
            v.mul_(mu).add_(p.grad)
            p.sub_(lr * v)
            p.grad.zero_()
    print(f"{step:2d} {loss:.6f}")
print(velocities[0].tolist())
