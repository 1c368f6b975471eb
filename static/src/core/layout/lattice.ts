/** A level with its columns filled: long edges pass through a waypoint in every column. */
import { rankLevel } from "./rank.ts";
import type { Level } from "./structure.ts";

/** A node of the level, or a waypoint of long edges. */
export interface Site {
  /** Index into `level.nodes`, or -1 for a waypoint. */
  node: number;
  column: number;
}

/** A piece of one or several edges between two neighbouring columns. */
export interface Segment {
  from: number;
  to: number;
  /** A level edge that runs along it; where it is shared, all of them carry the same tensor. */
  edge: number;
  /** The greatest among the edges that run along it. */
  importance: number;
}

/** How an edge runs: through the first `used` waypoints of a chain that others may share. */
export interface Way {
  chain: readonly number[];
  used: number;
}

export interface Lattice {
  sites: Site[];
  segments: Segment[];
  /** By level edge; null for one that leads back. */
  ways: (Way | null)[];
  /** Sites of each column, from the start across the reading direction. */
  columns: number[][];
}

/** With more long edges than this from one node, they share one trunk. */
const SEPARATE_EDGES = 2;

/** Columns in the order of the level's nodes; `order.ts` improves on it. */
export function buildLattice(level: Level): Lattice {
  const ranks = rankLevel(level);
  const sites: Site[] = level.nodes.map((_, node) => ({ node, column: ranks[node] as number }));
  const segments: Segment[] = [];
  const ways: (Way | null)[] = level.edges.map(() => null);
  for (const bundle of bundles(level, ranks)) {
    const { from } = level.edges[bundle[0] as number] as { from: number };
    const start = (ranks[from] as number) + 1;
    const used = (edge: number) => (ranks[level.edges[edge]?.to ?? 0] as number) - start;
    const weights = weightsAlong(bundle, used, (edge) => level.edges[edge]?.importance ?? 0);
    const chain: number[] = [];
    weights.forEach((importance, place) => {
      const to = sites.push({ node: -1, column: start + place }) - 1;
      segments.push({ from: chain.at(-1) ?? from, to, edge: bundle[0] as number, importance });
      chain.push(to);
    });
    for (const edge of bundle) {
      const { to, importance } = level.edges[edge] as { to: number; importance: number };
      const way = { chain, used: used(edge) };
      segments.push({ from: chain[way.used - 1] ?? from, to, edge, importance });
      ways[edge] = way;
    }
  }
  return { sites, segments, ways, columns: fillColumns(sites) };
}

/** Edges that lead on, in groups that share a chain of waypoints; most groups have one member. */
function bundles(level: Level, ranks: readonly number[]): number[][] {
  const single: number[][] = [];
  const long = new Map<string, number[]>();
  level.edges.forEach(({ from, to, tensor }, edge) => {
    const columns = (ranks[to] as number) - (ranks[from] as number);
    if (columns <= 0) return;
    if (columns === 1) {
      single.push([edge]);
      return;
    }
    const key = `${from} ${tensor}`;
    const known = long.get(key);
    if (known) known.push(edge);
    else long.set(key, [edge]);
  });
  const shared = [...long.values()].flatMap((edges) =>
    edges.length > SEPARATE_EDGES ? [edges] : edges.map((edge) => [edge]),
  );
  return [...single, ...shared];
}

/** By waypoint: the importance of the most important edge that comes through it. */
function weightsAlong(
  bundle: readonly number[],
  used: (edge: number) => number,
  importance: (edge: number) => number,
): number[] {
  const length = Math.max(...bundle.map(used));
  const weights = Array.from({ length }, () => 0);
  for (const edge of bundle) {
    const last = used(edge) - 1;
    if (last >= 0) weights[last] = Math.max(weights[last] as number, importance(edge));
  }
  for (let place = length - 2; place >= 0; place--)
    weights[place] = Math.max(weights[place] as number, weights[place + 1] as number);
  return weights;
}

function fillColumns(sites: readonly Site[]): number[][] {
  const columns: number[][] = [];
  sites.forEach(({ column }, site) => {
    while (columns.length <= column) columns.push([]);
    columns[column]?.push(site);
  });
  return columns;
}
