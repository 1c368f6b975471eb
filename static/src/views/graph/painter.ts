import type { Frame, OpState, TensorState } from "../../core/frame.ts";
import { contributionOf, displayName, type Graph } from "../../core/graph.ts";
import type { Box, Point, Route, Scene } from "../../core/layout/scene.ts";
import { measureTensor } from "../../core/measure.ts";
import { drawContribution, type ContributionMark } from "../../marks/contribution.ts";
import { drawEdge, type EdgeMark, type EdgeState, travellerAt } from "../../marks/edge.ts";
import { drawOp, type OpMark } from "../../marks/op.ts";
import { drawRegion, type RegionMark } from "../../marks/region.ts";
import { svg } from "../../marks/svg.ts";
import { drawTensor, type TensorMark } from "../../marks/tensor.ts";
import type { Camera } from "./camera.ts";
import { cardPlace } from "./card_place.ts";
import { Layer } from "./layer.ts";
import { Passages } from "./passage.ts";
import { valueLimit } from "../scale.ts";

/** The backward formula of an op's input, with this graph's names; null while it is not known. */
export type FormulaOf = (op: string, slot: number) => string | null;

/** Draws frames: of what is near the view, only what differs from the frame before. */
export class Painter {
  /** Holds everything, in scene coordinates. */
  readonly world = svg("g");
  readonly #regions = new Layer<RegionMark>(svg("g"));
  readonly #edges = new Layer<EdgeMark>(svg("g"));
  readonly #ops = new Layer<OpMark>(svg("g"));
  readonly #tensors = new Layer<TensorMark>(svg("g"));
  readonly #traveller = svg("circle", { r: 6, hidden: "" });
  readonly #card = svg("g");
  readonly #formulaOf: FormulaOf;

  #graph: Graph | null = null;
  #scene: Scene | null = null;
  #passages: Passages | null = null;
  #routes = new Map<string, Route>();
  #limit = 1;
  #zoom = 1;
  #frame: Frame | null = null;
  #selected: string | null = null;
  #shown = new Map<string, TensorState | OpState | string>();
  #contribution: { key: string; mark: ContributionMark } | null = null;

