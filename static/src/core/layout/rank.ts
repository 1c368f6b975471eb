/** Columns: which node stands before which. */
import type { Level } from "./structure.ts";

/** How often the columns of nodes with slack are reconsidered. */
const ROUNDS = 8;

/**
 * The column of each node, from 0: every edge leads to a later column, long edges are avoided,
 * leaves and unnamed results stand just before what uses them, ports on the borders. An edge that closes a circle
 * (a module that is entered again) leads back and counts for nothing.
 */
export function rankLevel(level: Level): number[] {
  const { nodes } = level;
  const { incoming, outgoing, order } = acyclic(level);
  const ranks = nodes.map(() => 0);
  for (const node of order)
    for (const next of outgoing[node] as number[])
      ranks[next] = Math.max(ranks[next] as number, (ranks[node] as number) + 1);
  tighten(nodes, order, incoming, outgoing, ranks);
  putLast(level, ranks);
  return withBorders(level, ranks);
}

/** The level's edges without those that lead back, and an order in which all the others lead on. */
function acyclic({ nodes, edges: all }: Level) {
  const edges = all.filter(({ update }) => !update);
  const incoming = nodes.map((): number[] => []);
  const outgoing = nodes.map((): number[] => []);
  const waiting = nodes.map(() => 0);
  for (const { from, to } of edges) {
    outgoing[from]?.push(to);
    (waiting[to] as number)++;
  }
  const placed = nodes.map(() => false);
  const order: number[] = [];
  const queue = nodes.map((_, node) => node).filter((node) => waiting[node] === 0);
  let next = 0;
  let oldest = 0;
  while (order.length < nodes.length) {
    let node = queue[next++];
    if (node === undefined) {
      // A circle: go on with the oldest node, which turns its waiting edges into ways back.
      while (placed[oldest]) oldest++;
      node = oldest;
    }
    if (placed[node]) continue;
    placed[node] = true;
    order.push(node);
    const forward = (outgoing[node] as number[]).filter((to) => !placed[to]);
    outgoing[node] = forward;
    for (const to of forward) {
      incoming[to]?.push(node);
      if (--(waiting[to] as number) === 0) queue.push(to);
    }
  }
  return { incoming, outgoing, order };
}

/** Moves nodes within their slack to where their edges are shortest in all. */
function tighten(
  nodes: Level["nodes"],
  order: readonly number[],
  incoming: readonly number[][],
  outgoing: readonly number[][],
  ranks: number[],
): void {
  for (let round = 0; round < ROUNDS; round++) {
    let moved = false;
    for (const node of round % 2 === 0 ? [...order].reverse() : order) {
      const before = incoming[node] as number[];
      const after = outgoing[node] as number[];
      const latest = Math.min(...after.map((next) => ranks[next] as number)) - 1;
      const earliest = Math.max(-1, ...before.map((previous) => ranks[previous] as number)) + 1;
      const late = nodes[node]?.passing === true || after.length > before.length;
      // What nothing uses stays behind what made it.
      const rank = late && Number.isFinite(latest) ? latest : earliest;
      const balanced = !late && after.length === before.length;
      if (rank !== ranks[node] && !balanced) {
        ranks[node] = rank;
        moved = true;
      }
    }
    if (!moved) return;
  }
}

/** The last versions of leaves stand where the others end, each behind the version before it. */
function putLast({ nodes, edges }: Level, ranks: number[]): void {
  const others = ranks.filter((_, node) => !nodes[node]?.last && !isPort(nodes[node]?.kind));
  const end = others.reduce((most, rank) => Math.max(most, rank), 0);
  nodes.forEach(({ last }, node) => {
    if (!last) return;
    const before = edges.find(({ to, update }) => update && to === node)?.from;
    const follows = before === undefined || isPort(nodes[before]?.kind) ? -1 : ranks[before];
    ranks[node] = Math.max(end, (follows ?? -1) + 1);
  });
}

function withBorders({ nodes }: Level, ranks: readonly number[]): number[] {
  const inside = ranks.filter((_, node) => !isPort(nodes[node]?.kind));
  const first = inside.reduce((least, rank) => Math.min(least, rank), Infinity);
  const last = inside.reduce((most, rank) => Math.max(most, rank), first);
  const hasSources = nodes.some(({ kind }) => kind === "source");
  const shift = (hasSources ? 1 : 0) - (Number.isFinite(first) ? first : 0);
  return ranks.map((rank, node) => {
    const kind = nodes[node]?.kind;
    if (kind === "source") return 0;
    return kind === "sink" ? last + shift + 1 : rank + shift;
  });
}

function isPort(kind: string | undefined): boolean {
  return kind === "source" || kind === "sink";
}
