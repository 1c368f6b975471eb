import { edgeNumbers } from "../../core/edge_numbers.ts";
import type { Frame } from "../../core/frame.ts";
import type { Graph } from "../../core/graph.ts";
import { edgesInto, placeNumbers, placeSlots } from "../../core/layout/labels.ts";
import { around, type Box, type Route, type Scene } from "../../core/layout/scene.ts";
import { writingIn } from "../../core/layout/writing.ts";
import { sentAlong } from "../../core/weight.ts";
import { drawNumbers } from "../../marks/edge_numbers.ts";
import { svg, svgText } from "../../marks/svg.ts";
import type { Readings } from "./edges.ts";
import type { Drawable, Mark } from "./layer.ts";

/** Op states in which the local derivatives of an op are known. */
const ran = new Set(["fired", "ready-backward", "firing-backward", "done"]);

/**
 * What is written on the edges: which argument each is, where the order matters, and numbers.
 * @param numbers whether these are asked for
 */
export function annotations(
  graph: Graph,
  scene: Scene,
  numbers: boolean,
  read: () => Readings | null,
): Drawable[] {
  const ordered = new Set(graph.document.ordered);
  const ops = graph.document.ops.flatMap(({ id, op, inputs }) =>
    inputs.length > 1 && ordered.has(op) ? id : [],
  );
  const into = edgesInto(scene, new Set(ops));
  const slots = [...into].map(([op, routes]) => slotsDrawable(op, routes, scene));
  if (!numbers) return slots;
  const points = [...into.values()].flatMap((routes) =>
    Array.from(placeSlots(routes, scene).values()),
  );
  const routes = new Map(scene.routes.map((route) => [route.key, route]));
  const places = [...placeNumbers(scene, edgeNumbers(graph), writingIn(graph, scene), points)];
  return [
    ...slots,
    ...places.map(([key, box]) => numbersDrawable(graph, found(routes, key), box, read)),
  ];
}

/** The slots of one op, placed when it comes near the view. */
function slotsDrawable(op: string, routes: readonly Route[], scene: Scene): Drawable {
  const draw = (): Mark => {
    const root = svg("g", { "aria-hidden": "true" });
    const places = placeSlots(routes, scene);
    for (const { key, slot } of routes) {
      const { x, y } = found(places, key);
      root.append(svgText(String(slot + 1), { x, y, class: "slot", "data-slot": key }));
    }
    return { root, show: () => {} };
  };
  const ends = routes.flatMap(({ points }) => points.slice(-1));
  const box = around(ends.map(({ x, y }) => ({ x: x - 80, y: y - 80, width: 160, height: 160 })));
  return { id: `slots ${op}`, box: box ?? { x: 0, y: 0, width: 0, height: 0 }, draw };
}

function numbersDrawable(
  graph: Graph,
  route: Route,
  box: Box,
  read: () => Readings | null,
): Drawable {
  const { key } = route;
  const draw = (): Mark => {
    const mark = drawNumbers(found(edgeNumbers(graph), key), box);
    mark.root.setAttribute("data-numbers", key);
    return {
      root: mark.root,
      show: (frame) => {
        const now = read();
        if (now) mark.show(...numbersAt(now, route, frame));
      },
    };
  };
  return { id: `numbers ${key}`, box, draw };
}

function numbersAt({ graph, passages }: Readings, route: Route, frame: Frame) {
  const known = ran.has(frame.ops.get(route.op) ?? "idle");
  const arrived = passages.state(route, frame) === "backward";
  const local = known ? graph.edges.get(route.key)?.local : undefined;
  const sent = arrived ? sentAlong(graph, frame.pass, route) : undefined;
  return [local, sent] as const;
}

/** What is placed is what was asked for. */
function found<Value>(map: ReadonlyMap<string, Value>, key: string): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing is known of the edge ${key}`);
  return value;
}
