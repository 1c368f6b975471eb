import { ARRANGEMENTS } from "./arrangements.ts";
import type { Phrases } from "./form.ts";
import { LOSSES } from "./losses.ts";
import { REDUCTIONS } from "./reductions.ts";
import { WINDOWS } from "./windows.ts";

const same = "times 1";
const splitting: Phrases = {
  noun: "split",
  makes: "splitting {0}",
  back: ["puts {g} where it was cut out, and zeros elsewhere,"],
};

/** By op. */
export const PHRASES: Readonly<Record<string, Phrases>> = {
  add: { noun: "sum", makes: "{0} plus {1}", back: [same] },
  sub: { noun: "difference", makes: "{0} minus {1}", back: [same, "times −1"] },
  mul: { noun: "product", makes: "{0} times {1}", back: ["times {1}", "times {0}"] },
  div: {
    noun: "quotient",
    makes: "{0} divided by {1}",
    back: ["times 1/{1}", "times −{0}/{1}²"],
  },
  neg: { noun: "negation", makes: "the negative of {0}", back: ["times −1"] },
  mod: { noun: "remainder", makes: "{0} modulo {1}", back: [same, "times −⌊{0}/{1}⌋"] },
  pow: {
    noun: "power",
    makes: "{power}",
    back: ["times {exponent} · {0}{^exponent-1}"],
  },
  power: {
    noun: "power",
    makes: "{0} to the power {1}",
    back: ["times {1} · {0} to the power {1} − 1", "times {y} · ln {0}"],
  },
  square: { noun: "square", makes: "the square of {0}", back: ["times 2 · {0}"] },
  sqrt: { noun: "root", makes: "the square root of {0}", back: ["times 1/(2 · {y})"] },
  reciprocal: { noun: "reciprocal", makes: "one over {0}", back: ["times −{y}²"] },
  exp: { noun: "exponential", makes: "the exponential of {0}", back: ["times {y}"] },
  log: { noun: "logarithm", makes: "the natural logarithm of {0}", back: ["times 1/{0}"] },
  abs: {
    noun: "absolute value",
    makes: "the absolute value of {0}",
    back: ["times the sign of {0}"],
  },
  sin: { noun: "sine", makes: "the sine of {0}", back: ["times cos {0}"] },
  cos: { noun: "cosine", makes: "the cosine of {0}", back: ["times −sin {0}"] },
  tan: { noun: "tangent", makes: "the tangent of {0}", back: ["times 1 + {y}²"] },
  radians: { noun: "change to radians", makes: "{0} degrees in radians", back: ["times π/180"] },
  degrees: { noun: "change to degrees", makes: "{0} radians in degrees", back: ["times 180/π"] },
  sigmoid: { noun: "sigmoid", makes: "the sigmoid of {0}", back: ["times {y}(1 − {y})"] },
  tanh: { noun: "tanh", makes: "the hyperbolic tangent of {0}", back: ["times 1 − {y}²"] },
  relu: {
    noun: "ReLU",
    makes: "the ReLU of {0}",
    back: ["lets {g} pass where {0} is positive"],
  },
  softplus: { noun: "softplus", makes: "the softplus of {0}", back: ["times the sigmoid of {0}"] },
  softmax: {
    noun: "softmax",
    makes: "the softmax of {0}",
    back: ["takes from {g} its mean weighted by {y}, multiplies by {y}"],
  },
  matmul: {
    noun: "matrix product",
    makes: "the matrix product of {0} and {1}",
    back: ["multiplies {g} from the right by {1T}", "multiplies {g} from the left by {0T}"],
  },
  dot: {
    noun: "inner product",
    makes: "the inner product of {0} and {1}",
    back: ["times {1}", "times {0}"],
  },
  einsum: {
    noun: "Einstein sum",
    makes: "the Einstein sum of {all}",
    back: ["multiplies {g} by the other factors, sums over the axes that this input lacks,"],
  },
  sum: {
    noun: "summation",
    makes: "the sum of {over}",
    back: ["copies {g} to every element that was summed"],
  },
  mean: {
    noun: "mean",
    makes: "the mean of {over}",
    back: ["shares {g} equally among the elements"],
  },
  max: {
    noun: "maximum",
    makes: "the largest of {over}",
    back: ["gives {g} to the largest element"],
  },
  min: {
    noun: "minimum",
    makes: "the smallest of {over}",
    back: ["gives {g} to the smallest element"],
  },
  maximum: {
    noun: "maximum",
    makes: "the larger of {0} and {1}",
    back: ["lets {g} pass where this input is the larger"],
  },
  minimum: {
    noun: "minimum",
    makes: "the smaller of {0} and {1}",
    back: ["lets {g} pass where this input is the smaller"],
  },
  where: {
    noun: "choice",
    makes: "choosing {1} where {0} holds and {2} elsewhere",
    back: ["sends nothing", "lets {g} pass where it chose this input"],
  },
  transpose: {
    noun: "transpose",
    makes: "{0} transposed",
    back: ["transposes {g} back"],
  },
  reshape: reshaping("reshape", "giving {0} a new shape"),
  broadcast_to: {
    noun: "broadcast",
    makes: "repeating {0} to the new shape",
    back: ["adds up {g} over the copies"],
  },
  getitem: {
    noun: "index",
    makes: "the part {part} of {0}",
    back: ["puts {g} in the chosen place, and zeros elsewhere,"],
  },
  concatenate: {
    noun: "concatenation",
    makes: "joining {all}",
    back: ["cuts this input's part out of {g}"],
  },
  stack: {
    noun: "stack",
    makes: "stacking {all}",
    back: ["takes this input's layer out of {g}"],
  },
  topk: picking("choice", "the {k} largest of {over}"),
  max_at: picking("maximum", "the largest of {over}"),
  min_at: picking("minimum", "the smallest of {over}"),
  median_at: picking("median", "the median of {over}"),
  view: reshaping("view", "giving {0} a new shape"),
  flatten: reshaping("flattening", "flattening {0}"),
  expand_dims: reshaping("new axis", "giving {0} a new axis"),
  squeeze: reshaping("squeeze", "leaving out the axes of size 1 of {0}"),
  split: splitting,
  chunk: splitting,
  batch_norm: standardization("batch normalization"),
  layer_norm: standardization("layer normalization"),
  instance_norm: standardization("instance normalization"),
  group_norm: standardization("group normalization"),
  ...REDUCTIONS,
  ...ARRANGEMENTS,
  ...WINDOWS,
  ...LOSSES,
};

function picking(noun: string, what: string): Phrases {
  return {
    noun,
    makes: `picking ${what}`,
    back: ["puts {g} where it was picked, and zeros elsewhere,"],
  };
}

function reshaping(noun: string, makes: string): Phrases {
  return { noun, makes, back: ["gives {g} the old shape"] };
}

/** What moves and scales its elements to mean 0 and variance 1 sends nothing along these two ways. */
function standardization(noun: string): Phrases {
  return {
    noun,
    makes: `the ${noun} of {0}`,
    back: ["takes from {g} its mean and its part along {y}, divides by the deviation,"],
  };
}
