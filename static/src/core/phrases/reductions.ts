import type { Phrases } from "./form.ts";

export const REDUCTIONS: Readonly<Record<string, Phrases>> = {
  prod: {
    noun: "product",
    makes: "the product of {over}",
    back: ["multiplies {g}, for each element, by the product of all others"],
  },
  norm: {
    noun: "norm",
    makes: "the norm of {over}",
    back: ["multiplies {g}, for each element, by how fast the norm grows with it"],
  },
  var: {
    noun: "variance",
    makes: "the variance of {over}",
    back: ["scales {g} by the distance of each element from the mean"],
  },
  std: {
    noun: "standard deviation",
    makes: "the standard deviation of {over}",
    back: ["scales {g} by the distance of each element from the mean"],
  },
  cumsum: {
    noun: "running sum",
    makes: "the running sum of {over}",
    back: ["adds up {g} from each element to the last"],
  },
  logsumexp: {
    noun: "log-sum-exp",
    makes: "the logarithm of the sum of exponentials of {over}",
    back: ["multiplies {g} by the softmax of {0}"],
  },
  log_softmax: {
    noun: "log-softmax",
    makes: "the logarithm of the softmax of {0}",
    back: ["takes from {g} its sum times the softmax of {0}"],
  },
  softmin: {
    noun: "softmin",
    makes: "the softmin of {0}",
    back: ["takes {g} from its mean weighted by {y}, multiplies by {y}"],
  },
  trace: {
    noun: "trace",
    makes: "the trace of {0}",
    back: ["puts {g} on the diagonal, and zeros elsewhere,"],
  },
};
