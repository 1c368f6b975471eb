/** Single elements of tensors, by index and by their place in row-major order. */

/** One element of a tensor's value or gradient. */
export interface Cell {
  tensor: string;
  of: "value" | "gradient";
  index: readonly number[];
}

/** The indices of a row-major position: 5 in (2, 3) is [1, 2]. */
export function unravel(position: number, shape: readonly number[]): number[] {
  const indices: number[] = [];
  let rest = position;
  for (const length of shape.toReversed()) {
    indices.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return indices;
}

/** The row-major position of an index: [1, 2] in (2, 3) is 5. */
export function ravel(index: readonly number[], shape: readonly number[]): number {
  return shape.reduce((position, length, axis) => position * length + (index[axis] ?? 0), 0);
}

/** How many elements a shape holds; a scalar is one. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** "[1, 2]", and "" for the one element of a scalar. */
export function indexText(index: readonly number[]): string {
  return index.length === 0 ? "" : `[${index.join(", ")}]`;
}

/** The element that a broadcast tensor gives to a place of the result: sides of 1 are repeated. */
export function sourceOf(place: readonly number[], shape: readonly number[]): number[] {
  const own = place.slice(place.length - shape.length);
  return own.map((at, axis) => (shape[axis] === 1 ? 0 : at));
}

/** An index that lies within a shape, near the one asked for; missing axes are 0. */
export function clampIndex(index: readonly number[], shape: readonly number[]): number[] {
  return shape.map((length, axis) => Math.min(Math.max(index[axis] ?? 0, 0), length - 1));
}
