/** Where everything is, in CSS pixels at zoom 1; the origin is the scene's top left corner. */

export interface Point {
  x: number;
  y: number;
}

export interface Box {
  /** Left and top. */
  x: number;
  y: number;
  width: number;
  height: number;
}

export type Direction = "left-right" | "bottom-top";

/** A tensor or an op in its place. The box of a tensor includes the name above it and the ledger below. */
export interface Placed {
  id: string;
  box: Box;
  /** How much of the box, on both sides along the reading, only a name takes; default 0. */
  overhang?: number;
}

/** A module: an open one is a ground behind its members, a folded one is a box of its own. */
export interface Region extends Placed {
  /** 1 for a module of the root; decides the alternation of grounds. */
  depth: number;
  folded: boolean;
}

/** One edge of the document that is visible (not both ends inside one folded module). */
export interface Route {
  /** "op id:slot:direction", see {@link edgeKey}. */
  key: string;
  op: string;
  slot: number;
  tensor: string;
  direction: "in" | "out";
  /**
   * In shorthand: the op that makes the tensor, which is left out, and the key of the edge into it.
   * The route leads from op to op in the place of both edges. Default: from and to the tensor.
   */
  from?: string;
  first?: string;
  /**
   * Corner points in forward direction (from the tensor to the op for "in", from the op to the
   * tensor for "out"); the curve is drawn through them by `curve.ts`.
   */
  points: Point[];
  /**
   * True for a leaf that stands beside its op, so that the edge runs across the reading direction
   * and leaves and enters its ends that way; default false.
   */
  across?: boolean;
}

/** How the line runs from a version of a leaf to the last one, which an update made of it. */
export interface Update extends Pick<Route, "points"> {
  from: string;
  to: string;
}

export interface Scene {
  width: number;
  height: number;
  direction: Direction;
  tensors: Placed[];
  ops: Placed[];
  /** Parents before children. */
  regions: Region[];
  /** Where rows cut a module: its grounds in the rows behind the first one. */
  continued: Region[];
  routes: Route[];
  /** Of the last versions, as far as there are few of them. */
  updates: Update[];
}

export function edgeKey(op: string, slot: number, direction: "in" | "out"): string {
  return `${op}:${slot}:${direction}`;
}

/** Routes by the keys of their edges: one that stands for two edges, as in shorthand, by both. */
export function routesByKey(routes: readonly Route[]): Map<string, Route> {
  return new Map(
    routes.flatMap((route) =>
      [route.key, route.first ?? route.key].map((key) => [key, route] as const),
    ),
  );
}

/** A box by its start and length along the reading direction, and across it. */
export interface Turned {
  main: number;
  length: number;
  cross: number;
  breadth: number;
}

export function turned({ direction, height }: Scene, box: Box): Turned {
  return direction === "left-right"
    ? { main: box.x, length: box.width, cross: box.y, breadth: box.height }
    : {
        main: height - box.y - box.height,
        length: box.height,
        cross: box.x,
        breadth: box.width,
      };
}

/** All grounds of modules, those of parents before those of children, to be drawn one on the other. */
export function groundsOf({ regions, continued }: Scene): Region[] {
  if (continued.length === 0) return regions;
  return [...regions, ...continued].toSorted((one, other) => one.depth - other.depth);
}

/** The smallest box around boxes; null around none. */
export function around(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}
