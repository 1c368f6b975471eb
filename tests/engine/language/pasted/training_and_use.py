import torch
from torch import nn


class Noisy(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(2, 2)
        self.dropout = nn.Dropout(p=0.5)

    def forward(self, x):
        x = self.linear(x)
        if self.training:
            return x
        return self.dropout(x)


model = Noisy()
model.linear.weight.data.copy_(torch.tensor([[0.1, 0.2], [0.3, 0.4]]))
model.linear.bias.data.zero_()
x = torch.tensor([[1.0, -1.0]])

model.train()
print(model.training, model.dropout.training)
loss = model(x).pow(2).sum()
loss.backward()
model.eval()
print(model.training, model.dropout.training)
with torch.no_grad():
    print(model(x).tolist())
    print(model(x).requires_grad)
