/**
 * The document (version 1): the only thing the engine says about an evaluation.
 * It holds what happened and in which order; where and for how long is ours to decide.
 * Fields at their default are left out of the JSON; the default is written beside each.
 */

/** A float64. JSON has no NaN or infinity, so they travel as these strings. `-0` survives. */
export type Num = number | "NaN" | "Infinity" | "-Infinity";

/** Elements in row-major order. A scalar has `shape` [] and one element. */
export interface FullArray {
  shape: number[];
  data: Num[];
}

/** What travels instead of the elements when a tensor has more than 256 of them. */
export interface SummarizedArray {
  shape: number[];
  summary: { min: Num; max: Num; mean: Num; std: Num; nan: number; inf: number; zero: number };
  /** The first sheet (the last two axes, a vector as a column), sampled down to at most 32 x 32. */
  thumbnail: FullArray;
}

export type ArrayJson = FullArray | SummarizedArray;

/** 1-based lines, 0-based columns in characters (code points); the end is exclusive. */
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

export type Role = "input" | "parameter" | "target" | "constant" | "intermediate" | "output";

export interface Tensor {
  id: string;
  /** The name the program gave it; default "" (show the source text of `span` instead). */
  label?: string;
  /** default "intermediate" */
  role?: Role;
  shape: number[];
  /** default "float64" */
  dtype?: "float64" | "int64" | "bool";
  /** Absent: never computed. */
  value?: ArrayJson;
  /** The version of the leaf whose place this one took; default: the first. */
  previous?: string;
  /** The op that made it; default: none, a leaf. */
  source?: string;
  /** Module id; default "" (the root). */
  module?: string;
  span?: Span;
  /** Whether a gradient can flow to it; default true. */
  differentiable?: boolean;
  /** Slider range of an input, [min, max]. */
  range?: [number, number];
  /** The comment above its statement, or its annotation. */
  note?: string;
  /** `buffer` is shared by views of the same storage; strides and offset count elements. */
  memory?: { buffer: number; offset?: number; strides: number[]; contiguous?: boolean };
}

export interface Op {
  id: string;
  /** Catalogue name, as in GET /api/v1/ops. */
  op: string;
  /** What stands in the diamond: "@", "+", "σ", "x²". */
  symbol: string;
  /** Tensor ids by slot; a tensor may stand in two slots. */
  inputs: string[];
  outputs: string[];
  /** Keyword arguments; default {}. */
  constants?: Record<string, unknown>;
  /** What forward kept for backward; default []. */
  saved?: { name: string; shape: number[]; bytes: number }[];
  module?: string;
  span?: Span;
  cost?: OpCost;
}

/** Floating-point operations of forward, and bytes of its outputs. */
export interface OpCost {
  flops: number;
  bytes: number;
  /** Operations of one backward; absent where the plan does not tell. */
  backward?: number;
  /** By slot: elements of the Jacobian that backward does without; null: no gradient goes there. */
  jacobian?: (number | null)[];
}

export interface Edge {
  op: string;
  /** Which input (direction "in") or output (direction "out") of the op. */
  slot: number;
  tensor: string;
  direction: "in" | "out";
  /** Local derivative d output / d input, in the output's shape; elementwise ops only. */
  local?: ArrayJson;
}

export interface Module {
  id: string;
  name: string;
  /** "function", "block", or the module's class, e.g. "Linear". */
  type: string;
  /** Enclosing module id; default "" (the root). */
  parent?: string;
  /** Which call of the same function or module this is, from 1; default 1. */
  call?: number;
}

export interface Pass {
  index: number;
  mode: "forward" | "reverse" | "tangent";
  /** The tensor the pass started from (reverse), absent for the forward pass. */
  output?: string;
  /** Op ids in the order in which they fired. */
  order: string[];
  /** By tensor id. Absent tensor: no gradient was computed, which is not zero. */
  gradients?: Record<string, ArrayJson>;
  /** By "op id:slot": what that op sent to its input in that slot. First 2,000 ops only. */
  contributions?: Record<string, ArrayJson>;
}

