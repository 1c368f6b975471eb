import type { Diagnostic, GraphDocument, Num } from "../core/document.ts";
import type { OnStage } from "./events.ts";
import { Problem, requestJson } from "./request.ts";

/** What is evaluated. `inputs` overrides leaves by tensor id, elements in row-major order. */
export interface Program {
  source: string;
  seed: number;
  inputs: Readonly<Record<string, InputValue>>;
  /** Ops that the document opens into scalar ops, or all that can be; default none. */
  expand?: readonly string[] | "all";
}

/** A number, or nested lists in the shape of the tensor. */
export type InputValue = number | InputValue[];

/** The program could not run to its end; `document` holds what ran before, if anything. */
export interface Stopped {
  kind: "stopped";
  document: GraphDocument | null;
  diagnostics: Diagnostic[];
  message: string;
}

/** The program has not all the ops that are to be opened. */
export interface UnknownOps {
  kind: "unknown-ops";
}

export type Outcome = { kind: "complete"; document: GraphDocument } | Stopped;

/** Run a program forward and backward. */
export async function evaluate(
  program: Program,
  signal: AbortSignal,
  onStage?: OnStage,
): Promise<Outcome | UnknownOps> {
  try {
    const document = await requestJson<GraphDocument>("/api/v1/graphs", program, signal, onStage);
    return { kind: "complete", document };
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error;
    return missesOps(error) ? { kind: "unknown-ops" } : stopped(error);
  }
}

function missesOps({ members }: Problem): boolean {
  const errors = (members.errors as { at: string }[] | undefined) ?? [];
  return errors.some(({ at }) => at === "body/expand");
}

/** What a problem says of the program that it is about. */
export function stopped({ members, message }: Problem): Stopped {
  const { diagnostics, document } = members;
  return {
    kind: "stopped",
    document: (document as GraphDocument | undefined) ?? null,
    diagnostics: (diagnostics as Diagnostic[] | undefined) ?? [],
    message,
  };
}

/** Elements `start` to `start + data.length` of a tensor, row-major. */
export interface Slice {
  shape: number[];
  start: number;
  data: Num[];
}

/** Elements of a tensor that travelled as a summary. `count` is a wish; fewer may come. */
export function fetchElements(
  program: Program,
  tensor: string,
  of: "value" | "gradient",
  start: number,
  count: number,
): Promise<Slice> {
  const body = { ...program, tensor, of, start, count };
  return requestJson<Slice>("/api/v1/graphs/tensor", body);
}
