import { reveal } from "../../core/folding.ts";
import { svg } from "../../marks/svg.ts";
import { subscribeUnhurried } from "../haste.ts";
import type { Opening } from "../opening.ts";
import type { Studio, StudioState } from "../studio.ts";
import { panned, zoomed } from "./camera.ts";
import { createList } from "../list/list.ts";
import { Dock } from "./dock.ts";
import { Drawing } from "./drawing.ts";
import { createFinder } from "./finder.ts";
import { createFocus, idOf } from "./focus.ts";
import { closeup } from "./framing.ts";
import { listenToGestures, type Reach } from "./gestures.ts";
import { createHint } from "./hint.ts";
import { renderLegend } from "./legend.ts";
import { renderLevel } from "./level.ts";
import { Minimap } from "./minimap.ts";
import { createNotice } from "./notice.ts";
import { createPointed } from "./pointed.ts";
import { Painter } from "./painter.ts";
import { createPrinting } from "./printing.ts";
import { createRefusal } from "./refusal.ts";
import { followSpotlight } from "./spotlight.ts";
import { renderTools } from "./tools.ts";
import type { FormulaOf } from "./travel.ts";
import { Viewport } from "./viewport.ts";

/** Milliseconds in which the view answers a key or a button. */
const answer = 150;
/** Pixels by which a pointer may miss what is painted very small. */
const fingertip = 6;

/** The graph in the middle of the page. */
export interface GraphView {
  /** What stands below the graph, one over the other where the stage is narrow. */
  foot: HTMLElement;
  /** Show everything. */
  fit(): void;
  zoom(factor: number): void;
  /** Move the view by screen pixels. */
  pan(dx: number, dy: number): void;
  /** Fold or unfold the module around what is focused or selected. */
  fold(): void;
  /** Leave out unnamed intermediate tensors, or draw them again. */
  shorthand(): void;
  /** Show local derivatives and contributions on the edges, or hide them. */
  numbers(): void;
  /** Read the graph as a list. */
  read(): void;
  /** Read the graph as a list, or draw it. */
  list(): void;
  /** Open the search. */
  find(): void;
  /** Glide to what is selected. */
  closeup(): void;
  /** Open the op that is focused or selected into scalar ops, or close it. */
  open(): void;
  /** Draw the present moment again: a formula has arrived. */
  refresh(): void;
}

/**
 * Fill the stage with the graph.
 * @param formulaOf the backward formula that the card of a contribution shows
 * @param reach whether the stage takes the wheel and touches for itself
 */
