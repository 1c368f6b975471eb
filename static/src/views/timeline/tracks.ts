import { type Grain, stopsOf, type Strides, stridesOf } from "../../core/grain.ts";
import type { Graph } from "../../core/graph.ts";
import { displayName } from "../../core/graph.ts";
import { svg, svgText } from "../../marks/svg.ts";
import {
  countSteps,
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

/** The tracks of all passes as one slider over the steps of a grain. */
export interface Tracks {
  element: HTMLElement;
  /** Draw the passes of a graph at the track's present width. */
  lay(graph: Graph | null, grain: Grain): void;
  /** @param place how many steps have passed, parts of one included */
  show(place: number): void;
  /** What a screen reader says of the slider. */
  say(step: number, count: number, words: string): void;
}

export interface TracksActions {
  /**
   * @param rests whether what moved last in the step before `place` is to stay in view
   * @param dragged whether the hand came here without letting go
   */
  seek(place: number, rests: boolean, dragged: boolean): void;
  /** The hand that dragged has let go. */
  release(): void;
  step(by: 1 | -1): void;
}

/** What of a rail changes while time passes. */
interface DrawnRail extends Rail {
  done: SVGLineElement;
  dots: SVGElement[];
  /** The pixel up to which it is drawn as done. */
  reached: number;
}

export function createTracks(act: TracksActions): Tracks {
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

  const seek = (event: PointerEvent): void => {
    const { place, rests } = fromPixel(rails, event.clientX - element.getBoundingClientRect().left);
    act.seek(place, rests, event.type === "pointermove");
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    seek(event);
  });
  element.addEventListener("pointermove", (event) => {
    if (element.hasPointerCapture(event.pointerId)) seek(event);
  });
  element.addEventListener("lostpointercapture", act.release);
  // The keys of the page do the rest; up and down belong to a slider alone.
  element.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : null;
    if (by === null || event.shiftKey) return;
    event.preventDefault();
    act.step(by);
  });

  return {
    element,
    lay(graph, grain) {
      seen = -1;
      const width = element.clientWidth;
      const strides = graph && stridesOf(graph, grain);
      const laid = strides ? layRails(strides.marks, width) : [];
      const names = graph
        ? writeRails(laid, width, (rail) => namesOf(graph, rail, laid.length))
        : [];
      rails = laid.map((rail, index) => drawRail(rail, names[index] ?? "", strides as Strides));
      const groups = rails.map(({ done }) => done.parentElement as Element);
      picture.replaceChildren(...groups, ...(graph ? [handle, core] : []));
    },
    show(place) {
      const x = toPixel(rails, place);
      const current = rails.find(({ mark }) => place <= mark.last + 1) ?? rails.at(-1);
      for (const rail of rails) {
        const { done, from, to } = rail;
        const reached = Math.min(to, Math.max(from, x));
        // A long loop has a thousand rails, of which one moves.
        if (reached === rail.reached) continue;
        rail.reached = reached;
        done.setAttribute("x2", String(reached));
        done.toggleAttribute("hidden", reached === from);
      }
      const past = Math.floor(place);
      if (past !== seen) {
        for (const { dots, mark } of rails)
          dots.forEach((dot, k) => dot.classList.toggle("past", mark.first + k < past));
        seen = past;
      }
      const way = current ? directionOf(current) : "forward";
      handle.setAttribute("class", `handle ${way}`);
      for (const circle of [handle, core]) circle.setAttribute("cx", String(x));
    },
    say(step, count, words) {
      element.setAttribute("aria-valuemin", "0");
      element.setAttribute("aria-valuemax", String(count));
      element.setAttribute("aria-valuenow", String(step));
      element.setAttribute("aria-valuetext", words);
    },
  };
}

function directionOf({ mark }: Rail): "forward" | "backward" {
  return mark.mode === "reverse" ? "backward" : "forward";
}

function drawRail(rail: Rail, name: string, strides: Strides): DrawnRail {
  const { from, to, mark } = rail;
  const group = svg("g", { class: directionOf(rail) });
  const done = svg("line", { class: "done", hidden: "", x1: from, x2: from, y1: line, y2: line });
  const base = svg("line", { class: "rail", x1: from, x2: to, y1: line, y2: line });
  const spaced = (to - from) / countSteps(mark) >= closest;
  const dots = Array.from({ length: spaced ? countSteps(mark) : 0 }, (_, k) =>
    drawDot(dotPixel(rail, mark.first + k), stopsOf(strides, mark.first + k)[0]?.kind === "update"),
  );
  group.append(base, done, ...dots);
  if (name !== "") group.append(svgText(name, { x: from, y: 11 }));
  return { ...rail, done, dots, reached: from };
}

/** A step is a dot; an update, which belongs to no pass, stands as a bar across the rail. */
function drawDot(x: number, update: boolean): SVGElement {
  return update
    ? svg("rect", { class: "dot", x: x - 2.5, y: line - 7, width: 5, height: 14, rx: 1.5 })
    : svg("circle", { class: "dot", cx: x, cy: line, r: 4.5 });
}

/** "backward", before it "backward from loss" where there are several backward passes. */
function namesOf(graph: Graph, rail: Rail, passes: number): string[] {
  const way = directionOf(rail);
  const output = graph.passes.get(rail.mark.pass)?.pass.output;
  return passes > 2 && output ? [`${way} from ${displayName(graph, output)}`, way] : [way];
}
