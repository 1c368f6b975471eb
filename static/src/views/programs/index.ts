import { architectures } from "./architectures.ts";
import { backwardPass } from "./backward_pass.ts";
import { firstSteps } from "./first_steps.ts";
import { matrices } from "./matrices.ts";
import { networks } from "./networks.ts";
import type { Example } from "./program.ts";
import { tensors } from "./tensors.ts";
import { training } from "./training.ts";

/** The gallery, in the order in which it is shown. */
export const gallery: { title: string; examples: Example[] }[] = [
  { title: "First steps", examples: firstSteps },
  { title: "The backward pass", examples: backwardPass },
  { title: "Networks", examples: networks },
  { title: "Training", examples: training },
  { title: "Layers and architectures", examples: architectures },
  { title: "Tensors and memory", examples: tensors },
  { title: "Matrices and order", examples: matrices },
];

const first = new Set(["radians", "fan-out", "tensor-network"]);

/** What an empty editor offers, from small to large. */
export const starters: Example[] = gallery
  .flatMap(({ examples }) => examples)
  .filter(({ id }) => first.has(id));
