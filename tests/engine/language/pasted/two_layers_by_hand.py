import torch

n, d_in, hidden, d_out = 6, 3, 4, 2
x = torch.linspace(-1, 1, n * d_in).reshape(n, d_in)
y = torch.cos(torch.arange(n * d_out).reshape(n, d_out) * 1.0)

w1 = torch.linspace(-0.5, 0.5, d_in * hidden).reshape(d_in, hidden).requires_grad_()
w2 = torch.linspace(0.4, -0.4, hidden * d_out).reshape(hidden, d_out).requires_grad_()

rate = 0.02
for t in range(30):
    y_pred = x.mm(w1).clamp(min=0).mm(w2)
    loss = (y_pred - y).pow(2).sum()
    if t % 10 == 0:
        print(t, loss.item())
    loss.backward()
    with torch.no_grad():
        w1 -= rate * w1.grad
        w2 -= rate * w2.grad
    w1.grad.zero_()
    w2.grad.zero_()
