import type { Cell } from "../../core/cells.ts";
import type { Frame } from "../../core/frame.ts";
import { Nearby } from "../../core/layout/nearby.ts";
import type { Box, Placed } from "../../core/layout/scene.ts";
import { svg } from "../../marks/svg.ts";

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
export interface Drawable extends Pick<Placed, "id" | "box"> {
  draw(): Mark;
}

/** What a layer draws, of which there may be thousands: nothing is made for each of them. */
export interface Kind<Item> {
  id(item: Item): string;
  box(item: Item): Box;
  draw(item: Item): Mark;
}

/** What has a name and a place of its own. */
export const placed = {
  id: ({ id }: Placed): string => id,
  box: ({ box }: Placed): Box => box,
};

export const drawables: Kind<Drawable> = { ...placed, draw: (one) => one.draw() };

/** Marks of one kind, in order, of which only those near the view exist. */
export class Layer<Item = Drawable> {
  readonly root = svg("g");
  /** Marks that are drawn at present, by id, in order. */
  readonly live = new Map<string, Mark>();
  readonly #kind: Kind<Item>;
  #all: readonly Item[] = [];
  #places = new Map<string, number>();
  /** Made when somebody asks what is near. */
  #nearby: Nearby | null = null;

  constructor(kind: Kind<Item>) {
    this.#kind = kind;
  }

  /** Replace everything; nothing is drawn until {@link cull}. */
  set(all: readonly Item[]): void {
    this.#all = all;
    this.#places = new Map(all.map((item, index) => [this.#kind.id(item), index]));
    this.#nearby = null;
    this.live.clear();
    this.root.replaceChildren();
  }

  /** How many there are to draw in a view. */
  count(view: Box): number {
    return this.#near(view).length;
  }

  /** Draw what overlaps `view` and drop the rest, keeping the order. */
  cull(view: Box): void {
    this.#keep(this.#near(view));
  }

  #near(view: Box): number[] {
    this.#nearby ??= new Nearby(this.#all.map(this.#kind.box));
    return this.#nearby.in(view);
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
      const one = this.#all[place] as Item;
      const id = this.#kind.id(one);
      const mark = this.live.get(id) ?? this.#kind.draw(one);
      if (next === mark.root) next = next.nextElementSibling;
      else this.root.insertBefore(mark.root, next);
      return [id, mark];
    });
    this.live.clear();
    for (const [id, mark] of kept) this.live.set(id, mark);
  }

  #placeOf(id: string): number {
    return this.#places.get(id) ?? -1;
  }

  boxOf(id: string): Box | undefined {
    const one = this.#all[this.#placeOf(id)];
    return one && this.#kind.box(one);
  }
}
