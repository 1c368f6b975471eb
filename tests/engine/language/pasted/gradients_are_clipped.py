import torch

w = torch.tensor([4.0, -3.0, 2.0], requires_grad=True)
for i in range(6):
    loss = (w**4).sum() / 4
    loss.backward()
    norm = w.grad.norm()
    if norm > 1:
        w.grad /= norm
    w.grad.clamp_(-0.7, 0.7)
    with torch.no_grad():
        w.add_(w.grad, alpha=-0.5)
    print(i, norm.item(), w.tolist())
    w.grad = None

net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 1))
for p in net.parameters():
    p.data = torch.cos(torch.arange(p.numel()) * 2.0).reshape(p.shape)
((net(torch.tensor([3.0, -2.0])) - 9) ** 2).sum().backward()
total = torch.nn.utils.clip_grad_norm_(net.parameters(), max_norm=2.0)
print(total.item(), sum(p.grad.pow(2).sum().item() for p in net.parameters()))
torch.nn.utils.clip_grad_value_(net.parameters(), 0.4)
print([p.grad.abs().max().item() for p in net.parameters()])
