import type { Example } from "./program.ts";

/** What large networks are made of, each small enough to be read. */
export const architectures: Example[] = [
  {
    id: "convolution",
    title: "A convolution that finds an edge",
    about: "One kernel slides over an image; its gradient is a sum over all places it touched.",
    source: `# A bright square. The kernel answers where dark turns to bright from left to right.
image = input([[[
    [0, 0, 0, 0, 0],
    [0, 1, 1, 1, 0],
    [0, 1, 1, 1, 0],
    [0, 1, 1, 1, 0],
    [0, 0, 0, 0, 0],
]]])
kernel = param([[[[-1.0, 1.0], [-1.0, 1.0]]]])
edges = conv2d(image, kernel)
# Of each window the largest answer alone passes, and it alone gets a gradient.
strongest = max_pool2d(relu(edges), 2)
score = sum(strongest)
`,
  },
  {
    id: "small-cnn",
    title: "A small network for images",
    about: "Convolution, pooling, a linear layer and a loss on classes: LeNet in short.",
    source: `import torch
from torch import nn

net = nn.Sequential(
    nn.Conv2d(1, 3, kernel_size=3, padding=1),
    nn.ReLU(),
    nn.MaxPool2d(2),
    nn.Flatten(),
    nn.Linear(3 * 4 * 4, 4),
)
image = torch.randn(1, 1, 8, 8)
# The target is the number of the right class; no gradient can reach it.
loss = nn.functional.cross_entropy(net(image), torch.tensor([2]))
loss.backward()
`,
  },
  {
    id: "attention",
    title: "Attention",
    about: "Three queries look at three keys. A click on the region's name folds it and opens it.",
    source: `query = param([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
key = param([[1.0, 0.5], [0.2, 1.0], [-1.0, 0.3]])
value = param([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])
# Each row of the weights sums to one: what a query takes of each value.
out = scaled_dot_product_attention(query, key, value)
loss = sum(out ** 2)
`,
  },
  {
    id: "lstm",
    title: "An LSTM over three steps",
    about:
      "The cell's state c goes on with little change, and so does its gradient on the way back.",
    source: `import torch
from torch import nn

cell = nn.LSTMCell(2, 2)
steps = torch.tensor([[[1.0, 0.0]], [[0.0, 1.0]], [[1.0, 1.0]]])
h = torch.zeros(1, 2)
c = torch.zeros(1, 2)
for x in steps:
    # The same weights at every step: they collect a contribution from each.
    h, c = cell(x, (h, c))
loss = (h ** 2).sum()
loss.backward()
`,
  },
  {
    id: "batch-norm",
    title: "Batch normalization",
    about: "Each channel is moved to mean 0 and variance 1, so no example can move alone.",
    source: `x = input([[1.0, 10.0], [2.0, 30.0], [6.0, 20.0]])
t = target([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]])
scale = param([1.0, 0.5])
shift = param([0.0, 0.1])
# The gradient of every column sums to 0: a shift of all examples changes nothing.
y = batch_norm(x) * scale + shift
loss = mean((y - t) ** 2)
`,
  },
  {
    id: "googlenet",
    title: "GoogLeNet",
    about: "22 layers, nine Inception modules, folded at first. Open net, then inception3a.",
    source: `# The channels of the paper (Szegedy et al. 2015) on a small image of noise.
net = GoogLeNet(classes=10)
image = input(randn(1, 3, 64, 64))
loss = cross_entropy(net(image), target([3]))
`,
  },
];
