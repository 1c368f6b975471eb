import type { Cell } from "../../core/cells.ts";
import type { Changes } from "../../core/changes.ts";
import type { Frame } from "../../core/frame.ts";
import type { Op } from "../../core/document.ts";
import { displayName, type Graph, isUnused } from "../../core/graph.ts";
import {
  type Box,
  groundsOf,
  type Placed,
  type Point,
  type Region,
  type Route,
  routesByKey,
  type Scene,
} from "../../core/layout/scene.ts";
import { measureTensor } from "../../core/measure.ts";
import { spokenOp } from "../../core/spoken.ts";
import { drawOp } from "../../marks/op.ts";
import { drawContinued, drawRegion } from "../../marks/region.ts";
import { svg } from "../../marks/svg.ts";
import { drawTensor } from "../../marks/tensor.ts";
import { scaleOf } from "../scale.ts";
import type { Camera, View } from "./camera.ts";
import { annotations } from "./annotations.ts";
import type { Dock } from "./dock.ts";
import { edgeMark, idOfRoute } from "./edges.ts";
import { boundsOf } from "./framing.ts";
import { type Drawable, drawables, Layer, type Mark, placed } from "./layer.ts";
import { Overview } from "./overview.ts";
import type { Placement } from "./panorama.ts";
import { Passages } from "./passage.ts";
import { Spotlight } from "./spotlight.ts";
import { titleAt } from "./title_place.ts";
import { routesIn } from "./trunks.ts";
import { type FormulaOf, Travel } from "./travel.ts";
import { updates } from "./updates.ts";

/** Marks that can be moved and zoomed smoothly as SVG; of more the overview is painted. */
const mostMarks = 400;
/** On paper nothing moves, and what is drawn by lines stays sharp. */
const mostPrinted = 3000;

