import type { ArrayJson } from "./document.ts";

/**
 * Everything that is seen at one moment: a pure function of document, step and time within the
 * step. Playing, pausing, scrubbing, stepping back and the still of a link are the same call.
 */
export interface Frame {
  /** Index into document.steps of the step in progress; `steps.length` when all is done. */
  step: number;
  /** 0 when the step begins, 1 when it is done. */
  t: number;
  /** Pass that is shown: its gradients are the ones in the tensors. */
  pass: number;
  tensors: ReadonlyMap<string, TensorState>;
  ops: ReadonlyMap<string, OpState>;
  /** What moves now; at most one thing. */
  travel: Travel | null;
}

export interface TensorState {
  /** Absent until computed, then the document's value. */
  value?: ArrayJson;
  /** 0..1 while the value is filling in, 1 afterwards. */
  filled: number;
  /** Sum of the contributions that have arrived in this pass; absent until the first. */
  gradient?: ArrayJson;
  /** "none": the pass does not reach it; "waiting", "partial", "complete". */
  ledger: "none" | "waiting" | "partial" | "complete";
  /** Contributions that have arrived, of how many this pass sends to it. */
  arrived: number;
  expected: number;
}

/** "ready": its turn could come now, all that it needs is there. */
export type OpState =
  | "idle"
  | "ready-forward"
  | "firing-forward"
  | "fired"
  | "ready-backward"
  | "firing-backward"
  | "done";

export interface Travel {
  /** Edge key, see layout/scene.ts. */
  edge: string;
  /** Forward data goes along the edge's forward direction, a contribution against it. */
  kind: "forward" | "contribution";
  /** 0..1 from where it starts to where it lands. */
  position: number;
  /** What it carries. */
  array?: ArrayJson;
}
