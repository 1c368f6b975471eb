import type { Frame } from "../../core/frame.ts";
import { type Graph, isUnused } from "../../core/graph.ts";
import { Nearby, nodesIn, overlaps } from "../../core/layout/nearby.ts";
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
import {
  areTitlesLegible,
  paintGround,
  writeLabel,
  writeTitle,
} from "../../marks/overview/region.ts";
import { type PlacedTensor, paintTensor } from "../../marks/overview/tensor.ts";
import type { ValueScale } from "../scale.ts";
import { Labels } from "./label_place.ts";
import type { Passages } from "./passage.ts";
import { titleAt } from "./title_place.ts";
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
  /** By op: what its edges run along, those that come from it in place of a tensor among them. */
  readonly #stretchesOf = new Map<string, SharedStretch[]>();
  /** By id: tensors as they were last painted. */
  readonly #tensors = new Map<string, PlacedTensor>();
  #labels: Labels | null = null;
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
      for (const { op, from } of stretch.routes)
        for (const end of from === undefined ? [op] : [from, op]) {
          const known = this.#stretchesOf.get(end);
          if (known) known.push(stretch);
          else this.#stretchesOf.set(end, [stretch]);
        }
  }

  /** Take other values for the same places. */
  refill(placement: Placement): void {
    this.#placement = placement;
    this.#tensors.clear();
  }

  get graph(): Graph {
    return this.#placement.graph;
  }

  /** Where something looks different after what was touched between two frames. */
  changed({ nodes, acting }: Touched, before: Frame, after: Frame): Box[] {
    const { passages } = this.#placement;
    const boxes: Box[] = [];
    for (const id of nodes) {
      const box = this.boxOf(id);
      const same =
        before.tensors.get(id) === after.tensors.get(id) &&
        before.ops.get(id) === after.ops.get(id);
      if (box && !same) boxes.push(box);
    }
    // Many edges run along one stretch, as from a parameter to all its ops.
    const stretches = new Set([...acting].flatMap((op) => this.#stretchesOf.get(op) ?? []));
    const was = [...stretches].map((one) => stateOf(one, passages, before));
    [...stretches].forEach((one, index) => {
      if (stateOf(one, passages, after) !== was[index]) boxes.push(one.box);
    });
    return boxes;
  }

  /** Which way the frame's op works. */
  happening({ step }: Frame): "forward" | "backward" {
    const [pass = 0] = this.graph.document.steps[step] ?? [];
    return pass > 0 ? "backward" : "forward";
  }

  boxOf(id: string): Box | undefined {
    return this.#places.get(id);
  }

  /**
   * Paint all that reaches into a box.
   * @param active the folded module in which the frame's op is hidden
   * @param part what of the box the brush reaches; the edges of all of it are painted together, so
   *   that where they cross each other a part looks as the whole does
   */
  paint(brush: Brush, box: Box, frame: Frame, active: string | null, part = box): void {
    const { passages } = this.#placement;
    const { stretches, nearby } = this.#network;
    const grounds = this.#nearGrounds.in(part).map((index) => this.#grounds[index] as Region);
    for (const region of grounds)
      paintGround(brush, region, region.id === active ? this.happening(frame) : null);
    const titled = areTitlesLegible(brush);
    if (titled) for (const region of grounds) this.#title(brush, region);
    paintEdges(
      brush,
      this.#scene.direction,
      nearby.in(box).map((index) => stretches[index] as SharedStretch),
      (stretch) => stateOf(stretch, passages, frame),
    );
    for (const placed of nodesIn(this.#scene, part)) this.#node(brush, placed, frame);
    if (!titled && brush.label > 0) for (const region of grounds) this.#label(brush, region, part);
  }

  #title(brush: Brush, region: Region): void {
    const { graph } = this.#placement;
    const module = graph.modules.get(region.id);
    if (module) writeTitle(brush, module, region, titleAt(graph, this.#scene, module, region));
  }

  #label(brush: Brush, region: Region, part: Box): void {
    const { modules } = this.graph;
    const size = brush.label / brush.zoom;
    if (this.#labels?.size !== size) this.#labels = new Labels(this.#scene, modules, size);
    const [module, place] = [modules.get(region.id), this.#labels.placeOf(region)];
    // Letters may be wider than they are counted, but no wider than their ground.
    const line = place && { ...region.box, y: place.y - size / 2, height: 2 * size };
    if (module && line && overlaps(line, part)) writeLabel(brush, module, region, place);
  }

  #node(brush: Brush, { id, box }: Placed, frame: Frame): void {
    const { graph, scale } = this.#placement;
    const op = graph.ops.get(id);
    if (op) {
      paintOp(brush, op, box, frame.ops.get(id) ?? "idle");
      return;
    }
    const [tensor, state] = [this.#tensor(id, box), frame.tensors.get(id)];
    if (tensor && state) paintTensor(brush, tensor, state, (part) => scale.limit(id, part));
  }

  #tensor(id: string, box: Box): PlacedTensor | null {
    const known = this.#tensors.get(id);
    if (known) return known;
    const { graph, scene } = this.#placement;
    const tensor = graph.tensors.get(id);
    if (!tensor) return null;
    const size = measureTensor(graph, id, scene.direction);
    const placed = { tensor, box, size, unused: tensor.source != null && isUnused(graph, id) };
    this.#tensors.set(id, placed);
    return placed;
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
