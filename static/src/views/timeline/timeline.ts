import { html, nothing, render, type TemplateResult } from "lit";
import {
  countStrides,
  type Grain,
  GRAINS,
  placeOf,
  positionAt,
  restAt,
  stridesOf,
} from "../../core/grain.ts";
import type { Graph } from "../../core/graph.ts";
import { isAtEnd, type Position, timelineOf } from "../../core/timeline.ts";
import { recall, remember } from "../../platform/storage.ts";
import { createHaste, subscribeUnhurried } from "../haste.ts";
import { type IconName, icon } from "../icons.ts";
import type { Playback } from "../playback.ts";
import type { Studio } from "../studio.ts";
import { saying } from "./saying.ts";
import { createTracks } from "./tracks.ts";

const speeds = [0.25, 0.5, 1, 2, 4, 8];

const grains: Record<Grain, string> = {
  contribution: "by contribution",
  op: "by op",
  pass: "by pass",
};

/** What of the timeline the keyboard reaches from everywhere. */
export interface TimelineView {
  /** Tell each step in a sentence, or do not. */
  narrate(): void;
}

/** Fill the timeline: a sentence for the step, the buttons, the tracks, the grain, the speed. */
export function createTimeline(
  host: HTMLElement,
  studio: Studio,
  playback: Playback,
): TimelineView {
  const haste = createHaste(studio);
  const tracks = createTracks({
    seek(place, rests, dragged) {
      const { graph, grain } = studio.state;
      if (dragged) haste.move();
      const strides = graph && stridesOf(graph, grain);
      if (strides) playback.seek(rests ? restAt(strides, place) : positionAt(strides, place));
    },
    release: haste.end,
    step: playback.step,
  });
  const spoken = document.createElement("p");
  spoken.className = "spoken";
  spoken.setAttribute("aria-live", "polite");
  studio.update({ narrated: recall("narrated", true) });

  const draw = (): void => {
    const { graph, position, grain, folding, playing, narrated, phase, problem } = studio.state;
    const said = graph ? saying(graph, grain, position, folding) : null;
    const before = problem === null ? "Before the error:" : "As it was before:";
    host.parentElement?.toggleAttribute("data-silent", !narrated);
    render(
      html`
        <div class="caption">
          ${said && phase === "stale" ? html`<span class="before">${before}</span>` : nothing}
          ${said ? html`<strong class=${said.way}>${said.step}</strong>` : nothing}
          ${said && narrated ? said.sentence : nothing}
        </div>
        <div class="transport">
          <div class="buttons">
            ${button("start", "To the start", playback.toStart)}
            ${button("back", "One step back", () => playback.step(-1))}
            ${button(playing ? "pause" : "play", playing ? "Pause" : "Play", playback.toggle)}
            ${button("forward", "One step forward", () => playback.step(1))}
            ${button("end", "To the end", playback.toEnd)}
          </div>
          ${tracks.element}
          <div class="pace">${grainChoice()} ${speedChoice()} ${narrationSwitch()}</div>
        </div>
        ${spoken}
      `,
      host,
    );
    const words = said ? `${said.step}${narrated ? ` ${said.sentence}` : ""}` : "No graph yet";
    tracks.say(said?.number ?? 0, graph ? countStrides(stridesOf(graph, grain)) : 0, words);
    // What has the focus speaks for itself; and while all moves, nothing is said.
    const speaks = narrated && !playing && document.activeElement !== tracks.element;
    if (said && speaks) spoken.textContent = words;
    if (!narrated || !said) spoken.textContent = "";
  };

  const button = (name: IconName, label: string, act: () => void): TemplateResult =>
    html`<button
      class="icon ${name === "play" || name === "pause" ? "primary" : ""} ${name}"
      aria-label=${label}
      title=${label}
      ?disabled=${studio.state.graph === null}
      @click=${act}
    >
      ${icon(name)}
    </button>`;

  const grainChoice = (): TemplateResult =>
    html`<select
      class="quiet"
      aria-label="What one step is"
      title="What one step is"
      .value=${studio.state.grain}
      @change=${(event: Event) => playback.grind(chosen(event) as Grain)}
    >
      ${GRAINS.map(
        (one) =>
          html`<option value=${one} ?selected=${one === studio.state.grain}>
            ${grains[one]}
          </option>`,
      )}
    </select>`;

  const speedChoice = (): TemplateResult =>
    html`<select
      class="quiet"
      aria-label="Speed"
      title="Speed"
      @change=${(event: Event) => studio.update({ speed: Number(chosen(event)), pacedByHand: true })}
    >
      ${speeds.map((one) => html`<option value=${one} ?selected=${one === studio.state.speed}>${one}×</option>`)}
    </select>`;

  const narrationSwitch = (): TemplateResult =>
    html`<button
      class="icon quiet narration"
      aria-label="Tell each step"
      title="Tell each step"
      aria-pressed=${studio.state.narrated}
      @click=${narrate}
    >
      ${icon(studio.state.narrated ? "told" : "untold")}
    </button>`;

  const narrate = (): void => {
    studio.update({ narrated: !studio.state.narrated });
    remember("narrated", studio.state.narrated);
  };

  const show = (): void => {
    const { graph, grain, position } = studio.state;
    if (graph) tracks.show(placeOf(stridesOf(graph, grain), position));
  };
  const lay = (): void => {
    const { graph, grain } = studio.state;
    tracks.lay(graph, grain);
    show();
  };

  draw();
  new ResizeObserver(lay).observe(tracks.element);
  // Other numbers take no other steps.
  studio.subscribe(({ graph }) => graph?.form, lay);
  studio.subscribe(({ grain }) => grain, lay);
  studio.subscribe(({ position }) => position, show);
  subscribeUnhurried(
    studio,
    ({ position, playing, speed, grain, narrated, graph }) =>
      [seen(graph, position), playing, speed, grain, narrated].join(" "),
    draw,
  );
  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ folding }) => folding, draw);
  studio.subscribe(({ phase }) => phase, draw);
  return { narrate };
}

/** What of a position the caption depends on. */
function seen(graph: Graph | null, position: Position): string {
  return graph && isAtEnd(timelineOf(graph), position)
    ? "end"
    : `${position.stop} ${position.t > 0}`;
}

function chosen(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}
