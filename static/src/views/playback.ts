import {
  advance,
  countStrides,
  type Grain,
  GRAINS,
  jumpToOp,
  nextRest,
  previousRest,
  restAt,
  type Strides,
  strideOf,
  stridesOf,
} from "../core/grain.ts";
import { clampPosition, isAtEnd, type Position, timelineOf } from "../core/timeline.ts";
import { frameClock } from "../platform/clock.ts";
import { prefersReducedMotion } from "../platform/media.ts";
import type { Studio } from "./studio.ts";

/** Moves the studio through its steps. */
export interface Playback {
  /** Play, or pause; at the end play from the start. */
  toggle(): void;
  /** One step of the grain forward is played to its end; one back is shown at once. */
  step(by: 1 | -1): void;
  /** To the end of the next pass, or of the one before. */
  stepPass(by: 1 | -1): void;
  /** Show a position and rest there. */
  seek(position: Position): void;
  toStart(): void;
  toEnd(): void;
  /** To where the selected op, or the one that made the selected tensor, fires next. */
  jump(): void;
  /** Step by another grain; the position stays. */
  grind(grain: Grain): void;
  /** The next coarser grain, after the coarsest the finest. */
  coarser(): void;
}

export function createPlayback(studio: Studio): Playback {
  /** How many strides are over where a single step comes to rest; null while playing on. */
  let until: number | null = null;
  /** Time since the last stride was shown at once, for those who want no motion. */
  let waited = 0;

  const clock = frameClock((elapsed) => {
    const { position, speed } = studio.state;
    const strides = stridesNow();
    if (!strides) return;
    const next = prefersReducedMotion()
      ? jumpOn(strides, position, elapsed)
      : advance(strides, position, elapsed / 1000, speed);
    const over = next.t >= 1 ? next.stop + 1 : next.stop;
    if (until !== null && over >= (strides.bounds[until] ?? 0)) rest(restAt(strides, until));
    else if (isAtEnd(strides.timeline, next)) rest(next);
    else studio.update({ position: next });
  });

  const stridesNow = (grain = studio.state.grain): Strides | null =>
    studio.state.graph && stridesOf(studio.state.graph, grain);

  /** With reduced motion every stride is shown in its end state, for as long as it would have taken. */
  const jumpOn = (strides: Strides, position: Position, elapsed: number): Position => {
    waited += elapsed / 1000;
    const stride = strideOf(strides, position.stop);
    const begin = { stop: strides.bounds[stride] ?? 0, t: 0 };
    const gone = advance(strides, begin, waited, studio.state.speed);
    if (strideOf(strides, gone.stop) === stride) return position;
    waited = 0;
    const next = nextRest(strides, position);
    return next > countStrides(strides) ? endPosition : restAt(strides, next);
  };

  const rest = (position: Position): void => {
    clock.stop();
    until = null;
    studio.update({ position, playing: false });
  };

  const seek = (position: Position): void => {
    const { graph } = studio.state;
    if (graph) rest(clampPosition(timelineOf(graph), position));
  };

  const run = (from: Position): void => {
    waited = 0;
    studio.update({ position: from, playing: until === null });
    clock.start();
  };

  studio.subscribe(
    (state) => state.playing,
    (playing) => {
      if (!playing && until === null) clock.stop();
    },
  );

  const stepBy = (strides: Strides | null, by: 1 | -1): void => {
    const { position } = studio.state;
    if (!strides) return;
    if (by === -1) {
      // Back from the middle of a step is to the one before; its end state is what is shown.
      seek(previousRest(strides, position));
      return;
    }
    // Pressed again before the step was over, the key means the one after it.
    const from = until === null ? position : restAt(strides, until);
    const target = nextRest(strides, from);
    if (target > countStrides(strides)) seek(endPosition);
    else if (prefersReducedMotion() || strides.grain !== studio.state.grain)
      seek(restAt(strides, target));
    else {
      until = target;
      run(from);
    }
  };

  const grind = (grain: Grain): void => {
    const strides = stridesNow();
    if (until !== null && strides) rest(restAt(strides, until));
    studio.update({ grain, pacedByHand: true });
  };

  return {
    seek,
    grind,
    coarser() {
      const next = GRAINS.indexOf(studio.state.grain) + 1;
      grind(GRAINS[next % GRAINS.length] as Grain);
    },
    toStart: () => seek({ stop: 0, t: 0 }),
    toEnd: () => seek(endPosition),
    toggle() {
      const { graph, position, playing } = studio.state;
      if (!graph) return;
      if (playing) {
        rest(position);
        return;
      }
      until = null;
      run(isAtEnd(timelineOf(graph), position) ? { stop: 0, t: 0 } : position);
    },
    step: (by) => stepBy(stridesNow(), by),
    stepPass: (by) => stepBy(stridesNow("pass"), by),
    jump() {
      const { graph, grain, position, selection } = studio.state;
      const op = graph?.tensors.get(selection ?? "")?.source ?? selection;
      const target = graph && op ? jumpToOp(graph, grain, position, op) : null;
      if (target) seek(target);
    },
  };
}

const endPosition: Position = { stop: Number.POSITIVE_INFINITY, t: 0 };
