import type { ArrayJson } from "../core/document.ts";
import { isFull } from "../core/graph.ts";
import type { Point } from "../core/layout/scene.ts";
import { formatNumber, shapeText } from "../core/number.ts";
import { formula } from "./formula.ts";
import { svg } from "./svg.ts";

/** The room that a card takes, in scene pixels. */
export const CARD = { width: 190, height: 76 } as const;
/** Numbers that fit on one line. */
const most = 4;

/** Where a card stands: above or below a point, larger where the graph is drawn small. */
export interface CardPlace {
  at: Point;
  above: boolean;
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
  { at, above, scale }: CardPlace,
): ContributionMark {
  const lead = svg("path", { class: "lead" });
  const place = svg("foreignObject", {
    ...CARD,
    x: -CARD.width / 2,
    y: above ? -CARD.height : 0,
    transform: `translate(${at.x} ${at.y}) scale(${scale})`,
  });
  place.append(card(target, latex, array, above));
  return {
    root: svg("g", { class: "contribution" }, lead, place),
    follow(dot) {
      lead.setAttribute("d", `M${at.x} ${at.y}L${dot.x} ${dot.y}`);
    },
  };
}

function card(
  target: string,
  latex: string | null,
  array: ArrayJson | undefined,
  above: boolean,
): HTMLElement {
  const body = document.createElement("div");
  body.className = above ? "note above" : "note";
  const sheet = document.createElement("div");
  const title = document.createElement("p");
  title.append("contribution to ");
  const name = document.createElement("span");
  name.className = "math";
  name.textContent = target;
  title.append(name);
  sheet.append(title);
  if (latex) sheet.append(formula(latex, false));
  const numbers = document.createElement("p");
  numbers.className = "figures";
  numbers.textContent = array ? figures(array) : "";
  sheet.append(numbers);
  body.append(sheet);
  return body;
}

function figures(array: ArrayJson): string {
  return isFull(array) && array.data.length <= most
    ? array.data.map((element) => formatNumber(element, 3)).join("   ")
    : shapeText(array.shape);
}
