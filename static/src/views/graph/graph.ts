import { hiddenBy, reveal, toggle } from "../../core/folding.ts";
import { type Frame, frame } from "../../core/frame.ts";
import { ancestors, type Graph } from "../../core/graph.ts";
import type { Box, Scene } from "../../core/layout/scene.ts";
import { timelineOf, toStep } from "../../core/timeline.ts";
import { svg } from "../../marks/svg.ts";
import { layoutGraph } from "../../platform/layout.ts";
import type { Studio } from "../studio.ts";
import { type Camera, fitted, panned, showing, zoomed } from "./camera.ts";
import { listenToGestures } from "./gestures.ts";
import { renderLegend } from "./legend.ts";
import { createNotice } from "./notice.ts";
import { type FormulaOf, Painter } from "./painter.ts";
import { renderTools } from "./tools.ts";
import { Viewport } from "./viewport.ts";
import { walkOrder } from "./walk.ts";

/** Screen pixels at the edges of the stage that the graph leaves to buttons and legend. */
const edge = { side: 24, top: 60, bottom: 44 };
/** Below this zoom numbers cannot be read; a graph that would need it is shown in part. */
const readable = 0.5;
/** Milliseconds of a glide of the view, and of folding. */
const glide = 350;
const folding = 250;

/** The graph in the middle of the page. */
export interface GraphView {
  /** Show everything. */
  fit(): void;
  zoom(factor: number): void;
  pan(dx: number, dy: number): void;
  /** Fold or unfold the region of the focused or selected node. */
  fold(): void;
  /** The room or the letters have changed. */
  resize(): void;
  /** Draw the present moment again: a formula has arrived. */
  refresh(): void;
}

/**
 * Fill the stage with the graph.
 * @param formulaOf the backward formula that the card of a contribution shows
 */
