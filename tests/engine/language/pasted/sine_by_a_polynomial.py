import math

import torch

# An odd function needs odd powers only.
angles = torch.linspace(-math.pi, math.pi, 41)
heights = torch.sin(angles)

first = torch.tensor(0.5, requires_grad=True)
third = torch.tensor(0.0, requires_grad=True)
fifth = torch.tensor(0.0, requires_grad=True)
rates = [0.02, 2e-4, 2e-6]

for step in range(60):
    curve = first * angles + third * angles ** 3 + fifth * angles ** 5
    loss = (curve - heights).pow(2).mean()
    loss.backward()
    with torch.no_grad():
        for coefficient, rate in zip([first, third, fifth], rates):
            coefficient -= rate * coefficient.grad
            coefficient.grad = None
    if step % 20 == 0:
        print(f"{step:>3} {loss.item():.8f}")

print(f"{first.item():.5f} x {third.item():+.5f} x^3 {fifth.item():+.7f} x^5")
