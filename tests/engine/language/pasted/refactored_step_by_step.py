import math

import torch
import torch.nn.functional as F
from torch import nn, optim

pixels, classes, n, bs = 16, 3, 10, 4
x_train = torch.sin(torch.arange(n * pixels) * 0.61).reshape(n, pixels)
y_train = torch.tensor([0, 2, 1, 1, 0, 2, 2, 0, 1, 0])
lr = 0.4

# Everything by hand.
weights = torch.cos(torch.arange(pixels * classes) * 1.3).reshape(pixels, classes) / math.sqrt(pixels)
weights.requires_grad_()
bias = torch.zeros(classes, requires_grad=True)


def log_softmax(x):
    return x - x.exp().sum(-1).log().unsqueeze(-1)


def model(xb):
    return log_softmax(xb @ weights + bias)


def nll(input, target):
    return -input[range(target.shape[0]), target].mean()


def accuracy(out, yb):
    preds = torch.argmax(out, dim=1)
    return (preds == yb).float().mean()


loss_func = nll
print(model(x_train[0:bs]).shape, loss_func(model(x_train), y_train))

for epoch in range(2):
    for i in range((n - 1) // bs + 1):
        start_i = i * bs
        end_i = start_i + bs
        xb = x_train[start_i:end_i]
        yb = y_train[start_i:end_i]
        loss = loss_func(model(xb), yb)
        loss.backward()
        with torch.no_grad():
            weights -= weights.grad * lr
            bias -= bias.grad * lr
            weights.grad.zero_()
            bias.grad.zero_()
print(loss_func(model(x_train), y_train).item(), accuracy(model(x_train), y_train).item())


# The same as modules.
class Logistic(nn.Module):
    def __init__(self):
        super().__init__()
        start = torch.cos(torch.arange(pixels * classes) * 1.3).reshape(pixels, classes)
        self.weights = nn.Parameter(start / math.sqrt(pixels))
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, xb):
        return xb @ self.weights + self.bias


class Lambda(nn.Module):
    def __init__(self, func):
        super().__init__()
        self.func = func

    def forward(self, x):
        return self.func(x)


def preprocess(x):
    return x.view(-1, 1, 4, 4)


def get_model():
    net = Logistic()
    return net, optim.SGD(net.parameters(), lr=lr)


def fit(epochs, net, loss_func, opt):
    for epoch in range(epochs):
        net.train()
        for i in range((n - 1) // bs + 1):
            xb, yb = x_train[i * bs: i * bs + bs], y_train[i * bs: i * bs + bs]
            loss = loss_func(net(xb), yb)
            loss.backward()
            opt.step()
            opt.zero_grad()
        net.eval()
        with torch.no_grad():
            total = sum(loss_func(net(x), y.unsqueeze(0)) for x, y in zip(x_train.unsqueeze(1), y_train))
        print(epoch, (total / n).item())


logistic, opt = get_model()
fit(2, logistic, F.cross_entropy, opt)

convolution = nn.Sequential(
    Lambda(preprocess),
    nn.Conv2d(1, 2, kernel_size=3, stride=2, padding=1),
    nn.ReLU(),
    nn.Conv2d(2, 3, kernel_size=3, stride=2, padding=1),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(1),
    nn.Flatten(),
)
for k, p in enumerate(convolution.parameters()):
    p.data.copy_(torch.sin(torch.arange(p.numel()) + k * 1.0).reshape(p.shape))
opt = optim.SGD(convolution.parameters(), lr=0.1, momentum=0.9)
fit(2, convolution, F.cross_entropy, opt)
