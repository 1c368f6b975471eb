/** Which of many boxes are near a place, without looking at all of them. */
import type { Box, Placed, Scene } from "./scene.ts";

/** Side of the finest cells, in scene pixels; each coarser level doubles it. */
const FINEST = 512;

/** Boxes of about one size, in the square cells in which they begin. */
interface Level {
  side: number;
  /** By column, then by row. */
  columns: Map<number, Map<number, number[]>>;
}

/**
 * Boxes by place. A box lies in a level whose cells are no smaller than it, so it reaches no further
 * than into the next cells, and a long edge does not stand in a thousand of them.
 */
export class Nearby {
  readonly #boxes: readonly Box[];
  readonly #levels = new Map<number, Level>();

  constructor(boxes: readonly Box[]) {
    this.#boxes = boxes;
    boxes.forEach((box, index) => {
      const side = sideFor(box);
      let level = this.#levels.get(side);
      if (level === undefined) this.#levels.set(side, (level = { side, columns: new Map() }));
      cellAt(level, Math.floor(box.x / side), Math.floor(box.y / side)).push(index);
    });
  }

  /** Positions of the boxes that overlap `view`, ascending. */
  in(view: Box): number[] {
    const found: number[] = [];
    for (const level of this.#levels.values())
      for (const cell of cellsIn(level, view))
        for (const index of cell) if (overlaps(this.#boxes[index] as Box, view)) found.push(index);
    return found.sort((one, other) => one - other);
  }
}

const standing = new WeakMap<Scene, { nodes: readonly Placed[]; nearby: Nearby }>();

/** The tensors of a scene that reach into a box, and then its ops. */
export function nodesIn(scene: Scene, box: Box): Placed[] {
  let known = standing.get(scene);
  if (known === undefined) {
    const nodes = [...scene.tensors, ...scene.ops];
    known = { nodes, nearby: new Nearby(nodes.map((one) => one.box)) };
    standing.set(scene, known);
  }
  const { nodes, nearby } = known;
  return nearby.in(box).map((index) => nodes[index] as Placed);
}

/** The cells of a level whose boxes could reach into the view. */
function* cellsIn({ side, columns }: Level, view: Box): Iterable<number[]> {
  const right = Math.floor((view.x + view.width) / side);
  const bottom = Math.floor((view.y + view.height) / side);
  const top = Math.floor(view.y / side) - 1;
  for (const rows of within(columns, Math.floor(view.x / side) - 1, right))
    yield* within(rows, top, bottom);
}

/** The values of keys from `first` to `last`, by whichever way is shorter. */
function* within<Value>(
  map: ReadonlyMap<number, Value>,
  first: number,
  last: number,
): Iterable<Value> {
  if (last - first >= map.size) {
    for (const [key, value] of map) if (key >= first && key <= last) yield value;
    return;
  }
  for (let key = first; key <= last; key++) {
    const value = map.get(key);
    if (value !== undefined) yield value;
  }
}

function cellAt({ columns }: Level, column: number, row: number): number[] {
  let rows = columns.get(column);
  if (rows === undefined) columns.set(column, (rows = new Map()));
  let cell = rows.get(row);
  if (cell === undefined) rows.set(row, (cell = []));
  return cell;
}

function sideFor({ width, height }: Box): number {
  const steps = Math.ceil(Math.log2(Math.max(width, height, FINEST) / FINEST));
  return FINEST * 2 ** steps;
}

/** Whether two boxes have a point in common that is on no border. */
export function overlaps(one: Box, other: Box): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}
