import type { Box, Point } from "../core/layout/scene.ts";
import { type NoteText, writeNote } from "./note.ts";
import { svg } from "./svg.ts";

/** The card that says what travels, beside its edge. */
export interface ContributionMark {
  root: SVGGElement;
  /** Resolves when the formulas stand. */
  ready: Promise<void>;
  /** The size of the card in its own pixels; lines that would not fit in `width` are left out. */
  measure(width: number): { width: number; height: number };
  /** @param scale scene pixels for one pixel of the card */
  place(box: Box, scale: number): void;
  /** Move the lead to the travelling dot. */
  follow(dot: Point): void;
}

export function drawContribution(text: NoteText): ContributionMark {
  const lead = svg("path", { class: "lead" });
  const place = svg("foreignObject", { width: 1, height: 1 });
  const { root: sheet, ready, measure } = writeNote(text);
  place.append(sheet);
  let box: Box = { x: 0, y: 0, width: 0, height: 0 };
  return {
    root: svg("g", { class: "contribution" }, lead, place),
    ready,
    measure,
    place(at, scale) {
      box = at;
      place.setAttribute("transform", `translate(${at.x} ${at.y}) scale(${scale})`);
      place.setAttribute("width", String(at.width / scale));
      place.setAttribute("height", String(at.height / scale));
    },
    follow(dot) {
      const near = {
        x: Math.min(Math.max(dot.x, box.x), box.x + box.width),
        y: Math.min(Math.max(dot.y, box.y), box.y + box.height),
      };
      lead.setAttribute("d", `M${near.x} ${near.y}L${dot.x} ${dot.y}`);
    },
  };
}
