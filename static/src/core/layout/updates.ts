/** Where a line leads from a version of a leaf to the one that an update made of it. */
import type { Graph } from "../graph.ts";
import { measureTensor } from "../measure.ts";
import { nodesIn } from "./nearby.ts";
import type { Box, Point, Scene } from "./scene.ts";

/** A cubic curve from version to version. */
export interface UpdateLine {
  from: string;
  to: string;
  /** Start, two control points, end. */
  points: readonly [Point, Point, Point, Point];
  /** Where the word stands: on the line or beside it, and on nothing else if it can. */
  word: Point;
}

/** Room of the word, and where on the line it is tried. */
const WORD = {
  width: 40,
  height: 12,
  beside: 24,
  places: [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8],
} as const;
/** How far a line bulges between versions that stand one above the other. */
const BULGE = 30;

/** The updates of which both ends are drawn. */
export function updateLines(graph: Graph, scene: Scene): UpdateLine[] {
  const boxes = new Map(scene.tensors.map(({ id, box }) => [id, box]));
  return scene.tensors.flatMap(({ id }) => {
    const previous = graph.tensors.get(id)?.previous;
    const [from, to] = [boxes.get(previous ?? ""), boxes.get(id)];
    if (previous === undefined || !from || !to) return [];
    const [start, end] = [bodyOf(graph, scene, previous, from), bodyOf(graph, scene, id, to)];
    return [{ from: previous, to: id, ...lineBetween(start, end, scene) }];
  });
}

function bodyOf(graph: Graph, { direction }: Scene, id: string, { x, y }: Box): Box {
  const { body } = measureTensor(graph, id, direction);
  return { ...body, x: x + body.x, y: y + body.y };
}

/** Against the reading, from the side where nothing leaves; between facing sides where they are apart. */
function lineBetween(from: Box, to: Box, scene: Scene): Pick<UpdateLine, "points" | "word"> {
  const [a, b] = [turnedBox(from, scene), turnedBox(to, scene)];
  const ahead = b.start > a.end;
  const behind = b.end < a.start;
  const start = { main: ahead ? a.end : a.start, cross: a.middle };
  const end = { main: behind ? b.end : b.start, cross: b.middle };
  const reach = ahead || behind ? Math.abs(end.main - start.main) / 2 : BULGE;
  const out = start.main + (ahead ? reach : -reach);
  const into = end.main + (behind ? reach : -reach);
  const spots = [start, { ...start, main: out }, { ...end, main: into }, end] as const;
  const points = spots.map(({ main, cross }) => pointAt(main, cross, scene)) as unknown as [
    Point,
    Point,
    Point,
    Point,
  ];
  return { points, word: placeWord(points, scene) };
}

function placeWord(points: UpdateLine["points"], scene: Scene): Point {
  const { width, height } = WORD;
  const covers = ({ x, y }: Point): boolean =>
    nodesIn(scene, { x: x - width / 2, y: y - height / 2, width, height }).length > 0;
  const onLine = WORD.places.map((t) => pointOn(points, t));
  const beside = [-WORD.beside, WORD.beside].flatMap((by) =>
    onLine.map(({ x, y }) =>
      scene.direction === "left-right" ? { x: x + by, y } : { x, y: y + by },
    ),
  );
  const places = [...onLine, ...beside];
  return places.find((point) => !covers(point)) ?? (places[0] as Point);
}

function pointOn([a, b, c, d]: UpdateLine["points"], t: number): Point {
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
