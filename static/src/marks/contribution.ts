import type { Box, Point } from "../core/layout/scene.ts";
import { typeset } from "./formula.ts";
import { svg } from "./svg.ts";

/** What the card of a contribution says, line by line; what is not known is left out. */
export interface CardText {
  target: string;
  /** "2 of 3" where several contributions come to the same tensor. */
  turn: string | null;
  /** The backward formula as LaTeX, with names, and with numbers. */
  names: string | null;
  numbers: string | null;
  /** What it was computed from, where no formula says so. */
  from: string | null;
  /** The elements that travel, as many as fit. */
  figures: string;
  /** What the ledger adds up to with this contribution. */
  sum: string | null;
}

/** The card that says what travels: to whom, by which formula, with which numbers. */
export interface ContributionMark {
  root: SVGGElement;
  /** Resolves when the formulas stand. */
  ready: Promise<void>;
  /** The size of the card in its own pixels; lines that would not fit in `width` are left out. */
  measure(width: number): { width: number; height: number };
  /** @param scale scene pixels for one pixel of the card */
  place(box: Box, scale: number): void;
  /** Move the lead to the travelling dot; null: it has none. */
  follow(dot: Point | null): void;
}

/** Ways to make a card narrower, the least loss first: small letters, no names, no numbers. */
const narrower = ["", "tight", "tight nameless", "tight nameless numberless"];

export function drawContribution(text: CardText): ContributionMark {
  const lead = svg("path", { class: "lead" });
  const place = svg("foreignObject", { width: 1, height: 1 });
  const sheet = document.createElement("div");
  place.append(sheet);
  let box: Box = { x: 0, y: 0, width: 0, height: 0 };
  const formulas = writeLines(sheet, text);
  return {
    root: svg("g", { class: "contribution" }, lead, place),
    ready: Promise.all(formulas).then(() => {}),
    measure(width) {
      for (const way of narrower) {
        sheet.className = `note ${way}`;
        if (sheet.offsetWidth <= width) break;
      }
      return { width: sheet.offsetWidth, height: sheet.offsetHeight };
    },
    place(at, scale) {
      box = at;
      place.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${scale})`);
      place.setAttribute("width", String(at.width / scale));
      place.setAttribute("height", String(at.height / scale));
    },
    follow(dot) {
      if (dot === null) {
        lead.removeAttribute("d");
        return;
      }
      const near = {
        x: Math.min(Math.max(dot.x, box.x), box.x + box.width),
        y: Math.min(Math.max(dot.y, box.y), box.y + box.height),
      };
      lead.setAttribute("d", `M${near.x} ${near.y}L${dot.x} ${dot.y}`);
    },
  };
}

/** @returns when the formulas among the lines are typeset */
function writeLines(sheet: HTMLElement, text: CardText): Promise<void>[] {
  const line = (name: string, content = ""): HTMLElement => {
    const element = document.createElement("p");
    element.className = name;
    element.textContent = content;
    sheet.append(element);
    return element;
  };
  const name = document.createElement("span");
  name.className = "math";
  name.textContent = text.target;
  line("target", "contribution ").append(...(text.turn ? [`${text.turn} `] : []), "to ", name);
  const formulas = (["names", "numbers"] as const).flatMap((key) =>
    text[key] === null ? [] : [typeset(line(`${key} formula`), text[key], false)],
  );
  if (text.from) line("from", text.from);
  if (text.figures) line("figures", text.figures);
  if (text.sum) line("sum", text.sum);
  return formulas;
}
