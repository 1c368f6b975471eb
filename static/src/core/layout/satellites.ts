/** Leaves that stand beside the one op they serve: above it when reading from left to right. */
import type { SizedNode } from "./request.ts";

/** Between satellites, between names that reach beyond them, and between them and their op. */
const SPACE = { apart: 12, names: 6, away: 20 } as const;

/** Where a satellite stands, relative to the start of the op's space and to its line. */
export interface SatellitePlace {
  node: SizedNode;
  main: number;
  cross: number;
}

/** An op with its satellites: length along the reading, room on both sides of its line. */
export interface Gathering {
  main: number;
  before: number;
  after: number;
  places: SatellitePlace[];
}

/** Satellites stand in a row before the line; constants after it, where others are before it. */
export function gather(
  op: SizedNode,
  satellites: readonly SizedNode[],
  edgeRoom: number,
): Gathering {
  const constants = satellites.filter(({ leaf }) => leaf === "constant");
  const others = satellites.filter(({ leaf }) => leaf !== "constant");
  const before = others.length > 0 ? others : constants;
  const after = others.length > 0 ? constants : [];
  const main = Math.max(op.main, rowLength(before), rowLength(after));
  const edge = op.cross / 2 + SPACE.away + edgeRoom;
  const start = { before: (main - rowLength(before)) / 2, after: (main - rowLength(after)) / 2 };
  return {
    main,
    before: Math.max(op.cross / 2, ...before.map(({ cross }) => edge + cross)),
    after: Math.max(op.cross / 2, ...after.map(({ cross }) => edge + cross)),
    places: [
      ...placeRow(before, start.before, (node) => -edge - node.cross),
      ...placeRow(after, start.after, () => edge),
    ],
  };
}

function rowLength(row: readonly SizedNode[]): number {
  return row.reduce((sum, node, place) => sum + node.main + spaceAfter(node, row[place + 1]), 0);
}

function spaceAfter({ overhang }: SizedNode, next: SizedNode | undefined): number {
  return next ? Math.max(SPACE.apart, overhang + SPACE.names + next.overhang) : 0;
}

function placeRow(
  row: readonly SizedNode[],
  start: number,
  cross: (node: SizedNode) => number,
): SatellitePlace[] {
  let at = start;
  return row.map((node, place) => {
    const main = at;
    at += node.main + spaceAfter(node, row[place + 1]);
    return { node, main, cross: cross(node) };
  });
}
