import type { Phrases } from "./form.ts";

const convolution: Phrases = {
  noun: "convolution",
  makes: "the convolution of {0} with the kernel {1}{plusBias}",
  back: [
    "spreads {g} over its windows, weighted by the kernel {1},",
    "adds up every window of {0}, weighted by {g},",
    "adds up {g} over the examples and places",
  ],
};
const transposed: Phrases = {
  noun: "transposed convolution",
  makes: "the transposed convolution of {0} with the kernel {1}{plusBias}",
  back: [
    "adds up every window of {g}, weighted by the kernel {1},",
    "adds up every window of {g}, weighted by {0},",
    "adds up {g} over the examples and places",
  ],
};
const largest: Phrases = {
  noun: "max pooling",
  makes: "the largest element in each window of {0}",
  back: ["gives {g} to the largest element of each window"],
};
const mean: Phrases = {
  noun: "average pooling",
  makes: "the mean of each window of {0}",
  back: ["shares {g} equally among the elements of each window"],
};

export const WINDOWS: Readonly<Record<string, Phrases>> = {
  conv1d: convolution,
  conv2d: convolution,
  conv_transpose1d: transposed,
  conv_transpose2d: transposed,
  max_pool1d: largest,
  max_pool2d: largest,
  avg_pool1d: mean,
  avg_pool2d: mean,
  adaptive_avg_pool1d: mean,
  adaptive_avg_pool2d: mean,
  unfold: {
    noun: "unfolding",
    makes: "cutting {0} into windows",
    back: ["adds up {g} where windows overlap"],
  },
  fold: {
    noun: "folding",
    makes: "adding up the windows of {0}",
    back: ["cuts {g} into windows"],
  },
};
