import { architectures } from "./architectures.ts";
import { firstSteps } from "./first_steps.ts";
import { matrices } from "./matrices.ts";
import { networks } from "./networks.ts";
import type { Example } from "./program.ts";
import { training } from "./training.ts";

/** The gallery, in the order in which it is shown. */
export const gallery: { title: string; examples: Example[] }[] = [
  { title: "First steps", examples: firstSteps },
  { title: "Networks", examples: networks },
  { title: "Training", examples: training },
  { title: "Layers and architectures", examples: architectures },
  { title: "Matrices and order", examples: matrices },
];

/** What an empty editor offers, from small to large. */
export const starters: Example[] = [firstSteps[0], firstSteps[4], networks[1]].filter(
  (example) => example !== undefined,
);