export function createGraphView(
  stage: HTMLElement,
  studio: Studio,
  opening: Opening,
  formulaOf: FormulaOf,
  reach: Reach = "whole",
): GraphView {
  const dock = new Dock(() => drawing.follow());
  const painter = new Painter(formulaOf, dock);
  const canvas = svg("svg", { class: "graph", tabindex: 0, role: "group" }, painter.world);
  const [legend, notice, tools] = [part("legend"), part("said"), part("tools")];
  const [level, refusal, corner] = [part("level"), part("refusal"), part("corner")];
  const foot = part("foot");
  corner.append(level, tools);
  foot.append(dock.root, legend);
  stage.append(painter.overview.canvas, canvas, foot, notice, corner, refusal);

  const moved = [canvas, painter.overview.canvas];
  const viewport = new Viewport(stage, moved, painter.world, (near) => painter.cull(near));
  const minimap = new Minimap(viewport, () => hold());
  stage.append(minimap.root);
  const drawing = new Drawing(studio, painter, viewport, minimap, (graph) => {
    renderLegend(legend, graph, studio.state.edgeNumbers);
    legend.hidden = false;
  });
  const focus = createFocus(canvas, studio, drawing, opening);

  const place = async (): Promise<void> => {
    const focused = focus.id;
    stage.dataset.drawn = "false";
    if (!(await drawing.place())) return;
    const { graph } = drawing;
    canvas.toggleAttribute("hidden", graph === null);
    if (graph === null) legend.hidden = true;
    if (graph) {
      const { tensors, ops } = graph;
      canvas.setAttribute(
        "aria-label",
        `Computation graph: ${tensors.size} tensors, ${ops.size} ops`,
      );
      painter.select(studio.state.selection);
      painter.accuse(operandsOfFault(studio.state));
      if (focused !== null) focus.restore(graph, focused);
    }
    stage.dataset.drawn = "true";
  };

  /** A tall stage, as a phone has, is read from bottom to top, until the person turns the graph. */
  const turnToFit = (): void => {
    if (studio.state.turnedByHand) return;
    const { width, height } = viewport.size;
    studio.update({ direction: height > 1.2 * width ? "bottom-top" : "left-right" });
  };

  const select = (selection: string | null): void => {
    const { graph, folding } = studio.state;
    const open = graph && selection !== null ? reveal(graph, folding, selection) : folding;
    if (open !== folding) studio.update({ folding: open, foldedByHand: true });
    painter.select(selection);
    // The line that tells of it comes when all have heard of the selection.
    queueMicrotask(() => selection !== null && drawing.uncover(selection));
  };

  studio.subscribe(({ graph }) => graph, place);
  studio.subscribe(({ folding }) => folding, place);
  studio.subscribe(({ direction }) => direction, place);
  studio.subscribe(({ turnedByHand }) => turnedByHand, turnToFit);
  studio.subscribe(({ reading }) => reading, place);
  studio.subscribe(({ edgeNumbers }) => edgeNumbers, place);
  studio.subscribe(
    ({ position }) => position,
    () => drawing.show(),
  );
  subscribeUnhurried(
    studio,
    ({ position }) => position.stop,
    () => drawing.follow(),
  );
  studio.subscribe(
    ({ hurried }) => hurried,
    () => drawing.show(),
  );
  studio.subscribe(
    ({ playing }) => playing,
    (playing) => {
      // Who presses play wants to be led; who then takes the view keeps it.
      if (playing) drawing.held = false;
    },
  );
  studio.subscribe(({ selection }) => selection, select);
  studio.subscribe(
    ({ programOpen, inspectorOpen }) => `${programOpen} ${inspectorOpen}`,
    () => queueMicrotask(() => drawing.reveal()),
  );
  studio.subscribe(
    ({ held }) => held,
    (held) => painter.hold(held),
  );
  studio.subscribe(
    ({ lit }) => lit,
    (lit) => painter.light(lit),
  );
  studio.subscribe(
    ({ dark }) => dark,
    () => {
      painter.overview.recolour();
      minimap.recolour();
    },
  );
  studio.subscribe(
    ({ phase }) => phase,
    (phase) => show(phase),
  );

  const show = (phase: string): void => {
    stage.dataset.phase = phase;
  };
  const hold = (): void => {
    drawing.held = true;
  };
  const glide = (camera: typeof viewport.camera): void => {
    hold();
    viewport.glide(camera, answer);
  };

  const list = createList(stage, studio, opening, () => canvas.focus());
  const finder = createFinder(stage, studio, viewport, (id, frame) => drawing.seek(id, frame));
  followSpotlight(studio, painter.spotlight);

  const view: GraphView = {
    foot,
    fold: focus.fold,
    open: focus.open,
    read: list.read,
    list: list.toggle,
    fit: () => drawing.fit(),
    shorthand: () =>
      studio.update({ reading: studio.state.reading === "full" ? "shorthand" : "full" }),
    numbers: () => studio.update({ edgeNumbers: !studio.state.edgeNumbers }),
    find: () => finder.open(),
    closeup() {
      const { selection } = studio.state;
      if (selection !== null) drawing.seek(selection, (box) => closeup(viewport, box));
    },
    zoom(factor) {
      const { width, height } = viewport.size;
      const middle = { x: width / 2, y: height / 2 };
      glide(zoomed(viewport.camera, factor, middle, viewport.farthest));
    },
    pan: (dx, dy) => glide(panned(viewport.camera, dx, dy)),
    refresh: () => drawing.show(),
  };

  listenToGestures(stage, canvas, viewport, reach, hold, (target, point) => {
    const { x, y, zoom } = viewport.camera;
    const spot = { x: (point.x - x) / zoom, y: (point.y - y) / zoom };
    const id = idOf(target) ?? painter.at(spot, fingertip / zoom);
    if (id === null) studio.update({ selection: null });
    else focus.activate(id);
  });
  canvas.addEventListener("dblclick", ({ target }) => {
    const id = idOf(target as Element);
    const { graph, whole } = studio.state;
    if (id === null || !(graph?.ops.has(id) || whole.has(id))) return;
    studio.update({ selection: id });
    opening.turn(id);
  });
  createNotice(notice, studio);
  createPointed(studio, (id) => drawing.elementOf(id));
  renderLevel(level, studio, (chosen) => {
    drawing.survey();
    opening.level(chosen);
  });
  createRefusal(refusal, studio, (id) => painter.elementOf(id));
  createHint(stage, canvas, studio);
  createPrinting(stage, canvas, drawing, painter, viewport);
  renderTools(tools, view, studio);
  show(studio.state.phase);
  new ResizeObserver(() => {
    // The paper's room is none of the view's.
    if (painter.printed) return;
    turnToFit();
    drawing.resize();
  }).observe(stage);
  return view;
}

/** In a graph that ends at an error: what the op that could not run would have taken. */
function operandsOfFault({ phase, diagnostics }: StudioState): readonly string[] {
  const fault = diagnostics.find(({ severity }) => severity === "error");
  return (phase === "partial" && fault?.operands) || [];
}

function part(name: string): HTMLElement {
  const element = document.createElement("div");
  element.className = name;
  return element;
}
