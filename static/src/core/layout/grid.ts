/**
 * Many branches side by side, as a tensor that fans out to fifty ops, or the rounds of a loop: they
 * would stand in one long column, so they are put into several, one behind the other.
 */
import type { Level, LevelNode } from "./structure.ts";

/** How much longer a grid should be along the reading than across it: more may stand beside it. */
const ASPECT = 1.75;
/** Of an open module, of the space around a node, and of the way between two columns of branches. */
const ROOM = {
  module: { main: 400, cross: 190 },
  space: { main: 16, cross: 22 },
  way: 90,
} as const;
/**
 * So few branches, and those that are no longer than this across the reading in all, are seen at
 * once; those that lead to nothing in common lose less by standing one behind the other.
 */
const SEEN = {
  joined: { branches: 5, across: 1_000 },
  apart: { branches: 3, across: 700 },
} as const;
/** From or to so many others, a node is where branches meet; of so few each way they are a fan. */
const MEETING = 6;
const FEW_MEETINGS = 4;

/** Nodes that are connected without those at which branches meet. */
interface Branch {
  nodes: number[];
  /** Where branches meet, before and behind it. */
  before: Set<number>;
  behind: Set<number>;
}

/** Branches in columns: how far each node is moved on, in columns of the level. */
export interface Grid {
  /** By node, ranks included. */
  ranks: number[];
  /** Nodes of the branches. */
  members: ReadonlySet<number>;
}

/**
 * The ranks of a level whose branches stand in a grid; null where they are too few for one. It
 * follows from the structure alone, so that a branch stays in its place when another one is opened.
 */
export function gridOf(level: Level, ranks: readonly number[]): Grid | null {
  const meets = meetings(level);
  const branches = largestFan(branchesOf(level, meets));
  const seen = branches[0]?.behind.size ? SEEN.joined : SEEN.apart;
  if (branches.length <= seen.branches) return null;
  const members = new Set(branches.flatMap(({ nodes }) => nodes));
  const own = [...members].map((node) => ranks[node] as number);
  const [start, end] = [least(own), most(own)];
  const room = roomOf(level, branches, ranks);
  const across = room.cross * branches.length;
  const columns = Math.round(Math.sqrt((ASPECT * across) / (room.main + ROOM.way)));
  if (across < seen.across || columns < 2) return null;
  const each = Math.ceil(branches.length / columns);
  const step = end - start + 2;
  const moved = [...ranks];
  branches.forEach(({ nodes }, place) => {
    for (const node of nodes)
      moved[node] = (ranks[node] as number) + step * Math.floor(place / each);
  });
  const last = Math.floor((branches.length - 1) / each);
  ranks.forEach((rank, node) => {
    if (rank > end && !members.has(node)) moved[node] = rank + step * last;
  });
  return { ranks: moved, members };
}

function meetings({ nodes, edges }: Level): boolean[] {
  const [from, to] = [nodes.map(() => new Set<number>()), nodes.map(() => new Set<number>())];
  for (const edge of edges) {
    to[edge.from]?.add(edge.to);
    from[edge.to]?.add(edge.from);
  }
  return nodes.map(
    ({ kind }, node) =>
      kind === "source" ||
      kind === "sink" ||
      Math.max(from[node]?.size ?? 0, to[node]?.size ?? 0) >= MEETING,
  );
}

function branchesOf({ nodes, edges }: Level, meets: readonly boolean[]): Branch[] {
  const near = nodes.map((): number[] => []);
  for (const { from, to, update } of edges)
    if (!update && !meets[from] && !meets[to]) {
      near[from]?.push(to);
      near[to]?.push(from);
    }
  const branchOf = new Map<number, Branch>();
  const branches: Branch[] = [];
  nodes.forEach((_, first) => {
    if (meets[first] || branchOf.has(first)) return;
    const branch: Branch = { nodes: [first], before: new Set(), behind: new Set() };
    branchOf.set(first, branch);
    for (const node of branch.nodes)
      for (const next of near[node] as number[])
        if (!branchOf.has(next)) {
          branchOf.set(next, branch);
          branch.nodes.push(next);
        }
    branches.push(branch);
  });
  for (const { from, to } of edges) {
    if (meets[from]) branchOf.get(to)?.before.add(from);
    if (meets[to]) branchOf.get(from)?.behind.add(to);
  }
  return branches;
}

/** Of the branches that lead from the same meetings to the same, the most. */
function largestFan(branches: readonly Branch[]): Branch[] {
  const fans = new Map<string, Branch[]>();
  for (const branch of branches) {
    const { before, behind } = branch;
    if (before.size > FEW_MEETINGS || behind.size > FEW_MEETINGS) continue;
    const key = [...before].toSorted().join() + "|" + [...behind].toSorted().join();
    const known = fans.get(key);
    if (known) known.push(branch);
    else fans.set(key, [branch]);
  }
  return [...fans.values()].reduce((one, other) => (other.length > one.length ? other : one), []);
}

/** The room of the longest branch along the reading, and the mean across it, as branches mostly are. */
function roomOf(level: Level, branches: readonly Branch[], ranks: readonly number[]) {
  const rooms = branches.map(({ nodes }) => {
    const columns = new Map<number, { main: number; cross: number }>();
    for (const node of nodes) {
      const { main, cross } = sizeOf(level.nodes[node] as LevelNode);
      const known = columns.get(ranks[node] as number) ?? { main: 0, cross: 0 };
      columns.set(ranks[node] as number, {
        main: Math.max(known.main, main),
        cross: known.cross + cross,
      });
    }
    const all = [...columns.values()];
    return {
      main: all.reduce((sum, { main }) => sum + main, 0),
      cross: most(all.map(({ cross }) => cross)),
    };
  });
  return {
    main: most(rooms.map(({ main }) => main)),
    cross: rooms.reduce((sum, { cross }) => sum + cross, 0) / rooms.length,
  };
}

/** A module takes as much room as if it were open, so that opening it moves no branch. */
function sizeOf({ sized, satellites }: LevelNode): { main: number; cross: number } {
  if (sized === null) return ROOM.module;
  const beside = most(satellites.map(({ cross }) => cross));
  return {
    main: most([sized, ...satellites].map(({ main }) => main)) + ROOM.space.main,
    cross: sized.cross + beside + ROOM.space.cross,
  };
}

function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), 0);
}
