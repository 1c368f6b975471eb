import { type Palette, readPalette } from "../../marks/overview/palette.ts";
import type { Example } from "../programs/program.ts";
import { type Glimpse, glimpse } from "./glimpse.ts";

/** Pictures of programs, made when they come into view, one at a time, and kept. */
export class Pictures {
  readonly #known = new Map<string, Glimpse | null>();
  readonly #examples = new Map<Element, Example>();
  /** In view and not painted yet, in the order in which they came. */
  readonly #due = new Set<HTMLCanvasElement>();
  readonly #host: HTMLElement;
  #watch: IntersectionObserver | null = null;
  #sizes: ResizeObserver | null = null;
  #running: AbortController | null = null;
  /** The gallery's opening for which pictures are being made. */
  #working: AbortSignal | null = null;
  #palette: Palette | null = null;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Begin to paint what comes into view of these canvases. */
  begin(canvases: ReadonlyMap<HTMLCanvasElement, Example>): void {
    this.end();
    this.#running = new AbortController();
    this.#watch = new IntersectionObserver((seen) => this.#see(seen), {
      root: this.#host.closest("dialog"),
      rootMargin: "160px",
    });
    this.#sizes = new ResizeObserver((changed) => {
      for (const { target } of changed) this.#paint(target as HTMLCanvasElement);
    });
    for (const [canvas, example] of canvases) {
      this.#examples.set(canvas, example);
      this.#watch.observe(canvas);
    }
  }

  /** Stop: what is being computed is given up, what is painted stays known. */
  end(): void {
    this.#running?.abort();
    this.#running = null;
    this.#watch?.disconnect();
    this.#sizes?.disconnect();
    this.#due.clear();
    this.#examples.clear();
    this.#palette = null;
  }

  /** The colours of the page have changed. */
  recolour(): void {
    this.#palette = null;
    for (const canvas of this.#examples.keys()) this.#paint(canvas as HTMLCanvasElement);
  }

  #see(seen: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of seen) {
      const canvas = target as HTMLCanvasElement;
      if (!isIntersecting) this.#due.delete(canvas);
      else if (!this.#paint(canvas)) this.#due.add(canvas);
    }
    void this.#work();
  }

  /** Make one picture after the other, for as long as the gallery is open. */
  async #work(): Promise<void> {
    const signal = this.#running?.signal;
    if (!signal || this.#working === signal) return;
    this.#working = signal;
    for (let canvas = this.#next(); canvas && !signal.aborted; canvas = this.#next()) {
      const example = this.#examples.get(canvas);
      if (!example) continue;
      const made = await glimpse(example, signal).catch(() => undefined);
      // What the server could not answer now is asked for again when the gallery opens anew.
      if (made !== undefined) this.#known.set(example.id, made);
      if (!signal.aborted) this.#paint(canvas);
    }
    if (this.#working === signal) this.#working = null;
  }

  #next(): HTMLCanvasElement | undefined {
    const [first] = this.#due;
    if (first) this.#due.delete(first);
    return first;
  }

  /** @returns whether there is nothing more to do for it */
  #paint(canvas: HTMLCanvasElement): boolean {
    const example = this.#examples.get(canvas);
    const known = this.#known.get(example?.id ?? "");
    if (!known || canvas.clientWidth === 0) return known === null;
    this.#palette ??= readPalette(this.#host);
    known.paint(canvas, this.#palette, parseFloat(getComputedStyle(this.#host).fontSize));
    canvas.dataset.painted = "true";
    this.#sizes?.observe(canvas);
    return true;
  }
}
