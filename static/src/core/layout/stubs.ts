/** Both ends of a line that cannot be drawn without passing over others: each says where the other is. */
import type { Box, Direction, Point } from "./scene.ts";

/** Lengths in CSS pixels: of the line, from it to its word, of a letter; and of a word across. */
const STUB = { line: 12, apart: 2, letter: 5.6, height: 12 } as const;
/** How far down a side of the body a line begins: that which leaves lower than that which arrives. */
const HEIGHTS = { out: [0.7, 0.3], in: [0.3, 0.7] } as const;

export interface Stub {
  /** On the border of the body, and away from it. */
  near: Point;
  far: Point;
  /** The middle of the word. */
  word: Point;
  /** What of the scene the word takes. */
  room: Box;
}

/**
 * The end of a line at a body, with its word.
 * @param way whether the line leaves the body or arrives there
 * @param hidden how much lies under a box
 */
export function stubAt(
  body: Box,
  way: "out" | "in",
  text: string,
  direction: Direction,
  hidden: (box: Box) => number,
): Stub {
  const width = text.length * STUB.letter;
  const [first, ...others] = stubsAround(body, way, width, direction) as [Stub, ...Stub[]];
  let best = { stub: first, hidden: hidden(first.room) };
  for (const stub of others) {
    if (best.hidden === 0) break;
    const here = hidden(stub.room);
    if (here < best.hidden) best = { stub, hidden: here };
  }
  return best.stub;
}

/** Where the reading goes on or comes from first; then on the other side, and across. */
function stubsAround(
  { x, y, width, height }: Box,
  way: "out" | "in",
  text: number,
  direction: Direction,
): Stub[] {
  const aside = (side: 1 | -1, share: number): Stub => {
    const near = { x: side > 0 ? x + width : x, y: y + share * height };
    const far = { ...near, x: near.x + side * STUB.line };
    const word = { ...near, x: far.x + side * (STUB.apart + text / 2) };
    return { near, far, word, room: roomAround(word, text) };
  };
  const upright = (side: 1 | -1): Stub => {
    const near = { x: x + (way === "out" ? 0.75 : 0.25) * width, y: side > 0 ? y + height : y };
    const far = { ...near, y: near.y + side * STUB.line };
    const word = { ...near, y: far.y + side * (STUB.apart + STUB.height / 2) };
    return { near, far, word, room: roomAround(word, text) };
  };
  const sides = way === "out" ? ([1, -1] as const) : ([-1, 1] as const);
  const beside = sides.flatMap((side) => HEIGHTS[way].map((share) => aside(side, share)));
  // Upwards is where y gets less.
  const above = sides.map((side) => upright(side > 0 ? -1 : 1));
  return direction === "left-right" ? [...beside, ...above] : [...above, ...beside];
}

function roomAround({ x, y }: Point, width: number): Box {
  return { x: x - width / 2, y: y - STUB.height / 2, width, height: STUB.height };
}
