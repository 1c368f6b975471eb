/** A rectangle of the screen, in CSS pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Size = Pick<Rectangle, "width" | "height">;

const gap = 12;

/**
 * Where a card stands that speaks of a part of the screen: beside it where there is room, right, left,
 * above or below; else at the lower edge, in the middle. It never leaves the screen.
 */
export function placeBeside(part: Rectangle, card: Size, screen: Size): { x: number; y: number } {
  const right = part.x + part.width + gap;
  const left = part.x - card.width - gap;
  const above = part.y - card.height - gap;
  const below = part.y + part.height + gap;
  const fitsAcross = (x: number): boolean => x >= gap && x + card.width + gap <= screen.width;
  const fitsDown = (y: number): boolean => y >= gap && y + card.height + gap <= screen.height;
  const x = within(part.x + (part.width - card.width) / 2, card.width, screen.width);
  const y = within(part.y + (part.height - card.height) / 2, card.height, screen.height);
  if (fitsAcross(right)) return { x: right, y };
  if (fitsAcross(left)) return { x: left, y };
  if (fitsDown(above)) return { x, y: above };
  if (fitsDown(below)) return { x, y: below };
  return { x, y: within(Infinity, card.height, screen.height) };
}

function within(place: number, length: number, room: number): number {
  return Math.max(gap, Math.min(place, room - length - gap));
}
