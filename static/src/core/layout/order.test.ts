import { describe, expect, test } from "vitest";
import { numbers } from "../fixtures/build.ts";
import type { Lattice, Segment } from "./lattice.ts";
import { orderLattice, type PortShares } from "./order.ts";

/** A lattice from its columns and the pairs of sites that segments join. */
function latticeOf(columns: number[][], pairs: [number, number][]): Lattice {
  const sites = columns
    .flatMap((column, index) => column.map((node) => ({ node, column: index })))
    .sort((a, b) => a.node - b.node);
  const segments = pairs.map(([from, to], edge): Segment => ({
    from,
    to,
    edge,
    importance: 1,
    loose: false,
  }));
  return { sites, segments, ways: [], columns };
}

function middles({ segments }: Lattice): PortShares {
  return { from: segments.map(() => 0.5), to: segments.map(() => 0.5) };
}

function crossings({ segments, columns }: Lattice): number {
  const place = new Map(columns.flatMap((column) => column.map((site, index) => [site, index])));
  const at = (site: number) => place.get(site) ?? Number.NaN;
  const column = (site: number) => columns.findIndex((sites) => sites.includes(site));
  let count = 0;
  for (const [index, first] of segments.entries())
    for (const second of segments.slice(index + 1))
      if (column(first.from) === column(second.from))
        count += (at(first.from) - at(second.from)) * (at(first.to) - at(second.to)) < 0 ? 1 : 0;
  return count;
}

describe("the order", () => {
  test("undoes a crossing", () => {
    const lattice = latticeOf(
      [
        [0, 1],
        [2, 3],
      ],
      [
        [0, 3],
        [1, 2],
      ],
    );
    orderLattice(lattice, middles(lattice));
    expect(crossings(lattice)).toBe(0);
  });

  test("stays as it is where nothing crosses", () => {
    const lattice = latticeOf(
      [
        [0, 1, 2],
        [3, 4],
      ],
      [
        [0, 3],
        [1, 3],
        [2, 4],
      ],
    );
    orderLattice(lattice, middles(lattice));
    expect(lattice.columns).toEqual([
      [0, 1, 2],
      [3, 4],
    ]);
  });

  test("of random trees, shuffled, has hardly a crossing left", () => {
    for (let seed = 0; seed < 30; seed++) {
      const next = numbers(seed);
      const columns: number[][] = [[0]];
      const pairs: [number, number][] = [];
      let site = 1;
      for (let depth = 0; depth < 4; depth++) {
        const column: number[] = [];
        for (const parent of columns.at(-1) ?? [])
          for (let child = 0; child < 1 + Math.floor(next() * 3); child++) {
            pairs.push([parent, site]);
            column.push(site++);
          }
        columns.push(column);
      }
      const shuffled = columns.map((column) =>
        column
          .map((value) => ({ value, key: next() }))
          .sort((a, b) => a.key - b.key)
          .map(({ value }) => value),
      );
      const lattice = latticeOf(shuffled, pairs);
      const before = crossings(lattice);
      orderLattice(lattice, middles(lattice));
      expect(crossings(lattice)).toBeLessThanOrEqual(before * 0.02);
    }
  });

  test("never has more crossings than before", () => {
    for (let seed = 0; seed < 30; seed++) {
      const next = numbers(seed);
      const columns = [0, 1, 2, 3].map((column) => [0, 1, 2, 3, 4].map((row) => column * 5 + row));
      const pairs = Array.from({ length: 24 }, (): [number, number] => {
        const column = Math.floor(next() * 3);
        return [column * 5 + Math.floor(next() * 5), column * 5 + 5 + Math.floor(next() * 5)];
      });
      const lattice = latticeOf(columns, pairs);
      const before = crossings(lattice);
      orderLattice(lattice, middles(lattice));
      expect(crossings(lattice)).toBeLessThanOrEqual(before);
      expect(lattice.columns.map((column) => column.toSorted((a, b) => a - b))).toEqual(
        [0, 1, 2, 3].map((column) => [0, 1, 2, 3, 4].map((row) => column * 5 + row)),
      );
    }
  });

  test("minds where a module's ports are", () => {
    const lattice = latticeOf(
      [[0], [1, 2]],
      [
        [0, 1],
        [0, 2],
      ],
    );
    orderLattice(lattice, { from: [0.75, 0.25], to: [0.5, 0.5] });
    expect(lattice.columns[1]).toEqual([2, 1]);
  });
});
