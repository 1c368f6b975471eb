/**
 * From sizes to places: each level is ordered by its structure alone (so folding swaps nobody),
 * then sized from the deepest module outwards, then put together from the root inwards.
 */
import { type KeptOrder, type Ordered, orderLevel, type Ports } from "./ordered.ts";
import { type Body, type PlacedLevel, placeLevel, simplify, type Spot } from "./place.ts";
import type { LayoutRequest, SizedModule, SizedNode } from "./request.ts";
import { type Box, edgeKey, type Point, type Region, type Route, type Scene } from "./scene.ts";
import { gather, type Gathering } from "./satellites.ts";
import { buildStructure, type Leg, type Level } from "./structure.ts";

/** Free space around the scene and inside a module's border, and room for the module's title. */
const MARGIN = 18;
export const INSIDE = 13;
/** Distance of neighbouring edges where they meet a folded module, and their share of its side. */
const FAN = 12;
const FAN_SHARE = 0.8;
/** Room for a module's title at its top. */
export const TITLE_HEIGHT = 28;
/** Around elements borders are closer, and a title is cut rather than that it keeps them apart. */
const CLOSE = { inside: 6, title: 24, width: 44 } as const;

/** Where everything is. The same request always gives the same scene. */
export function layout(request: LayoutRequest): Scene {
  return new Layout(request).scene();
}

/** How far the new scene must move so that what has this id stays where it was. */
export function anchorShift(before: Scene, after: Scene, id: string): Point {
  const [old, now] = [boxOf(before, id), boxOf(after, id)];
  return old && now ? { x: old.x - now.x, y: old.y - now.y } : { x: 0, y: 0 };
}

/** The box of a tensor, op or module in a scene. */
export function boxOf(scene: Scene, id: string): Box | undefined {
  for (const placed of [scene.regions, scene.tensors, scene.ops]) {
    const found = placed.find((candidate) => candidate.id === id);
    if (found) return found.box;
  }
  return undefined;
}

class Layout {
  readonly #request: LayoutRequest;
  readonly #structure;
  readonly #nodes: Map<string, SizedNode>;
  readonly #modules: Map<string, SizedModule>;
  readonly #ordered = new Map<string, Ordered>();
  readonly #placed = new Map<string, PlacedLevel>();
  /** By op id. */
  readonly #gathered = new Map<string, Gathering>();
  /** In the scene: starts of visible levels' insides and of satellites, middles of ops. */
  readonly #origins = new Map<string, Spot>();
  readonly #satelliteStarts = new Map<string, Spot>();
  readonly #opMiddles = new Map<string, Spot>();
  readonly #scene: Scene;
  /** Room of the largest element on both sides of its line. */
  readonly #row = { before: 0, after: 0 };