/** Draws frames: of what is near the view, only what differs from the frame before. */
export class Painter {
  /** Holds everything, in scene coordinates. */
  readonly world = svg("g");
  readonly #regions = new Layer(drawables);
  readonly #updates = new Layer(drawables);
  readonly #edges = new Layer<Route>({
    id: idOfRoute,
    box: boundsOf,
    draw: (route) => this.#edge(route),
  });
  readonly #nodes = new Layer<Placed>({ ...placed, draw: (one) => this.#node(one) });
  readonly #annotations = new Layer(drawables);
  /** Stands in for the marks where very many of them are near the view. */
  readonly overview = new Overview();
  /** What was found, and the paths that are read. */
  readonly spotlight = new Spotlight();
  readonly #travel: Travel;
  #drawn: Placement | null = null;
  #routes = new Map<string, Route>();
  #frame: Frame | null = null;
  /** Whether the view is printed. */
  printed = false;
  #near: Box = { x: 0, y: 0, width: 0, height: 0 };
  /** In which pass, and with which edge travelled, the edges were chosen that are drawn. */
  #chosen = "";
  /** Whether the overview is painted, and of the marks only single ones are drawn over it. */
  #far = false;
  #wanted: string | null = null;
  #selected: string | null = null;
  #accused: ReadonlySet<string> = new Set();
  #held: string | null = null;
  #active: string | null = null;
  #lit: ReadonlyMap<string, readonly Cell[]> = new Map();

  get #layers(): Pick<Layer, "root" | "live">[] {
    return [this.#regions, this.#updates, this.#edges, this.#nodes, this.#annotations];
  }
  #changes: Changes | null = null;

  constructor(formulaOf: FormulaOf, dock: Dock) {
    this.#travel = new Travel(formulaOf, dock);
    this.#annotations.root.setAttribute("class", "annotations");
    this.world.append(...this.#layers.map(({ root }) => root), this.#travel.root);
    this.#nodes.root.before(this.spotlight.under);
    this.#travel.root.before(this.spotlight.over);
  }

  /**
   * Take a graph in its places; nothing is drawn until {@link cull} and {@link show}.
   * @param order ids of what can be seen, in the order in which it is read
   * @param numbers whether the edges carry numbers
   */
  place(graph: Graph, scene: Scene, order: readonly string[], numbers: boolean): void {
    this.refill(graph, scene);
    if (this.#drawn) this.overview.place(this.#drawn);
    this.#frame = null;
    this.spotlight.place(graph, scene);
    this.#routes = routesByKey(scene.routes);
    const firsts = new Set(scene.regions);
    this.#regions.set(
      groundsOf(scene).map((ground, index) =>
        firsts.has(ground) ? this.#region(graph, scene, ground) : continued(graph, ground, index),
      ),
    );
    this.#updates.set(updates(graph, scene));
    this.#edges.set(scene.routes);
    this.#annotations.set(annotations(graph, scene, numbers, () => this.#drawn));
    const nodes = new Map([...scene.ops, ...scene.tensors].map((one) => [one.id, one]));
    this.#nodes.set(order.flatMap((id) => nodes.get(id) ?? []));
  }

  /** Take other values for the same picture: the drawn marks stay. */
  refill(graph: Graph, scene: Scene): void {
    this.#drawn = { graph, scene, passages: new Passages(graph), scale: scaleOf(graph) };
    this.overview.refill(this.#drawn);
    this.#travel.clear();
  }

  /** Draw what is near the view, and drop what is not. */
  cull(view: View): void {
    const { near } = view;
    this.#near = near;
    this.#chosen = "";
    this.#travel.look(view);
    this.spotlight.look(view);
    // Marks that a movement brings near are made when it has ended: until then they are painted.
    const stays = this.#far && view.moving;
    const most = this.printed ? mostPrinted : mostMarks;
    this.#far = stays || this.#nodes.count(near) + this.#regions.count(near) > most;
    this.overview.look(this.#far ? view : null);
    const whole = [this.#updates, this.#annotations];
    if (this.#far) {
      this.#single();
      for (const layer of whole) layer.only([]);
    } else for (const layer of [this.#regions, this.#nodes, ...whole]) layer.cull(near);
    this.#label();
    if (this.#frame) this.show(this.#frame, this.#active);
  }

  /**
   * Bring what is drawn up to a frame.
   * @param active the folded module in which the frame's op is hidden
   * @param hurried whether the next frame follows at once
   */
  show(frame: Frame, active: string | null, hurried = false): void {
    if (!this.#drawn) return;
    this.#frame = frame;
    this.#active = active;
    this.#choose(frame);
    for (const layer of this.#layers) {
      for (const mark of layer.live.values()) mark.show(frame);
    }
    this.overview.show(frame, active, hurried);
    this.#outlineLive();
    const { graph, scene } = this.#drawn;
    this.#travel.show(frame, graph, scene, this.#routes.get(frame.travel?.edge ?? ""));
  }

  /** Draw the edges near the view and the one that is travelled; over the overview only that one. */
  #choose({ pass, travel }: Frame): void {
    const choice = `${pass} ${travel?.edge}`;
    if (!this.#drawn || choice === this.#chosen) return;
    this.#chosen = choice;
    const { scene, passages } = this.#drawn;
    const travelled = this.#routes.get(travel?.edge ?? "");
    const routes = this.#far ? new Set<Route>() : routesIn(scene, this.#near, passages, pass);
    if (travelled) routes.add(travelled);
    this.#edges.only(Array.from(routes, idOfRoute));
    this.#label();
  }

  /** Outline what a step has changed, with the next frame that is shown. */
  outline(changes: Changes | null): void {
    this.#changes = changes;
  }

  /** In shorthand an edge goes by the id of the tensor on it. */
  #outlineLive(): void {
    const { tensors, edges } = this.#changes ?? {};
    for (const [id, { root }] of this.#nodes.live)
      root.classList.toggle("changed", tensors?.has(id) ?? false);
    for (const [key, { root }] of this.#edges.live)
      root.classList.toggle("changed", (edges?.has(key) || tensors?.has(key)) ?? false);
  }

  /** Where everything stands, by id. */
  boxes(): Map<string, Box> {
    const { tensors, ops, regions } = this.#drawn?.scene ?? { tensors: [], ops: [], regions: [] };
    return new Map([...tensors, ...ops, ...regions].map(({ id, box }) => [id, box]));
  }

  /** Let everything glide from where it stood on the screen before; what is new appears in place. */
  glideFrom(before: ReadonlyMap<string, Box>, from: Camera, to: Camera, duration: number): void {
    const timing = { duration, easing: "ease-in-out" };
    const appear = [{ opacity: 0 }, { opacity: 1 }];
    for (const layer of [this.#regions, this.#nodes]) {
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
    for (const { root } of [this.#updates, this.#edges, this.#annotations])
      root.animate(appear, timing);
  }

  /** Mark the selected node, and only it. */
  select(id: string | null): void {
    this.#selected = id;
    if (this.#far) this.#single();
    this.#label();
  }

  /** Mark the tensor whose number is in a hand, and only it. */
  hold(id: string | null): void {
    this.#held = id;
    if (this.#far) this.#single();
    this.#label();
  }

  /** Draw the mark of a node that is near the view, so that it can take the focus. */
  want(id: string): void {
    this.#wanted = id;
    if (this.#far) this.#single();
  }

  /** Of what is painted in the overview, the marks that a person has taken hold of are drawn. */
  #single(): void {
    const taken = [this.#selected, this.#wanted, this.#held];
    const ids = [...taken.filter((id) => id !== null), ...this.#accused, ...this.#lit.keys()];
    for (const layer of [this.#nodes, this.#regions]) {
      const focused = [...layer.live].find(([, { handle }]) => handle === document.activeElement);
      layer.only(focused ? [...ids, focused[0]] : ids);
    }
    if (!this.#frame) return;
    for (const layer of [this.#nodes, this.#regions])
      for (const mark of layer.live.values()) mark.show(this.#frame);
  }

  /** Mark the operands of the op that could not run, and only them. */
  accuse(ids: readonly string[]): void {
    this.#accused = new Set(ids);
    if (this.#far) this.#single();
    this.#label();
  }

  /** Outline single elements, and only them. */
  light(cells: readonly Cell[]): void {
    const before = this.#lit;
    const lit = new Map<string, Cell[]>();
    for (const cell of cells) lit.set(cell.tensor, [...(lit.get(cell.tensor) ?? []), cell]);
    this.#lit = lit;
    if (this.#far) this.#single();
    for (const id of new Set([...before.keys(), ...this.#lit.keys()]))
      this.#nodes.live.get(id)?.light?.(this.#lit.get(id) ?? []);
  }

  boxOf(id: string): Box | undefined {
    return this.#nodes.boxOf(id) ?? this.#regions.boxOf(id) ?? this.#edges.boxOf(id);
  }

  /** What stands at a point of the scene, where marks are painted and take no clicks. */
  at(point: Point, reach: number): string | null {
    return this.#far ? this.overview.at(point, reach) : null;
  }

  /** What takes the focus for a tensor, an op or a module, if it is near the view. */
  elementOf(id: string): SVGElement | undefined {
    return [this.#nodes, this.#regions, this.#edges].flatMap(
      ({ live }) => live.get(id)?.handle ?? [],
    )[0];
  }

  #label(): void {
    for (const [id, { root, handle }] of [...this.#nodes.live, ...this.#edges.live]) {
      if (!handle) continue;
      root.classList.toggle("selected", id === this.#selected);
      root.classList.toggle("accused", this.#accused.has(id));
      root.classList.toggle("held", id === this.#held);
      const pressed = String(id === this.#selected);
      if (handle.getAttribute("aria-pressed") !== pressed)
        handle.setAttribute("aria-pressed", pressed);
    }
  }

  #region(graph: Graph, scene: Scene, region: Region): Drawable {
    const draw = (): Mark => {
      const module = found(graph.modules, region.id);
      const mark = drawRegion(module, region, titleAt(graph, scene, module, region));
      return {
        root: mark.root,
        handle: mark.handle,
        show: ({ step }) => {
          const [pass = 0] = this.#drawn?.graph.document.steps[step] ?? [];
          mark.show(this.#active === region.id, pass > 0);
        },
      };
    };
    return { ...region, draw };
  }

  /** What a mark is drawn of: none is before something is placed. */
  get #present(): Placement {
    if (!this.#drawn) throw new Error("nothing is placed");
    return this.#drawn;
  }

  #edge(route: Route): Mark {
    return edgeMark(route, this.#present.scene.direction, () => this.#drawn);
  }

  #node(one: Placed): Mark {
    const op = this.#present.graph.ops.get(one.id);
    return op ? this.#op(op, one) : this.#tensor(one);
  }

  #op(op: Op, one: Placed): Mark {
    const mark = drawOp(op, one, spokenOp(this.#present.graph, op));
    const { root, handle } = mark;
    return { root, handle, show: ({ ops }) => mark.show(ops.get(op.id) ?? "idle") };
  }

  #tensor(one: Placed): Mark {
    const { id } = one;
    const { graph, scene } = this.#present;
    const size = measureTensor(graph, id, scene.direction);
    const tensor = found(graph.tensors, id);
    const unused = tensor.source != null && isUnused(graph, id);
    const mark = drawTensor(tensor, one, size, displayName(graph, id), unused);
    mark.light(this.#lit.get(id) ?? []);
    return {
      root: mark.root,
      handle: mark.handle,
      light: mark.light,
      show: ({ tensors }) => {
        const state = tensors.get(id);
        const { scale } = this.#present;
        if (state) mark.show(state, (part) => scale.limit(id, part), scale.common);
      },
    };
  }
}

/** The ground of a module in another row: it does nothing and tells nothing. */
function continued(graph: Graph, region: Region, index: number): Drawable {
  const draw = (): Mark => {
    return { root: drawContinued(found(graph.modules, region.id), region), show: () => {} };
  };
  return { id: `${region.id} … ${index}`, box: region.box, draw };
}

/** What a scene places is in its graph. */
function found<Value>(map: ReadonlyMap<string, Value>, id: string): Value {
  const value = map.get(id);
  if (value === undefined) throw new Error(`the graph has no ${id}`);
  return value;
}
