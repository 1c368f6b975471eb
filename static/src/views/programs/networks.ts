import type { Example } from "./program.ts";

/** Small networks, one number at a time and as tensors, and what training does to them. */
export const networks: Example[] = [
  {
    id: "scalar-network",
    title: "A 2-3-1 network, one number at a time",
    about:
      "Every weight is a node. The output is 10.1 and should be 12.1: see what that asks of v2.",
    selection: "v2",
    source: `# y is 10.1 and should be 12.1: the loss is 4, its slope −4, and v2 gets −4 times h2.
x1, x2, t = input(2.0), input(1.0), target(12.1)

w11, w12, w13 = param(0.25), param(0.5), param(-0.6)
w21, w22, w23 = param(-0.75), param(-0.2), param(-0.5)
b1, b2, b3 = param(0.25), param(0.298612), param(0.313706)
v1, v2, v3, c = param(6.0), param(8.0), param(3.0), param(0.5)

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
    about:
      "The same network on tensors, with the same numbers: each gradient has the shape of its tensor.",
    source: `W = param([[0.25, -0.75], [0.5, -0.2], [-0.6, -0.5]])
b = param([0.25, 0.298612, 0.313706])
V = param([[6.0, 8.0, 3.0]])
c = param([0.5])
x = input([2.0, 1.0])
t = target([12.1])

with module("model"):
    with module("layer 1"):
        k = W @ x + b
        h = sigmoid(k)
    with module("layer 2"):
        y = V @ h + c
# The same numbers as one by one. Every gradient has the shape of its tensor.
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
    id: "dead-relu",
    title: "A unit that is dead",
    about: "A ReLU below zero sends nothing back: its weights keep the values they have.",
    source: `x = input([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]])
W = param([[0.5, -1.0], [0.5, -0.5]])
V = param([1.0, 2.0])
t = target([1.0, 2.0, 2.0])
# The second unit is below zero for every example: its weights get 0 and never learn again.
h = relu(x @ W)
loss = mean((h @ V - t) ** 2)
`,
  },
  {
    id: "signs",
    title: "Negative activations",
    about: "A negative activation turns the sign: the weight behind it must move the other way.",
    source: `x = input(2.0, min=-3, max=3)
w = param(-0.6)
v = param(0.5)
t = target(1.0)
# h is negative, so v must go down for y to go up. Move x to the other side of zero.
h = tanh(w * x)
y = v * h
loss = (y - t) ** 2
`,
  },
  {
    id: "vanishing",
    title: "A gradient that fades, and a way past",
    about: "Five sigmoids in a row leave almost nothing; with a sum around each it comes through.",
    source: `x = param(1.0)
plain = x
skipped = x
# A sigmoid passes on a quarter at most. With a sum around each, the gradient has a way past it.
for layer in range(5):
    plain = sigmoid(plain)
    skipped = skipped + sigmoid(skipped)
loss = plain + skipped
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
