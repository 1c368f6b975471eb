import torch

x = torch.tensor([[1.0, -2.0, 0.5], [4.0, 0.0, -1.0]], requires_grad=True)
labels = torch.tensor([0, 2])

inner = (x > -1.5) & (x < 2)
edge = ~inner | torch.isnan(x)
print(inner, edge, inner ^ edge, torch.equal(inner, ~edge))

with torch.no_grad():
    predicted = x.argmax(dim=1)
    correct = predicted.eq(labels.view_as(predicted)).sum().item()
    print(correct, (predicted == labels).float().mean().item(), (x.sum() > 2).item())

logs = torch.log(x)
finite = torch.where(torch.isfinite(logs), x * 3, torch.zeros_like(x))
chosen = x[range(2), labels]
loss = finite.sum() + (x * inner).pow(2).sum() + x[inner & (x > 0)].prod() + chosen.sum()
loss.backward()
print(loss.item(), x.grad, torch.isclose(x.grad, x.grad + 1e-9).all().item())