  constructor(formulaOf: FormulaOf) {
    this.#formulaOf = formulaOf;
    const { world } = this;
    world.append(this.#regions.root, this.#edges.root, this.#ops.root, this.#tensors.root);
    world.append(this.#traveller, this.#card);
  }

  /** End of the value scale; null where the graph holds scalars only, which are not coloured. */
  get limit(): number | null {
    return this.#limit > 0 ? this.#limit : null;
  }

  /** Take a graph in its places; nothing is drawn until {@link cull} and {@link show}. */
  place(graph: Graph, scene: Scene): void {
    this.#graph = graph;
    this.#scene = scene;
    this.#passages = new Passages(graph);
    this.#limit = valueLimit(graph);
    this.#shown.clear();
    this.#routes = new Map(scene.routes.map((route) => [route.key, route]));
    this.#clearCard();
    const { direction } = scene;
    this.#regions.set(
      scene.regions.flatMap((region) => {
        const module = graph.modules.get(region.id);
        return module ? [{ ...region, draw: () => drawRegion(module, region) }] : [];
      }),
    );
    this.#edges.set(
      scene.routes.map((route) => ({
        id: route.key,
        box: boundsOf(route),
        draw: () => drawEdge(route, direction),
      })),
    );
    this.#ops.set(
      scene.ops.flatMap((placed) => {
        const op = graph.ops.get(placed.id);
        return op ? [{ ...placed, draw: () => drawOp(op, placed) }] : [];
      }),
    );
    this.#tensors.set(
      scene.tensors.flatMap((placed) => {
        const tensor = graph.tensors.get(placed.id);
        if (!tensor) return [];
        const size = measureTensor(graph, placed.id, direction);
        return [{ ...placed, draw: () => drawTensor(tensor, placed, size) }];
      }),
    );
  }

  /** Take other values for the same picture: the drawn marks stay. */
  refill(graph: Graph): void {
    this.#graph = graph;
    this.#passages = new Passages(graph);
    this.#limit = valueLimit(graph);
    this.#shown.clear();
    this.#clearCard();
  }

  /** Draw what is near the view, and drop what is not. */
  cull(view: Box, zoom: number): void {
    if (zoom !== this.#zoom) this.#clearCard();
    this.#zoom = zoom;
    this.#regions.cull(view);
    for (const layer of [this.#edges, this.#ops, this.#tensors]) {
      for (const id of layer.cull(view)) this.#shown.delete(id);
    }
    this.select(this.#selected);
    if (this.#frame) this.show(this.#frame);
  }

  /** Bring what is drawn up to a frame. */
  show(frame: Frame): void {
    this.#frame = frame;
    for (const [id, mark] of this.#tensors.live) {
      const state = frame.tensors.get(id);
      if (!state || this.#shown.get(id) === state) continue;
      this.#shown.set(id, state);
      mark.show(state, this.#limit);
    }
    for (const [id, mark] of this.#ops.live) {
      const state = frame.ops.get(id) ?? "idle";
      if (this.#shown.get(id) === state) continue;
      this.#shown.set(id, state);
      mark.show(state);
    }
    const travelling = frame.travel?.edge;
    for (const [key, mark] of this.#edges.live) {
      const state = this.#edgeState(key, frame);
      const look = key === travelling ? `${state}!` : state;
      if (this.#shown.get(key) === look) continue;
      this.#shown.set(key, look);
      const kind = frame.travel?.kind === "contribution" ? "backward" : "forward";
      mark.show(key === travelling ? kind : state, key === travelling);
    }
    this.#showTravel(frame);
  }

  /** Where everything stands, by id. */
  boxes(): Map<string, Box> {
    const { tensors = [], ops = [], regions = [] } = this.#scene ?? {};
    return new Map([...tensors, ...ops, ...regions].map(({ id, box }) => [id, box]));
  }

  /** Let everything glide from where it stood on the screen before; what is new appears in place. */
  glideFrom(before: ReadonlyMap<string, Box>, from: Camera, to: Camera, duration: number): void {
    const timing = { duration, easing: "ease-in-out" };
    const appear = [{ opacity: 0 }, { opacity: 1 }];
    for (const layer of [this.#regions, this.#ops, this.#tensors]) {
      for (const [id, { root }] of layer.live) {
        const [old, box] = [before.get(id), layer.boxOf(id)];
        if (!old || !box) {
          root.animate(appear, timing);
          continue;
        }
        const x = old.x + (from.x - to.x) / to.zoom;
        const y = old.y + (from.y - to.y) / to.zoom;
        root.animate(
          [
            { transform: `translate(${x}px, ${y}px)` },
            { transform: `translate(${box.x}px, ${box.y}px)` },
          ],
          timing,
        );
      }
    }
    this.#edges.root.animate(appear, timing);
  }

  /** Mark the selected node, and only it. */
  select(id: string | null): void {
    this.#selected = id;
    for (const layer of [this.#ops, this.#tensors]) {
      for (const [each, { root }] of layer.live) {
        root.classList.toggle("selected", each === id);
        root.setAttribute("aria-pressed", String(each === id));
      }
    }
  }

  boxOf(id: string): Box | undefined {
    return this.#tensors.boxOf(id) ?? this.#ops.boxOf(id) ?? this.#regions.boxOf(id);
  }

  /** The drawn element of a node or of a region's title, if it is near the view. */
  elementOf(id: string): SVGGElement | undefined {
    return (
      ((this.#tensors.live.get(id) ?? this.#ops.live.get(id))?.root as SVGGElement | undefined) ??
      this.#regions.live.get(id)?.title
    );
  }

  #edgeState(key: string, frame: Frame): EdgeState {
    const route = this.#routes.get(key);
    return route && this.#passages ? this.#passages.state(route, frame) : "idle";
  }

  #showTravel({ travel, pass }: Frame): void {
    const route = travel ? this.#routes.get(travel.edge) : undefined;
    this.#traveller.toggleAttribute("hidden", route === undefined);
    if (!travel || !route || !this.#scene) {
      this.#clearCard();
      return;
    }
    const dot = travellerAt(route, this.#scene.direction, travel.kind, travel.position);
    this.#traveller.setAttribute("class", `traveller ${travel.kind}`);
    this.#traveller.setAttribute("cx", String(dot.x));
    this.#traveller.setAttribute("cy", String(dot.y));
    if (travel.kind === "contribution") this.#showCard(route, pass, dot);
    else this.#clearCard();
  }

  #showCard(route: Route, pass: number, dot: Point): void {
    if (!this.#graph || !this.#scene) return;
    const latex = this.#formulaOf(route.op, route.slot);
    const key = `${pass}:${route.key}:${latex === null}`;
    if (this.#contribution?.key !== key) {
      const scale = Math.max(1, 1 / this.#zoom);
      const { at, above } = cardPlace(route, this.#scene, scale);
      const mark = drawContribution(
        displayName(this.#graph, route.tensor),
        latex,
        contributionOf(this.#graph, pass, route.op, route.slot),
        { at, above, scale },
      );
      this.#card.replaceChildren(mark.root);
      this.#contribution = { key, mark };
    }
    this.#contribution.mark.follow(dot);
  }

  #clearCard(): void {
    if (!this.#contribution) return;
    this.#contribution = null;
    this.#card.replaceChildren();
  }
}

function boundsOf({ points }: Route): Box {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x + 1, height: Math.max(...ys) - y + 1 };
}