export function createGraphView(
  stage: HTMLElement,
  studio: Studio,
  formulaOf: FormulaOf,
): GraphView {
  const painter = new Painter(formulaOf);
  const canvas = svg("svg", { class: "graph", tabindex: 0, role: "group" }, painter.world);
  const tools = document.createElement("div");
  tools.className = "tools";
  const legend = document.createElement("div");
  legend.className = "legend";
  const notice = document.createElement("div");
  stage.append(canvas, legend, notice, tools);
  createNotice(notice, studio);
  const viewport = new Viewport(canvas, painter.world, (view, zoom) => painter.cull(view, zoom));

  /** What is drawn; the state's graph is ahead of it while its layout is computed. */
  let drawn: { graph: Graph; scene: Scene; look: string } | null = null;
  let order: string[] = [];
  let request = 0;
  /** Whether the person chose the view; a new graph or another room then does not change it. */
  let held = false;
  /** The module that was folded or unfolded last: its title stays where it is. */
  let anchor: string | null = null;

  const free = (): Box => {
    const { width, height } = viewport.size;
    const { side, top, bottom } = edge;
    return { x: side, y: top, width: width - 2 * side, height: height - top - bottom };
  };

  const overview = (): Camera => {
    const scene = drawn?.scene ?? { width: 1, height: 1 };
    const most = 1.25 * (Number.parseFloat(getComputedStyle(stage).fontSize) / 14);
    return fitted(scene, free(), most);
  };

  /** Everything, if it can be read so; else the part where something happens now. */
  const opening = (): Camera => {
    const whole = overview();
    const box = present();
    if (whole.zoom >= readable || !box) return whole;
    const { width, height } = viewport.size;
    const near = zoomed(whole, 0.9 / whole.zoom, { x: width / 2, y: height / 2 });
    return showing(near, box, free());
  };

  /** Where the present stop happens; at the end, where the output is. */
  const present = (): Box | null => {
    if (!drawn) return null;
    const { graph } = drawn;
    const stop = timelineOf(graph).stops[studio.state.position.stop];
    const ids = stop?.kind === "end" ? [graph.document.output] : [stop?.op, stop?.tensor];
    const boxes = ids.flatMap((id) => painter.boxOf(id ?? "") ?? []);
    return boxes.length > 0 ? around(boxes) : null;
  };

  const place = async (): Promise<void> => {
    const { graph, folding: folded, direction } = studio.state;
    const turn = ++request;
    stage.dataset.drawn = "false";
    if (!graph) {
      drawn = null;
      canvas.toggleAttribute("hidden", true);
      legend.hidden = true;
      return;
    }
    const look = lookOf(graph, folded, direction);
    const scene = look === drawn?.look ? drawn.scene : await layoutGraph(graph, folded, direction);
    if (turn !== request) return;
    settle(graph, scene, look);
  };

  const settle = (graph: Graph, scene: Scene, look: string): void => {
    const before = drawn;
    const focused = focusedId();
    const fixed = anchor === null ? undefined : painter.boxOf(anchor);
    const glideOver = anchor !== null && before?.graph === graph;
    const boxes = glideOver ? painter.boxes() : null;
    const from = viewport.camera;
    drawn = { graph, scene, look };
    canvas.toggleAttribute("hidden", false);
    legend.hidden = false;
    if (before?.look === look) painter.refill(graph);
    else {
      painter.place(graph, scene);
      order = walkOrder(graph, scene);
      const target = anchor === null ? undefined : painter.boxOf(anchor);
      if (fixed && target) viewport.commit(shifted(from, fixed, target));
      else viewport.commit(held && before ? from : opening());
    }
    anchor = null;
    renderLegend(legend, painter.limit);
    canvas.setAttribute("aria-label", describe(graph));
    stage.dataset.drawn = "true";
    show();
    select();
    if (boxes) painter.glideFrom(boxes, from, viewport.camera, folding);
    if (focused !== null) refocus(graph, focused);
  };

  /** The focus stays on its node, or goes to the module that it has been folded into. */
  const refocus = (graph: Graph, id: string): void => {
    const stands = hiddenBy(graph, studio.state.folding, id) ?? id;
    painter.elementOf(stands)?.focus({ preventScroll: true });
  };

  const currentFrame = (): Frame | null => {
    if (!drawn) return null;
    const { step, t } = toStep(timelineOf(drawn.graph), studio.state.position);
    return frame(drawn.graph, step, t);
  };

  const show = (): void => {
    const now = currentFrame();
    if (now) painter.show(now);
  };

  /** Keep in view what happens now, unless it plays and the person has moved the view meanwhile. */
  const follow = (): void => {
    const box = present();
    if (!box || (held && studio.state.playing)) return;
    const target = showing(viewport.camera, box, free());
    const { x, y } = viewport.camera;
    if (Math.hypot(target.x - x, target.y - y) > 1) viewport.glide(target, glide);
  };

  /** A tall stage, as a phone has, is read from bottom to top, until the person turns the graph. */
  const turnToFit = (): void => {
    if (studio.state.turnedByHand) return;
    const { width, height } = viewport.size;
    studio.update({ direction: height > 1.3 * width ? "bottom-top" : "left-right" });
  };

  const select = (): void => painter.select(studio.state.selection);

  const focusedId = (): string | null => {
    const focused = document.activeElement;
    return focused instanceof SVGElement && canvas.contains(focused) ? idOf(focused) : null;
  };

  const focus = (id: string): void => {
    const box = painter.boxOf(id);
    if (!box) return;
    viewport.commit(showing(viewport.camera, box, free()));
    painter.elementOf(id)?.focus({ preventScroll: true });
  };

  const activate = (id: string): void => {
    if (studio.state.graph?.modules.has(id)) turn(id);
    else studio.update({ selection: studio.state.selection === id ? null : id });
  };

  const turn = (module: string): void => {
    anchor = module;
    studio.update({ folding: toggle(studio.state.folding, module), foldedByHand: true });
  };

  const fold = (): void => {
    const { graph, selection } = studio.state;
    const id = focusedId() ?? selection;
    if (!graph || id === null) return;
    const module = graph.modules.has(id) ? id : ancestors(graph, graph.homes.get(id) ?? "")[0];
    if (module) turn(module);
  };

  canvas.addEventListener("keydown", (event) => {
    const id = focusedId();
    if (event.key === "Tab") {
      const index = (id === null ? -1 : order.indexOf(id)) + (event.shiftKey ? -1 : 1);
      const next = order[index];
      if (next !== undefined && !(id === null && event.shiftKey)) {
        event.preventDefault();
        focus(next);
      } else if (index === -1 && id !== null) {
        event.preventDefault();
        canvas.focus();
      }
    } else if (event.key === "Enter" && id !== null) {
      event.preventDefault();
      activate(id);
    } else if (event.key === "Escape") {
      if (studio.state.selection !== null) studio.update({ selection: null });
      else canvas.focus();
    }
  });

  const hold = (): void => {
    held = true;
  };
  listenToGestures(stage, canvas, viewport, hold, (target) => {
    const id = idOf(target);
    if (id !== null) activate(id);
    else studio.update({ selection: null });
  });

  studio.subscribe(({ graph }) => graph, place);
  studio.subscribe(({ folding: folded }) => folded, place);
  studio.subscribe(({ direction }) => direction, place);
  studio.subscribe(({ position }) => position, show);
  studio.subscribe(({ position }) => position.stop, follow);
  studio.subscribe(
    ({ playing }) => playing,
    () => {
      held = false;
    },
  );
  studio.subscribe(
    ({ selection }) => selection,
    (selection) => {
      const { graph, folding: folded } = studio.state;
      if (graph && selection !== null) {
        const open = reveal(graph, folded, selection);
        if (open !== folded) studio.update({ folding: open, foldedByHand: true });
      }
      select();
    },
  );
  studio.subscribe(
    ({ phase }) => phase,
    (phase) => {
      stage.dataset.phase = phase;
    },
  );
  stage.dataset.phase = studio.state.phase;

  const view: GraphView = {
    fold,
    fit() {
      held = false;
      viewport.glide(overview(), glide);
    },
    zoom(factor) {
      held = true;
      const { width, height } = viewport.size;
      viewport.glide(zoomed(viewport.camera, factor, { x: width / 2, y: height / 2 }), 150);
    },
    pan(dx, dy) {
      held = true;
      viewport.glide(panned(viewport.camera, dx, dy), 150);
    },
    resize() {
      if (drawn) viewport.commit(held ? viewport.camera : opening());
    },
    refresh: show,
  };
  new ResizeObserver(() => {
    turnToFit();
    view.resize();
  }).observe(stage);
  renderTools(tools, view, studio);
  return view;
}

