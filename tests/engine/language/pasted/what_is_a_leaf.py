import torch

a = torch.tensor([0.5, -1.5], requires_grad=True)
b = torch.tensor([1.0, 8.0])
print(a.requires_grad, b.requires_grad, a.is_leaf, b.is_leaf)

c = a * b
print(c.requires_grad, c.is_leaf)

d = c.detach()
print(d.requires_grad, d.is_leaf)

e = a.data * 2
print(e.requires_grad)

with torch.no_grad():
    f = a * b
print(f.requires_grad)

b.requires_grad_()
g = (a * b).sum()
g.backward()
print(a.grad, b.grad)

h = d.clone().requires_grad_()
(h**2).sum().backward()
print(h.grad)
print(a.grad, c.shape, c.dim(), c.numel())
