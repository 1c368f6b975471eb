/** A level with its columns filled: long edges pass through a waypoint in every column. */
import { type Grid, gridOf } from "./grid.ts";
import { rankLevel } from "./rank.ts";
import type { Level, LevelEdge } from "./structure.ts";

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
  /** Whether it is one of so many from or to a spine that it pulls neither end. */
  loose: boolean;
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

/** What leads to a grid of branches and from it runs straight. */
const SPINE = 1e7;

/** Columns in the order of the level's nodes; `order.ts` improves on it. */
export function buildLattice(level: Level): Lattice {
  return new Builder(level).build();
}

class Builder {
  readonly #level: Level;
  readonly #grid: Grid | null;
  readonly #ranks: readonly number[];
  readonly #sites: Site[];
  readonly #segments: Segment[] = [];
  readonly #ways: (Way | null)[];
  /** Waypoints before and behind the branches of a grid, which stand above and below them. */
  readonly #above = new Set<number>();
  readonly #below = new Set<number>();

  constructor(level: Level) {
    const ranks = rankLevel(level);
    this.#level = level;
    this.#grid = gridOf(level, ranks);
    this.#ranks = this.#grid?.ranks ?? ranks;
    this.#sites = level.nodes.map((_, node) => ({ node, column: this.#ranks[node] as number }));
    this.#ways = level.edges.map(() => null);
  }

  build(): Lattice {
    const { leading, merging } = this.#bundles();
    for (const bundle of leading) this.#lead(bundle);
    for (const bundle of merging) this.#merge(bundle);
    const columns = fillColumns(this.#sites);
    if (this.#grid)
      for (const column of columns)
        column.sort((one, other) => this.#height(one) - this.#height(other));
    return { sites: this.#sites, segments: this.#segments, ways: this.#ways, columns };
  }

  #height(site: number): number {
    return this.#above.has(site) ? 0 : this.#below.has(site) ? 2 : 1;
  }

  /** Edges from one node, which share the way to the nearest, and so on. */
  #lead(bundle: readonly number[]): void {
    const { from } = this.#edge(bundle[0] as number);
    const start = (this.#ranks[from] as number) + 1;
    const used = (edge: number) => (this.#ranks[this.#edge(edge).to] as number) - start;
    const weights = weightsAlong(bundle, used, (edge) => this.#edge(edge).importance);
    const members = this.#grid?.members;
    const isSpine =
      members?.has(from) === false && bundle.some((edge) => members.has(this.#edge(edge).to));
    const chain: number[] = [];
    weights.forEach((weight, place) => {
      const to = this.#waypoint(start + place);
      const importance = weight + (isSpine ? SPINE : 0);
      this.#join(chain.at(-1) ?? from, to, bundle[0] as number, { importance });
      if (isSpine) this.#above.add(to);
      chain.push(to);
    });
    for (const edge of bundle) {
      const { to, importance } = this.#edge(edge);
      const way = { chain, used: used(edge) };
      const loose = isSpine || this.#fansOut(from, to);
      this.#join(chain[way.used - 1] ?? from, to, edge, { importance, loose });
      this.#ways[edge] = way;
    }
  }

  /** Edges from the branches of a grid to one node, which share the way from where they meet. */
  #merge(bundle: readonly number[]): void {
    const { to } = this.#edge(bundle[0] as number);
    const startOf = (edge: number) => (this.#ranks[this.#edge(edge).from] as number) + 1;
    const start = Math.min(...bundle.map(startOf));
    const importance = SPINE + Math.max(...bundle.map((edge) => this.#edge(edge).importance));
    const spine: number[] = [];
    for (let column = start; column < (this.#ranks[to] as number); column++) {
      const site = this.#waypoint(column);
      const before = spine.at(-1);
      if (before !== undefined) this.#join(before, site, bundle[0] as number, { importance });
      this.#below.add(site);
      spine.push(site);
    }
    const chains = new Map<number, readonly number[]>();
    for (const edge of bundle) {
      const place = startOf(edge) - start;
      const chain = chains.get(place) ?? spine.slice(place);
      chains.set(place, chain);
      const own = { importance: this.#edge(edge).importance, loose: true };
      this.#join(this.#edge(edge).from, chain[0] as number, edge, own);
      this.#join(chain.at(-1) as number, to, edge, { importance });
      this.#ways[edge] = { chain, used: chain.length };
    }
  }

  #edge(edge: number): LevelEdge {
    return this.#level.edges[edge] as LevelEdge;
  }

  #waypoint(column: number): number {
    return this.#sites.push({ node: -1, column }) - 1;
  }

  #join(from: number, to: number, edge: number, how: { importance: number; loose?: boolean }) {
    this.#segments.push({ from, to, edge, loose: false, ...how });
  }

  /** Whether an edge leads from where branches meet to one of them, or back. */
  #fansOut(from: number, to: number): boolean {
    const members = this.#grid?.members;
    return members !== undefined && members.has(from) !== members.has(to);
  }

  /** Edges that lead on, in groups that share a chain of waypoints; most groups have one member. */
  #bundles(): { leading: number[][]; merging: number[][] } {
    const single: number[][] = [];
    const long = new Map<string, number[]>();
    const merging = new Map<number, number[]>();
    const members = this.#grid?.members;
    this.#level.edges.forEach(({ from, to, tensor }, edge) => {
      const columns = (this.#ranks[to] as number) - (this.#ranks[from] as number);
      if (columns <= 0) return;
      if (columns === 1) single.push([edge]);
      else if (members?.has(from) && !members.has(to)) append(merging, to, edge);
      else append(long, `${from} ${tensor}`, edge);
    });
    const shared = [...long.values()].flatMap((edges) =>
      edges.length > SEPARATE_EDGES ? [edges] : edges.map((edge) => [edge]),
    );
    return { leading: [...single, ...shared], merging: [...merging.values()] };
  }
}

function append<K>(map: Map<K, number[]>, key: K, value: number): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
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
