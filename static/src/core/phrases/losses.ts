import type { Phrases } from "./form.ts";

const HUBER = [
  "takes {1} from {0}, bounds the difference, scales it by {g},",
  "takes {0} from {1}, bounds the difference, scales it by {g},",
];

export const LOSSES: Readonly<Record<string, Phrases>> = {
  cross_entropy: {
    noun: "cross-entropy",
    makes: "the cross-entropy of {0} and the target {1}",
    back: ["takes the target {1} from the softmax of {0}, scales the difference by {g},"],
  },
  mse: {
    noun: "mean squared error",
    makes: "the mean squared error between {0} and {1}",
    back: [
      "takes {1} from {0}, scales the difference by {g},",
      "takes {0} from {1}, scales the difference by {g},",
    ],
  },
  l1: {
    noun: "mean absolute error",
    makes: "the mean absolute error between {0} and {1}",
    back: [
      "takes the sign of {0} less {1}, scales it by {g},",
      "takes the sign of {1} less {0}, scales it by {g},",
    ],
  },
  huber: { noun: "Huber loss", makes: "the Huber loss between {0} and {1}", back: HUBER },
  smooth_l1: {
    noun: "smooth L1 loss",
    makes: "the smooth L1 loss between {0} and {1}",
    back: HUBER,
  },
  nll: {
    noun: "negative log-likelihood",
    makes: "the negative log-likelihood of the target {1} under {0}",
    back: ["puts {g}, negative and shared, in the target's places, and zeros elsewhere,"],
  },
  binary_cross_entropy: {
    noun: "binary cross-entropy",
    makes: "the binary cross-entropy of {0} and the target {1}",
    back: [
      "takes the target {1} from {0}, divides by {0} times 1 less {0}, scales the result by {g},",
      "takes the logarithm of 1 less {0}, less that of {0}, scales it by {g},",
    ],
  },
  binary_cross_entropy_with_logits: {
    noun: "binary cross-entropy",
    makes: "the binary cross-entropy of the sigmoid of {0} and the target {1}",
    back: [
      "takes the target {1} from the sigmoid of {0}, scales the difference by {g},",
      "changes the sign of {0}, scales it by {g},",
    ],
  },
};
