import { html, nothing, render } from "lit";
import { isAtEnd, timelineOf } from "../../core/timeline.ts";
import { remember } from "../../platform/storage.ts";
import type { Playback } from "../playback.ts";
import type { Studio, StudioState } from "../studio.ts";
import { placeBeside } from "./place.ts";
import { type TourStop, tourStops } from "./stops.ts";

/** A walk through the parts of the page, one after the other. */
export interface Tour {
  start(): void;
}

/** What a visitor has answered to the invitation, so that it is made once. */
export const answered = "toured";

/** Make the tour: a modal card beside each part, which stays lit while the rest is dimmed. */
export function createTour(root: HTMLElement, studio: Studio, playback: Playback): Tour {
  const dialog = document.createElement("dialog");
  dialog.className = "tour";
  dialog.setAttribute("aria-labelledby", "tour-title");
  document.body.append(dialog);
  let at = 0;
  /** What was open and selected before the tour opened and selected something. */
  let before: Pick<StudioState, "programOpen" | "inspectorOpen" | "selection"> = studio.state;

  const stop = (): TourStop => tourStops[at] as TourStop;
  const go = (to: number): void => {
    if (to < 0) return;
    if (to >= tourStops.length) {
      dialog.close();
      return;
    }
    at = to;
    const { panel } = stop();
    // An empty inspector explains nothing.
    const shown = before.selection ?? studio.state.graph?.document.output ?? null;
    const selection = panel === "inspectorOpen" ? shown : before.selection;
    studio.update({ ...before, selection, ...(panel && { [panel]: true }) });
    draw();
    place();
    const kept = dialog.querySelector(":focus:enabled");
    if (!kept) dialog.querySelector<HTMLElement>(".primary")?.focus();
  };

  const draw = (): void => {
    const { title, text, trial } = stop();
    const last = at === tourStops.length - 1;
    render(
      html`
        <div class="spot"></div>
        <section class="stop" aria-live="polite">
          <p class="count">Stop ${at + 1} of ${tourStops.length}</p>
          <h2 id="tour-title">${title}</h2>
          <p>${text}</p>
          ${trial ? html`<button class="trial" @click=${attempt}>${trial}</button>` : nothing}
          <footer>
            ${last ? nothing : html`<button class="quiet" @click=${() => dialog.close()}>Skip the tour</button>`}
            <span class="spacer"></span>
            <button ?disabled=${at === 0} @click=${() => go(at - 1)}>Back</button>
            <button class="primary" autofocus @click=${() => go(at + 1)}>
              ${last ? "Done" : "Next"}
            </button>
          </footer>
        </section>
      `,
      dialog,
    );
  };

  /** One step, from the start where the end is shown. */
  const attempt = (): void => {
    const { graph, position } = studio.state;
    if (graph && isAtEnd(timelineOf(graph), position)) playback.toStart();
    playback.step(1);
  };

  const place = (): void => {
    const part = root.querySelector(stop().part)?.getBoundingClientRect();
    const spot = dialog.querySelector<HTMLElement>(".spot");
    const card = dialog.querySelector<HTMLElement>(".stop");
    if (!dialog.open || !part || !spot || !card) return;
    spot.style.translate = `${part.x}px ${part.y}px`;
    spot.style.width = `${part.width}px`;
    spot.style.height = `${part.height}px`;
    const screen = { width: innerWidth, height: innerHeight };
    const { x, y } = placeBeside(part, card.getBoundingClientRect(), screen);
    card.style.translate = `${x}px ${y}px`;
  };

  addEventListener("resize", place);
  dialog.addEventListener("close", () => studio.update(before));
  dialog.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowRight" && at < tourStops.length - 1) go(at + 1);
    if (key === "ArrowLeft") go(at - 1);
  });

  return {
    start() {
      remember(answered, true);
      const { programOpen, inspectorOpen, selection } = studio.state;
      before = { programOpen, inspectorOpen, selection };
      at = 0;
      draw();
      dialog.showModal();
      go(0);
    },
  };
}
