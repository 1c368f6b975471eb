import type { Frame } from "../../core/frame.ts";
import { curveNumbers } from "../../core/layout/curve.ts";
import { Nearby } from "../../core/layout/nearby.ts";
import type { Box, Route, Scene } from "../../core/layout/scene.ts";
import type { EdgeState } from "../../marks/edge.ts";
import type { Stretch } from "../../marks/overview/edge.ts";
import { boundsOf } from "./framing.ts";
import type { Passages } from "./passage.ts";

/** A stretch that one edge has for itself, or that many run along, as from a parameter to all its ops. */
export interface SharedStretch extends Stretch {
  box: Box;
  routes: Route[];
}

/** The stretches of a scene, to be found by place. */
export interface Network {
  stretches: readonly SharedStretch[];
  nearby: Nearby;
}

const networks = new WeakMap<Scene, Network>();

export function networkOf(scene: Scene): Network {
  let known = networks.get(scene);
  if (known === undefined) {
    const stretches = stretchesOf(scene);
    known = { stretches, nearby: new Nearby(stretches.map(({ box }) => box)) };
    networks.set(scene, known);
  }
  return known;
}

/** The stretches of all edges; one along which several edges run is there once. */
export function stretchesOf({ routes, direction }: Scene): SharedStretch[] {
  const counts = new Map<string, number>();
  for (const { tensor } of routes) counts.set(tensor, (counts.get(tensor) ?? 0) + 1);
  const all: SharedStretch[] = [];
  const shared = new Map<string, SharedStretch>();
  for (const route of routes) {
    const isAlone = counts.get(route.tensor) === 1;
    for (let index = 0; index + 1 < route.points.length; index++) {
      const key = isAlone ? "" : keyOf(route, direction, index);
      const same = shared.get(key);
      if (same) {
        same.routes.push(route);
        continue;
      }
      const stretch = { route, index, routes: [route], box: boxOf(route, index) };
      if (!isAlone) shared.set(key, stretch);
      all.push(stretch);
    }
  }
  return all;
}

/** The same for edges of one tensor that run along one curve. */
function keyOf(route: Route, direction: Scene["direction"], index: number): string {
  const numbers = curveNumbers(route, direction).slice(6 * index, 6 * index + 8);
  return `${route.tensor} ${numbers.join(" ")}`;
}

function boxOf({ points }: Route, index: number): Box {
  return boundsOf({ points: points.slice(index, index + 2) });
}

/**
 * The edges that are seen in a box. Of many that only come by along one stretch, those that show
 * first what has passed it stand for all.
 */
export function routesIn(scene: Scene, box: Box, passages: Passages, pass: number): Set<Route> {
  const { stretches, nearby } = networkOf(scene);
  const found = new Set<Route>();
  for (const index of nearby.in(box)) {
    const { fed, back } = leadersOf(stretches[index] as SharedStretch, passages, pass);
    found.add(fed).add(back);
  }
  return found;
}

/** Of the edges along a stretch: the one that is fed first, and the one along which most returns. */
interface Leaders {
  passages: Passages;
  pass: number;
  fed: Route;
  back: Route;
}

const leaders = new WeakMap<SharedStretch, Leaders>();

/** What has passed a stretch: what has passed any of its edges. */
export function stateOf(stretch: SharedStretch, passages: Passages, frame: Frame): EdgeState {
  if (stretch.routes.length === 1) return passages.state(stretch.route, frame);
  const { fed, back } = leadersOf(stretch, passages, frame.pass);
  const state = passages.state(back, frame);
  return state === "backward" ? state : passages.state(fed, frame);
}

function leadersOf(stretch: SharedStretch, passages: Passages, pass: number): Leaders {
  const known = leaders.get(stretch);
  if (known?.passages === passages && known.pass === pass) return known;
  const first = (row: (route: Route) => number): Route =>
    stretch.routes.reduce((best, route) => (row(route) < row(best) ? route : best));
  const found = {
    passages,
    pass,
    fed: first((route) => passages.fed(route)),
    back: first((route) => passages.back(route, pass)),
  };
  leaders.set(stretch, found);
  return found;
}
