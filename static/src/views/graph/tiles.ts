import type { Box } from "../../core/layout/scene.ts";

/** Side of a tile in screen pixels: one is painted in a few milliseconds, however dense it is. */
const side = 128;
/** Screen pixels by which outlines and soft edges reach beyond what they belong to. */
const seam = 3;

/** A view cut into square tiles, of which some have to be painted again. */
export class Tiles {
  readonly #view: Box;
  /** Side of a tile in the scene, and how far around a box a change can be seen. */
  readonly #side: number;
  readonly #seam: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #due = new Set<number>();

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
    for (const index of all.toSorted((one, other) => far(one) - far(other))) this.#due.add(index);
  }

  /** Paint again where something inside a box looks different. */
  mark({ x, y, width, height }: Box): void {
    const { x: left, y: top } = this.#view;
    const columns = cells(x - left - this.#seam, width + 2 * this.#seam, this.#side, this.#columns);
    const rows = cells(y - top - this.#seam, height + 2 * this.#seam, this.#side, this.#rows);
    for (const row of rows)
      for (const column of columns) this.#due.add(row * this.#columns + column);
  }

  /** The next tile to paint; null where there is none. */
  take(): Box | null {
    const [index] = this.#due;
    if (index === undefined) return null;
    this.#due.delete(index);
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
