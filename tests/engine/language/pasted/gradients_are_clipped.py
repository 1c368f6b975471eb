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
