import { html, nothing, render, type TemplateResult } from "lit";
import { LARGEST_SEED } from "../../core/permalink.ts";
import type { Studio } from "../studio.ts";
import { faultOf, numberField, type Typed } from "./number_field.ts";
import { readNumber } from "./typed.ts";

const faultId = "seed-fault";

/**
 * Fill a part of the sliders' panel: the seed of a program that draws at random, and a button that
 * draws again.
 * @param evaluate run the program as it stands now
 */
export function createSeed(host: HTMLElement, studio: Studio, evaluate: () => void): void {
  let typed: Typed | null = null;

  const draw = (): void => {
    const { graph, seed } = studio.state;
    render(graph?.document.drawn ? row(seed) : nothing, host);
  };
  const become = (seed: number): void => {
    typed = null;
    if (seed === studio.state.seed) return draw();
    studio.update({ seed });
    evaluate();
  };
  const commit = (): void => {
    if (!typed) return;
    const read = readSeed(typed.text);
    if (typeof read !== "string") return become(read ?? studio.state.seed);
    typed = { ...typed, fault: read };
    draw();
  };
  const type = (text: string): void => {
    typed = { text, fault: null };
    draw();
  };

  const row = (seed: number): TemplateResult =>
    html`<div class="seed">
      <label title="What decides everything that the program draws at random">
        seed ${numberField({ value: String(seed), typed, faultId }, { type, commit })}
      </label>
      <button @click=${() => become(seed < LARGEST_SEED ? seed + 1 : 0)}>Draw again</button>
      ${faultOf(typed, faultId)}
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
