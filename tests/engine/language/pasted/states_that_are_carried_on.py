import torch
import torch.nn as nn
import torch.nn.functional as F

vocabulary, width = 4, 3


class Tagger(nn.Module):
    def __init__(self, vocabulary, width, tags):
        super().__init__()
        self.width = width
        self.embed = nn.Embedding(vocabulary, width)
        self.cell = nn.LSTMCell(width, width)
        self.norm = nn.LayerNorm(width)
        self.out = nn.Linear(width, tags)

    def start(self):
        return torch.zeros(1, self.width), torch.zeros(1, self.width)

    def forward(self, sentence):
        h, c = self.start()
        scores = []
        for word in sentence:
            h, c = self.cell(self.embed(word).view(1, -1), (h, c))
            scores.append(self.out(self.norm(h)))
        return F.log_softmax(torch.cat(scores), dim=1)


model = Tagger(vocabulary, width, tags=2)
with torch.no_grad():
    for index, (name, p) in enumerate(model.named_parameters()):
        p.copy_(0.5 * torch.sin(torch.arange(p.numel()) * 0.7 + index).reshape(p.shape))

data = [
    (torch.tensor([0, 1, 2]), torch.tensor([0, 1, 1])),
    (torch.tensor([3, 1]), torch.tensor([1, 0])),
]
loss_function = nn.NLLLoss()
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.1)

for epoch in range(4):
    total = 0
    for sentence, tags in data:
        model.zero_grad()
        scores = model(sentence)
        loss = loss_function(scores, tags)
        loss.backward()
        optimizer.step()
        total += loss.item()
    print(f"{epoch}: {total / len(data):.8f}")

with torch.no_grad():
    values, places = model(data[0][0]).max(1)
    print(values.tolist(), places.tolist())
