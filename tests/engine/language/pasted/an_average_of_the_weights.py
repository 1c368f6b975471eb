import torch

w = torch.tensor([2.0, -1.0], requires_grad=True)
average = w.detach().clone()
optimizer = torch.optim.SGD([w], lr=0.3)
for step in range(10):
    optimizer.zero_grad()
    loss = ((w - 0.5) ** 2).sum() + (w[0] * w[1])
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        average.mul_(0.7).add_(w, alpha=0.3)
print(w.tolist())
print(average.tolist(), average.requires_grad)