/** What decides how things are drawn and where; values are not part of it. */
function lookOf({ document }: Graph, folded: ReadonlySet<string>, direction: string): string {
  const tensors = document.tensors.map(({ label, role }) => `${label ?? ""}:${role ?? ""}`);
  const symbols = document.ops.map(({ symbol }) => symbol);
  return [document.structure, direction, [...folded].join(), tensors.join(), symbols.join()].join(
    "|",
  );
}

function describe({ document }: Graph): string {
  const { tensors, ops } = document;
  return `Computation graph of ${tensors.length} tensors and ${ops.length} ops`;
}

/** Tensor, op or module that an element belongs to. */
function idOf(element: Element): string | null {
  const mark = element.closest<SVGElement>("[data-tensor], [data-op], [data-module]");
  return mark?.dataset.tensor ?? mark?.dataset.op ?? mark?.dataset.module ?? null;
}

function around(boxes: readonly Box[]): Box {
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  return {
    x,
    y,
    width: Math.max(...boxes.map((box) => box.x + box.width)) - x,
    height: Math.max(...boxes.map((box) => box.y + box.height)) - y,
  };
}

/** The camera under which `to` stands where `from` stood. */
function shifted(camera: Camera, from: Box, to: Box): Camera {
  return panned(camera, (from.x - to.x) * camera.zoom, (from.y - to.y) * camera.zoom);
}
