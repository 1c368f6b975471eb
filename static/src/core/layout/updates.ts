/** Where a line leads from a version of a leaf to the one that an update made of it. */
import { displayName, type Graph } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import { type Cubic, pointOnCubic, pointOnRoute, routePath } from "./curve.ts";
import type { Box, Placed, Point, Scene, Update } from "./scene.ts";
import { stubAt } from "./stubs.ts";
import { Surface } from "./surface.ts";

/** The curve from version to version. */
export interface UpdateLine {
  from: string;
  to: string;
  /** Path data, for the `d` attribute of an SVG path. */
  path: string;
  /** Points between which all of it lies, from the first version to the second. */
  points: readonly Point[];
  /** The point at a fraction of it, from 0 to 1; null where only its two ends are drawn. */
  at: ((t: number) => Point) | null;
  /** What is written on it: on no node and nothing else that is written, if it can be. */
  words: readonly Word[];
}

/** A word, by its middle. */
export interface Word {
  text: string;
  at: Point;
}

/** Room of the word, and where on the line it is tried. */
const WORD = {
  width: 40,
  letter: 6.5,
  height: 12,
  beside: 24,
  places: [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8],
} as const;
/** How far a line may bulge between versions that stand one above the other: the best one first. */
const BULGES = [30, 18, 10, 44, -30, -44, 60, -60, 90, 130, -90] as const;
/** How many pixels along a line lie between places where it is asked whether it passes over a node. */
const STRIDE = 12;
const MOST_TRIED = 120;
/** How far the letters of a name reach above their line, and are from the body below them. */
const NAME_ABOVE = 14;
const NAME_BELOW = 4;
/** Longest name of a version at the end of a line that is not drawn whole. */
const SHORT = 9;

/** Start, two control points, end. */

const drawn = new WeakMap<Scene, readonly UpdateLine[]>();

/** The updates of which both ends are drawn, and those of which the layout knows the way. */
export function updateLines(graph: Graph, scene: Scene): readonly UpdateLine[] {
  let known = drawn.get(scene);
  if (known === undefined) drawn.set(scene, (known = linesOf(graph, scene)));
  return known;
}

