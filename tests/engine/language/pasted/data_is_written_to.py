import torch

w = torch.tensor([[0.5, -0.3], [0.2, 0.8]], requires_grad=True)
x = torch.tensor([1.0, -1.0])
t = torch.tensor([0.2, 0.4])

for i in range(8):
    out = (w @ x).sigmoid()
    loss = ((out - t) ** 2).sum()
    loss.backward()
    w.data -= 0.5 * w.grad.data
    w.grad.data.zero_()
    print(i, round(loss.item(), 6))
print(w.data)
