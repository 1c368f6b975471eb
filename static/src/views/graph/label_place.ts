import type { Module } from "../../core/document.ts";
import { overlaps } from "../../core/layout/nearby.ts";
import { type Box, groundsOf, type Region, type Scene } from "../../core/layout/scene.ts";

/** About how wide a letter is, and how much of the ground stays free around a label, in its size. */
const breadth = 0.58;
const inset = { x: 0.5, y: 0.33 } as const;

/**
 * Where the names of modules stand that are seen from so far that their titles cannot be read: each
 * once, where its ground has room for it and that of a module around it leaves it some.
 */
export class Labels {
  /** Of the letters, in the scene. */
  readonly size: number;
  /** By module. */
  readonly #grounds = new Map<string, Region[]>();
  readonly #named: ReadonlySet<Region>;
  readonly #modules: ReadonlyMap<string, Module>;
  readonly #places = new Map<Region, Box | null>();

  constructor(scene: Scene, modules: ReadonlyMap<string, Module>, size: number) {
    for (const ground of groundsOf(scene)) {
      const known = this.#grounds.get(ground.id);
      if (known) known.push(ground);
      else this.#grounds.set(ground.id, [ground]);
    }
    this.#named = new Set(scene.regions);
    this.#modules = modules;
    this.size = size;
  }

  /** The box of the letters; null where there is no room for them. */
  placeOf(region: Region): Box | null {
    let place = this.#places.get(region);
    if (place === undefined) this.#places.set(region, (place = this.#find(region)));
    return place;
  }

  #find(region: Region): Box | null {
    const { box } = region;
    const { name = "" } = this.#modules.get(region.id) ?? {};
    const [left, top, height] = [inset.x * this.size, inset.y * this.size, this.size];
    const width = name.length * breadth * this.size;
    const fits = box.width >= width + 2 * left && box.height >= height + top;
    if (!fits || !this.#named.has(region)) return null;
    const place = { x: box.x + left, y: box.y + top, width, height };
    for (let outer = this.#around(region); outer; outer = this.#around(outer)) {
      const taken = this.placeOf(outer);
      if (taken && overlaps(taken, place)) return null;
    }
    return place;
  }

  /** The ground on which another one lies: in rows a module has several. */
  #around({ id, box: within }: Region): Region | undefined {
    const parent = this.#modules.get(id)?.parent ?? "";
    return this.#grounds.get(parent)?.find(({ box }) => overlaps(box, within));
  }
}
