import torch
import torch.nn.functional as F

a = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]], requires_grad=True)
b = torch.tensor([[1.0, 0.5, -1.0], [0.2, 0.4, 0.9], [-2.0, 1.0, 0.0]], requires_grad=True)
W = torch.tensor([[0.1, -0.2, 0.3], [0.5, 0.25, -0.75]], requires_grad=True)

unit = F.normalize(a)
similar = unit @ F.normalize(b, dim=1).T / 0.5
contrast = F.cross_entropy(similar, torch.tensor([1, 0]))
far = torch.cdist(a, b)
near = F.pairwise_distance(a, b[:2])
also = F.pairwise_distance(a, b[:2], p=1, keepdim=True)
margin = torch.clamp(1.5 - near, min=0.0).pow(2).mean()
y = F.linear(a, W, torch.tensor([1.0, -1.0])) + F.linear(b[1:], W)
z = torch.addmm(torch.ones(2, 2), a, W.T, beta=0.5, alpha=2)
loss = contrast + far.sum() + margin + also.mean() + (y * z).sum()
loss = loss + F.normalize(b, p=1, dim=0)[0].sum()
loss.backward()
print(unit, far, near, also, loss.item(), torch.linalg.vector_norm(a).item())
