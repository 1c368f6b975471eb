import type { Graph } from "../../core/graph.ts";
import { displayName } from "../../core/graph.ts";
import { type Position, timelineOf } from "../../core/timeline.ts";
import { svg, svgText } from "../../marks/svg.ts";
import {
  countStops,
  dotPixel,
  fromPixel,
  layRails,
  type Rail,
  toPixel,
  writeRails,
} from "./rails.ts";

/** Height of the rails' line in the track, and the least distance at which dots are drawn. */
const line = 30;
const closest = 9;

/** The tracks of all passes as one slider. */
export interface Tracks {
  element: HTMLElement;
  /** Draw the passes of a graph at the track's present width. */
  lay(graph: Graph | null): void;
  show(position: Position): void;
}

/** What of a rail changes while time passes. */
interface DrawnRail extends Rail {
  done: SVGLineElement;
  dots: SVGCircleElement[];
}

/** @param onSeek told where the person dragged to */
export function createTracks(onSeek: (position: Position) => void): Tracks {
  const element = document.createElement("div");
  element.className = "tracks";
  element.tabIndex = 0;
  element.setAttribute("role", "slider");
  element.setAttribute("aria-label", "Step");
  const picture = svg("svg", { "aria-hidden": "true" });
  element.append(picture);
  const handle = svg("circle", { class: "handle", r: 9, cy: line });
  const core = svg("circle", { class: "core", r: 5, cy: line });
  let rails: DrawnRail[] = [];
  let seen = -1;

  const seek = (event: PointerEvent): void =>
    onSeek(fromPixel(rails, event.clientX - element.getBoundingClientRect().left));
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    seek(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) seek(event);
  });

  return {
    element,
    lay(graph) {
      seen = -1;
      const width = element.clientWidth;
      const laid = graph ? layRails(timelineOf(graph), width) : [];
      const names = graph
        ? writeRails(laid, width, (rail) => namesOf(graph, rail, laid.length))
        : [];
      rails = laid.map((rail, index) => drawRail(rail, names[index] ?? ""));
      const groups = rails.map(({ done }) => done.parentElement as Element);
      picture.replaceChildren(...groups, ...(graph ? [handle, core] : []));
    },
    show(position) {
      const x = toPixel(rails, position);
      const place = position.stop + position.t;
      const current = rails.find(({ mark }) => place <= mark.last + 1) ?? rails.at(-1);
      for (const { done, from, to } of rails) {
        done.setAttribute("x2", String(Math.min(to, Math.max(from, x))));
        done.toggleAttribute("hidden", x <= from);
      }
      const past = Math.floor(place);
      if (past !== seen) {
        for (const { dots, mark } of rails) {
          dots.forEach((dot, k) => dot.classList.toggle("past", mark.first + k < past));
        }
        seen = past;
      }
      const way = current ? directionOf(current) : "forward";
      handle.setAttribute("class", `handle ${way}`);
      for (const circle of [handle, core]) circle.setAttribute("cx", String(x));
    },
  };
}

function directionOf({ mark }: Rail): "forward" | "backward" {
  return mark.mode === "reverse" ? "backward" : "forward";
}

function drawRail(rail: Rail, name: string): DrawnRail {
  const { from, to, mark } = rail;
  const group = svg("g", { class: directionOf(rail) });
  const done = svg("line", { class: "done", x1: from, x2: from, y1: line, y2: line });
  const base = svg("line", { class: "rail", x1: from, x2: to, y1: line, y2: line });
  const spaced = (to - from) / countStops(mark) >= closest;
  const dots = Array.from({ length: spaced ? countStops(mark) : 0 }, (_, k) =>
    svg("circle", { class: "dot", cx: dotPixel(rail, mark.first + k), cy: line, r: 4.5 }),
  );
  group.append(base, done, ...dots, svgText(name, { x: from, y: 11 }));
  return { ...rail, done, dots };
}

/** "backward", before it "backward from loss" where there are several backward passes. */
function namesOf(graph: Graph, rail: Rail, passes: number): string[] {
  const way = directionOf(rail);
  const output = graph.passes.get(rail.mark.pass)?.pass.output;
  return passes > 2 && output ? [`${way} from ${displayName(graph, output)}`, way] : [way];
}
