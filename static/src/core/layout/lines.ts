/**
 * Straight lines first: sites that follow each other along important edges are joined into rigid
 * lines, and the lines are moved across the reading direction until their other edges are short.
 */
import type { Lattice, Segment } from "./lattice.ts";

/** Room that a site takes on both sides of its own line. */
export interface Extent {
  before: number;
  after: number;
  /** Whether it is a mere waypoint. */
  slim: boolean;
  /** Space to its neighbours, where that is another one than between bodies elsewhere. */
  space?: number;
}

/** Where segments are fastened, relative to the lines of the sites at their two ends. */
export interface Fastenings {
  from: readonly number[];
  to: readonly number[];
}

/** Space between bodies, between an edge and a body, and between edges, in CSS pixels. */
const SPACE = { bodies: 22, mixed: 16, edges: 14 } as const;
const ROUNDS = 24;
/** How strongly a piece of a long edge pulls, against 1 for an edge between neighbours. */
const LONG_PULL = 0.3;
/** An edge that passes this many columns comes from afar. */
const AFAR = 4;

/**
 * The place of each site's line across the reading direction.
 * Where two segments want to be straight, the more important one is.
 */
export function placeLines(
  lattice: Lattice,
  extents: readonly Extent[],
  fastenings: Fastenings,
): number[] {
  const straight = chooseStraight(lattice);
  const { lineOf, offsets, count } = joinLines(lattice, fastenings, straight);
  const solver = new Solver(count);
  for (const column of lattice.columns)
    for (let place = 0; place + 1 < column.length; place++) {
      const [above, below] = [column[place] as number, column[place + 1] as number];
      const distance = spacing(extents[above] as Extent, extents[below] as Extent);
      solver.keepApart(
        lineOf[above] as number,
        lineOf[below] as number,
        distance + (offsets[above] as number) - (offsets[below] as number),
      );
    }
  lattice.segments.forEach(({ from, to, loose }, segment) => {
    if (loose) return;
    const start = (offsets[from] as number) + (fastenings.from[segment] as number);
    const end = (offsets[to] as number) + (fastenings.to[segment] as number);
    const pull = isWaypoint(lattice, from) || isWaypoint(lattice, to) ? LONG_PULL : 1;
    solver.tie(lineOf[from] as number, lineOf[to] as number, start - end, pull);
  });
  const positions = solver.solve();
  return lattice.sites.map(
    (_, site) => (positions[lineOf[site] as number] as number) + (offsets[site] as number),
  );
}

function spacing(above: Extent, below: Extent): number {
  const bodies = Math.min(above.space ?? SPACE.bodies, below.space ?? SPACE.bodies);
  const space =
    above.slim && below.slim ? SPACE.edges : above.slim || below.slim ? SPACE.mixed : bodies;
  return above.after + space + below.before;
}

function isWaypoint({ sites }: Lattice, site: number): boolean {
  return (sites[site]?.node ?? -1) < 0;
}

/** At most one straight segment on each side of a site, and no two that cross. */
function chooseStraight(lattice: Lattice): boolean[] {
  const { sites, segments, columns } = lattice;
  const places = sites.map(() => 0);
  for (const column of columns)
    column.forEach((site, place) => {
      places[site] = place;
    });
  const hasNext = sites.map(() => false);
  const hasPrevious = sites.map(() => false);
  const loose = looseSites(lattice);
  const most = segments.reduce((greatest, { importance }) => Math.max(greatest, importance), 0);
  const chosen = segments.map(() => false);
  /** By column of the start: chosen segments, ordered by place. */
  const gaps = columns.map((): { start: number; end: number }[] => []);
  const ranked = segments
    .map((_, segment) => segment)
    .sort((a, b) => (segments[b]?.importance ?? 0) - (segments[a]?.importance ?? 0) || a - b);
  for (const segment of ranked) {
    const { from, to, importance, loose: free } = segments[segment] as Segment;
    if (free || hasNext[from] || hasPrevious[to]) continue;
    if (loose[to] && importance < most) continue;
    const gap = gaps[sites[from]?.column as number] as { start: number; end: number }[];
    const start = places[from] as number;
    const end = places[to] as number;
    const at = countBefore(gap, start);
    if ((gap[at - 1]?.end ?? -1) > end || (gap[at]?.end ?? Infinity) < end) continue;
    gap.splice(at, 0, { start, end });
    hasNext[from] = hasPrevious[to] = chosen[segment] = true;
  }
  return chosen;
}

/**
 * Sites at which several edges arrive, all from afar: none of these needs to be straight, so that
 * the site can stand near what uses it.
 */
function looseSites(lattice: Lattice): boolean[] {
  const waypoints = lattice.sites.map(() => 0);
  const arriving = lattice.sites.map((): number[] => []);
  for (const { from, to } of lattice.segments) arriving[to]?.push(from);
  for (const site of lattice.columns.flat())
    if (isWaypoint(lattice, site))
      waypoints[site] = 1 + (waypoints[arriving[site]?.[0] ?? -1] ?? 0);
  return arriving.map(
    (origins) =>
      origins.length > 1 && origins.every((origin) => (waypoints[origin] as number) >= AFAR),
  );
}

