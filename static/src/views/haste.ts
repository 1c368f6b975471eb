import type { Studio, StudioState } from "./studio.ts";

/** Tensors and ops of a graph beyond which not all that explains a moment can follow a drag. */
const many = 1_000;
/** Milliseconds without a move after which a drag rests, and for which what plays is left to be read. */
const rest = 120;

/** Tells when a drag along the timeline goes faster than a large graph can be explained. */
export interface Haste {
  /** The drag goes on. */
  move(): void;
  /** The hand has let go. */
  end(): void;
}

export function createHaste(studio: Studio): Haste {
  let timer = 0;
  const end = (): void => {
    clearTimeout(timer);
    studio.update({ hurried: false });
  };
  return {
    end,
    move() {
      const { graph } = studio.state;
      if (!graph || graph.tensors.size + graph.ops.size < many) return;
      clearTimeout(timer);
      timer = window.setTimeout(end, rest);
      studio.update({ hurried: true });
    },
  };
}

/** Subscribes like the studio itself, but hears nothing in a hurry; then of all that it missed, once. */
export function subscribeUnhurried<Selected>(
  studio: Studio,
  selector: (state: Readonly<StudioState>) => Selected,
  listener: (selected: Selected) => void,
): void {
  let heard = selector(studio.state);
  studio.subscribe((state) => (state.hurried ? heard : (heard = selector(state))), listener);
}

/**
 * Shows at once; but while the program plays, what was shown stands for a moment, however fast the
 * steps are, and then gives way to the newest.
 */
export function atReadingPace(studio: Studio, show: () => void): () => void {
  let timer = 0;
  let shown = Number.NEGATIVE_INFINITY;
  const showNow = (): void => {
    shown = performance.now();
    show();
  };
  return () => {
    clearTimeout(timer);
    const left = studio.state.playing ? shown + rest - performance.now() : 0;
    if (left > 0) timer = window.setTimeout(showNow, left);
    else showNow();
  };
}
