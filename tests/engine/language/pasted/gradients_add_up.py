import torch

w = torch.tensor([1.0, -2.0, 0.5], requires_grad=True)
x = torch.tensor([2.0, 0.5, -1.0])

for repeat in range(3):
    y = (w * x).tanh().sum()
    y.backward()
    print("after pass", repeat + 1, w.grad)

w.grad.zero_()
print("cleared", w.grad)

loss = (w**3).sum()
loss.backward(retain_graph=True)
loss.backward()
print("twice", w.grad)

w.grad = None
print(w.grad is None)
(w * 2).sum().backward()
print(w.grad, w.grad.requires_grad)
