import torch

x = torch.tensor(2.0, requires_grad=True)
y = torch.tensor(-1.0, requires_grad=True)
z = x**2 * y + torch.sin(y)

dx, dy = torch.autograd.grad(z, [x, y])
print(dx.item(), dy.item())
print(x.grad, y.grad)

for i in range(5):
    value = (x - 1) ** 2 + (y + 2) ** 4
    gx, gy = torch.autograd.grad(value, (x, y))
    with torch.no_grad():
        x -= 0.2 * gx
        y -= 0.05 * gy
    print(value.item())
