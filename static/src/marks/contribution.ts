import type { ArrayJson } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import type { Box, Point } from "../core/layout/scene.ts";
import { formatCell, formatNumber, shapeText } from "../core/number.ts";
import { formula } from "./formula.ts";
import { svg } from "./svg.ts";

/** The room that a card takes, in scene pixels. */
export const CARD = { width: 204, height: 76 } as const;
/** Numbers that fit on one line. */
const most = 4;

/** On which side of its edge a card stands. */
export type CardSide = "above" | "below" | "left" | "right";

/** Where a card stands, larger by `scale` where the graph is drawn small. */
export interface CardPlace {
  box: Box;
  side: CardSide;
  scale: number;
}

/** The card that says what travels: to whom, by which formula, with which numbers. */
export interface ContributionMark {
  root: SVGGElement;
  /** Move the lead to the travelling dot. */
  follow(dot: Point): void;
}

/**
 * Draw the card of a contribution.
 * @param latex the backward formula, or null where the catalogue has not answered yet
 */
export function drawContribution(
  target: string,
  latex: string | null,
  array: ArrayJson | undefined,
  { box, side, scale }: CardPlace,
): ContributionMark {
  const lead = svg("path", { class: "lead" });
  const transform = `translate(${box.x} ${box.y}) scale(${scale})`;
  const place = svg("foreignObject", { ...CARD, transform });
  place.append(card(target, latex, array, side));
  const from = nearEdge(box, side);
  return {
    root: svg("g", { class: "contribution" }, lead, place),
    follow(dot) {
      lead.setAttribute("d", `M${from.x} ${from.y}L${dot.x} ${dot.y}`);
    },
  };
}

/** The middle of the card's border that faces its edge. */
function nearEdge({ x, y, width, height }: Box, side: CardSide): Point {
  return {
    above: { x: x + width / 2, y: y + height },
    below: { x: x + width / 2, y },
    left: { x: x + width, y: y + height / 2 },
    right: { x, y: y + height / 2 },
  }[side];
}

function card(
  target: string,
  latex: string | null,
  array: ArrayJson | undefined,
  side: CardSide,
): HTMLElement {
  const room = document.createElement("div");
  room.className = `note ${side}`;
  const sheet = document.createElement("div");
  const title = document.createElement("p");
  const name = document.createElement("span");
  name.className = "math";
  name.textContent = target;
  title.append("contribution to ", name);
  sheet.append(title);
  if (latex) sheet.append(formula(latex, false));
  const numbers = document.createElement("p");
  numbers.className = "figures";
  numbers.textContent = array ? figures(array) : "";
  sheet.append(numbers);
  room.append(sheet);
  return room;
}

function figures(array: ArrayJson): string {
  if (!isFull(array) || array.data.length > most) return shapeText(array.shape);
  const few = array.data.length <= 2;
  return array.data
    .map((element) => (few ? formatNumber(element, 3) : formatCell(element)))
    .join("   ");
}
