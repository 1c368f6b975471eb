import type { Frame } from "../../core/frame.ts";
import { displayName, type Graph } from "../../core/graph.ts";
import type { Direction, Route } from "../../core/layout/scene.ts";
import { gradientSizes, sentAlong, sizeOf, type Weight, weightOf } from "../../core/weight.ts";
import { drawEdge } from "../../marks/edge.ts";
import { spokenState } from "../../marks/tensor.ts";
import type { Mark } from "./layer.ts";
import type { Passages } from "./passage.ts";

/** What an edge reads while it is drawn; other values may come to the same picture. */
export interface Readings {
  graph: Graph;
  passages: Passages;
}

/**
 * Draw an edge. In shorthand it stands for the tensor on it as well: then its id is the tensor's,
 * and it can be selected.
 */
export function edgeMark(route: Route, direction: Direction, read: () => Readings | null): Mark {
  const mark = drawEdge(route, direction);
  let shown = "";
  return {
    root: mark.root,
    ...(mark.handle && { handle: mark.handle }),
    show: (frame) => {
      const now = read();
      if (!now) return;
      const state = now.passages.state(route, frame);
      const travels = isOn(route, frame) ? (frame.travel?.kind ?? null) : null;
      const weight = state === "backward" ? weightAt(now.graph, frame.pass, route) : null;
      const present = `${state} ${travels} ${weight?.width} ${weight?.broken}`;
      if (present !== shown) mark.show(state, travels, weight);
      shown = present;
      mark.handle?.setAttribute("aria-label", spoken(now.graph, route, frame));
    },
  };
}

/** In shorthand the id of the tensor that stands on the edge, else the edge's key. */
export function idOfRoute({ from, tensor, key }: Route): string {
  return from === undefined ? key : tensor;
}

/** Whether the edge is the one that is travelled, or the second half of it. */
function isOn({ key, first }: Route, { travel }: Frame): boolean {
  return travel !== null && (travel.edge === key || travel.edge === first);
}

const weights = new WeakMap<Graph, Map<string, Weight | null>>();

function weightAt(graph: Graph, pass: number, route: Route): Weight | null {
  let known = weights.get(graph);
  if (known === undefined) weights.set(graph, (known = new Map()));
  const key = `${pass}:${route.key}`;
  let weight = known.get(key);
  if (weight === undefined) {
    const array = sentAlong(graph, pass, route);
    weight = array ? weightOf(sizeOf(array), gradientSizes(graph).largest) : null;
    known.set(key, weight);
  }
  return weight;
}

function spoken(graph: Graph, { tensor }: Route, { tensors }: Frame): string {
  const state = tensors.get(tensor);
  return `${displayName(graph, tensor)}, on the edge${state ? spokenState(state) : ""}`;
}
