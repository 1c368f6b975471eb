import { hiddenBy } from "../../core/folding.ts";
import type { Graph } from "../../core/graph.ts";
import { pointOnRoute, routePath } from "../../core/layout/curve.ts";
import { overlaps } from "../../core/layout/nearby.ts";
import {
  type Box,
  type Direction,
  type Route,
  routesByKey,
  type Scene,
} from "../../core/layout/scene.ts";
import { measureTensor } from "../../core/measure.ts";
import { drawFlag, ringAround } from "../../marks/find.ts";
import { svg } from "../../marks/svg.ts";
import type { Studio, StudioState } from "../studio.ts";
import type { View } from "./camera.ts";

/** More numbers than these near the view would hide what they stand on. */
const mostFlags = 150;
/** Screen pixels between rings, where they are many. */
const crowd = 22;
/** Side of the place of a tensor that stands on an edge. */
const spot = 16;

/** Something that was found, or the folded module that hides it. */
export interface Mark {
  id: string;
  /** Its number in the list, or how many are hidden in it. */
  label: string;
  chosen: boolean;
}

/**
 * What lies over the drawing for a while: rings around what was found, the paths that are read.
 * Few elements whatever the number, so that it serves the canvas of the overview as well as the SVG.
 */
export class Spotlight {
  /** Under the nodes: lit edges. */
  readonly under = svg("g", { class: "ways" });
  /** Over everything: rings, and flags with numbers. */
  readonly over = svg("g", { class: "finds" });
  readonly #all = svg("path", { class: "way" });
  readonly #pointed = svg("path", { class: "way pointed" });
  readonly #halo = svg("path", { class: "halo" });
  readonly #ring = svg("path", { class: "ring" });
  readonly #chosen = svg("path", { class: "ring chosen" });
  readonly #flags = svg("g");
  #graph: Graph | null = null;
  #direction: Direction = "left-right";
  #boxes = new Map<string, Box>();
  #routes = new Map<string, Route>();
  #marks: readonly Mark[] = [];
  #ways: StudioState["ways"] = null;
  #view: View | null = null;

  constructor() {
    this.under.append(this.#all, this.#pointed);
    this.over.append(this.#halo, this.#ring, this.#chosen, this.#flags);
  }

  /** Take the places of a graph. */
  place(graph: Graph, scene: Scene): void {
    this.#graph = graph;
    const { direction, tensors, ops, regions, routes } = scene;
    this.#direction = direction;
    const onEdges = routes.flatMap((route): [string, Box][] => {
      if (route.from === undefined) return [];
      const { x, y } = pointOnRoute(route, direction, 0.5);
      const box = { x: x - spot / 2, y: y - spot / 2, width: spot, height: spot };
      return [[route.tensor, box]];
    });
    const placed = [...tensors, ...ops, ...regions].map(({ id, box }): [string, Box] => [id, box]);
    this.#boxes = new Map([...onEdges, ...placed]);
    this.#routes = routesByKey(routes);
    this.#drawFinds();
    this.light(this.#ways);
  }

  /** Where something stands; in shorthand also what stands on an edge. */
  boxOf(id: string): Box | undefined {
    return this.#boxes.get(id);
  }

  /** The same without its name and its ledger. */
  bodyOf(id: string): Box | undefined {
    const box = this.boxOf(id);
    return box && this.#bodyIn(box, id);
  }

  /** Rings and flags keep their size on the screen where the graph is small. */
  look(view: View): void {
    this.#view = view;
    this.#drawFinds();
  }

  find(marks: readonly Mark[]): void {
    this.#marks = marks;
    this.#drawFinds();
  }

  light(ways: StudioState["ways"]): void {
    this.#ways = ways;
    this.#all.setAttribute("d", this.#along(ways?.all ?? []));
    this.#pointed.setAttribute("d", this.#along(ways?.pointed ?? []));
  }

  #along(keys: Iterable<string>): string {
    const routes = new Set(Array.from(keys, (key) => this.#routes.get(key)));
    return [...routes].map((route) => (route ? routePath(route, this.#direction) : "")).join("");
  }

  /** Of a tensor that is drawn as one, its body without its name and its ledger. */
  #bodyIn(box: Box, id: string): Box {
    if (!this.#graph?.tensors.has(id) || box.width === spot) return box;
    const { x, y, width, height } = measureTensor(this.#graph, id, this.#direction).body;
    return { x: box.x + x, y: box.y + y, width, height };
  }

  #drawFinds(): void {
    const { near = { x: 0, y: 0, width: 0, height: 0 }, zoom = 1 } = this.#view ?? {};
    const all = this.#marks.flatMap((mark) => {
      const box = this.#boxes.get(mark.id);
      return box && overlaps(box, near) ? { ...mark, box: this.#bodyIn(box, mark.id) } : [];
    });
    const close = fewer(all, zoom);
    const rings = (some: typeof close): string =>
      some.map(({ box }) => ringAround(box, zoom)).join("");
    this.#halo.setAttribute("d", rings(close));
    this.#ring.setAttribute("d", rings(close.filter(({ chosen }) => !chosen)));
    this.#chosen.setAttribute("d", rings(close.filter(({ chosen }) => chosen)));
    const flagged = close.filter(({ chosen }) => chosen || all.length <= mostFlags);
    this.#flags.replaceChildren(
      ...flagged.map(({ box, label, chosen }) => drawFlag(box, label, chosen, zoom)),
    );
  }
}

/** Mark what was found, or the folded module that hides it, and light the paths that are read. */
export function followSpotlight(studio: Studio, spotlight: Spotlight): void {
  const mark = (): void => spotlight.find(marksOf(studio.state));
  studio.subscribe(({ found }) => found, mark);
  studio.subscribe(({ folding }) => folding, mark);
  studio.subscribe(
    ({ ways }) => ways,
    (ways) => spotlight.light(ways),
  );
}

function marksOf({ graph, folding, found }: Readonly<StudioState>): Mark[] {
  if (!graph || !found) return [];
  const marks = new Map<string, Mark & { count: number }>();
  found.ids.forEach((id, at) => {
    const hiding = hiddenBy(graph, folding, id);
    const shown = hiding ?? id;
    const count = (marks.get(shown)?.count ?? 0) + (hiding === null ? 0 : 1);
    const label = count === 0 ? String(at + 1) : `${count} inside`;
    const chosen = id === found.chosen || (marks.get(shown)?.chosen ?? false);
    marks.set(shown, { id: shown, label, chosen, count });
  });
  return [...marks.values()];
}

/** From afar, of many in one place one ring stands for all: they would be a solid bar. */
function fewer(marks: readonly (Mark & { box: Box })[], zoom: number): (Mark & { box: Box })[] {
  if (marks.length <= mostFlags) return [...marks];
  const side = crowd / zoom;
  const taken = new Set<string>();
  return marks.filter(({ box, chosen }) => {
    if (Math.max(box.width, box.height) > side) return true;
    const place = `${Math.floor(box.x / side)} ${Math.floor(box.y / side)}`;
    const isFirst = !taken.has(place);
    taken.add(place);
    return isFirst || chosen;
  });
}
