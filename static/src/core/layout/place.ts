/** One level with sizes: where its nodes stand and how its edges run. */
import type { Lattice, Way } from "./lattice.ts";
import { type Extent, placeLines } from "./lines.ts";
import type { SizedNode } from "./request.ts";
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
  /** From the start and the end of the space to where edges touch the node. */
  inset: number;
  /** How much narrower the node gets per pixel away from its line (a diamond's flanks). */
  taper: number;
  /** For a module: distance of a tensor's port from the line, on either side; 0 for all others. */
  entry(tensor: string): number;
  exit(tensor: string): number;
}

export interface PlacedLevel {
  main: number;
  cross: number;
  /** By level node: where its space starts along the reading direction, and where its line is. */
  spots: Spot[];
  /** By level edge. */
  ways: Spot[][];
}

/** Waypoints of a chain, from the first to the last of which an edge runs level. */
interface Stretch {
  first: number;
  last: number;
  cross: number;
}

/** Between columns: at least `least`, more where edges climb, but never more than `most`. */
const GAP = { least: 22, perPixel: 0.16, most: 84, bow: 44, border: 16 } as const;
/** Between parallel edges: where they touch their nodes, and halfway. */
const LANE = { ends: 12, middle: 26 } as const;

export function placeLevel(
  level: Level,
  lattice: Lattice,
  bodies: readonly Body[],
): PlacedLevel {
  const { sites, segments, columns } = lattice;
  const extents = sites.map(({ node }): Extent => {
    const body = bodies[node];
    const slim = node < 0 || isPort(level, node);
    return { before: body?.before ?? 0, after: body?.after ?? 0, slim };
  });
  const edgeOf = segments.map(({ edge }) => level.edges[edge] as LevelEdge);
  const fastenings = {
    from: segments.map(({ from }, segment) => exitOf(from, edgeOf[segment] as LevelEdge)),
    to: segments.map(({ to }, segment) => entryOf(to, edgeOf[segment] as LevelEdge)),
  };
  function exitOf(site: number, { tensor }: LevelEdge): number {
    return bodies[sites[site]?.node ?? -1]?.exit(tensor) ?? 0;
  }
  function entryOf(site: number, { tensor }: LevelEdge): number {
    return bodies[sites[site]?.node ?? -1]?.entry(tensor) ?? 0;
  }

  const lines = placeLines(lattice, extents, fastenings);
  const start = -greatest(lines.map((line, site) => (extents[site]?.before ?? 0) - line));
  const cross = lines.map((line) => line - start);
  const widths = columns.map((column) =>
    greatest([0, ...column.map((site) => bodies[sites[site]?.node ?? -1]?.main ?? 0)]),
  );
  const starts = columnStarts();
  function columnStarts(): number[] {
    const climbs = columns.map(() => 0);
    segments.forEach(({ from, to }, segment) => {
      const column = sites[from]?.column ?? 0;
      const climb = Math.abs(
        (cross[from] as number) +
          (fastenings.from[segment] as number) -
          (cross[to] as number) -
          (fastenings.to[segment] as number),
      );
      climbs[column] = Math.max(climbs[column] as number, climb);
    });
    const bows = columns.map(() => false);
    level.edges.forEach(({ from, lanes }) => {
      if (lanes > 1) bows[sites[from]?.column ?? 0] = true;
    });
    let at = 0;
    return columns.map((_, column) => {
      const here = at;
      const least = bows[column] ? GAP.bow : isBorder(column) ? GAP.border : GAP.least;
      const gap = least + GAP.perPixel * (climbs[column] as number);
      at += (widths[column] as number) + Math.min(gap, GAP.most);
      return here;
    });
  }
  /** Ports stand on the border itself, a little before or after what is inside. */
  function isBorder(column: number): boolean {
    const ports = (index: number) =>
      (columns[index] ?? []).some((site) => isPort(level, sites[site]?.node ?? -1));
    return ports(column) || ports(column + 1);
  }

  const spots = level.nodes.map((_, node) => {
    const column = sites[node]?.column ?? 0;
    const slack = (widths[column] as number) - (bodies[node]?.main ?? 0);
    return { main: (starts[column] as number) + slack / 2, cross: cross[node] as number };
  });
  const known = new Map<readonly number[], Stretch[]>();
  const ways = level.edges.map((edge, index) => {
    const way = lattice.ways[index];
    return way ? wayOn(edge, way) : wayBack(edge);
  });

  /** Within a column edges run level, so that they cannot cut a neighbour's corner. */
  function wayOn(edge: LevelEdge, { chain, used }: Way): Spot[] {
    const lane = edge.lane - (edge.lanes - 1) / 2;
    const start = leaving(edge, lane);
    const firstColumn = sites[edge.from]?.column ?? 0;
    const points = [start, { main: columnEnd(firstColumn), cross: start.cross }];
    for (const stretch of stretches(chain)) {
      if (stretch.first >= used) break;
      const last = Math.min(stretch.last, used - 1);
      const from = starts[firstColumn + 1 + stretch.first] as number;
      points.push({ main: from, cross: stretch.cross });
      points.push({ main: columnEnd(firstColumn + 1 + last), cross: stretch.cross });
    }
    const end = entering(edge, lane);
    const lastColumn = sites[edge.to]?.column ?? 0;
    const last = points.at(-1) as Spot;
    // Where the edges climb they are apart by their ends alone; where they run level they bow.
    if (edge.lanes > 1 && used === 0 && Math.abs(last.cross - end.cross) < LANE.middle) {
      const main = (last.main + (starts[lastColumn] as number)) / 2;
      const bow = lane * (LANE.middle - LANE.ends);
      points.push({ main, cross: (last.cross + end.cross) / 2 + bow });
    }
    points.push({ main: starts[lastColumn] as number, cross: end.cross }, end);
    return simplify(points);
  }

  /** The level stretches of a chain of waypoints, made once for all edges that share it. */
  function stretches(chain: readonly number[]): readonly Stretch[] {
    let runs = known.get(chain);
    if (runs === undefined) {
      runs = [];
      for (const [place, site] of chain.entries()) {
        const at = cross[site] as number;
        const run = runs.at(-1);
        if (run && same(run.cross, at)) run.last = place;
        else runs.push({ first: place, last: place, cross: at });
      }
      known.set(chain, runs);
    }
    return runs;
  }

  /** An edge against the reading direction: no columns to keep to, just from end to start. */
  function wayBack(edge: LevelEdge): Spot[] {
    return [leaving(edge, 0), entering(edge, 0)];
  }

  function leaving(edge: LevelEdge, lane: number): Spot {
    const body = bodies[edge.from] as Body;
    const spot = spots[edge.from] as Spot;
    const shift = lane * LANE.ends;
    return {
      main: spot.main + body.main - body.inset - body.taper * Math.abs(shift),
      cross: spot.cross + body.exit(edge.tensor) + shift,
    };
  }

  function entering(edge: LevelEdge, lane: number): Spot {
    const body = bodies[edge.to] as Body;
    const spot = spots[edge.to] as Spot;
    const shift = lane * LANE.ends;
    return {
      main: spot.main + body.inset + body.taper * Math.abs(shift),
      cross: spot.cross + body.entry(edge.tensor) + shift,
    };
  }

  function columnEnd(column: number): number {
    return (starts[column] as number) + (widths[column] as number);
  }

  const ends = cross.map((line, site) => line + (extents[site]?.after ?? 0));
  return {
    main: columns.length === 0 ? 0 : columnEnd(columns.length - 1),
    cross: greatest([0, ...ends]),
    spots,
    ways,
  };
}

