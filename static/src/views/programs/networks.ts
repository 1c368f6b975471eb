import type { Example } from "./program.ts";

/** Small networks, one number at a time and as tensors, and what training does to them. */
export const networks: Example[] = [
  {
    id: "scalar-network",
    title: "A 2-3-1 network, one number at a time",
    about: "Every weight is a node. The model is a region; the loss around it knows the target.",
    source: `x1 = input(1.2, min=-3, max=3)
x2 = input(-0.7, min=-3, max=3)
t = target(1.0)

w11, w12, w13 = param(0.8), param(-0.3), param(0.5)
w21, w22, w23 = param(-0.6), param(0.9), param(0.4)
b1, b2, b3 = param(0.1), param(-0.2), param(0.3)
v1, v2, v3, c = param(0.7), param(-1.1), param(0.4), param(0.1)

with module("model"):
    h1 = sigmoid(w11 * x1 + w21 * x2 + b1)
    h2 = sigmoid(w12 * x1 + w22 * x2 + b2)
    h3 = sigmoid(w13 * x1 + w23 * x2 + b3)
    y = v1 * h1 + v2 * h2 + v3 * h3 + c

loss = (y - t) ** 2
`,
  },
  {
    id: "tensor-network",
    title: "V σ(W x + b) + c",
    about: "The same idea on tensors: each gradient has the shape of its tensor.",
    source: `W = param([[0.8, -0.6], [-0.3, 0.9], [0.5, 0.4]])
b = param([0.1, -0.2, 0.3])
V = param([[0.7, -1.1, 0.4], [0.2, 0.6, -0.9]])
c = param([0.1, -0.1])
x = input([1.2, -0.7])
t = target([1.0, 0.0])

with module("model"):
    with module("layer 1"):
        k = W @ x + b
        h = sigmoid(k)
    with module("layer 2"):
        y = V @ h + c
loss = sum((y - t) ** 2)
`,
  },
  {
    id: "saturation",
    title: "A saturated sigmoid",
    about:
      "Far from zero the sigmoid is flat: h(1 − h) is almost 0 and nothing reaches the weight.",
    source: `w = param(4.0)
x = input(2.5, min=-3, max=3)
t = target(0.0)
h = sigmoid(w * x)
loss = (h - t) ** 2
`,
  },
  {
    id: "softmax",
    title: "Softmax and cross-entropy",
    about: "Built from exp, sum and log: the gradient at the scores comes out as p − t.",
    source: `scores = param([2.0, -1.0, 0.5])
t = target([1.0, 0.0, 0.0])
e = exp(scores)
p = e / sum(e)
loss = -sum(t * log(p))
`,
  },
  {
    id: "recurrence",
    title: "A loop that unrolls",
    about:
      "Three turns of a loop are three copies in the graph, and W collects a contribution from each.",
    source: `W = param([[0.5, -0.4], [0.3, 0.8]])
U = param([1.0, -1.0])
h = constant([0.0, 0.0])
for step in range(3):
    h = tanh(W @ h + U)
loss = sum(h ** 2)
`,
  },
  {
    id: "micrograd",
    title: "The example of micrograd",
    about:
      "Arithmetic in the manner of micrograd's README: plain Python code runs as it is pasted.",
    source: `from micrograd.engine import Value

a = Value(-4.0)
b = Value(2.0)
c = a + b
d = a * b + b ** 3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e ** 2
g = f / 2.0
g += 10.0 / f
print(f'g = {g.data:.4f}')
g.backward()
print(f'dg/da = {a.grad:.4f}, dg/db = {b.grad:.4f}')
`,
  },
];