  constructor(request: LayoutRequest) {
    this.#request = request;
    this.#structure = buildStructure(request);
    this.#nodes = new Map(request.nodes.map((node) => [node.id, node]));
    this.#modules = new Map(request.modules.map((module) => [module.id, module]));
    for (const { home, kind, anchor, cross } of request.nodes) {
      if (kind !== "tensor" || !this.#modules.get(home)?.kept) continue;
      this.#row.before = Math.max(this.#row.before, anchor);
      this.#row.after = Math.max(this.#row.after, cross - anchor);
    }
    const { direction } = request;
    const nothing = { tensors: [], ops: [], regions: [], continued: [], routes: [], updates: [] };
    this.#scene = { width: 0, height: 0, direction, ...nothing };
  }

  scene(): Scene {
    const inner = ["", ...this.#modules.keys()].reverse();
    const order = this.#requested();
    for (const id of inner) {
      const kept = this.#modules.get(id)?.kept ? order : undefined;
      this.#ordered.set(id, orderLevel(this.#level(id), this.#ordered, kept));
    }
    for (const id of inner) if (this.#isOpen(id)) this.#placed.set(id, this.#place(id));
    const root = this.#placed.get("") as PlacedLevel;
    const along = this.#request.direction === "left-right";
    const [main, cross] = [root.main + 2 * MARGIN, root.cross + 2 * MARGIN];
    this.#scene.width = along ? main : cross;
    this.#scene.height = along ? cross : main;
    this.#put("", { main: MARGIN, cross: MARGIN }, 0);
    this.#routes();
    this.#updates();
    return this.#scene;
  }

  #requested(): KeptOrder {
    const { nodes } = this.#request;
    const made = nodes.filter(({ kind, leaf }) => kind === "tensor" && leaf === null);
    return {
      places: new Map(nodes.map(({ id }, place) => [id, place])),
      made: new Set(made.map(({ id }) => id)),
    };
  }

  #level(id: string): Level {
    return this.#structure.levels.get(id) as Level;
  }

  #isOpen(id: string): boolean {
    for (let at = id; at !== ""; at = this.#modules.get(at)?.parent ?? "")
      if (this.#modules.get(at)?.folded) return false;
    return true;
  }

  #place(id: string): PlacedLevel {
    const level = this.#level(id);
    const { lattice } = this.#ordered.get(id) as Ordered;
    const kept = this.#modules.get(id)?.kept === true;
    const bodies = level.nodes.map((node, index) => {
      const body = this.#body(level, index);
      return kept && (node.kind === "op" || node.kind === "tensor") ? this.#inRow(body) : body;
    });
    return placeLevel(level, lattice, bodies, this.#request.edgeRoom.main, kept ? this.#row : null);
  }

  /** All elements and the ops between them have the same room, so that they stand in the same rows. */
  #inRow(body: Body): Body {
    const { before, after } = this.#row;
    const room = { before: Math.max(body.before, before), after: Math.max(body.after, after) };
    return { ...body, ...room, own: Math.max(body.before, body.after) };
  }

  #body(level: Level, index: number): Body {
    const node = level.nodes[index] as Level["nodes"][number];
    const none = () => 0;
    const plain = { inset: 0, outset: none, close: false, taper: 0, entry: none, exit: none };
    if (node.kind === "source" || node.kind === "sink")
      return { main: 0, before: 0, after: 0, ...plain };
    if (node.kind === "module") return this.#moduleBody(node.id);
    const sized = this.#nodes.get(node.id) as SizedNode;
    if (node.kind === "tensor") {
      const { main, anchor, inset } = sized;
      const sides = { before: anchor, after: sized.cross - anchor };
      return { main, ...sides, ...plain, inset, outset: () => inset };
    }
    const gathering = gather(sized, node.satellites, this.#request.edgeRoom.cross);
    this.#gathered.set(node.id, gathering);
    const { main, before, after, places } = gathering;
    const inset = (main - sized.main) / 2;
    const beside = new Map(places.map((place) => [place.node.id, place]));
    return {
      ...plain,
      main,
      before,
      after,
      inset,
      taper: sized.main / sized.cross,
      outset(tensor) {
        const leaf = beside.get(tensor);
        return leaf ? main - leaf.main - leaf.node.main + leaf.node.inset : inset;
      },
      exit(tensor) {
        const leaf = beside.get(tensor);
        return leaf ? leaf.cross + leaf.node.anchor : 0;
      },
    };
  }

  /** The line of a module goes through its middle; its ports are told relative to it. */
  #moduleBody(id: string): Body {
    const box = this.#moduleBox(id);
    const middle = box.cross / 2;
    const { entries, exits } = this.#ordered.get(id) as Ordered;
    const placed = this.#placed.get(id);
    const distance = (ports: Ports) => (tensor: string) => {
      const port = ports.get(tensor);
      if (port === undefined) return 0;
      if (placed) return (placed.spots[port.node] as Spot).cross + box.inside.cross - middle;
      // A folded module's edges meet at the middle of its box, fanned out a little.
      const fan = Math.min(FAN, (box.cross * FAN_SHARE) / ports.size);
      return (port.place - (ports.size - 1) / 2) * fan;
    };
    return {
      main: box.main,
      before: middle,
      after: middle,
      inset: 0,
      outset: () => 0,
      close: placed !== undefined && this.#modules.get(id)?.kept === true,
      taper: 0,
      entry: distance(entries),
      exit: distance(exits),
    };
  }

