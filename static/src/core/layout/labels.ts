/** Where that which is written on edges stands: the slot close to its op, numbers on the line. */
import { pointOnRoute, routeLength } from "./curve.ts";
import type { Box, Point, Route, Scene } from "./scene.ts";

export interface Size {
  width: number;
  height: number;
}

/** Distances in CSS pixels: of slots from their op, their line and one another; of numbers. */
const SLOT = { first: 10, step: 4, furthest: 72, beside: 7, apart: 11, size: 10 } as const;
const NUMBERS = { first: 5, step: 8, apart: 2, tries: 24, few: 12 } as const;
/** In scenes with more edges numbers may cover others: to look for these would take too long. */
const LARGE = 400;
/** Of more edges into one op no slot has a place of its own, and to look for one takes minutes. */
const CROWD = 100;

/** By op, for those of these ops that are drawn: the edges into it. */
export function edgesInto(scene: Scene, ops: ReadonlySet<string>): Map<string, Route[]> {
  const into = new Map<string, Route[]>();
  const drawn = new Set(scene.ops.map(({ id }) => id));
  for (const route of scene.routes) {
    if (route.direction === "out" || !ops.has(route.op) || !drawn.has(route.op)) continue;
    const known = into.get(route.op);
    if (known) known.push(route);
    else into.set(route.op, [route]);
  }
  return into;
}

/** By edge key: the middle of the digit of its slot, for all edges into one op. */
export function placeSlots(routes: readonly Route[], scene: Scene): Map<string, Point> {
  const places = new Map<string, Point>();
  const crowded = routes.length > CROWD;
  const lines = crowded ? [] : routes.map((route) => samples(route, scene));
  routes.forEach((route, index) => {
    const others = crowded ? [] : [...lines.toSpliced(index, 1).flat(), ...places.values()];
    places.set(route.key, placeSlot(route, scene, others));
  });
  return places;
}

/** As near to the op as its line has a place of its own, on the side away from the others. */
function placeSlot(route: Route, scene: Scene, others: readonly Point[]): Point {
  const most = Math.min(routeLength(route, scene.direction) / 2, SLOT.furthest);
  let best = { point: { x: 0, y: 0 }, distance: -1 };
  for (let from = SLOT.first; from < most + SLOT.step; from += SLOT.step) {
    const [here, ahead] = [fromEnd(route, scene, from), fromEnd(route, scene, from - 4)];
    const length = Math.hypot(ahead.x - here.x, ahead.y - here.y) || 1;
    const [nx, ny] = [(here.y - ahead.y) / length, (ahead.x - here.x) / length];
    for (const side of [-SLOT.beside, SLOT.beside]) {
      const point = { x: here.x + side * nx, y: here.y + side * ny };
      const distance = Math.min(...others.map(({ x, y }) => Math.hypot(x - point.x, y - point.y)));
      if (distance > best.distance) best = { point, distance };
    }
    if (best.distance >= SLOT.apart) break;
  }
  return best.point;
}

/**
 * By edge key: the box of the numbers on an edge, as near to its op as nothing else is covered.
 * @param sizes of what is to be written, by edge key
 * @param written what stands written beside nodes, which is kept free
 * @param slots places of slots, which are kept free
 */
export function placeNumbers(
  scene: Scene,
  sizes: ReadonlyMap<string, Size>,
  written: Iterable<Box>,
  slots: Iterable<Point>,
): Map<string, Box> {
  const taken = new Occupied();
  for (const { box } of [...scene.tensors, ...scene.ops]) taken.add(box);
  for (const { folded, box } of scene.regions) taken.add(folded ? box : { ...box, height: 24 });
  for (const box of written) taken.add(box);
  for (const { x, y } of slots) taken.add(around({ x, y }, SLOT.size, SLOT.size));
  const lines = new Occupied();
  const large = scene.routes.length > LARGE;
  for (const route of large ? [] : scene.routes)
    for (const point of samples(route, scene)) lines.add(around(point, 1, 1), route.key);
  const places = new Map<string, Box>();
  for (const route of scene.routes) {
    const size = sizes.get(route.key);
    const box =
      size && placeOne(route, scene, size, taken, lines, large ? NUMBERS.few : NUMBERS.tries);
    if (box === undefined) continue;
    places.set(route.key, box);
    taken.add(box);
  }
  return places;
}

function placeOne(
  route: Route,
  scene: Scene,
  { width, height }: Size,
  taken: Occupied,
  lines: Occupied,
  tries: number,
): Box | undefined {
  const upright = (scene.direction === "left-right") === (route.across === true);
  const half = (upright ? height : width) / 2;
  const length = routeLength(route, scene.direction);
  let best: { box: Box; cost: number } | undefined;
  for (let turn = 0; turn < tries; turn++) {
    const from = half + NUMBERS.first + turn * NUMBERS.step;
    if (turn > 0 && from > length - half) break;
    const middle = fromEnd(route, scene, from);
    const aside = (upright ? width : height) / 2 + 6;
    for (const by of [0, -aside, aside]) {
      const at = upright ? { x: middle.x + by, y: middle.y } : { x: middle.x, y: middle.y + by };
      const box = around(at, width, height);
      if (taken.hits(grown(box))) continue;
      const cost = from / 10 + (by === 0 ? 0 : 8) + 3 * lines.hits(box, route.key);
      if (best === undefined || cost < best.cost) best = { box, cost };
    }
  }
  return best?.box;
}

function fromEnd(route: Route, { direction }: Scene, distance: number): Point {
  const length = routeLength(route, direction);
  return pointOnRoute(route, direction, length > 0 ? 1 - distance / length : 1);
}

function samples(route: Route, { direction }: Scene): Point[] {
  const count = Math.min(Math.ceil(routeLength(route, direction) / 8), 60);
  return Array.from({ length: count + 1 }, (_, index) =>
    pointOnRoute(route, direction, index / Math.max(count, 1)),
  );
}

function around({ x, y }: Point, width: number, height: number): Box {
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function grown({ x, y, width, height }: Box): Box {
  const by = NUMBERS.apart;
  return { x: x - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

const SQUARE = 128;

/** Boxes by the squares of a grid that they touch. */
class Occupied {
  readonly #squares = new Map<string, { box: Box; owner: string }[]>();

  add(box: Box, owner = ""): void {
    for (const square of squaresOf(box)) {
      const inside = this.#squares.get(square);
      if (inside) inside.push({ box, owner });
      else this.#squares.set(square, [{ box, owner }]);
    }
  }

  /** How many boxes of others overlap this one; one that spans several squares may count twice. */
  hits(box: Box, owner?: string): number {
    let count = 0;
    for (const square of squaresOf(box))
      for (const one of this.#squares.get(square) ?? [])
        if (one.owner !== owner && overlap(one.box, box)) count++;
    return count;
  }
}

function* squaresOf({ x, y, width, height }: Box): Generator<string> {
  for (let column = Math.floor(x / SQUARE); column * SQUARE < x + width; column++)
    for (let row = Math.floor(y / SQUARE); row * SQUARE < y + height; row++)
      yield `${column}:${row}`;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
