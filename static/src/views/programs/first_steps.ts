import type { Example } from "./program.ts";

/** Graphs of a few ops: one path, two paths, three. */
export const firstSteps: Example[] = [
  {
    id: "radians",
    title: "2 / sin(exp(−x))",
    about: "One path of four ops: the gradient is the product of the local derivatives on the way.",
    source: `# The sine is steep here, so the gradient is large.
x = -4.499
2 / sin(exp(-x))
`,
  },
  {
    id: "degrees",
    title: "2 / sin(exp(−x)), in degrees",
    about:
      "The same formula with the sine counted in degrees: 90° is its top, so hardly any gradient passes.",
    source: `x = -4.499
a = -x
b = exp(a)
c = sin(radians(b))
f = 2 / c
`,
  },
  {
    id: "twice",
    title: "a + a",
    about: "One tensor in both slots of an op: two edges, two contributions, one sum.",
    source: `a = 3.0
a + a
`,
  },
  {
    id: "square",
    title: "x * x",
    about: "Each edge brings the other factor; together they make 2x.",
    source: `x = 3.0
x * x
`,
  },
  {
    id: "fan-out",
    title: "A fan-out of three",
    about: "Three paths lead from x to the output; two of three contributions have arrived.",
    openAt: 12,
    source: `x = 0.5
a = sin(x)
b = x ** 2
c = exp(x)
y = a * b + c
`,
  },
  {
    id: "decision",
    title: "An if on a value",
    about: "The graph shows the branch that was taken. Move x below zero and the graph changes.",
    source: `x = 1.5
if x > 0:
    y = x ** 3
else:
    y = -x
y
`,
  },
  {
    id: "function",
    title: "A function called twice",
    about: "Each call is a region of its own; fold it with a click on its name.",
    source: `def wave(z):
    return sin(z) * exp(-z)

x = 0.8
y = wave(x) + wave(x / 2)
`,
  },
];
