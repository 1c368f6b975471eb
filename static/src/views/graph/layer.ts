import type { Cell } from "../../core/cells.ts";
import type { Frame } from "../../core/frame.ts";
import { Nearby } from "../../core/layout/nearby.ts";
import type { Box } from "../../core/layout/scene.ts";

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
  #places = new Map<string, number>();
  #nearby = new Nearby([]);

  constructor(root: SVGGElement) {
    this.root = root;
  }

  /** Replace everything; nothing is drawn until {@link cull}. */
  set(all: readonly Drawable[]): void {
    this.#all = all;
    this.#places = new Map(all.map(({ id }, index) => [id, index]));
    this.#nearby = new Nearby(all.map(({ box }) => box));
    this.live.clear();
    this.root.replaceChildren();
  }

  /** How many there are to draw in a view. */
  count(view: Box): number {
    return this.#nearby.in(view).length;
  }

  /** Draw what overlaps `view` and drop the rest, keeping the order. */
  cull(view: Box): void {
    this.#keep(this.#nearby.in(view));
  }

  /** Draw these and drop the rest. */
  only(ids: Iterable<string>): void {
    const places = Array.from(new Set(ids), (id) => this.#placeOf(id));
    this.#keep(places.filter((place) => place >= 0).toSorted((one, other) => one - other));
  }

  #keep(places: readonly number[]): void {
    const wanted = new Set(places);
    for (const [id, { root }] of this.live) if (!wanted.has(this.#placeOf(id))) root.remove();
    let next = this.root.firstElementChild;
    const kept = places.map((place): [string, Mark] => {
      const one = this.#all[place] as Drawable;
      const mark = this.live.get(one.id) ?? one.draw();
      if (next === mark.root) next = next.nextElementSibling;
      else this.root.insertBefore(mark.root, next);
      return [one.id, mark];
    });
    this.live.clear();
    for (const [id, mark] of kept) this.live.set(id, mark);
  }

  #placeOf(id: string): number {
    return this.#places.get(id) ?? -1;
  }

  boxOf(id: string): Box | undefined {
    return this.#all[this.#placeOf(id)]?.box;
  }
}
