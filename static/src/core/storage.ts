/** Memory: which cell of its buffer an element stands in, and which tensors share a buffer. */
import { sizeOf, unravel } from "./cells.ts";
import type { Num, Tensor } from "./document.ts";
import { type Graph, isFull } from "./graph.ts";
import { MINUS } from "./number.ts";

type Memory = NonNullable<Tensor["memory"]>;

/** The cell of the buffer in which an element stands. */
export function cellOf({ offset = 0, strides }: Memory, index: readonly number[]): number {
  return index.reduce((cell, at, axis) => cell + at * (strides[axis] ?? 0), offset);
}

/** "0 + 1·2 + 0·1 = 2": offset, then each index times its stride. */
export function arithmetic(memory: Memory, index: readonly number[]): string {
  const products = index.map((at, axis) => `${at}·${signed(memory.strides[axis] ?? 0)}`);
  return `${[memory.offset ?? 0, ...products].join(" + ")} = ${cellOf(memory, index)}`;
}

function signed(number: number): string {
  return number < 0 ? `(${MINUS}${-number})` : String(number);
}

/** The strides that a shape has in row-major order. */
export function rowMajor(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** The tensors whose numbers stand in the same buffer, this one among them, in document order. */
export function sharersOf(graph: Graph, { id, memory }: Tensor): Tensor[] {
  if (!memory) return [];
  return graph.document.tensors.filter(
    (other) => other.id === id || other.memory?.buffer === memory.buffer,
  );
}

/** A tensor's elements by the cell that they stand in; of a repeated one the first. */
function elementsByCell({ shape, memory }: Tensor, most: number): Map<number, number> {
  const cells = new Map<number, number>();
  if (!memory) return cells;
  for (let position = 0; position < Math.min(sizeOf(shape), most); position++) {
    const cell = cellOf(memory, unravel(position, shape));
    if (!cells.has(cell)) cells.set(cell, position);
  }
  return cells;
}

/** One row of a strip: a tensor, and which of its elements stands in each cell. */
export interface StripRow {
  tensor: Tensor;
  /** By cell of the strip: the row-major position of its element; null: none of its own. */
  positions: (number | null)[];
}

/** A stretch of a buffer, in storage order. */
export interface Strip {
  /** Number of the first cell. */
  first: number;
  /** The number in each cell; null where no tensor of the graph says it. */
  values: (Num | null)[];
  rows: StripRow[];
  /** Whether the buffer goes on behind the strip. */
  more: boolean;
}

/** Most elements that are looked through in one tensor, and most tensors that are laid side by side. */
const limits = { elements: 4096, tensors: 6 } as const;

/**
 * The stretch of a tensor's buffer that holds a cell.
 * @param around the cell that must be in it
 * @param most how many cells
 */
export function stripOf(graph: Graph, tensor: Tensor, around: number, most: number): Strip {
  const sharers = sharersOf(graph, tensor);
  const others = sharers.filter(({ id }) => id !== tensor.id);
  const shown = [tensor, ...others.slice(0, limits.tensors - 1)];
  const maps = new Map(sharers.map((one) => [one.id, elementsByCell(one, limits.elements)]));
  const known = [...maps.values()].flatMap((cells) => Array.from(cells.keys()));
  const last = known.reduce((cell, other) => Math.max(cell, other), 0);
  const least = known.reduce((cell, other) => Math.min(cell, other), 0);
  const first = least + Math.max(0, Math.floor((around - least) / most)) * most;
  const count = Math.min(most, last - first + 1);
  const cells = Array.from({ length: Math.max(0, count) }, (_, k) => first + k);
  const valueAt = (cell: number): Num | null => {
    for (const one of sharers) {
      const position = maps.get(one.id)?.get(cell);
      const data = one.value && isFull(one.value) ? one.value.data : [];
      const value = position === undefined ? undefined : data[position];
      if (value !== undefined) return value;
    }
    return null;
  };
  const large = sharers.some(({ shape }) => sizeOf(shape) > limits.elements);
  return {
    first,
    values: cells.map(valueAt),
    rows: shown.map((one) => ({
      tensor: one,
      positions: cells.map((cell) => maps.get(one.id)?.get(cell) ?? null),
    })),
    more: first + count <= last || large,
  };
}

/** Whether an index of one tensor and an index of another stand in the same cell. */
export function sameCell(
  [one, index]: readonly [Tensor, readonly number[]],
  [other, place]: readonly [Tensor, readonly number[]],
): boolean {
  if (!one.memory || !other.memory || one.memory.buffer !== other.memory.buffer) return false;
  return cellOf(one.memory, index) === cellOf(other.memory, place);
}

/** The first axis along which a tensor does not stand in row-major order; null: it does. */
export function brokenAxis({ shape, memory }: Tensor): number | null {
  if (!memory || memory.contiguous !== false) return null;
  const expected = rowMajor(shape);
  const axis = memory.strides.findLastIndex(
    (stride, at) => (shape[at] ?? 1) > 1 && stride !== expected[at],
  );
  return axis < 0 ? null : axis;
}

/** The row-major position of the element of a tensor that stands in a cell; null: none. */
export function positionAt(tensor: Tensor, cell: number): number | null {
  return elementsByCell(tensor, limits.elements).get(cell) ?? null;
}

/** The cell of an element by its row-major position. */
export function cellAt({ shape, memory }: Tensor, position: number): number | null {
  return memory ? cellOf(memory, unravel(position, shape)) : null;
}
