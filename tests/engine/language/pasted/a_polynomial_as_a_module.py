import torch


class Polynomial(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.a = torch.nn.Parameter(torch.tensor(0.1))
        self.b = torch.nn.Parameter(torch.tensor(-0.2))
        self.c = torch.nn.Parameter(torch.tensor(0.3))

    def forward(self, x):
        return self.a + self.b * x + self.c * x**2

    def show(self):
        print(f"{self.a.item():.6f} + {self.b.item():.6f} x + {self.c.item():.6f} x^2")


x = torch.linspace(-1, 1, 20)
y = torch.cos(2 * x)

model = Polynomial()
criterion = torch.nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for t in range(50):
    loss = criterion(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    if t % 10 == 9:
        print(t, loss.item())
model.show()
