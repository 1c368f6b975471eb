import { firstSteps } from "./first_steps.ts";
import { networks } from "./networks.ts";
import type { Example } from "./program.ts";

/** The gallery, in the order in which it is shown. */
export const gallery: { title: string; examples: Example[] }[] = [
  { title: "First steps", examples: firstSteps },
  { title: "Networks and training", examples: networks },
];

/** What an empty editor offers, from small to large. */
export const starters: Example[] = [firstSteps[0], firstSteps[4], networks[1]].filter(
  (example) => example !== undefined,
);
