import type { Frame } from "../../core/frame.ts";
import { type Graph, isUnused } from "../../core/graph.ts";
import { Nearby, nodesIn } from "../../core/layout/nearby.ts";
import { captionOf } from "../../core/captions.ts";
import type { Box, Placed, Point, Region, Route, Scene } from "../../core/layout/scene.ts";
import { measureTensor } from "../../core/measure.ts";
import type { Touched } from "../../core/touched.ts";
import type { Brush } from "../../marks/overview/brush.ts";
import { paintEdges } from "../../marks/overview/edge.ts";
import { paintOp } from "../../marks/overview/op.ts";
import { paintRegion } from "../../marks/overview/region.ts";
import { paintTensor } from "../../marks/overview/tensor.ts";
import type { ValueScale } from "../scale.ts";
import { boundsOf } from "./framing.ts";
import type { Passages } from "./passage.ts";

/** A graph in its places, and what it takes to know its states. */
export interface Placement {
  graph: Graph;
  scene: Scene;
  passages: Passages;
  scale: ValueScale;
}

/** Height of a module's title, which folds it. */
const title = 28;

/** A placed graph as it is seen from afar: any part of it can be painted at any moment. */
export class Panorama {
  readonly #scene: Scene;
  /** Stretches of edges from corner to corner, and the place of each one's route. */
  readonly #nearStretches: Nearby;
  readonly #routeOf: readonly number[];
  readonly #nearRegions: Nearby;
  readonly #places: ReadonlyMap<string, Box>;
  readonly #stretchesOf = new Map<string, Box[]>();
  #placement: Placement;

  constructor(placement: Placement) {
    const { scene } = placement;
    this.#placement = placement;
    this.#scene = scene;
    this.#nearRegions = new Nearby(scene.regions.map(({ box }) => box));
    const places = [...scene.tensors, ...scene.ops, ...scene.regions];
    this.#places = new Map(places.map(({ id, box }) => [id, box]));
    const stretches = scene.routes.map(stretchesOf);
    this.#routeOf = stretches.flatMap((boxes, route) => boxes.map(() => route));
    this.#nearStretches = new Nearby(stretches.flat());
    scene.routes.forEach(({ op }, route) => {
      const known = this.#stretchesOf.get(op) ?? [];
      known.push(...(stretches[route] ?? []));
      this.#stretchesOf.set(op, known);
    });
  }

  /** Take other values for the same places. */
  refill(placement: Placement): void {
    this.#placement = placement;
  }

  get graph(): Graph {
    return this.#placement.graph;
  }

  /** Where something may look different after what was touched. */
  changed({ nodes, acting }: Touched): Box[] {
    return [
      ...[...nodes].flatMap((id) => this.boxOf(id) ?? []),
      ...[...acting].flatMap((op) => this.#stretchesOf.get(op) ?? []),
    ];
  }

  boxOf(id: string): Box | undefined {
    return this.#places.get(id);
  }

  /**
   * Paint all that reaches into a box.
   * @param active the folded module in which the frame's op is hidden
   */
  paint(brush: Brush, box: Box, frame: Frame, active: string | null): void {
    const { graph, passages } = this.#placement;
    const [pass = 0] = graph.document.steps[frame.step] ?? [];
    for (const index of this.#nearRegions.in(box)) {
      const region = this.#scene.regions[index] as Region;
      const module = graph.modules.get(region.id);
      const now = region.id === active ? (pass > 0 ? "backward" : "forward") : null;
      if (module) paintRegion(brush, module, region, captionOf(graph, module, region.folded), now);
    }
    const routes = new Set(this.#nearStretches.in(box).map((index) => this.#routeOf[index] ?? 0));
    paintEdges(
      brush,
      this.#scene.direction,
      [...routes].map((index) => this.#scene.routes[index] as Route),
      (route) => passages.state(route, frame),
    );
    for (const placed of nodesIn(this.#scene, box)) this.#node(brush, placed, frame);
  }

  #node(brush: Brush, { id, box }: Placed, frame: Frame): void {
    const { graph, scale } = this.#placement;
    const op = graph.ops.get(id);
    if (op) paintOp(brush, op, box, frame.ops.get(id) ?? "idle");
    const [tensor, state] = [graph.tensors.get(id), frame.tensors.get(id)];
    if (!tensor || !state) return;
    const unused = tensor.source != null && isUnused(graph, id);
    const placed = { tensor, box, size: measureTensor(graph, id, this.#scene.direction), unused };
    paintTensor(brush, placed, state, (part) => scale.limit(id, part));
  }

  /** What stands at a point, or nearest to it within `reach`; a module only by what folds it. */
  at(point: Point, reach: number): string | null {
    const around = {
      x: point.x - reach,
      y: point.y - reach,
      width: 2 * reach,
      height: 2 * reach,
    };
    const [first] = nodesIn(this.#scene, around).toSorted(
      (one, other) => away(one.box, point) - away(other.box, point),
    );
    return first?.id ?? this.#scene.regions.findLast((one) => isTitle(one, point))?.id ?? null;
  }
}

function stretchesOf({ points }: Route): Box[] {
  return points
    .slice(1)
    .map((point, index) => boundsOf({ points: [points[index] ?? point, point] }));
}

function away({ x, y, width, height }: Box, point: Point): number {
  return Math.hypot(
    Math.max(x - point.x, 0, point.x - x - width),
    Math.max(y - point.y, 0, point.y - y - height),
  );
}

function isTitle({ box, folded }: Region, point: Point): boolean {
  return away(folded ? box : { ...box, height: title }, point) === 0;
}
