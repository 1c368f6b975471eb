import torch
from torch import nn

x = torch.linspace(-1, 1, 12).unsqueeze(1)
y = x.pow(2)

model = nn.Sequential(
    nn.Linear(1, 5),
    nn.Tanh(),
    nn.Linear(5, 1),
)
with torch.no_grad():
    model[0].weight.copy_(torch.linspace(-1.5, 1.5, 5).unsqueeze(1))
    model[0].bias.fill_(0.1)
    model[2].weight.copy_(torch.linspace(-0.2, 0.6, 5).unsqueeze(0))
    model[2].bias.zero_()

loss_fn = nn.MSELoss(reduction="sum")
rate = 0.02
for t in range(30):
    loss = loss_fn(model(x), y)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for param in model.parameters():
            param -= rate * param.grad
    if t % 10 == 9:
        print(t, loss.item())
print(len(model), [tuple(p.shape) for p in model.parameters()])
