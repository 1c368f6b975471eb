import type { Example } from "./program.ts";

/** In which order gradients travel, how often, and what else could be done. */
export const backwardPass: Example[] = [
  {
    id: "waiting",
    title: "Wait for all of them",
    about: "An op may send its gradient on only when every contribution to its output has arrived.",
    openAt: 7,
    source: `x = param(3.0)
y = x * x
# y waits for three contributions: 1, 9 and 9. Sent on after two of them, x would get 60, not 114.
loss = y * y + y
`,
  },
  {
    id: "two-outputs",
    title: "Two outputs, two passes",
    about: "Each backward pass starts from one number; a second output needs a second pass.",
    source: `import torch

x = torch.tensor([2.0, 3.0], requires_grad=True)
product = x[0] * x[1]
total = x[0] + x[1]
# One backward pass for each output gives one row of the Jacobian: (3, 2) and (1, 1).
product.backward()
print(x.grad)
x.grad = None
total.backward()
print(x.grad)
`,
  },
  {
    id: "finite-differences",
    title: "Slopes without backward",
    about: "Finite differences run the program twice for one slope, and are never quite right.",
    source: `x = -4.499

def f(z):
    return 2 / sin(exp(-z))

# Two more runs of f estimate one slope. Try 1e-2 and 1e-12 in the place of 1e-5.
eps = 1e-5
print((f(x + eps) - f(x - eps)) / (2 * eps))
y = f(x)
`,
  },
  {
    id: "curvature",
    title: "The slope of the slope",
    about:
      "What the backward pass computes is a graph too: one more pass through it gives the curvature.",
    source: `import torch

x = torch.tensor(0.5, requires_grad=True)
y = torch.sin(x) * x
# The backward pass is recorded as a graph of its own, so a second one can run through it.
(slope,) = torch.autograd.grad(y, x, create_graph=True)
slope.backward()
print(slope.item(), x.grad.item())
`,
  },
];
