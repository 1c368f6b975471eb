import torch
from torch import nn

# Newton's method
x = torch.tensor(3.0, requires_grad=True)
for _ in range(5):
    y = x**4 - 3 * x**2 + x
    slope = torch.autograd.grad(y, x, create_graph=True)[0]
    curvature = torch.autograd.grad(slope, x)[0]
    x.data -= slope.item() / curvature.item()
print(x.item())

# the penalty on the gradient of a critic
critic = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
with torch.no_grad():
    for p in critic.parameters():
        p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p))
mixed = torch.tensor([[0.5, -1.0], [1.5, 0.25], [-0.75, 2.0]], requires_grad=True)
scores = critic(mixed)
gradients = torch.autograd.grad(
    outputs=scores,
    inputs=mixed,
    grad_outputs=torch.ones_like(scores),
    create_graph=True,
    retain_graph=True,
    only_inputs=True,
)[0]
penalty = ((gradients.norm(2, dim=1) - 1) ** 2).mean()
(scores.mean() + 10 * penalty).backward()
print(penalty.item(), mixed.grad)

# an equation, u'' + u' + u = 0, that a network shall fulfil
net = nn.Sequential(nn.Linear(1, 3), nn.Sigmoid(), nn.Linear(3, 1))
for p in net.parameters():
    nn.init.constant_(p, 0.5)
t = torch.linspace(0, 1, 5).view(-1, 1).requires_grad_()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
for step in range(3):
    optimizer.zero_grad()
    u = net(t)
    (du,) = torch.autograd.grad(u, t, torch.ones_like(u), create_graph=True)
    (ddu,) = torch.autograd.grad(du, t, torch.ones_like(du), create_graph=True)
    loss = (ddu + du + u).pow(2).mean() + (net(torch.zeros(1, 1)) - 1).pow(2).sum()
    loss.backward()
    optimizer.step()
    print(loss.item())

# one step of learning inside of another
w = torch.tensor([1.0, -2.0], requires_grad=True)
other = torch.tensor(1.0, requires_grad=True)
rows, wanted = torch.tensor([[1.0, 2.0], [3.0, -1.0]]), torch.tensor([1.0, 0.0])
inner = ((rows @ w - wanted) ** 2).mean()
g, nothing = torch.autograd.grad(inner, [w, other], create_graph=True, allow_unused=True)
((rows @ (w - 0.1 * g) - 2 * wanted) ** 2).mean().backward()
print(w.grad, nothing)
