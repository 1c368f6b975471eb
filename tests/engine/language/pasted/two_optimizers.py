import torch
from torch import nn


class Player(nn.Module):
    def __init__(self, start):
        super().__init__()
        self.move = nn.Parameter(torch.tensor([start]))

    def forward(self):
        return self.move


first, second = Player(1.0), Player(-0.5)
down = torch.optim.SGD(first.parameters(), lr=0.1)
up = torch.optim.SGD(second.parameters(), lr=0.1, maximize=True)

for turn in range(8):
    down.zero_grad()
    up.zero_grad()
    game = (first() * second() + 0.5 * first() ** 2 - 0.5 * second() ** 2).sum()
    game.backward()
    if turn % 2 == 0:
        down.step()
    else:
        up.step()
    print(turn, first.move.item(), second.move.item(), first.move.grad.item())
