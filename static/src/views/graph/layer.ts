import type { Cell } from "../../core/cells.ts";
import type { Frame } from "../../core/frame.ts";
import type { Box } from "../../core/layout/scene.ts";
import { overlaps } from "./camera.ts";

/** Something drawn, which can be brought up to a frame. */
export interface Mark {
  root: SVGElement;
  /** What of it takes the focus, if anything does. */
  handle?: SVGElement;
  show(frame: Frame): void;
  /** Outline single elements of a tensor. */
  light?(cells: readonly Cell[]): void;
}

/** Something that can be drawn: where it is, and how it is made when it comes near the view. */
export interface Drawable {
  id: string;
  box: Box;
  draw(): Mark;
}

/** Marks of one kind, in order, of which only those near the view exist. */
export class Layer {
  readonly root: SVGGElement;
  /** Marks that are drawn at present, by id, in order. */
  readonly live = new Map<string, Mark>();
  #all: readonly Drawable[] = [];
  #boxes = new Map<string, Box>();

  constructor(root: SVGGElement) {
    this.root = root;
  }

  /** Replace everything; nothing is drawn until {@link cull}. */
  set(all: readonly Drawable[]): void {
    this.#all = all;
    this.#boxes = new Map(all.map(({ id, box }) => [id, box]));
    this.live.clear();
    this.root.replaceChildren();
  }

  /** Draw what overlaps `view` and drop the rest, keeping the order. */
  cull(view: Box): void {
    const kept: [string, Mark][] = [];
    let next = this.root.firstElementChild;
    for (const one of this.#all) {
      const old = this.live.get(one.id);
      if (next !== null && next === old?.root) next = next.nextElementSibling;
      if (!overlaps(one.box, view)) {
        old?.root.remove();
        continue;
      }
      const mark = old ?? one.draw();
      if (!old) this.root.insertBefore(mark.root, next);
      kept.push([one.id, mark]);
    }
    this.live.clear();
    for (const [id, mark] of kept) this.live.set(id, mark);
  }

  boxOf(id: string): Box | undefined {
    return this.#boxes.get(id);
  }
}
