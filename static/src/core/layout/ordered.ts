/** A level in its order, and the order in which tensors pass through its borders. */
import { buildLattice, type Lattice } from "./lattice.ts";
import { keepOrder, orderLattice } from "./order.ts";
import type { Level, LevelEdge } from "./structure.ts";

/** A port on a module's border. */
export interface Port {
  /** From 0, across the reading direction. */
  place: number;
  /** Index into `level.nodes`. */
  node: number;
}

/** By the id of the tensor that passes through. */
export type Ports = ReadonlyMap<string, Port>;

export interface Ordered {
  lattice: Lattice;
  /** Ports where the reading enters, and where it leaves. */
  entries: Ports;
  exits: Ports;
}

/** An order of nodes that they keep in each column, as elements do. */
export interface KeptOrder {
  /** By id, from 0. */
  places: ReadonlyMap<string, number>;
  /** Ids of tensors that ops made. */
  made: ReadonlySet<string>;
}

/**
 * The places of a level's nodes; what comes in for a single op stands at its height. Of what fans
 * out leaves come in below the others and results above them: leaves stand under the line that the
 * data follows, which goes on here.
 */
function placesAmong({ nodes, edges }: Level, { places, made }: KeptOrder) {
  const own = (node: number): number => places.get(nodes[node]?.id ?? "") ?? 0;
  return (node: number): number => {
    const { id = "", kind } = nodes[node] ?? {};
    if (kind !== "source") return own(node);
    const targets = edges.flatMap(({ from, to }) => (from === node ? [to] : []));
    const [only] = targets;
    const share = own(node) / places.size;
    if (only !== undefined && targets.length === 1) return own(only) + share;
    return (made.has(id) ? -1 : places.size) + share;
  };
}

/**
 * Orders a level when the modules inside it (`inner`) have their order.
 * @param kept the order that members keep, where they do
 */
export function orderLevel(
  level: Level,
  inner: ReadonlyMap<string, Ordered>,
  kept?: KeptOrder,
): Ordered {
  const lattice = buildLattice(level);
  const nodeAt = (site: number) => lattice.sites[site]?.node ?? -1;
  const share = (site: number, edge: number, side: "entries" | "exits") => {
    const node = level.nodes[nodeAt(site)];
    const { tensor } = level.edges[edge] as LevelEdge;
    if (node?.satellites.some(({ id }) => id === tensor)) return 0;
    const ports = node?.kind === "module" ? inner.get(node.id)?.[side] : undefined;
    const port = ports?.get(tensor);
    return ports && port ? (port.place + 0.5) / ports.size : 0.5;
  };
  if (kept) keepOrder(lattice, placesAmong(level, kept));
  else
    orderLattice(lattice, {
      from: lattice.segments.map(({ from, edge }) => share(from, edge, "exits")),
      to: lattice.segments.map(({ to, edge }) => share(to, edge, "entries")),
    });
  const ports = (kind: "source" | "sink") => {
    const found = new Map<string, Port>();
    for (const site of lattice.columns.flat()) {
      const node = level.nodes[nodeAt(site)];
      if (node?.kind === kind) found.set(node.id, { place: found.size, node: nodeAt(site) });
    }
    return found;
  };
  return { lattice, entries: ports("source"), exits: ports("sink") };
}
