/** Where a line leads from a version of a leaf to the one that an update made of it. */
import type { Graph } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import { pointOnRoute, routePath } from "./curve.ts";
import { Nearby, nodesIn, overlaps } from "./nearby.ts";
import type { Box, Placed, Point, Scene, Update } from "./scene.ts";

/** The curve from version to version. */
export interface UpdateLine {
  from: string;
  to: string;
  /** Path data, for the `d` attribute of an SVG path. */
  path: string;
  /** Points between which all of it lies, from the first version to the second. */
  points: readonly Point[];
  /** Where the word stands: on the line or beside it, on no node and no other word if it can. */
  word: Point;
}

/** Room of the word, and where on the line it is tried. */
const WORD = {
  width: 40,
  height: 12,
  beside: 24,
  places: [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8],
} as const;
/** How far a line may bulge between versions that stand one above the other: the best one first. */
const BULGES = [30, 18, 10, 44, -30, -44, 60, -60] as const;
/** A line always touches the versions at its two ends. */
const ENDS = 2;
/** To so many words before it a word is compared. */
const RECENT = 16;
/** At how many places along a line it is asked whether it passes over a node. */
const TRIED = 24;

/** Start, two control points, end. */
type Cubic = readonly [Point, Point, Point, Point];

/** The updates of which both ends are drawn, and those of which the layout knows the way. */
export function updateLines(graph: Graph, scene: Scene): UpdateLine[] {
  const boxes = new Map(scene.tensors.map(({ id, box }) => [id, box]));
  const laid = new Map(scene.updates.map((update) => [update.to, update]));
  const words: Point[] = [];
  const folded = new Nearby(scene.regions.flatMap((one) => (one.folded ? [one.box] : [])));
  const isTaken = (place: Box): boolean =>
    nodesIn(scene, place).length > 0 ||
    folded.in(place).length > 0 ||
    words.some(({ x, y }) => overlaps(place, wordAt(x, y)));
  return scene.tensors.flatMap(({ id: to, box: end }) => {
    const from = graph.tensors.get(to)?.previous;
    const start = boxes.get(from ?? "");
    const update = laid.get(to);
    if (from === undefined || (!update && !start)) return [];
    const line = update
      ? laidLine(update, scene)
      : lineBetween(bodyOf(graph, scene, from, start ?? end), bodyOf(graph, scene, to, end), scene);
    const word = placeWord(line.at, scene, isTaken);
    // Only lines that come one after the other start near each other.
    if (words.push(word) > RECENT) words.shift();
    return { from, to, path: line.path, points: line.points, word };
  });
}

/** A line, and the point at a fraction of it. */
interface Line extends Pick<UpdateLine, "path" | "points"> {
  at(t: number): Point;
}

function laidLine({ points }: Update, { direction }: Scene): Line {
  const way = { points };
  return { path: routePath(way, direction), points, at: (t) => pointOnRoute(way, direction, t) };
}

function bodyOf(graph: Graph, { direction }: Scene, id: string, { x, y }: Box): Box {
  const { body } = measureTensor(graph, id, direction);
  return { ...body, x: x + body.x, y: y + body.y };
}

function lineBetween(from: Box, to: Box, scene: Scene): Line {
  const points = cubicBetween(from, to, scene);
  const [a, b, c, d] = points.map(({ x, y }) => `${x} ${y}`);
  return { path: `M${a}C${b} ${c} ${d}`, points, at: (t) => pointOn(points, t) };
}

/**
 * Against the reading, from the side where nothing leaves; between facing sides where they are apart;
 * where they stand one above the other, on the side and as far out as passes over the fewest nodes.
 */
function cubicBetween(from: Box, to: Box, scene: Scene): Cubic {
  const [a, b] = [turnedBox(from, scene), turnedBox(to, scene)];
  const [ahead, behind] = [b.start > a.end, b.end < a.start];
  const line = (start: number, out: number, end: number, into: number): Cubic => [
    pointAt(start, a.middle, scene),
    pointAt(start + out, a.middle, scene),
    pointAt(end + into, b.middle, scene),
    pointAt(end, b.middle, scene),
  ];
  if (ahead) return line(a.end, (b.start - a.end) / 2, b.start, (a.end - b.start) / 2);
  if (behind) return line(a.start, (b.end - a.start) / 2, b.end, (a.start - b.end) / 2);
  const lines = BULGES.map((bulge) =>
    bulge > 0 ? line(a.start, -bulge, b.start, -bulge) : line(a.end, -bulge, b.end, -bulge),
  );
  const near = nodesIn(scene, around(lines.flat()));
  let best = { line: lines[0] as Cubic, crossed: Infinity };
  for (const one of lines) {
    const crossed = nodesUnder(one, near);
    if (crossed < best.crossed) best = { line: one, crossed };
    if (crossed <= ENDS) break;
  }
  return best.line;
}

/** Over how many of some nodes a line passes, its ends included. */
function nodesUnder(line: Cubic, nodes: readonly Placed[]): number {
  const points = Array.from({ length: TRIED + 1 }, (_, place) => pointOn(line, place / TRIED));
  return nodes.filter(({ box }) => points.some(({ x, y }) => isIn(box, x, y))).length;
}

function isIn(box: Box, x: number, y: number): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

function around(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function wordAt(x: number, y: number): Box {
  const { width, height } = WORD;
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function placeWord(at: Line["at"], scene: Scene, isTaken: (place: Box) => boolean): Point {
  const onLine = WORD.places.map(at);
  const beside = [-WORD.beside, WORD.beside].flatMap((by) =>
    onLine.map(({ x, y }) =>
      scene.direction === "left-right" ? { x: x + by, y } : { x, y: y + by },
    ),
  );
  const places = [...onLine, ...beside];
  return places.find(({ x, y }) => !isTaken(wordAt(x, y))) ?? (places[0] as Point);
}

function pointOn([a, b, c, d]: Cubic, t: number): Point {
  const u = 1 - t;
  const weigh = (axis: "x" | "y") =>
    u ** 3 * a[axis] + 3 * u * u * t * b[axis] + 3 * u * t * t * c[axis] + t ** 3 * d[axis];
  return { x: weigh("x"), y: weigh("y") };
}

function turnedBox({ x, y, width, height }: Box, scene: Scene) {
  return scene.direction === "left-right"
    ? { start: x, end: x + width, middle: y + height / 2 }
    : { start: scene.height - y - height, end: scene.height - y, middle: x + width / 2 };
}

function pointAt(main: number, cross: number, { direction, height }: Scene): Point {
  return direction === "left-right" ? { x: main, y: cross } : { x: cross, y: height - main };
}
