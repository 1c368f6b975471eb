import torch

x = torch.linspace(-1, 1, 21)
y = x.exp()

coefficients = torch.tensor([0.2, 0.1, 0.0])
rate = 0.02
for step in range(40):
    a, b, c = coefficients[0], coefficients[1], coefficients[2]
    error = a + b * x + c * x**2 - y
    if step % 10 == 0:
        print(step, error.square().mean().item())
    slope = 2 * error
    gradient = torch.stack([slope.sum(), (slope * x).sum(), (slope * x**2).sum()])
    coefficients = coefficients - rate * gradient

print(coefficients.tolist())