  /** Size of a module, and where its inside starts. */
  #moduleBox(id: string): { main: number; cross: number; inside: Spot } {
    const placed = this.#placed.get(id);
    if (placed === undefined) {
      const { main, cross } = this.#modules.get(id) as SizedModule;
      return { main, cross, inside: { main: 0, cross: 0 } };
    }
    const { entries, exits } = this.#ordered.get(id) as Ordered;
    // Where ports stand, their columns are the border; where none do, the border keeps its distance.
    const inside = this.#modules.get(id)?.kept ? CLOSE.inside : INSIDE;
    const lead = entries.size > 0 ? 0 : inside;
    const trail = exits.size > 0 ? 0 : inside;
    const along = this.#request.direction === "left-right";
    const { width, height } = this.#titleRoom(id);
    const main = lead + placed.main + trail + (along ? 0 : height);
    const cross = inside + placed.cross + inside + (along ? height - inside / 2 : 0);
    const least = along ? { main: width, cross: 0 } : { main: 0, cross: width };
    return {
      main: Math.max(main, least.main),
      cross: Math.max(cross, least.cross),
      inside: { main: lead, cross: along ? height + inside / 2 : inside },
    };
  }

  #titleRoom(id: string): { width: number; height: number } {
    const { main, cross, kept } = this.#modules.get(id) as SizedModule;
    const along = this.#request.direction === "left-right";
    const width = along ? main : cross;
    const height = kept && along ? CLOSE.title : TITLE_HEIGHT;
    return { width: kept ? Math.min(width, CLOSE.width) : width, height };
  }

  /** Puts a level's members into the scene, its inside starting at `origin`. */
  #put(id: string, origin: Spot, depth: number): void {
    this.#origins.set(id, origin);
    const placed = this.#placed.get(id) as PlacedLevel;
    this.#level(id).nodes.forEach((node, index) => {
      const spot = placed.spots[index] as Spot;
      const main = origin.main + spot.main;
      const line = origin.cross + spot.cross;
      if (node.kind === "module") this.#putModule(node.id, { main, cross: line }, depth + 1);
      else if (node.kind === "tensor") {
        const sized = this.#nodes.get(node.id) as SizedNode;
        this.#putTensor(sized, { main, cross: line - sized.anchor });
      } else if (node.kind === "op") this.#putOp(node.id, { main, cross: line });
    });
  }

  #putModule(id: string, { main, cross }: Spot, depth: number): void {
    const size = this.#moduleBox(id);
    const start = { main, cross: cross - size.cross / 2 };
    const folded = !this.#placed.has(id);
    const region: Region = { id, box: this.#box(start, size), depth, folded };
    this.#scene.regions.push(region);
    const { inside } = size;
    if (!folded)
      this.#put(id, { main: main + inside.main, cross: start.cross + inside.cross }, depth);
  }

  #putTensor(sized: SizedNode, { main, cross }: Spot): void {
    const { id, overhang } = sized;
    const start = { main: main - overhang, cross };
    const size = { main: sized.main + 2 * overhang, cross: sized.cross };
    this.#scene.tensors.push({ id, box: this.#box(start, size), overhang });
  }

  #putOp(id: string, { main, cross }: Spot): void {
    const sized = this.#nodes.get(id) as SizedNode;
    const { main: space, places } = this.#gathered.get(id) as Gathering;
    const start = { main: main + (space - sized.main) / 2, cross: cross - sized.cross / 2 };
    this.#scene.ops.push({ id, box: this.#box(start, sized) });
    this.#opMiddles.set(id, { main: main + space / 2, cross });
    for (const place of places) {
      const at = { main: main + place.main, cross: cross + place.cross };
      this.#putTensor(place.node, at);
      this.#satelliteStarts.set(place.node.id, at);
    }
  }

  #routes(): void {
    for (const edge of this.#request.edges) {
      const { op, slot, direction } = edge;
      const key = edgeKey(op, slot, direction);
      const satellite = this.#structure.satelliteEdges.get(key);
      const spots =
        satellite === undefined
          ? this.#joinLegs(this.#structure.legs.get(key) ?? [])
          : this.#besideOp(op, satellite);
      if (spots.length < 2) continue;
      const points = spots.map((spot) => this.#point(spot));
      const route: Route = { key, ...edge, points };
      this.#scene.routes.push(satellite === undefined ? route : { ...route, across: true });
    }
  }

  #updates(): void {
    for (const { from, to } of this.#request.updates) {
      const spots = this.#joinLegs(this.#structure.updates.get(to) ?? []);
      const points = spots.map((spot) => this.#point(spot));
      if (points.length > 1) this.#scene.updates.push({ from, to, points });
    }
  }

  /** The ways on all visible levels, one after the other. */
  #joinLegs(legs: readonly Leg[]): Spot[] {
    const spots: Spot[] = [];
    for (const { level, edge } of legs) {
      const origin = this.#origins.get(level.module);
      const way = this.#placed.get(level.module)?.ways[edge];
      if (origin === undefined || way === undefined) continue;
      for (const { main, cross } of way)
        spots.push({ main: origin.main + main, cross: origin.cross + cross });
    }
    return simplify(spots);
  }

  #besideOp(op: string, satellite: string): Spot[] {
    const centre = this.#opMiddles.get(op);
    const start = this.#satelliteStarts.get(satellite);
    const leaf = this.#nodes.get(satellite);
    const sized = this.#nodes.get(op);
    if (!centre || !start || !leaf || !sized) return [];
    const before = start.cross < centre.cross;
    const main = start.main + leaf.main / 2;
    return [
      { main, cross: start.cross + (before ? leaf.bodyEnd : leaf.bodyStart) },
      { main: centre.main, cross: centre.cross + (before ? -sized.cross : sized.cross) / 2 },
    ];
  }

  #box(start: Spot, size: { main: number; cross: number }): Box {
    if (this.#request.direction === "left-right")
      return { x: start.main, y: start.cross, width: size.main, height: size.cross };
    const y = this.#scene.height - start.main - size.main;
    return { x: start.cross, y, width: size.cross, height: size.main };
  }

  #point({ main, cross }: Spot): Point {
    return this.#request.direction === "left-right"
      ? { x: main, y: cross }
      : { x: cross, y: this.#scene.height - main };
  }
}
