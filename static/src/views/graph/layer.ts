import type { Box } from "../../core/layout/scene.ts";
import { overlaps } from "./camera.ts";

/** Something that can be drawn: where it is, and how it is made when it comes near the view. */
export interface Drawable<Mark extends { root: SVGElement }> {
  id: string;
  box: Box;
  draw(): Mark;
}

/** Marks of one kind, in order, of which only those near the view exist. */
export class Layer<Mark extends { root: SVGElement }> {
  readonly root: SVGGElement;
  /** Marks that are drawn at present, by id, in order. */
  readonly live = new Map<string, Mark>();
  #all: readonly Drawable<Mark>[] = [];
  #order = new Map<string, number>();

  constructor(root: SVGGElement) {
    this.root = root;
  }

  /** Replace everything; nothing is drawn until {@link cull}. */
  set(all: readonly Drawable<Mark>[]): void {
    this.#all = all;
    this.#order = new Map(all.map(({ id }, index) => [id, index]));
    this.live.clear();
    this.root.replaceChildren();
  }

  /**
   * Draw what overlaps `view` and drop the rest, keeping the order.
   * @returns the ids of the marks that are new
   */
  cull(view: Box): string[] {
    const fresh: string[] = [];
    let next = this.root.firstElementChild;
    const kept: [string, Mark][] = [];
    for (const one of this.#all) {
      const old = this.live.get(one.id);
      const near = overlaps(one.box, view);
      if (old && !near) {
        if (next === old.root) next = next.nextElementSibling;
        old.root.remove();
      }
      if (!near) continue;
      const mark = old ?? one.draw();
      if (old) next = old.root.nextElementSibling;
      else {
        this.root.insertBefore(mark.root, next);
        fresh.push(one.id);
      }
      kept.push([one.id, mark]);
    }
    this.live.clear();
    for (const [id, mark] of kept) this.live.set(id, mark);
    return fresh;
  }

  boxOf(id: string): Box | undefined {
    const index = this.#order.get(id);
    return index === undefined ? undefined : this.#all[index]?.box;
  }
}
