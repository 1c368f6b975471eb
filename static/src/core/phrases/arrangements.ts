import type { Phrases } from "./form.ts";

const repetition: Phrases = {
  noun: "repetition",
  makes: "repeating {0}",
  back: ["adds up {g} over the copies"],
};
const choice: Phrases = {
  noun: "choice",
  makes: "choosing elements of {0} by number",
  back: ["adds up {g} in the places that were chosen, with zeros elsewhere,"],
};

export const ARRANGEMENTS: Readonly<Record<string, Phrases>> = {
  swapaxes: {
    noun: "exchange of axes",
    makes: "exchanging two axes of {0}",
    back: ["exchanges the axes of {g} back"],
  },
  moveaxis: {
    noun: "move of axes",
    makes: "moving axes of {0}",
    back: ["moves the axes of {g} back"],
  },
  flip: { noun: "reversal", makes: "reversing {0}", back: ["reverses {g}"] },
  roll: { noun: "roll", makes: "rolling {0}", back: ["rolls {g} back"] },
  rot90: { noun: "turn", makes: "turning {0}", back: ["turns {g} back"] },
  pad: {
    noun: "padding",
    makes: "padding {0}",
    back: ["takes from {g} what belongs to each element, copies included,"],
  },
  repeat: repetition,
  tile: repetition,
  take: choice,
  take_along_axis: choice,
  gather: choice,
  embedding: {
    noun: "embedding",
    makes: "the rows of {1} at the numbers in {0}",
    back: ["sends nothing", "adds up {g} in the rows that were taken, with zeros elsewhere,"],
  },
  masked_fill: {
    noun: "filling",
    makes: "filling {0} where {1} holds",
    back: [
      "lets {g} pass where nothing was filled",
      "sends nothing",
      "lets {g} pass where it was filled",
    ],
  },
  diagonal: {
    noun: "diagonal",
    makes: "the diagonal of {0}",
    back: ["puts {g} on the diagonal, and zeros elsewhere,"],
  },
  triu: {
    noun: "upper triangle",
    makes: "the upper triangle of {0}",
    back: ["keeps the upper triangle of {g}"],
  },
  tril: {
    noun: "lower triangle",
    makes: "the lower triangle of {0}",
    back: ["keeps the lower triangle of {g}"],
  },
  clip: {
    noun: "clipping",
    makes: "clipping {0}",
    back: ["lets {g} pass where {0} was not clipped"],
  },
  dropout: {
    noun: "dropout",
    makes: "dropping elements of {0} at random",
    back: ["multiplies {g} by the same mask"],
  },
};
