/** Smooth curves through a route's points: monotone, without loops, level where they start and end. */
import type { Direction, Point, Route } from "./scene.ts";

/** The axis along which a curve leaves and enters its points. */
type Axis = "x" | "y";

/** How far the turn from one row to the next reaches beyond their ends. */
const TURN = 30;

/** What of a route decides its curve. */
type Course = Pick<Route, "points" | "across">;

/** One cubic Bézier curve from `a` to `d` with the control points `b` and `c`. */
export interface Cubic {
  a: Point;
  b: Point;
  c: Point;
  d: Point;
}

/** Path data ("M … C …") of a route, for the `d` attribute of an SVG path. */
export function routePath(route: Course, direction: Direction): string {
  const cubics = routeCubics(route, direction);
  const first = cubics[0]?.a ?? route.points[0] ?? { x: 0, y: 0 };
  return `M${pair(first)}${cubics.map(segmentPath).join("")}`;
}

/** What a curve can be drawn with; a canvas's context and a Path2D are such pens. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  bezierCurveTo(bx: number, by: number, cx: number, cy: number, x: number, y: number): void;
}

/**
 * Draws a stretch of the curve of {@link routePath}, from one corner point to the next, with a pen.
 * @param least a stretch that is shorter along both axes is drawn straight
 */
export function traceStretch(
  route: Route,
  direction: Direction,
  index: number,
  pen: Pen,
  least = 0,
): void {
  const way = curveNumbers(route, direction);
  const at = (offset: number): number => way[6 * index + offset] as number;
  const [ax, ay, bx, by] = [at(0), at(1), at(2), at(3)];
  const [cx, cy, dx, dy] = [at(4), at(5), at(6), at(7)];
  const short = Math.abs(dx - ax) < least && Math.abs(dy - ay) < least;
  pen.moveTo(ax, ay);
  if (short || (ax === dx && bx === ax) || (ay === dy && by === ay)) pen.lineTo(dx, dy);
  else pen.bezierCurveTo(bx, by, cx, cy, dx, dy);
}

const traced = new WeakMap<Route, readonly number[]>();

/**
 * A route's curve as numbers, x and y in turn: its start, then for each stretch two control points
 * and an end.
 */
export function curveNumbers(route: Route, direction: Direction): readonly number[] {
  let numbers = traced.get(route);
  if (numbers === undefined) {
    const starts = route.points.slice(0, 1).flatMap(({ x, y }) => [x, y]);
    const ways = routeCubics(route, direction).flatMap(({ b, c, d }) => [
      b.x,
      b.y,
      c.x,
      c.y,
      d.x,
      d.y,
    ]);
    numbers = [...starts, ...ways];
    traced.set(route, numbers);
  }
  return numbers;
}

/** The stretch of a route's curve from one corner point to the next. */
export function stretchOf(route: Route, direction: Direction, index: number): Cubic {
  const way = curveNumbers(route, direction);
  const at = (place: number): Point => ({
    x: way[6 * index + place] as number,
    y: way[6 * index + place + 1] as number,
  });
  return { a: at(0), b: at(2), c: at(4), d: at(6) };
}

/** The point at a fraction (0 to 1) of the route's length, from its start. */
export function pointOnRoute(route: Course, direction: Direction, fraction: number): Point {
  const { samples, lengths } = sampled(route, direction);
  const total = lengths.at(-1) ?? 0;
  const wanted = Math.min(Math.max(fraction, 0), 1) * total;
  let index = lengths.findIndex((length) => length >= wanted);
  if (index <= 0) index = index === 0 ? 0 : lengths.length - 1;
  const end = samples[index] ?? { x: 0, y: 0 };
  const start = samples[index - 1] ?? end;
  const before = lengths[index - 1] ?? 0;
  const span = (lengths[index] ?? 0) - before;
  return mix(start, end, span > 0 ? (wanted - before) / span : 1);
}

/** Length of the route in CSS pixels. */
export function routeLength(route: Course, direction: Direction): number {
  return sampled(route, direction).lengths.at(-1) ?? 0;
}

function routeCubics(route: Course, direction: Direction): Cubic[] {
  const reading: Axis = direction === "left-right" ? "x" : "y";
  const axis: Axis = route.across === true ? (reading === "x" ? "y" : "x") : reading;
  const cubics: Cubic[] = [];
  route.points.forEach((d, index) => {
    const a = route.points[index - 1];
    if (a === undefined) return;
    const before = route.points[index - 2];
    const turns =
      route.across !== true && before !== undefined && Math.abs(a[axis] - d[axis]) < 0.01;
    cubics.push(turns ? turn(a, d, axis, a[axis] - before[axis]) : level(a, d, axis));
  });
  return cubics;
}

/** From one row to the next: out beyond both ends, on the side to which the edge was going. */
function turn(a: Point, d: Point, axis: Axis, way: number): Cubic {
  const reach = Math.sign(way) * Math.min(TURN, Math.hypot(a.x - d.x, a.y - d.y) / 2);
  // The middle of a cubic is three quarters of the way to its control points.
  const side = a[axis] + reach / 0.75;
  return { a, b: { ...a, [axis]: side }, c: { ...d, [axis]: side }, d };
}

/** Leaves `a` and enters `d` along the axis; halfway control points keep it monotone on both axes. */
function level(a: Point, d: Point, axis: Axis): Cubic {
  const middle = (a[axis] + d[axis]) / 2;
  return { a, b: { ...a, [axis]: middle }, c: { ...d, [axis]: middle }, d };
}

function segmentPath(cubic: Cubic): string {
  const { b, c, d } = cubic;
  return isStraight(cubic) ? `L${pair(d)}` : `C${pair(b)} ${pair(c)} ${pair(d)}`;
}

function isStraight({ a, b, d }: Cubic): boolean {
  return (a.x === d.x && b.x === a.x) || (a.y === d.y && b.y === a.y);
}

function pair({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const SAMPLES_PER_CURVE = 16;

interface Sampled {
  samples: Point[];
  /** Length from the start up to each sample. */
  lengths: number[];
}

const sampledRoutes = new WeakMap<Course, Sampled>();

function sampled(route: Course, direction: Direction): Sampled {
  let result = sampledRoutes.get(route);
  if (result === undefined) sampledRoutes.set(route, (result = sample(route, direction)));
  return result;
}

function sample(route: Course, direction: Direction): Sampled {
  const samples = route.points.slice(0, 1);
  const lengths = [0];
  for (const cubic of routeCubics(route, direction))
    for (let step = 1; step <= SAMPLES_PER_CURVE; step++) {
      const point = pointOnCubic(cubic, step / SAMPLES_PER_CURVE);
      const last = samples.at(-1) as Point;
      lengths.push((lengths.at(-1) as number) + Math.hypot(point.x - last.x, point.y - last.y));
      samples.push(point);
    }
  return { samples, lengths };
}

/** The point at the parameter `t`, 0 to 1, by De Casteljau's construction. */
export function pointOnCubic({ a, b, c, d }: Cubic, t: number): Point {
  const ab = mix(a, b, t);
  const bc = mix(b, c, t);
  const cd = mix(c, d, t);
  return mix(mix(ab, bc, t), mix(bc, cd, t), t);
}

function mix(from: Point, to: Point, t: number): Point {
  return { x: from.x + (to.x - from.x) * t, y: from.y + (to.y - from.y) * t };
}