function countBefore(gap: readonly { start: number }[], start: number): number {
  let low = 0;
  let high = gap.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((gap[middle]?.start as number) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function joinLines(lattice: Lattice, fastenings: Fastenings, straight: readonly boolean[]) {
  const { sites, segments, columns } = lattice;
  const previous = sites.map(() => -1);
  segments.forEach(({ to }, segment) => {
    if (straight[segment]) previous[to] = segment;
  });
  const lineOf = sites.map(() => -1);
  const offsets = sites.map(() => 0);
  let count = 0;
  for (const site of columns.flat()) {
    const segment = previous[site] as number;
    if (segment < 0) {
      lineOf[site] = count++;
      continue;
    }
    const { from } = segments[segment] as { from: number };
    lineOf[site] = lineOf[from] as number;
    offsets[site] =
      (offsets[from] as number) +
      (fastenings.from[segment] as number) -
      (fastenings.to[segment] as number);
  }
  return { lineOf, offsets, count };
}

interface Tie {
  other: number;
  pull: number;
  /** This one wants to be where the other is, plus this. */
  delta: number;
}

/**
 * Positions on a line with least distances between some pairs (`position[b] - position[a] >= d`)
 * and springs between others, by moving one after the other and then whole touching groups.
 */
class Solver {
  readonly #above: Map<number, number>[];
  readonly #below: Map<number, number>[];
  readonly #ties: Tie[][];
  readonly #positions: number[];

  constructor(count: number) {
    const all = Array.from({ length: count });
    this.#above = all.map(() => new Map());
    this.#below = all.map(() => new Map());
    this.#ties = all.map(() => []);
    this.#positions = all.map(() => 0);
  }

  keepApart(above: number, below: number, distance: number): void {
    if (above === below) return;
    const known = this.#above[below]?.get(above) ?? -Infinity;
    this.#above[below]?.set(above, Math.max(known, distance));
    this.#below[above]?.set(below, Math.max(known, distance));
  }

  /** Pulls towards `position[second] = position[first] + distance`. */
  tie(first: number, second: number, distance: number, pull: number): void {
    if (first === second) return;
    this.#ties[first]?.push({ other: second, pull, delta: -distance });
    this.#ties[second]?.push({ other: first, pull, delta: distance });
  }

  solve(): number[] {
    const order = this.#topological();
    for (const line of order) this.#positions[line] = Math.max(0, this.#lowest(line));
    const reversed = [...order].reverse();
    for (let round = 0; round < ROUNDS; round++) {
      const free = (line: number) => this.#moveTo(line, this.#wanted(line));
      (round % 2 === 0 ? reversed : order).forEach(free);
      this.#moveGroups(order);
    }
    return this.#positions;
  }

  #topological(): number[] {
    const waiting = this.#above.map((above) => above.size);
    const order = waiting.flatMap((count, line) => (count === 0 ? [line] : []));
    for (const line of order)
      for (const next of this.#below[line]?.keys() ?? [])
        if (--(waiting[next] as number) === 0) order.push(next);
    return order;
  }

  #lowest(line: number): number {
    let bound = -Infinity;
    for (const [other, distance] of this.#above[line] ?? [])
      bound = Math.max(bound, (this.#positions[other] as number) + distance);
    return bound;
  }

  #highest(line: number): number {
    let bound = Infinity;
    for (const [other, distance] of this.#below[line] ?? [])
      bound = Math.min(bound, (this.#positions[other] as number) - distance);
    return bound;
  }

  #moveTo(line: number, wanted: number): void {
    this.#positions[line] = Math.max(this.#lowest(line), Math.min(this.#highest(line), wanted));
  }

  /** The mean of where its ties pull it; where it is if nothing pulls. */
  #wanted(line: number): number {
    const ties = this.#ties[line] as Tie[];
    if (ties.length === 0) return this.#positions[line] as number;
    let sum = 0;
    let weight = 0;
    for (const { other, pull, delta } of ties) {
      sum += pull * ((this.#positions[other] as number) + delta);
      weight += pull;
    }
    return sum / weight;
  }

  /** Lines that touch block each other: move them together by their common pull. */
  #moveGroups(order: readonly number[]): void {
    const group = this.#positions.map(() => -1);
    for (const start of order) {
      if (group[start] !== -1) continue;
      const members = this.#touching(start, group);
      if (members.length < 2) continue;
      let sum = 0;
      let weight = 0;
      for (const line of members)
        for (const { other, pull, delta } of this.#ties[line] as Tie[])
          if (group[other] !== start) {
            const here = this.#positions[line] as number;
            sum += pull * ((this.#positions[other] as number) + delta - here);
            weight += pull;
          }
      if (weight === 0) continue;
      let [least, most] = [-Infinity, Infinity];
      for (const line of members) {
        for (const [other, distance] of this.#above[line] ?? [])
          if (group[other] !== start)
            least = Math.max(
              least,
              (this.#positions[other] as number) + distance - (this.#positions[line] as number),
            );
        for (const [other, distance] of this.#below[line] ?? [])
          if (group[other] !== start)
            most = Math.min(
              most,
              (this.#positions[other] as number) - distance - (this.#positions[line] as number),
            );
      }
      const shift = Math.max(least, Math.min(most, sum / weight));
      for (const line of members) (this.#positions[line] as number) += shift;
    }
  }

  #touching(start: number, group: number[]): number[] {
    const members = [start];
    group[start] = start;
    const join = (line: number, slack: number) => {
      if (group[line] !== -1 || slack > 0.01) return;
      group[line] = start;
      members.push(line);
    };
    for (const line of members) {
      const here = this.#positions[line] as number;
      for (const [other, distance] of this.#below[line] ?? [])
        join(other, (this.#positions[other] as number) - here - distance);
      for (const [other, distance] of this.#above[line] ?? [])
        join(other, here - (this.#positions[other] as number) - distance);
    }
    return members;
  }
}
