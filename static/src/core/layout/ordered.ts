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

/** The places of a level's nodes; what comes in for a single op stands at its height. */
function placesAmong({ nodes, edges }: Level, kept: ReadonlyMap<string, number>) {
  const own = (node: number): number => kept.get(nodes[node]?.id ?? "") ?? 0;
  return (node: number): number => {
    if (nodes[node]?.kind !== "source") return own(node);
    const targets = edges.flatMap(({ from, to }) => (from === node ? [to] : []));
    const [only] = targets;
    const share = own(node) / kept.size;
    return only !== undefined && targets.length === 1 ? own(only) + share : kept.size + share;
  };
}

/**
 * Orders a level when the modules inside it (`inner`) have their order.
 * @param kept where members keep an order: the place of a node's id in it
 */
export function orderLevel(
  level: Level,
  inner: ReadonlyMap<string, Ordered>,
  kept?: ReadonlyMap<string, number>,
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