export type StepKind = "leaf" | "forward" | "seed" | "backward" | "contribution" | "update";

/**
 * What happened, in order.
 * leaf [p, "leaf", null, tensor, null]: a tensor got its value from the program.
 * forward [0, "forward", op, null, null]: the op ran; all its outputs have their value now.
 * seed [p, "seed", null, tensor, null]: a backward pass starts; the output's gradient is 1.
 * backward [p, "backward", op, null, null]: all gradients of its outputs are complete; the op fires.
 * contribution [p, "contribution", op, tensor, slot]: it sends this contribution along that edge;
 *   the contributions of an op follow its "backward" row directly.
 * update [p, "update", null, tensor, null]: an optimizer step made this new version of a leaf.
 */
export type Step = [
  pass: number,
  kind: StepKind,
  op: string | null,
  tensor: string | null,
  slot: number | null,
];

/** Replace the text of `span` by `text`. */
export interface Fix {
  title: string;
  span: Span;
  text: string;
}

export interface Diagnostic {
  /** Stable and dashed: "shape", "unknown-name", "budget-ops", "not-scalar", "nan". */
  code: string;
  severity: "error" | "warning" | "info";
  message: string;
  hint?: string;
  /** Changes of the text that mend it, the likeliest first. */
  fixes?: Fix[];
  span?: Span;
  /** Tensors of the op that could not run. */
  operands?: string[];
}

/** A number of the scalar level: an element of a tensor, or what stands between. */
export interface ScalarTensor {
  /** "W[0,1]" for an element of W, "s[]" for a scalar, the same in every expansion; unique. */
  id: string;
  /** Which element of which tensor; absent for what stands between. */
  tensor?: string;
  index?: number[];
  /** What stands above it: "W[0,1]", "V[0,1]·h[1]". */
  label: string;
  value: Num;
  /** By pass index; absent where none was computed, which is not zero. */
  gradients?: Record<string, Num>;
}

/** An op on numbers. */
export interface ScalarOp {
  id: string;
  /** Catalogue name. */
  op: string;
  symbol: string;
  /** Scalar tensor ids by slot; a number may stand in two slots. */
  inputs: string[];
  output: string;
  /** d output / d input, by slot; null: no gradient goes there. */
  locals: (Num | null)[];
  /** By pass index, by slot: what it sent. */
  contributions?: Record<string, (Num | null)[]>;
}

/** An op opened into scalar ops between the elements of its tensors. */
export interface Expansion {
  /** Id of the op in the document. */
  op: string;
  /** Why it stays closed; then tensors and ops are empty. */
  refused?: string;
  /** Elements of its tensors that take part, then what stands between. */
  tensors: ScalarTensor[];
  /** In an order in which they can run. */
  ops: ScalarOp[];
}

export interface GraphDocument {
  version: 1;
  /** Version of the engine that made it. */
  engine: string;
  /** Digest of ids, ops, edges, shapes and modules: equal digests can share a layout. */
  structure: string;
  source: string;
  seed: number;
  /** Whether anything was drawn at random: another seed gives other numbers. */
  drawn: boolean;
  /** The tensor that the last backward pass started from, or would have. */
  output: string | null;
  /** By catalogue name: what the op is called, as words that stand behind "the". */
  titles: Record<string, string>;
  /** Catalogue names of the ops of several inputs for which the order of these matters. */
  ordered: string[];
  tensors: Tensor[];
  ops: Op[];
  edges: Edge[];
  modules: Module[];
  passes: Pass[];
  steps: Step[];
  diagnostics: Diagnostic[];
  printed: string[];
  /** `peak_bytes`: kept for backward where it is most, shared buffers counted once. */
  cost: {
    ops: number;
    elements: number;
    flops: number;
    saved_bytes: number;
    peak_bytes: number;
  };
  /** Only where the request asked to expand ops. */
  expansions?: Expansion[];
}
