import { html, nothing, render, type TemplateResult } from "lit";
import { type Folding, hiddenBy } from "../../core/folding.ts";
import type { Graph } from "../../core/graph.ts";
import { narrate } from "../../core/narration.ts";
import { isAtEnd, type Position, timelineOf } from "../../core/timeline.ts";
import { type IconName, icon } from "../icons.ts";
import type { Playback } from "../playback.ts";
import type { Studio } from "../studio.ts";
import { createTracks } from "./tracks.ts";

const speeds = [0.25, 0.5, 1, 2, 4, 8];

/** Fill the timeline: a sentence for the step, the buttons, the tracks, the speed. */
export function createTimeline(host: HTMLElement, studio: Studio, playback: Playback): void {
  const tracks = createTracks((position) => playback.seek(position));
  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("aria-live", "polite");

  const draw = (): void => {
    const { graph, position, folding, playing, speed } = studio.state;
    const said = graph ? saying(graph, position, folding) : null;
    render(
      html`
        <p class="caption">
          ${said ? html`<strong class=${said.way}>${said.step}</strong> ${said.sentence}` : nothing}
        </p>
        <div class="transport">
          ${button("start", "To the start", playback.toStart)}
          ${button("back", "One step back", () => playback.step(-1))}
          ${button(playing ? "pause" : "play", playing ? "Pause" : "Play", playback.toggle)}
          ${button("forward", "One step forward", () => playback.step(1))}
          ${button("end", "To the end", playback.toEnd)} ${tracks.element}
          <label class="speed">
            speed
            <select @change=${setSpeed} aria-label="Speed">
              ${speeds.map((one) => html`<option value=${one} ?selected=${one === speed}>${one}×</option>`)}
            </select>
          </label>
        </div>
        ${spoken}
      `,
      host,
    );
    const { element } = tracks;
    element.setAttribute("aria-valuemin", "0");
    element.setAttribute("aria-valuemax", String(graph ? timelineOf(graph).stops.length - 1 : 0));
    element.setAttribute("aria-valuenow", String(said?.number ?? 0));
    element.setAttribute("aria-valuetext", said ? `${said.step} ${said.sentence}` : "No graph yet");
    if (said && !playing) spoken.textContent = `${said.step} ${said.sentence}`;
  };

  const button = (name: IconName, label: string, act: () => void): TemplateResult =>
    html`<button
      class="icon ${name === "play" || name === "pause" ? "primary" : ""}"
      aria-label=${label}
      title=${label}
      ?disabled=${studio.state.graph === null}
      @click=${act}
    >
      ${icon(name)}
    </button>`;

  const setSpeed = (event: Event): void =>
    studio.update({ speed: Number((event.target as HTMLSelectElement).value) });

  const lay = (): void => {
    tracks.lay(studio.state.graph);
    tracks.show(studio.state.position);
  };

  draw();
  new ResizeObserver(lay).observe(tracks.element);
  studio.subscribe(
    ({ graph }) => graph,
    () => {
      draw();
      lay();
    },
  );
  studio.subscribe(({ position }) => position, tracks.show);
  studio.subscribe(
    ({ position, playing, speed, graph }) => `${seen(graph, position)} ${playing} ${speed}`,
    draw,
  );
  studio.subscribe(({ folding }) => folding, draw);
}

/** What of a position the caption depends on. */
function seen(graph: Graph | null, position: Position): string {
  return graph && isAtEnd(timelineOf(graph), position)
    ? "end"
    : `${position.stop} ${position.t > 0}`;
}

interface Saying {
  /** How many stops are seen or under way. */
  number: number;
  step: string;
  sentence: string;
  way: "forward" | "backward";
}

function saying(graph: Graph, position: Position, folding: Folding): Saying {
  const timeline = timelineOf(graph);
  const count = timeline.stops.length - 1;
  const stop = timeline.stops[position.stop];
  const mode = stop && graph.passes.get(stop.pass)?.pass.mode;
  const way = mode === "reverse" ? "backward" : "forward";
  const sentence = stop ? narrate(graph, stop) : "";
  if (isAtEnd(timeline, position)) return { number: count, step: "The end.", sentence, way };
  if (position.stop === 0 && position.t === 0) {
    return { number: 0, step: "Start.", sentence: "Nothing is computed yet.", way };
  }
  const number = position.stop + 1;
  const name = way === "backward" ? "Backward" : "Forward";
  const folded = stop?.op ? hiddenBy(graph, folding, stop.op) : null;
  const inside = folded === null ? "" : `, inside ${graph.modules.get(folded)?.name}`;
  return { number, step: `${name}, step ${number} of ${count}${inside}.`, sentence, way };
}
