import {
  advance,
  clampPosition,
  isAtEnd,
  type Position,
  type Timeline,
  timelineOf,
} from "../core/timeline.ts";
import { frameClock } from "../platform/clock.ts";
import { prefersReducedMotion } from "../platform/media.ts";
import type { Studio } from "./studio.ts";

/** Moves the studio through its steps. */
export interface Playback {
  /** Play, or pause; at the end play from the start. */
  toggle(): void;
  /** One step forward is played to its end; one back is shown at once. */
  step(by: 1 | -1): void;
  /** Show a position and rest there. */
  seek(position: Position): void;
  toStart(): void;
  toEnd(): void;
}

export function createPlayback(studio: Studio): Playback {
  /** Where a single step comes to rest; null while playing on. */
  let until: number | null = null;
  /** Time since the last stop was shown at once, for those who want no motion. */
  let waited = 0;

  const clock = frameClock((elapsed) => {
    const { graph, position, speed } = studio.state;
    if (!graph) return;
    const timeline = timelineOf(graph);
    const next = prefersReducedMotion()
      ? jump(timeline, position, elapsed)
      : advance(timeline, position, elapsed / 1000, speed);
    if (until !== null && (next.stop > until || (next.stop === until && next.t >= 1))) {
      rest({ stop: until, t: 1 });
    } else if (isAtEnd(timeline, next)) rest(next);
    else studio.update({ position: next });
  });

  /** With reduced motion every stop is shown in its end state, for as long as it would have taken. */
  const jump = (timeline: Timeline, position: Position, elapsed: number): Position => {
    waited += elapsed / 1000;
    const gone = advance(timeline, { stop: 0, t: 0 }, waited, studio.state.speed).stop;
    if (gone === 0) return position;
    waited = 0;
    return clampPosition(timeline, { stop: position.stop + 1, t: 1 });
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

  return {
    seek,
    toStart: () => seek({ stop: 0, t: 0 }),
    toEnd: () => seek({ stop: Number.POSITIVE_INFINITY, t: 0 }),
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
    step(by) {
      const { graph, position } = studio.state;
      if (!graph) return;
      const timeline = timelineOf(graph);
      if (by === -1) {
        // Back from the middle of a step is to the one before; its end state is what is shown.
        seek(position.stop === 0 ? { stop: 0, t: 0 } : { stop: position.stop - 1, t: 1 });
        return;
      }
      // Pressed again before the step was over, the key means the one after it.
      const from = until === null ? position : { stop: until, t: 1 };
      const target = from.stop + (from.t >= 1 ? 1 : 0);
      if (target >= timeline.stops.length - 1 || prefersReducedMotion()) {
        seek({ stop: target, t: 1 });
        return;
      }
      until = target;
      run(from);
    },
  };
}
