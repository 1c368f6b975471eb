import { html, nothing, render, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { LARGEST_SEED } from "../../core/permalink.ts";
import type { Studio } from "../studio.ts";
import { readNumber } from "./typed.ts";

/**
 * Fill a part of the sliders' panel: the seed of a program that draws at random, and a button that
 * draws again.
 * @param evaluate run the program as it stands now
 */
export function createSeed(host: HTMLElement, studio: Studio, evaluate: () => void): void {
  let draft: { text: string; fault: string | null } | null = null;

  const draw = (): void => {
    const { graph, seed } = studio.state;
    render(graph?.document.drawn ? row(seed) : nothing, host);
  };
  const become = (seed: number): void => {
    draft = null;
    if (seed === studio.state.seed) return draw();
    studio.update({ seed });
    evaluate();
  };
  const commit = (): void => {
    const read = draft && readSeed(draft.text);
    if (typeof read !== "string") return become(read ?? studio.state.seed);
    draft = { text: draft?.text ?? "", fault: read };
    draw();
  };
  const type = ({ target }: Event): void => {
    draft = { text: (target as HTMLInputElement).value, fault: null };
    draw();
  };

  const row = (seed: number): TemplateResult =>
    html`<div class="seed">
      <label title="What decides everything that the program draws at random">
        seed
        <input
          class="number"
          type="text"
          inputmode="numeric"
          autocomplete="off"
          aria-invalid=${draft?.fault ? "true" : nothing}
          aria-describedby=${draft?.fault ? "seed-fault" : nothing}
          .value=${live(draft?.text ?? String(seed))}
          @focus=${({ target }: Event) => (target as HTMLInputElement).select()}
          @input=${type}
          @change=${commit}
        />
      </label>
      <button @click=${() => become(seed < LARGEST_SEED ? seed + 1 : 0)}>Draw again</button>
      ${draft?.fault ? html`<p class="fault" id="seed-fault" role="alert">${draft.fault}</p>` : nothing}
    </div>`;

  studio.subscribe(({ graph }) => graph, draw);
  studio.subscribe(({ seed }) => seed, draw);
  draw();
}

/** Read a seed that was typed. @returns null where nothing was; a sentence where it cannot be taken */
export function readSeed(text: string): number | null | string {
  const read = readNumber(text, "real");
  if (typeof read !== "number" || (Number.isInteger(read) && read >= 0 && read <= LARGEST_SEED))
    return read;
  return `A seed is a whole number from 0 to ${LARGEST_SEED}.`;
}
