import { expect, test } from "vitest";
import { placeBeside } from "./place.ts";

const screen = { width: 1000, height: 600 };
const card = { width: 300, height: 150 };

test.each([
  ["right of a column at the left", { x: 0, y: 50, width: 250, height: 400 }, { x: 262, y: 175 }],
  ["left of a column at the right", { x: 700, y: 50, width: 300, height: 400 }, { x: 388, y: 175 }],
  ["above a bar at the bottom", { x: 0, y: 500, width: 1000, height: 100 }, { x: 350, y: 338 }],
  ["below a bar at the top", { x: 0, y: 0, width: 1000, height: 50 }, { x: 350, y: 62 }],
  ["over the edge of a wide part", { x: 250, y: 50, width: 600, height: 520 }, { x: 12, y: 235 }],
  ["inside what fills the screen", { x: 0, y: 0, width: 1000, height: 600 }, { x: 688, y: 225 }],
])("a card stands %s", (_, part, place) => {
  expect(placeBeside(part, card, screen)).toEqual(place);
});

test("a card stays on the screen beside a part at its corner", () => {
  const corner = { x: 900, y: 5, width: 90, height: 40 };
  const phone = { width: 360, height: 740 };
  expect(placeBeside(corner, card, screen).y).toBe(12);
  expect(placeBeside({ ...corner, x: 300, width: 56 }, card, phone)).toEqual({ x: 48, y: 57 });
});
