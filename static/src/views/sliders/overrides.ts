import type { InputValue } from "../../api/graphs.ts";
import type { Evaluation } from "../evaluation.ts";
import type { Studio, StudioState } from "../studio.ts";

/** Told a tensor's id and its whole new value; null: as the program gives it. */
export type Move = (tensor: string, value: InputValue | null) => void;

/** Numbers in place of the program's, as a hand sets them. */
export interface Overrides {
  /** Something is about to move, and the way is prepared. */
  ready(): void;
  /** A hand has taken hold of a tensor: it lights. */
  hold(tensor: string): void;
  move: Move;
  /** All the numbers in place of the program's at once. */
  replace(inputs: StudioState["inputs"]): void;
  /** The hand has let go. */
  settle(): void;
  /** Everything as the program gives it. */
  reset(): void;
}

export function createOverrides(studio: Studio, evaluation: Evaluation): Overrides {
  const set = (inputs: StudioState["inputs"]): void => {
    studio.update({ inputs });
    evaluation.move();
  };
  return {
    ready: evaluation.ready,
    hold(tensor) {
      evaluation.ready();
      if (studio.state.held !== tensor) studio.update({ held: tensor });
    },
    move(tensor, value) {
      const { [tensor]: _, ...others } = studio.state.inputs;
      set(value === null ? others : { ...others, [tensor]: value });
    },
    replace: set,
    settle: () => studio.update({ held: null, settledInputs: studio.state.inputs }),
    reset() {
      set({});
      studio.update({ held: null, settledInputs: studio.state.inputs });
    },
  };
}
