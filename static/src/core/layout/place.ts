/** One level with sizes: where its nodes stand and how its edges run. */
import type { Lattice, Segment, Way } from "./lattice.ts";
import { type Extent, placeLines } from "./lines.ts";
import type { Level, LevelEdge } from "./structure.ts";

/** Lengths along ("main") and across ("cross") the reading direction, in CSS pixels. */
export interface Spot {
  main: number;
  cross: number;
}

/** A node with its size, its satellites included. */
export interface Body {
  /** Space along the reading direction. */
  main: number;
  /** Space on both sides of the line that its edges follow. */
  before: number;
  after: number;
  /** As much of it as it takes itself, where it has the room of a row. */
  own?: number;
  /** From the start of the space to where edges touch the node, and from its end to where one leaves. */
  inset: number;
  outset(tensor: string): number;
  /** Whether it is the ground of elements or ops between them. */
  close: boolean;
  /** How much narrower the node gets per pixel away from its line (a diamond's flanks). */
  taper: number;
  /**
   * How far from the line a tensor enters and leaves: for a module its ports, for an op the leaves
   * beside it, whose next versions may lie ahead; 0 for all others.
   */
  entry(tensor: string): number;
  exit(tensor: string): number;
}

export interface PlacedLevel {
  main: number;
  cross: number;
  /** By level node: where its space starts along the reading direction, and where its line is. */
  spots: Spot[];
  /** By level edge: the corners of its way. */
  ways: Spot[][];
}

/**
 * Between columns: at least `least`, more where edges climb, but never more than `most`; of elements
 * and between the grounds around them less.
 */
const GAP = {
  least: 13,
  perPixel: 0.12,
  close: { least: 10, perPixel: 0.04 },
  most: 60,
  bow: 44,
  border: 16,
  direct: 30,
  tight: 5,
} as const;
/**
 * Elements stand close to each other, and where there are many in a column in two columns, like
 * bricks: each has the edges of its two neighbours above and below it.
 */
const ELEMENTS = { apart: 8, many: 4, clear: 5, between: 8, diamond: 17 } as const;
/** Between parallel edges: where they touch their nodes, and halfway. */
const LANE = { ends: 12, middle: 26 } as const;

/** Waypoints of a chain, from the first to the last of which an edge runs level. */
interface Stretch {
  first: number;
  last: number;
  cross: number;
}

/** The room of an element on both sides of its line. */
export interface Row {
  before: number;
  after: number;
}

/**
 * @param edgeRoom length that what is written on an edge takes before its op
 * @param row where members are elements, or ops between these: the room of the largest
 */
export function placeLevel(
  level: Level,
  lattice: Lattice,
  bodies: readonly Body[],
  edgeRoom: number,
  row: Row | null = null,
): PlacedLevel {
  return new LevelPlacer(level, lattice, bodies, edgeRoom, row).place();
}

class LevelPlacer {
  readonly #level: Level;
  readonly #lattice: Lattice;
  readonly #bodies: readonly Body[];
  readonly #edgeRoom: number;
  /** By site: where its line is. */
  #lines: number[] = [];
  /** By column: where it starts, and how wide it is. */
  #starts: number[] = [];
  readonly #widths: number[];
  readonly #row: Row | null;
  /** By column of many elements: on which side of it each site stands. */
  readonly #bricks: ReadonlyMap<number, ReadonlyMap<number, 0 | 1>>;
  readonly #fastenings: { from: number[]; to: number[] };
  readonly #stretches = new Map<readonly number[], Stretch[]>();

