import torch

x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
y = x * 2
z = y * y + x
v = torch.tensor([0.1, 1.0, -0.5])
z.backward(v)
print(x.grad)

x.grad.zero_()
cubes = x ** 3 - x
cubes.backward(gradient=torch.ones(3))
print((x.grad - 3 * x.detach() ** 2).tolist())

matrix = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
rows = matrix.exp()
rows.backward(torch.tensor([[1.0, 0.0], [0.0, -1.0]]))
print(matrix.grad)
