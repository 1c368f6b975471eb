/** A rectangle of the screen, in CSS pixels. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

type Size = Pick<Rectangle, "width" | "height">;

const gap = 12;

interface Place {
  x: number;
  y: number;
}

/**
 * Where a card stands that speaks of a part of the screen: beside it, right, left, above or below,
 * on the first of these sides on which it hides least of the part. It never leaves the screen.
 */
export function placeBeside(part: Rectangle, card: Size, screen: Size): Place {
  const middle = {
    x: part.x + (part.width - card.width) / 2,
    y: part.y + (part.height - card.height) / 2,
  };
  const sides: Place[] = [
    { ...middle, x: part.x + part.width + gap },
    { ...middle, x: part.x - card.width - gap },
    { ...middle, y: part.y - card.height - gap },
    { ...middle, y: part.y + part.height + gap },
  ];
  // The parts of a DOMRect are no properties of its own, so it cannot be spread.
  const { width, height } = card;
  const places = sides.map(({ x, y }) => ({
    x: within(x, width, screen.width),
    y: within(y, height, screen.height),
  }));
  const hidden = places.map((place) => common({ ...place, width, height }, part));
  return places[hidden.indexOf(Math.min(...hidden))] as Place;
}

/** The area that two rectangles have in common. */
function common(one: Rectangle, other: Rectangle): number {
  const along = (from: "x" | "y", size: "width" | "height"): number =>
    Math.min(one[from] + one[size], other[from] + other[size]) - Math.max(one[from], other[from]);
  return Math.max(0, along("x", "width")) * Math.max(0, along("y", "height"));
}

function within(place: number, length: number, room: number): number {
  return Math.max(gap, Math.min(place, room - length - gap));
}