function linesOf(graph: Graph, scene: Scene): UpdateLine[] {
  const boxes = new Map(scene.tensors.map(({ id, box }) => [id, box]));
  const laid = new Map(scene.updates.map((update) => [update.to, update]));
  const surface = new Surface(scene);
  return scene.tensors.flatMap(({ id: to, box: end }) => {
    const from = graph.tensors.get(to)?.previous;
    const start = boxes.get(from ?? "");
    const update = laid.get(to);
    if (from === undefined || (!update && !start)) return [];
    const bodies = [
      bodyOf(graph, scene, from, start ?? end),
      bodyOf(graph, scene, to, end),
    ] as const;
    const ends = [
      { id: from, box: start ?? end },
      { id: to, box: end },
    ] as const;
    const line = update
      ? laidLine(update, scene)
      : lineBetween(graph, bodies, ends, scene, surface);
    return line
      ? { from, to, ...line, words: [{ text: "update", at: placeWord(line.at, scene, surface) }] }
      : { from, to, ...stubsBetween(graph, bodies, [from, to], scene, surface) };
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

/**
 * The line between two bodies that passes over neither name; where there is none, one that ends at
 * a name. Null where each would pass over others.
 */
function lineBetween(
  graph: Graph,
  [from, to]: readonly [Box, Box],
  ends: readonly [Placed, Placed],
  scene: Scene,
  surface: Surface,
): Line | null {
  const ids = ends.map(({ id }) => id);
  const names = ends.map((end) => nameOf(graph, scene, end)) as [Box, Box];
  const [before, after] = names;
  const free = (one: Box, other: Box): Cubic[] =>
    cubicsBetween(one, other, scene).filter((line) => !meetsOthers(line, ids, surface));
  const clear = (one: Box, other: Box, over: readonly Box[]): Cubic[] =>
    free(one, other).filter((line) => !passesOver(line, over));
  const [cubic] = [
    ...clear(from, to, names),
    ...clear(from, after, [to, before]),
    ...clear(before, to, [from, after]),
    ...free(from, to),
  ];
  if (cubic === undefined) return null;
  const points = cornersOf(cubic);
  const [a, b, c, d] = points.map(({ x, y }) => `${x} ${y}`);
  return { path: `M${a}C${b} ${c} ${d}`, points, at: (t) => pointOnCubic(cubic, t) };
}

/**
 * Against the reading, from the side where nothing leaves; between facing sides where they are apart;
 * where they stand one above the other, on either side and as far out as passes over nothing.
 */
function cubicsBetween(from: Box, to: Box, scene: Scene): Cubic[] {
  const [a, b] = [turnedBox(from, scene), turnedBox(to, scene)];
  const [ahead, behind] = [b.start > a.end, b.end < a.start];
  const line = (start: number, out: number, end: number, into: number): Cubic => ({
    a: pointAt(start, a.middle, scene),
    b: pointAt(start + out, a.middle, scene),
    c: pointAt(end + into, b.middle, scene),
    d: pointAt(end, b.middle, scene),
  });
  if (ahead) return [line(a.end, (b.start - a.end) / 2, b.start, (a.end - b.start) / 2)];
  if (behind) return [line(a.start, (b.end - a.start) / 2, b.end, (a.start - b.end) / 2)];
  return BULGES.map((bulge) =>
    bulge > 0 ? line(a.start, -bulge, b.start, -bulge) : line(a.end, -bulge, b.end, -bulge),
  );
}

/** Whether a line passes over anything but its two ends. */
function meetsOthers(line: Cubic, ends: readonly string[], surface: Surface): boolean {
  const others = surface.nodes(around(cornersOf(line))).filter(({ id }) => !ends.includes(id));
  return passesOver(
    line,
    others.map(({ box }) => box),
  );
}

function passesOver(line: Cubic, boxes: readonly Box[]): boolean {
  if (boxes.length === 0) return false;
  const { width, height } = around(cornersOf(line));
  const tried = Math.min(MOST_TRIED, Math.ceil((width + height) / STRIDE));
  for (let place = 0; place <= tried; place++) {
    const { x, y } = pointOnCubic(line, place / tried);
    if (boxes.some((box) => isIn(box, x, y))) return true;
  }
  return false;
}

/** Where the name of a tensor is written: above its body, or reading upwards before it. */
function nameOf(graph: Graph, { direction }: Scene, { id, box }: Placed): Box {
  const { body, name } = measureTensor(graph, id, direction);
  if (direction === "left-right") return { ...box, height: body.y - NAME_BELOW };
  return { x: box.x, y: box.y + (name?.y ?? 0) - NAME_ABOVE, width: body.x, height: NAME_ABOVE };
}

/** Where no line can be drawn: its beginning and its end, each with the name of the other version. */
function stubsBetween(
  graph: Graph,
  [before, after]: readonly [Box, Box],
  [from, to]: readonly [string, string],
  { direction }: Scene,
  surface: Surface,
): Omit<UpdateLine, "from" | "to"> {
  const texts = [`→ ${shortly(graph, to)}`, `${shortly(graph, from)} →`] as const;
  const out = stubAt(before, "out", texts[0], direction, (box) => surface.under(box));
  surface.write(out.room);
  const into = stubAt(after, "in", texts[1], direction, (box) => surface.under(box));
  surface.write(into.room);
  const points = [out.near, out.far, into.far, into.near];
  const [a, b, c, d] = points.map(({ x, y }) => `${x} ${y}`);
  return {
    path: `M${a}L${b}M${c}L${d}`,
    points,
    at: null,
    words: [
      { text: texts[0], at: out.word },
      { text: texts[1], at: into.word },
    ],
  };
}

/** The name of a version, or of a long one its number alone. */
function shortly(graph: Graph, id: string): string {
  const name = displayName(graph, id);
  return name.length <= SHORT ? name : (/⁽.*⁾$/u.exec(name)?.[0] ?? name.slice(0, SHORT));
}

function isIn(box: Box, x: number, y: number): boolean {
  return x >= box.x && x <= box.x + box.width && y >= box.y && y <= box.y + box.height;
}

function around(points: readonly Point[]): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

/** What of the scene a word takes. */
export function roomOfWord({ text, at }: Word): Box {
  const width = text.length * WORD.letter;
  return { x: at.x - width / 2, y: at.y - WORD.height / 2, width, height: WORD.height };
}

function wordAt({ x, y }: Point): Box {
  const { width, height } = WORD;
  return { x: x - width / 2, y: y - height / 2, width, height };
}

function placeWord(at: Line["at"], scene: Scene, surface: Surface): Point {
  const onLine = WORD.places.map(at);
  const beside = [-WORD.beside, WORD.beside].flatMap((by) =>
    onLine.map(({ x, y }) =>
      scene.direction === "left-right" ? { x: x + by, y } : { x, y: y + by },
    ),
  );
  const places = [...onLine, ...beside];
  const place = places.find((one) => surface.under(wordAt(one)) === 0) ?? (places[0] as Point);
  surface.write(wordAt(place));
  return place;
}

function cornersOf({ a, b, c, d }: Cubic): Point[] {
  return [a, b, c, d];
}

function turnedBox({ x, y, width, height }: Box, scene: Scene) {
  return scene.direction === "left-right"
    ? { start: x, end: x + width, middle: y + height / 2 }
    : { start: scene.height - y - height, end: scene.height - y, middle: x + width / 2 };
}

function pointAt(main: number, cross: number, { direction, height }: Scene): Point {
  return direction === "left-right" ? { x: main, y: cross } : { x: cross, y: height - main };
}
