import type { Example } from "./program.ts";

/** Gradients of what is more than arithmetic: decompositions, equations, order. */
export const matrices: Example[] = [
  {
    id: "product",
    title: "A matrix product, number by number",
    about: "The product is opened into the multiplications and sums that it is made of.",
    opened: new Set(["y:matmul"]),
    source: `W = param([[0.5, -1.0], [2.0, 0.3]])
x = input([3.0, 1.0])
# Each row of W makes one sum of two products. The backward pass sends every factor the other one.
y = W @ x
loss = sum(y ** 2)
`,
  },
  {
    id: "solve",
    title: "Linear equations",
    about: "The gradient of a solution is the solution of equations with the transposed matrix.",
    source: `A = param([[3.0, 1.0], [1.0, 2.0]])
b = param([9.0, 8.0])
# x is (2, 3): 3·2 + 1·3 = 9 and 1·2 + 2·3 = 8.
x = solve(A, b)
loss = sum(x ** 2)
`,
  },
  {
    id: "qr",
    title: "QR and the singular values",
    about: "Ops with several outputs: what nothing uses is dotted and sends no gradient back.",
    source: `A = param([[2.0, 1.0], [1.0, 3.0], [0.0, 1.0]])
q, r = qr(A)
u, s, vh = svd(A, full_matrices=False)
# Both know the area that the columns of A span.
print(prod(s), abs(r[0, 0] * r[1, 1]))
size = sum(s)
`,
  },
  {
    id: "order",
    title: "The two largest, and all in order",
    about: "Order is no arithmetic: a gradient goes back to the place that its element came from.",
    source: `x = param([3.0, -1.0, 4.0, 1.5])
best, places = topk(x, 2)
ascending = sort(x)
# The weights come back to x in the order in which its elements stood.
weights = constant([0.0, 1.0, 2.0, 3.0])
loss = sum(best ** 2) + sum(ascending * weights)
`,
  },
  {
    id: "einsum",
    title: "A sum with named axes",
    about:
      "One letter for each axis: i and k remain, j is summed over. A matrix product, in short.",
    source: `a = param([[1.0, 2.0], [3.0, 4.0]])
b = param([[0.5, -1.0], [1.5, 2.0]])
c = einsum("ij,jk->ik", a, b)
loss = sum(c ** 2)
`,
  },
];
