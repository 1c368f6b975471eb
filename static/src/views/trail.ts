import { timelineOf } from "../core/timeline.ts";
import type { Studio } from "./studio.ts";

/**
 * Write on the page's root element where the page stands: `data-phase`, `data-busy`, `data-live`,
 * `data-playing`, `data-stop`, `data-stops` and `data-way`, forward or backward. Styles and tests wait for these, never for time.
 */
export function exposeState(root: HTMLElement, studio: Studio): void {
  const write = (): void => {
    const { phase, busy, live, playing, position, graph } = studio.state;
    root.dataset.phase = phase;
    root.dataset.busy = String(busy);
    root.dataset.live = String(live);
    root.dataset.playing = String(playing);
    root.dataset.stop = String(position.t >= 1 ? position.stop + 1 : position.stop);
    root.dataset.moving = String(position.t > 0 && position.t < 1);
    root.dataset.stops = String(graph ? timelineOf(graph).stops.length - 1 : 0);
    const pass = graph ? timelineOf(graph).stops[position.stop]?.pass : undefined;
    const mode = graph?.document.passes[pass ?? 0]?.mode;
    root.dataset.way = mode === "reverse" ? "backward" : "forward";
  };
  studio.subscribe((state) => state, write);
  write();
}