  constructor(
    level: Level,
    lattice: Lattice,
    bodies: readonly Body[],
    edgeRoom: number,
    row: Row | null,
  ) {
    this.#row = row;
    this.#level = level;
    this.#edgeRoom = edgeRoom;
    this.#lattice = lattice;
    this.#bodies = bodies;
    const edgeOf = ({ edge }: Segment) => level.edges[edge] as LevelEdge;
    this.#fastenings = {
      from: lattice.segments.map(
        (segment) => this.#bodyAt(segment.from)?.exit(edgeOf(segment).tensor) ?? 0,
      ),
      to: lattice.segments.map(
        (segment) => this.#bodyAt(segment.to)?.entry(edgeOf(segment).tensor) ?? 0,
      ),
    };
    this.#bricks = row ? this.#layBricks() : new Map();
    this.#widths = lattice.columns.map((column, index) => {
      const width = greatest(column.map((site) => this.#bodyAt(site)?.main ?? 0));
      const laid = this.#bricks.get(index);
      const isDouble = laid && [...laid.values()].includes(1);
      return isDouble ? 2 * width + ELEMENTS.between : width;
    });
  }

  place(): PlacedLevel {
    const { sites, columns, ways } = this.#lattice;
    const extents = sites.map((_, site) => this.#extent(site));
    const spaced = extents.map((extent, site) => this.#spaced(extent, site));
    const lines = placeLines(this.#lattice, spaced, this.#fastenings);
    const least = -greatest(
      extents.map(({ before }, site) => before - (lines[site] as number)),
      -Infinity,
    );
    this.#lines = lines.map((line) => line - least);
    this.#starts = this.#placeColumns();
    return {
      main: columns.length === 0 ? 0 : this.#columnEnd(columns.length - 1),
      cross: greatest(extents.map(({ after }, site) => (this.#lines[site] as number) + after)),
      spots: this.#level.nodes.map((_, node) => this.#spot(node)),
      ways: this.#level.edges.map((edge, index) => {
        const way = ways[index];
        return way ? this.#wayOn(edge, way) : this.#wayBack(edge);
      }),
    };
  }

  #extent(site: number): Extent {
    const body = this.#bodyAt(site);
    const slim = body === undefined || this.#isPort(site);
    return { before: body?.before ?? 0, after: body?.after ?? 0, slim };
  }

  /** Rows of elements stand close, and those of bricks at half their height. */
  #spaced(extent: Extent, site: number): Extent {
    if (this.#row === null || extent.slim) return extent;
    if (!this.#bricks.get(this.#column(site))?.has(site))
      return { ...extent, space: ELEMENTS.apart };
    const half = (Math.max(this.#row.before, this.#row.after) + ELEMENTS.clear) / 2;
    // The corners of small diamonds may touch; one with a long symbol needs more room.
    const own = this.#level.nodes[site]?.kind === "op" ? (this.#bodyAt(site)?.own ?? 0) : 0;
    const room = own > ELEMENTS.diamond ? Math.max(half, own + 1) : half;
    return { before: room, after: room, slim: false, space: 0 };
  }

  /** Tensors stand left and right in turn; ops between them keep to one column, in the same rows. */
  #layBricks(): Map<number, Map<number, 0 | 1>> {
    const bricks = new Map<number, Map<number, 0 | 1>>();
    this.#lattice.columns.forEach((column, index) => {
      const bodies = column.filter((site) => !this.#extent(site).slim);
      if (bodies.length < ELEMENTS.many) return;
      const isTensor = (site: number): boolean => this.#level.nodes[site]?.kind === "tensor";
      const side = (site: number, place: number) => (isTensor(site) && place % 2 === 1 ? 1 : 0);
      bricks.set(index, new Map(bodies.map((site, place) => [site, side(site, place)])));
    });
    return bricks;
  }

  /** Columns stand the closer, the more level the edges between them run. */
  #placeColumns(): number[] {
    const climbs = this.#widths.map(() => 0);
    this.#lattice.segments.forEach(({ from, to }, segment) => {
      const start = (this.#lines[from] as number) + (this.#fastenings.from[segment] as number);
      const end = (this.#lines[to] as number) + (this.#fastenings.to[segment] as number);
      const column = this.#column(from);
      climbs[column] = Math.max(climbs[column] as number, Math.abs(start - end));
    });
    const bows = new Set(
      this.#level.edges.flatMap(({ from, lanes }) => (lanes > 1 ? [this.#column(from)] : [])),
    );
    // Where ops lead to ops their edges must be seen, as tensors between them are not.
    const kinds = this.#level.nodes.map(({ kind }) => kind);
    const direct = new Set(
      this.#level.edges.flatMap(({ from, to }) =>
        kinds[from] === "op" && kinds[to] === "op" ? [this.#column(from)] : [],
      ),
    );
    const entered = new Set(
      this.#level.edges.flatMap(({ to }) => (kinds[to] === "op" ? [this.#column(to) - 1] : [])),
    );
    const close = this.#closeColumns();
    const leastAfter = (column: number): number => {
      if (this.#edgeRoom > 0 && entered.has(column)) return this.#edgeRoom + GAP.least;
      if (bows.has(column)) return GAP.bow;
      if (direct.has(column)) return GAP.direct;
      const border = this.#row ? GAP.tight : GAP.border;
      if (this.#isBorder(column)) return border;
      return close.has(column) ? GAP.close.least : GAP.least;
    };
    let at = 0;
    return this.#widths.map((width, column) => {
      const start = at;
      const least = leastAfter(column);
      const { perPixel } = close.has(column) ? GAP.close : GAP;
      const climb = perPixel * (climbs[column] as number);
      at += width + Math.max(least, Math.min(least + climb, GAP.most));
      return start;
    });
  }

  /** Columns in which, and in the next, there are but elements or grounds of such. */
  #closeColumns(): ReadonlySet<number> {
    const isClose = (column: readonly number[] = []): boolean =>
      column.every((site) => this.#row !== null || (this.#bodyAt(site)?.close ?? true));
    const { columns } = this.#lattice;
    return new Set(
      columns.flatMap((column, index) =>
        isClose(column) && isClose(columns[index + 1]) ? [index] : [],
      ),
    );
  }

  #spot(node: number): Spot {
    const column = this.#column(node);
    const side = this.#bricks.get(column)?.get(node);
    const slack = (this.#widths[column] as number) - (this.#bodies[node]?.main ?? 0);
    const isTensor = this.#level.nodes[node]?.kind === "tensor";
    return {
      main:
        (this.#starts[column] as number) + slack * (side !== undefined && isTensor ? side : 0.5),
      cross: this.#lines[node] as number,
    };
  }

  /** Within a column edges run level, so that they cannot cut a neighbour's corner. */
  #wayOn(edge: LevelEdge, { chain, used }: Way): Spot[] {
    const lane = edge.lane - (edge.lanes - 1) / 2;
    const start = this.#leaving(edge, lane);
    const end = this.#entering(edge, lane);
    const first = this.#column(edge.from);
    const points = [start, { main: this.#columnEnd(first), cross: start.cross }];
    for (const stretch of this.#stretchesOf(chain)) {
      if (stretch.first >= used) break;
      const last = Math.min(stretch.last, used - 1);
      const { cross } = stretch;
      points.push({ main: this.#starts[first + 1 + stretch.first] as number, cross });
      points.push({ main: this.#columnEnd(first + 1 + last), cross });
    }
    const arrival = { main: this.#starts[this.#column(edge.to)] as number, cross: end.cross };
    if (edge.lanes > 1 && used === 0) points.push(...bow(points.at(-1) as Spot, arrival, lane));
    return simplify([...points, arrival, end]);
  }

  /** An edge against the reading direction: no columns to keep to, just from end to start. */
  #wayBack(edge: LevelEdge): Spot[] {
    return [this.#leaving(edge, 0), this.#entering(edge, 0)];
  }

  #leaving({ from, tensor }: LevelEdge, lane: number): Spot {
    const body = this.#bodies[from] as Body;
    const { main, cross } = this.#spot(from);
    // Beyond a port parallel edges are one, so they part there and not before.
    const shift = this.#isPort(from) ? 0 : lane * LANE.ends;
    const outset = body.outset(tensor) + body.taper * Math.abs(shift);
    return { main: main + body.main - outset, cross: cross + body.exit(tensor) + shift };
  }

  #entering({ to, tensor }: LevelEdge, lane: number): Spot {
    const body = this.#bodies[to] as Body;
    const { main, cross } = this.#spot(to);
    const shift = lane * LANE.ends;
    const inset = body.inset + body.taper * Math.abs(shift);
    return { main: main + inset, cross: cross + body.entry(tensor) + shift };
  }

  /** The level stretches of a chain of waypoints, made once for all edges that share it. */
  #stretchesOf(chain: readonly number[]): readonly Stretch[] {
    let stretches = this.#stretches.get(chain);
    if (stretches === undefined) {
      stretches = [];
      for (const [place, site] of chain.entries()) {
        const cross = this.#lines[site] as number;
        const last = stretches.at(-1);
        if (last && same(last.cross, cross)) last.last = place;
        else stretches.push({ first: place, last: place, cross });
      }
      this.#stretches.set(chain, stretches);
    }
    return stretches;
  }

  #bodyAt(site: number): Body | undefined {
    return this.#bodies[this.#lattice.sites[site]?.node ?? -1];
  }

  /** The column of a site; a node's site has the node's own number. */
  #column(site: number): number {
    return this.#lattice.sites[site]?.column ?? 0;
  }

  #columnEnd(column: number): number {
    return (this.#starts[column] as number) + (this.#widths[column] as number);
  }

  #isPort(site: number): boolean {
    const kind = this.#level.nodes[this.#lattice.sites[site]?.node ?? -1]?.kind;
    return kind === "source" || kind === "sink";
  }

  /** Whether ports stand before or after the gap that follows a column. */
  #isBorder(column: number): boolean {
    const hasPort = (sites: readonly number[] = []) => sites.some((site) => this.#isPort(site));
    return hasPort(this.#lattice.columns[column]) || hasPort(this.#lattice.columns[column + 1]);
  }
}

/** Where parallel edges climb their ends keep them apart; where they run level they bow. */
function bow(start: Spot, end: Spot, lane: number): Spot[] {
  if (Math.abs(start.cross - end.cross) >= LANE.middle) return [];
  const middle = (start.cross + end.cross) / 2 + lane * (LANE.middle - LANE.ends);
  return [{ main: (start.main + end.main) / 2, cross: middle }];
}

/** Drops points that add nothing: repeated ones, and those in the middle of a level stretch. */
export function simplify(points: readonly Spot[]): Spot[] {
  const kept: Spot[] = [];
  for (const point of points) {
    const [before, last] = [kept.at(-2), kept.at(-1)];
    if (last && same(last.main, point.main) && same(last.cross, point.cross)) continue;
    if (before && last && same(before.cross, last.cross) && same(last.cross, point.cross))
      kept.pop();
    kept.push(point);
  }
  return kept;
}

function same(first: number, second: number): boolean {
  return Math.abs(first - second) < 0.01;
}

/** Like Math.max, which takes no more arguments than the stack has room for. */
function greatest(values: readonly number[], least = 0): number {
  return values.reduce((most, value) => Math.max(most, value), least);
}