function isPort(level: Level, node: number): boolean {
  const kind = level.nodes[node]?.kind;
  return kind === "source" || kind === "sink";
}

/** Drops points that add nothing: repeated ones, and those in the middle of a level stretch. */
export function simplify(points: readonly Spot[]): Spot[] {
  const kept: Spot[] = [];
  for (const point of points) {
    const [before, last] = [kept.at(-2), kept.at(-1)];
    if (last && same(last.main, point.main) && same(last.cross, point.cross)) continue;
    if (before && last && same(before.cross, last.cross) && same(last.cross, point.cross)) kept.pop();
    kept.push(point);
  }
  return kept;
}

/** Like Math.max, which takes no more arguments than the stack has room for; 0 for nothing. */
function greatest(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((most, value) => Math.max(most, value));
}

function same(first: number, second: number): boolean {
  return Math.abs(first - second) < 0.01;
}

/** Between satellites, and between them and their op, in CSS pixels. */
const SATELLITE = { apart: 12, away: 20 } as const;

/** Where a satellite stands, relative to the start of the op's space and to its line. */
export interface SatellitePlace {
  node: SizedNode;
  main: number;
  cross: number;
  side: "before" | "after";
}

/** An op's space with its satellites: constants after the line if others stand before it. */
export function gather(op: SizedNode, satellites: readonly SizedNode[]) {
  const before = satellites.filter(({ leaf }) => leaf !== "constant");
  const after = satellites.filter(({ leaf }) => leaf === "constant");
  const rows =
    before.length > 0
      ? ([
          ["before", before],
          ["after", after],
        ] as const)
      : ([["before", after]] as const);
  const length = (row: readonly SizedNode[]) =>
    row.reduce((sum, { main }) => sum + main, Math.max(row.length - 1, 0) * SATELLITE.apart);
  const main = Math.max(op.main, ...rows.map(([, row]) => length(row)));
  const reach = { before: op.cross / 2, after: op.cross / 2 };
  const places: SatellitePlace[] = [];
  for (const [side, row] of rows) {
    let at = (main - length(row)) / 2;
    for (const node of row) {
      const edge = op.cross / 2 + SATELLITE.away;
      const cross = side === "before" ? -edge - node.cross : edge;
      places.push({ node, main: at, cross, side });
      at += node.main + SATELLITE.apart;
      reach[side] = Math.max(reach[side], edge + node.cross);
    }
  }
  return { main, ...reach, places };
}
