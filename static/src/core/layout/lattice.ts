/** A level with its columns filled: long edges pass through a waypoint in every column. */
import { rankLevel } from "./rank.ts";
import type { Level } from "./structure.ts";

/** A node of the level, or a waypoint of long edges. */
export interface Site {
  /** Index into `level.nodes`, or -1 for a waypoint. */
  node: number;
  column: number;
}

/** A piece of an edge between two neighbouring columns. */
export interface Segment {
  from: number;
  to: number;
  /** Level edges that run along it: several where many long edges share a trunk. */
  edges: number[];
}

export interface Lattice {
  sites: Site[];
  segments: Segment[];
  /** By level edge: its segments from start to end; empty for an edge that leads back. */
  ways: number[][];
  /** Sites of each column, from the start across the reading direction. */
  columns: number[][];
}

/** With more long edges than this from one node, they share one trunk. */
const SEPARATE_EDGES = 2;

/** Columns in the order of the level's nodes; `order.ts` improves on it. */
export function buildLattice(level: Level): Lattice {
  const ranks = rankLevel(level);
  const sites: Site[] = level.nodes.map((_, node) => ({ node, column: ranks[node] as number }));
  const columns: number[][] = [];
  const place = (site: number, column: number) => {
    while (columns.length <= column) columns.push([]);
    columns[column]?.push(site);
  };
  sites.forEach(({ column }, site) => place(site, column));
  const segments: Segment[] = [];
  const segmentIndex = new Map<string, number>();
  const trunks = new Map<string, number>();
  const long = countLong(level, ranks);
  const ways = level.edges.map((edge, index) => {
    const end = ranks[edge.to] as number;
    const way: number[] = [];
    let from = edge.from;
    for (let column = (ranks[edge.from] as number) + 1; column <= end; column++) {
      let to = edge.to;
      if (column < end) {
        const shared = (long[edge.from] as number) > SEPARATE_EDGES;
        const key = `${shared ? `from ${edge.from} ${edge.tensor}` : index} ${column}`;
        to = trunks.get(key) ?? sites.push({ node: -1, column }) - 1;
        if (!trunks.has(key)) {
          trunks.set(key, to);
          place(to, column);
        }
      }
      const key = `${from} ${to}${column === end ? ` ${edge.tensor} ${edge.lane}` : ""}`;
      let segment = segmentIndex.get(key);
      if (segment === undefined) {
        segment = segments.push({ from, to, edges: [] }) - 1;
        segmentIndex.set(key, segment);
      }
      segments[segment]?.edges.push(index);
      way.push(segment);
      from = to;
    }
    return way;
  });
  return { sites, segments, ways, columns };
}

function countLong({ nodes, edges }: Level, ranks: readonly number[]): number[] {
  const count = nodes.map(() => 0);
  for (const { from, to } of edges)
    if ((ranks[to] as number) - (ranks[from] as number) > 1) (count[from] as number)++;
  return count;
}

