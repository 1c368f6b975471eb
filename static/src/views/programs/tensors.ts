import type { Example } from "./program.ts";

/** Shapes, and the memory behind them. */
export const tensors: Example[] = [
  {
    id: "broadcasting",
    title: "Shapes that stretch",
    about: "What one number did in many places comes back as the sum over those places.",
    source: `X = input([[1.0, -2.0, 0.5], [3.0, 0.0, -1.0]])
scale = param([[2.0], [-1.0]])
b = param([0.1, 0.2, 0.3])
# b is added to both rows, scale multiplies three columns: each collects a sum of what comes back.
Y = X * scale + b
loss = sum(Y ** 2)
`,
  },
  {
    id: "views",
    title: "Views of the same memory",
    about: "A transpose and a slice copy nothing; a view needs numbers without gaps.",
    selection: "part",
    source: `import torch

x = torch.tensor([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]], requires_grad=True)
# Transpose and slice look at the six numbers of x with other strides: see the tab Memory.
turned = x.T
part = x[:, 1:]
# part leaves gaps, so view(4) would refuse it. reshape copies, and so does contiguous.
flat = part.contiguous().view(4)
loss = (flat ** 2).sum() + turned[0].sum()
loss.backward()
`,
  },
  {
    id: "channels",
    title: "A careless reshape",
    about:
      "The largest value of each channel: one reshape keeps the channels apart, the other mixes them.",
    source: `# Two images of 2 × 2 pixels with three channels: red, green and blue are written side by side.
images = param([
    [[[0.9, 0.1, 0.2], [0.8, 0.2, 0.1]], [[0.7, 0.3, 0.2], [0.6, 0.1, 0.3]]],
    [[[0.1, 0.4, 0.9], [0.2, 0.5, 0.8]], [[0.3, 0.6, 0.7], [0.2, 0.4, 1.0]]],
])
right = max(reshape(images, (8, 3)), axis=0)
# The same numbers in rows of eight mix the channels; nothing complains.
wrong = max(reshape(images, (3, 8)), axis=1)
loss = sum(right) + sum(wrong)
`,
  },
];
