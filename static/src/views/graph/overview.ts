import type { Frame } from "../../core/frame.ts";
import type { Box, Point } from "../../core/layout/scene.ts";
import { touched } from "../../core/touched.ts";
import type { Brush } from "../../marks/overview/brush.ts";
import { type Palette, readPalette } from "../../marks/overview/palette.ts";
import type { View } from "./camera.ts";
import { Panorama, type Placement } from "./panorama.ts";
import { type Due, Tiles } from "./tiles.ts";

/** Milliseconds of painting in one frame; the browser needs about as long again to fill it in. */
const slice = 5;
/** Size of the letters of labels, in that of the page's. */
const labels = 10 / 14;
/** Screen pixels around a tile from which something may reach into it. */
const seam = 3;

/**
 * The picture of a large graph from afar: one canvas, painted in the places of the SVG that it
 * stands in for. It is painted tile by tile, where something has changed, and what takes longer
 * than a frame allows goes on in the next one; `data-painting` says so.
 */
export class Overview {
  /** Shows {@link View.near}; lies under the SVG. */
  readonly canvas = document.createElement("canvas");
  readonly #context = this.canvas.getContext("2d") as CanvasRenderingContext2D;
  #palette: Palette | null = null;
  #panorama: Panorama | null = null;
  #view: View | null = null;
  #tiles: Tiles | null = null;
  #shown: { frame: Frame; active: string | null } | null = null;
  #request = 0;

  constructor() {
    this.canvas.className = "overview";
    this.canvas.hidden = true;
    this.canvas.setAttribute("aria-hidden", "true");
  }

  /** Take a graph in its places; nothing is painted until {@link look} and {@link show}. */
  place(placement: Placement): void {
    this.#panorama = new Panorama(placement);
    this.#shown = null;
  }

  /** Take other values for the same picture. */
  refill(placement: Placement): void {
    this.#panorama?.refill(placement);
    this.#shown = null;
  }

  /** Colours and typefaces have changed. */
  recolour(): void {
    this.#palette = null;
    this.#tiles?.markAll();
    this.#work();
  }

  /** Stand in for the SVG in a view; null: it is drawn itself. */
  look(view: View | null): void {
    this.canvas.hidden = view === null;
    if (view === null) this.#tiles = null;
    else {
      const before = this.#tiles && this.#shown ? this.#view : null;
      this.#tiles = new Tiles(view.near, view.zoom);
      this.#tiles.markAll();
      this.#fit(view, before);
    }
    this.#view = view;
  }

  /**
   * Bring the picture up to a frame.
   * @param hurried whether the next one follows at once: until then patches are good enough
   */
  show(frame: Frame, active: string | null, hurried: boolean): void {
    const [before, tiles, panorama] = [this.#shown, this.#tiles, this.#panorama];
    this.#shown = { frame, active };
    if (!tiles || !panorama) return;
    const change = before && touched(panorama.graph, before.frame, frame);
    if (!change) tiles.markAll();
    else for (const box of panorama.changed(change, before.frame, frame)) tiles.mark(box, hurried);
    const happens = panorama.happening(frame);
    if (before?.active !== active || (before && panorama.happening(before.frame) !== happens))
      for (const id of [before?.active, active]) {
        const box = id != null && panorama.boxOf(id);
        if (box) tiles.mark(box, hurried);
      }
    if (!hurried) tiles.markPatched();
    this.#work();
  }

  /** What is painted at a point of the scene, or nearest to it within `reach`. */
  at(point: Point, reach: number): string | null {
    return this.#panorama?.at(point, reach) ?? null;
  }

  /** Paint all that is left, however long it takes. */
  finish(): void {
    this.#work(Infinity);
  }

  /** Paint for as long as a frame allows, and go on in the next one. */
  #work(time = slice): void {
    cancelAnimationFrame(this.#request);
    const start = performance.now();
    while (this.#tiles && performance.now() - start < time) {
      const due = this.#tiles.take();
      if (due === null) break;
      this.#paint(due);
    }
    const isDone = this.#tiles?.isClean ?? true;
    this.canvas.dataset.painting = String(!isDone);
    if (!isDone) this.#request = requestAnimationFrame(() => this.#work());
  }

  #paint(due: Due): void {
    if (!this.#shown || !this.#panorama || !this.#view) return;
    const brush = this.#brushFor(due, this.#view);
    const margin = seam / this.#view.zoom;
    const { frame, active } = this.#shown;
    const part = grown(due.part, margin);
    this.#panorama.paint(brush, grown(due.tile, margin), frame, active, part);
    brush.context.restore();
  }

  /** A brush in the scene's units that reaches no further than a part of a tile, which it has cleared. */
  #brushFor({ tile, part }: Due, { near, zoom, letter }: View): Brush {
    const context = this.#context;
    this.#palette ??= readPalette(this.canvas.parentElement ?? document.body);
    const scale = zoom * devicePixelRatio;
    const [left, right] = pixels(tile.x, tile.width, part.x, part.width, near.x, scale);
    const [top, bottom] = pixels(tile.y, tile.height, part.y, part.height, near.y, scale);
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.clearRect(left, top, right - left, bottom - top);
    context.setTransform(scale, 0, 0, scale, -near.x * scale, -near.y * scale);
    return { context, palette: this.#palette, zoom, label: labels * letter };
  }

  /** Make the canvas as large as the view; what was painted stays in its place until it is again. */
  #fit(view: View, before: View | null): void {
    const ratio = devicePixelRatio;
    const width = Math.round(view.near.width * view.zoom * ratio);
    const height = Math.round(view.near.height * view.zoom * ratio);
    const grows = this.canvas.width !== width || this.canvas.height !== height;
    const old = before && grows ? copyOf(this.canvas) : this.canvas;
    if (grows) [this.canvas.width, this.canvas.height] = [width, height];
    const context = this.#context;
    if (before) {
      const scale = view.zoom * ratio;
      // A picture that moves within its canvas needs no second one, and takes the place of what was.
      context.globalCompositeOperation = "copy";
      context.drawImage(
        old,
        (before.near.x - view.near.x) * scale,
        (before.near.y - view.near.y) * scale,
        before.near.width * scale,
        before.near.height * scale,
      );
      context.globalCompositeOperation = "source-over";
    } else context.clearRect(0, 0, width, height);
    // Else its pixels stay until somebody collects the garbage.
    if (old !== this.canvas) old.width = old.height = 0;
  }
}

function grown({ x, y, width, height }: Box, by: number): Box {
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

/** From which to which whole pixel a part of a tile reaches along one axis. */
function pixels(
  tile: number,
  length: number,
  part: number,
  reach: number,
  from: number,
  scale: number,
): [number, number] {
  return [
    Math.max(Math.round((tile - from) * scale), Math.floor((part - from) * scale)),
    Math.min(Math.round((tile + length - from) * scale), Math.ceil((part + reach - from) * scale)),
  ];
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d")?.drawImage(canvas, 0, 0);
  return copy;
}
