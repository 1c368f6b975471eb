"""Small networks as people write them in PyTorch; they run here and there, and print the same."""

from __future__ import annotations

from collections.abc import Mapping

NETWORKS: Mapping[str, str] = {
    "an attention written by hand": """\
import torch
import torch.nn as nn
import torch.nn.functional as F
import math

class SelfAttention(nn.Module):
    def __init__(self, n_embd, n_head):
        super().__init__()
        self.c_attn = nn.Linear(n_embd, 3 * n_embd)
        self.c_proj = nn.Linear(n_embd, n_embd)
        self.n_head = n_head

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.c_attn(x).split(C, dim=2)
        k = k.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        q = q.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        v = v.view(B, T, self.n_head, C // self.n_head).transpose(1, 2)
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        mask = torch.tril(torch.ones(T, T)).view(1, 1, T, T)
        att = att.masked_fill(mask == 0, float('-inf'))
        att = F.softmax(att, dim=-1)
        y = att @ v
        y = y.transpose(1, 2).contiguous().view(B, T, C)
        return self.c_proj(y)

net = SelfAttention(4, 2)
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.linspace(-1, 1, p.numel()).view(p.shape))
x = torch.linspace(-1, 2, 24).view(2, 3, 4)
loss = (net(x) ** 2).mean()
loss.backward()
print(loss.item(), net.c_attn.weight.grad.abs().sum().item())
""",
    "LeNet on a batch of images": """\
import torch
import torch.nn as nn
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.pool = nn.MaxPool2d(2, 2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(16 * 4 * 4, 20)
        self.fc2 = nn.Linear(20, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        return self.fc2(x)

net = Net()
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.sin(torch.arange(p.numel()) * 1.7).view(p.shape) / 10)
optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
x = torch.cos(torch.arange(2 * 28 * 28) * 0.37).view(2, 1, 28, 28)
t = torch.tensor([3, 7])
for epoch in range(3):
    optimizer.zero_grad()
    loss = F.cross_entropy(net(x), t)
    loss.backward()
    optimizer.step()
    print(loss.item())
print(net.conv1.weight.grad.abs().sum().item(), net.conv2.bias.grad.abs().sum().item())
""",
    "branches of convolutions, put together": """\
import torch
import torch.nn as nn

class Block(nn.Module):
    def __init__(self, inputs):
        super().__init__()
        self.one = nn.Conv2d(inputs, 2, kernel_size=1)
        self.three = nn.Sequential(
            nn.Conv2d(inputs, 2, 1), nn.ReLU(inplace=True), nn.Conv2d(2, 3, 3, padding=1)
        )
        self.pool = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1), nn.Conv2d(inputs, 2, 1))
        self.mean = nn.AvgPool2d(3, stride=1, padding=1, count_include_pad=False)

    def forward(self, x):
        return torch.cat([self.one(x), self.three(x), self.pool(x), self.mean(x)], 1)

net = nn.Sequential(
    nn.Conv2d(3, 4, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
    Block(4), nn.ReLU(), nn.AdaptiveAvgPool2d((1, 1)), nn.Flatten(), nn.Linear(11, 3),
)
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.sin(torch.arange(p.numel()) * 0.9 + 1).view(p.shape))
x = torch.cos(torch.arange(2 * 3 * 9 * 8) * 0.61).view(2, 3, 9, 8)
loss = (net(x) ** 2).mean()
loss.backward()
print(loss.item())
for p in net.parameters():
    print(p.grad.abs().sum().item())
""",
    "an autoencoder of convolutions": """\
import torch
from torch import nn
import torch.nn.functional as F
encoder = nn.Sequential(nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.Tanh(), nn.Conv2d(3, 2, 3))
decoder = nn.Sequential(
    nn.ConvTranspose2d(2, 3, 3),
    nn.Tanh(),
    nn.ConvTranspose2d(3, 1, 3, stride=2, padding=1, output_padding=1),
)
params = [p for half in (encoder, decoder) for p in half.parameters()]
with torch.no_grad():
    for p in params:
        p.copy_(torch.sin(torch.arange(p.numel()) * 1.3 + 0.5).view(p.shape) / 2)
opt = torch.optim.Adam(params, lr=0.05)
x = torch.sin(torch.arange(64) * 0.2).view(1, 1, 8, 8)
for step in range(4):
    y = decoder(encoder(x))
    loss = F.mse_loss(y, x)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
""",
    "masked attention": """\
import torch
import torch.nn.functional as F
q = torch.linspace(-1, 1, 12).view(1, 3, 4).detach().requires_grad_()
mask = torch.tril(torch.ones(3, 3)).bool()
y = F.scaled_dot_product_attention(q, q, q, attn_mask=mask)
z = F.scaled_dot_product_attention(q, q, q, is_causal=True)
loss = (y * z).sum()
loss.backward()
print(loss.item(), q.grad.abs().sum().item())
""",
    "an LSTM that learns a sine": """\
import torch
import torch.nn as nn
cell = nn.LSTMCell(1, 3)
head = nn.Linear(3, 1)
params = [p for m in [cell, head] for p in m.parameters()]
with torch.no_grad():
    for p in params:
        p.copy_(torch.linspace(-0.5, 0.5, p.numel()).view(p.shape))
opt = torch.optim.Adam(params, lr=0.05)
xs = torch.sin(torch.linspace(0, 3, 6)).view(6, 1, 1)
for epoch in range(5):
    h = torch.zeros(1, 3)
    c = torch.zeros(1, 3)
    loss = 0.0
    for t in range(5):
        h, c = cell(xs[t], (h, c))
        loss = loss + ((head(h) - xs[t + 1]) ** 2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
print(loss.item())
""",
    "batch norm in training and in use": """\
import torch
import torch.nn as nn
net = nn.Sequential(nn.Linear(2, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Linear(4, 3), nn.LayerNorm(3))
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.linspace(-1, 1, p.numel()).view(p.shape))
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
x = torch.linspace(-1, 1, 12).view(6, 2) ** 2
t = torch.tensor([0, 1, 2, 0, 1, 2])
crit = nn.CrossEntropyLoss(label_smoothing=0.1)
net.train()
for step in range(4):
    opt.zero_grad()
    loss = crit(net(x), t)
    loss.backward()
    opt.step()
net.eval()
with torch.no_grad():
    out = net(x)
print(loss.item(), out.sum().item(), net[1].running_var.sum().item())
""",
    "a transformer's encoder layer": """\
import torch
import torch.nn as nn
layer = nn.TransformerEncoderLayer(4, 2, dim_feedforward=8, dropout=0.0, batch_first=True)
emb = nn.Embedding(5, 4)
params = [p for m in [emb, layer] for p in m.parameters()]
with torch.no_grad():
    for p in params:
        p.copy_(torch.linspace(-1, 1, p.numel()).view(p.shape))
ids = torch.tensor([[1, 2, 3], [0, 4, 4]])
mask = torch.triu(torch.ones(3, 3), diagonal=1).bool()
y = layer(emb(ids), src_mask=mask)
loss = (y**2).mean() + y[0, 0, 0]
loss.backward()
print(loss.item(), emb.weight.grad.abs().sum().item())
""",
    "a class with a GRU cell": """\
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(2, 3)
        self.norm = nn.LayerNorm(3)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Linear(3, 1)
    def forward(self, xs):
        h = None
        for x in xs:
            h = self.cell(x, h)
        return self.out(self.drop(self.norm(h)))
net = Net()
net.eval()
with torch.no_grad():
    for p in net.parameters():
        p.copy_(torch.linspace(-1, 1, p.numel()).view(p.shape))
xs = torch.linspace(-1, 1, 8).view(4, 1, 2)
loss = net(xs).sum()
loss.backward()
print(loss.item(), net.cell.weight_hh.grad.abs().sum().item())
""",
    "losses on vectors and classes": """\
import torch
import torch.nn as nn
import torch.nn.functional as F
a = torch.linspace(-1, 1, 6).view(2, 3).detach().requires_grad_()
p = a.detach() * 0.5 + 0.1
n = a.detach() ** 2
logits, beliefs = F.log_softmax(a, dim=1), F.softmax(p, dim=1)
weighted = nn.NLLLoss(weight=torch.tensor([1.0, 2.0, 3.0]))
loss = nn.TripletMarginLoss(margin=1.0, p=2)(a, p, n)
loss = loss + F.cosine_embedding_loss(a, p, torch.tensor([1, -1]))
loss = loss + F.kl_div(logits, beliefs, reduction="batchmean")
loss = loss + F.smooth_l1_loss(a, n) + F.cosine_similarity(a, n).sum()
loss = loss + weighted(logits, torch.tensor([2, 0]))
loss.backward()
print(loss.item(), a.grad.abs().sum().item())
""",
}
