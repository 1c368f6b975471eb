import { requestJson } from "./request.ts";

/** A small fully connected network and its data, as the form describes it. */
export interface NetworkForm {
  /** Neurons per layer, inputs first. */
  sizes: number[];
  /** One per layer after the inputs. */
  activations: string[];
  loss: string;
  /** (rows, sizes[0]) */
  inputs: number[][];
  /** (rows, sizes[-1]) */
  targets: number[][];
  seed: number;
}

/** The program that the server writes for a network. */
export async function writeNetwork(form: NetworkForm): Promise<string> {
  const answer = await requestJson<{ source: string }>("/api/v1/networks", form);
  return answer.source;
}

/** The names that the server knows; a test holds them against its schema. */
export const activations = [
  "sigmoid",
  "tanh",
  "relu",
  "leaky_relu",
  "gelu",
  "softplus",
  "linear",
] as const;

export const losses = [
  "squared_error",
  "absolute_error",
  "binary_cross_entropy",
  "cross_entropy",
] as const;
