import type { Module } from "../../core/document.ts";
import type { Frame } from "../../core/frame.ts";
import { type Graph, isUnused } from "../../core/graph.ts";
import { Nearby, nodesIn } from "../../core/layout/nearby.ts";
import { captionOf, titleIn } from "../../core/captions.ts";
import {
  type Box,
  groundsOf,
  type Placed,
  type Point,
  type Region,
  type Scene,
} from "../../core/layout/scene.ts";
import { measureTensor } from "../../core/measure.ts";
import type { Touched } from "../../core/touched.ts";
import type { Brush } from "../../marks/overview/brush.ts";
import { paintEdges } from "../../marks/overview/edge.ts";
import { paintOp } from "../../marks/overview/op.ts";
import { paintRegion } from "../../marks/overview/region.ts";
import { paintTensor } from "../../marks/overview/tensor.ts";
import type { ValueScale } from "../scale.ts";
import type { Passages } from "./passage.ts";
import { type Network, networkOf, type SharedStretch, stateOf } from "./trunks.ts";

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
  readonly #network: Network;
  readonly #grounds: readonly Region[];
  readonly #nearGrounds: Nearby;
  readonly #places: ReadonlyMap<string, Box>;
  /** By op: what its edges run along. */
  readonly #stretchesOf = new Map<string, SharedStretch[]>();
  #placement: Placement;

  constructor(placement: Placement) {
    const { scene } = placement;
    this.#placement = placement;
    this.#scene = scene;
    this.#grounds = groundsOf(scene);
    this.#nearGrounds = new Nearby(this.#grounds.map(({ box }) => box));
    const places = [...scene.tensors, ...scene.ops, ...scene.regions];
    this.#places = new Map(places.map(({ id, box }) => [id, box]));
    this.#network = networkOf(scene);
    for (const stretch of this.#network.stretches)
      for (const { op } of stretch.routes) {
        const known = this.#stretchesOf.get(op);
        if (known) known.push(stretch);
        else this.#stretchesOf.set(op, [stretch]);
      }
  }

  /** Take other values for the same places. */
  refill(placement: Placement): void {
    this.#placement = placement;
  }

  get graph(): Graph {
    return this.#placement.graph;
  }

  /** Where something may look different after what was touched between two frames. */
  changed({ nodes, acting }: Touched, before: Frame, after: Frame): Box[] {
    const { passages } = this.#placement;
    const differs = (one: SharedStretch): boolean =>
      one.routes.length === 1 || stateOf(one, passages, before) !== stateOf(one, passages, after);
    return [
      ...[...nodes].flatMap((id) => this.boxOf(id) ?? []),
      ...[...acting].flatMap((op) =>
        (this.#stretchesOf.get(op) ?? []).filter(differs).map(({ box }) => box),
      ),
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
    const { stretches, nearby } = this.#network;
    const [pass = 0] = graph.document.steps[frame.step] ?? [];
    for (const index of this.#nearGrounds.in(box)) {
      const region = this.#grounds[index] as Region;
      const module = graph.modules.get(region.id);
      const now = region.id === active ? (pass > 0 ? "backward" : "forward") : null;
      if (!module) continue;
      const words = {
        title: titleIn(graph, module, region.box.width),
        caption: captionOf(graph, module, region.folded),
      };
      paintRegion(brush, module, region, this.#around(module), words, now);
    }
    paintEdges(
      brush,
      this.#scene.direction,
      nearby.in(box).map((index) => stretches[index] as SharedStretch),
      (stretch) => stateOf(stretch, passages, frame),
    );
    for (const placed of nodesIn(this.#scene, box)) this.#node(brush, placed, frame);
  }

  #around({ parent = "" }: Module): { module: Module; box: Box } | null {
    const [module, box] = [this.graph.modules.get(parent), this.boxOf(parent)];
    return module && box ? { module, box } : null;
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

function away({ x, y, width, height }: Box, point: Point): number {
  return Math.hypot(
    Math.max(x - point.x, 0, point.x - x - width),
    Math.max(y - point.y, 0, point.y - y - height),
  );
}

function isTitle({ box, folded }: Region, point: Point): boolean {
  return away(folded ? box : { ...box, height: title }, point) === 0;
}
