/** The order within columns: few crossings, and never anything but the structure decides. */
import type { Lattice } from "./lattice.ts";

/**
 * Where a segment ends within the place of its site, from 0 to 1 across the reading direction:
 * 0.5 but for modules, whose ports have an order of their own.
 */
export interface PortShares {
  from: readonly number[];
  to: readonly number[];
}

const SWEEPS = 16;
/** Beyond this many segments a few sweeps must do. */
const LARGE = 20_000;
const LARGE_SWEEPS = 4;
/** Wider columns are not searched for better neighbours: that takes the square of their width. */
const WIDEST_SEARCHED = 60;

/** Reorders `lattice.columns` in place by barycentres and swaps, keeping the best order found. */
export function orderLattice(lattice: Lattice, shares: PortShares): void {
  const { columns } = lattice;
  const search = new Search(lattice, shares);
  let best = columns.map((column) => [...column]);
  let fewest = search.crossings();
  const sweeps = lattice.segments.length > LARGE ? LARGE_SWEEPS : SWEEPS;
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    search.sweep(sweep % 2 === 0);
    search.swapNeighbours();
    const crossings = search.crossings();
    if (crossings < fewest) {
      fewest = crossings;
      best = columns.map((column) => [...column]);
    }
  }
  best.forEach((order, column) => columns.splice(column, 1, order));
}

/** Puts the nodes of each column in a given order; what passes between them keeps its height. */
export function keepOrder(lattice: Lattice, placeOf: (node: number) => number): void {
  const { sites, columns, segments } = lattice;
  const before = new Map(segments.map(({ from, to }) => [to, from]));
  const heights = sites.map(() => 0.5);
  columns.forEach((column, index) => {
    const nodes = column.filter((site) => (sites[site]?.node ?? -1) >= 0);
    nodes.sort((a, b) => placeOf(sites[a]?.node ?? 0) - placeOf(sites[b]?.node ?? 0));
    nodes.forEach((site, place) => (heights[site] = (place + 0.5) / nodes.length));
    for (const site of column)
      if (sites[site]?.node === -1) heights[site] = heights[before.get(site) ?? site] as number;
    columns[index] = column.toSorted((a, b) => (heights[a] as number) - (heights[b] as number));
  });
}

class Search {
  readonly #lattice: Lattice;
  readonly #shares: PortShares;
  readonly #places: number[];
  /** Segments by the site they end at, and by the site they start from. */
  readonly #incoming: number[][];
  readonly #outgoing: number[][];

  constructor(lattice: Lattice, shares: PortShares) {
    this.#lattice = lattice;
    this.#shares = shares;
    this.#places = lattice.sites.map(() => 0);
    this.#incoming = lattice.sites.map(() => []);
    this.#outgoing = lattice.sites.map(() => []);
    lattice.segments.forEach(({ from, to }, segment) => {
      this.#outgoing[from]?.push(segment);
      this.#incoming[to]?.push(segment);
    });
    lattice.columns.forEach((_, column) => this.#number(column));
  }

  /** Sorts each column by the mean place of its neighbours in the one before (or after). */
  sweep(forward: boolean): void {
    const { columns } = this.#lattice;
    const indices = columns.map((_, index) => index);
    for (const index of forward ? indices : indices.reverse()) {
      const column = columns[index] as number[];
      const means = new Map<number, number>();
      for (const site of column) means.set(site, this.#mean(site, forward));
      column.sort((a, b) => (means.get(a) as number) - (means.get(b) as number));
      this.#number(index);
    }
  }

  /** Swaps neighbours in a column as long as that saves crossings on either side. */
  swapNeighbours(): void {
    this.#lattice.columns.forEach((column, index) => {
      if (column.length > WIDEST_SEARCHED) return;
      for (let improved = true; improved;) {
        improved = false;
        for (let place = 0; place + 1 < column.length; place++) {
          const [above, below] = [column[place] as number, column[place + 1] as number];
          if (this.#saves(above, below) <= 0) continue;
          column[place] = below;
          column[place + 1] = above;
          improved = true;
        }
      }
      this.#number(index);
    });
  }

  crossings(): number {
    const { columns } = this.#lattice;
    let total = 0;
    for (const column of columns) {
      const segments = column.flatMap((site) => this.#outgoing[site] as number[]);
      total += countInversions(
        segments
          .map((segment) => ({ start: this.#start(segment), end: this.#end(segment) }))
          .sort((a, b) => a.start - b.start || a.end - b.end)
          .map(({ end }) => end),
      );
    }
    return total;
  }

  /** Crossings saved by swapping two neighbours of a column. */
  #saves(above: number, below: number): number {
    return (
      this.#savesAmong(this.#incoming[above], this.#incoming[below], (s) => this.#start(s)) +
      this.#savesAmong(this.#outgoing[above], this.#outgoing[below], (s) => this.#end(s))
    );
  }

  #savesAmong(
    above: readonly number[] = [],
    below: readonly number[] = [],
    place: (segment: number) => number,
  ): number {
    let saved = 0;
    for (const first of above)
      for (const second of below) saved += Math.sign(place(first) - place(second));
    return saved;
  }

  #mean(site: number, forward: boolean): number {
    const segments = (forward ? this.#incoming : this.#outgoing)[site] as number[];
    if (segments.length === 0) return this.#places[site] as number;
    let sum = 0;
    for (const segment of segments) sum += forward ? this.#start(segment) : this.#end(segment);
    return sum / segments.length;
  }

  #start(segment: number): number {
    const { from } = this.#lattice.segments[segment] as { from: number };
    return (this.#places[from] as number) + (this.#shares.from[segment] as number) - 0.5;
  }

  #end(segment: number): number {
    const { to } = this.#lattice.segments[segment] as { to: number };
    return (this.#places[to] as number) + (this.#shares.to[segment] as number) - 0.5;
  }

  #number(column: number): void {
    (this.#lattice.columns[column] as number[]).forEach((site, place) => {
      this.#places[site] = place;
    });
  }
}

/** Pairs that stand in the wrong order, by merge sort. */
function countInversions(values: number[]): number {
  if (values.length < 2) return 0;
  const middle = values.length >> 1;
  const left = values.slice(0, middle);
  const right = values.slice(middle);
  let count = countInversions(left) + countInversions(right);
  let taken = 0;
  for (let index = 0; index < values.length; index++) {
    const fromLeft =
      taken < left.length && !((right[index - taken] as number) < (left[taken] as number));
    if (fromLeft || index - taken >= right.length) values[index] = left[taken++] as number;
    else {
      count += left.length - taken;
      values[index] = right[index - taken] as number;
    }
  }
  return count;
}
