import type { Box } from "../../core/layout/scene.ts";

/** Side of a tile in screen pixels: one is painted in a few milliseconds, however dense it is. */
const side = 128;
/** Screen pixels by which outlines and soft edges reach beyond what they belong to. */
const seam = 3;

/** What is to be painted. */
export interface Due {
  tile: Box;
  /** The part of it in which something looks different. */
  part: Box;
}

/** A view cut into square tiles, of which some have to be painted again, as a whole or in part. */
export class Tiles {
  readonly #view: Box;
  /** Side of a tile in the scene, and how far around a box a change can be seen. */
  readonly #side: number;
  readonly #seam: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #due = new Map<number, Box>();
  /** Tiles that were last painted in part. */
  readonly #patched = new Set<number>();

  /** @param zoom screen pixels to a unit of the scene */
  constructor(view: Box, zoom: number) {
    this.#view = view;
    this.#side = side / zoom;
    this.#seam = seam / zoom;
    this.#columns = Math.ceil(view.width / this.#side);
    this.#rows = Math.ceil(view.height / this.#side);
  }

  get isClean(): boolean {
    return this.#due.size === 0;
  }

  /** Paint all again, from the middle outwards. */
  markAll(): void {
    const far = (index: number): number =>
      Math.max(
        Math.abs((index % this.#columns) - (this.#columns - 1) / 2),
        Math.abs(Math.floor(index / this.#columns) - (this.#rows - 1) / 2),
      );
    const all = Array.from({ length: this.#columns * this.#rows }, (_, index) => index);
    for (const index of all.toSorted((one, other) => far(one) - far(other)))
      this.#due.set(index, this.#tile(index));
  }

  /**
   * Paint again where something inside a box looks different.
   * @param patch whether no more of a tile than that: this is less work, but what crosses the edge
   *   of such a part may differ by a shade from what is painted as a whole
   */
  mark({ x, y, width, height }: Box, patch = false): void {
    const { x: left, y: top } = this.#view;
    const grown = {
      x: x - this.#seam,
      y: y - this.#seam,
      width: width + 2 * this.#seam,
      height: height + 2 * this.#seam,
    };
    const columns = cells(grown.x - left, grown.width, this.#side, this.#columns);
    const rows = cells(grown.y - top, grown.height, this.#side, this.#rows);
    for (const row of rows)
      for (const column of columns) {
        const index = row * this.#columns + column;
        const part = patch ? common(grown, this.#tile(index)) : this.#tile(index);
        const before = this.#due.get(index);
        this.#due.set(index, before ? together(before, part) : part);
      }
  }

  /** Paint as a whole what was painted in part, or is about to be. */
  markPatched(): void {
    for (const index of [...this.#due.keys(), ...this.#patched])
      this.#due.set(index, this.#tile(index));
  }

  /** The next tile to paint; null where there is none. */
  take(): Due | null {
    const [first] = this.#due;
    if (first === undefined) return null;
    const [index, part] = first;
    this.#due.delete(index);
    const tile = this.#tile(index);
    if (part.width < tile.width || part.height < tile.height) this.#patched.add(index);
    else this.#patched.delete(index);
    return { tile, part };
  }

  #tile(index: number): Box {
    const x = this.#view.x + (index % this.#columns) * this.#side;
    const y = this.#view.y + Math.floor(index / this.#columns) * this.#side;
    return { x, y, width: this.#side, height: this.#side };
  }
}

/** The cells of a row of `count` that a stretch reaches into. */
function cells(start: number, length: number, size: number, count: number): number[] {
  const first = Math.max(0, Math.floor(start / size));
  const last = Math.min(count - 1, Math.floor((start + length) / size));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

function common(one: Box, other: Box): Box {
  const [x, y] = [Math.max(one.x, other.x), Math.max(one.y, other.y)];
  const right = Math.min(one.x + one.width, other.x + other.width);
  const bottom = Math.min(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}

function together(one: Box, other: Box): Box {
  const [x, y] = [Math.min(one.x, other.x), Math.min(one.y, other.y)];
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}
