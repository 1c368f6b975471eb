/**
 * The graph as levels: one for each module, with its direct members only. A child module is one
 * node; what crosses a module's border does so through a port, one for each tensor.
 */
import type { LayoutRequest, PlainEdge, SizedNode } from "./request.ts";
import { edgeKey } from "./scene.ts";

/** "source" and "sink" are ports on the border where the reading enters and leaves. */
export type LevelKind = "tensor" | "op" | "module" | "source" | "sink";

export interface LevelNode {
  /** Id of the tensor, op or module; for a port, the id of the tensor that passes through. */
  id: string;
  kind: LevelKind;
  /** Of a tensor or an op. */
  sized: SizedNode | null;
  /** Leaves that stand beside an op instead of in a column of their own. */
  satellites: SizedNode[];
  /** See {@link SizedNode.passing}. */
  passing: boolean;
  /** The last version of a leaf: it stands behind all that led to it. */
  last: boolean;
}

export interface LevelEdge {
  /** Indices into `nodes`. */
  from: number;
  to: number;
  /** The tensor that is at one of its ends, or beyond the ports. */
  tensor: string;
  /** Which of several parallel edges (x * x) this is, and of how many. */
  lane: number;
  lanes: number;
  /** Nodes on the longest way through it in the whole graph: where it may be straight, it should. */
  importance: number;
  /** A line from a version of a leaf to the next: no data flows along it, so it decides no column. */
  update: boolean;
}

export interface Level {
  module: string;
  nodes: LevelNode[];
  edges: LevelEdge[];
}

/** Part of a document edge that runs on one level, by index into the level's edges. */
export interface Leg {
  level: Level;
  edge: number;
}

export interface Structure {
  /** By module id, "" for the root. */
  levels: Map<string, Level>;
  /** By edge key: the legs from start to end; none for an edge between an op and its satellite. */
  legs: Map<string, Leg[]>;
  /** Edge key to the satellite's id. */
  satelliteEdges: Map<string, string>;
  /** By the last version of a leaf: the legs from the version before it. */
  updates: Map<string, Leg[]>;
}

/** So many lines from version to version still can be followed. */
const MOST_UPDATES = 8;

export function buildStructure(request: LayoutRequest): Structure {
  return new Builder(request).build();
}

class Builder {
  readonly #request: LayoutRequest;
  readonly #levels = new Map<string, Level>();
  readonly #nodes = new Map<string, SizedNode>();
  readonly #parents = new Map<string, string>();
  /** Satellite id to its op. */
  readonly #satellites: Map<string, string>;
  /** Level and node to index, level and edge to index. */
  readonly #nodeIndex = new Map<string, number>();
  readonly #edgeIndex = new Map<string, number>();
  readonly #last: ReadonlySet<string>;

  constructor(request: LayoutRequest) {
    this.#request = request;
    for (const node of request.nodes) this.#nodes.set(node.id, node);
    for (const { id, parent } of request.modules) this.#parents.set(id, parent);
    this.#satellites = findSatellites(request, this.#nodes);
    this.#last = new Set(request.updates.map(({ to }) => to));
  }

  build(): Structure {
    for (const id of ["", ...this.#parents.keys()])
      this.#levels.set(id, { module: id, nodes: [], edges: [] });
    this.#addMembers();
    const legs = new Map<string, Leg[]>();
    const satelliteEdges = new Map<string, string>();
    const importance = importances(this.#request, this.#nodes);
    this.#request.edges.forEach((edge, index) => {
      const key = edgeKey(edge.op, edge.slot, edge.direction);
      if (this.#satellites.has(edge.tensor)) {
        satelliteEdges.set(key, edge.tensor);
        return;
      }
      legs.set(key, this.#legsOf(edge));
      for (const leg of legs.get(key) ?? []) {
        const part = leg.level.edges[leg.edge] as LevelEdge;
        part.importance = Math.max(part.importance, importance[index] as number);
      }
    });
    const updates = this.#updateLegs();
    for (const level of this.#levels.values()) assignLanes(level);
    return { levels: this.#levels, legs, satelliteEdges, updates };
  }

  #updateLegs(): Map<string, Leg[]> {
    const { updates } = this.#request;
    if (updates.length > MOST_UPDATES) return new Map();
    return new Map(
      updates.map(({ from, to }) => {
        const start = this.#satellites.get(from) ?? from;
        return [to, this.#way({ from: start, to, tensor: from, lane: -1, update: true })];
      }),
    );
  }

  /** A module stands where its first member stands in the order of the nodes. */
  #addMembers(): void {
    for (const node of this.#request.nodes) {
      for (const module of this.#path(node.home).reverse())
        this.#node(this.#parents.get(module) ?? "", "module", module);
      const op = this.#satellites.get(node.id);
      if (op === undefined) this.#node(node.home, node.kind, node.id);
    }
    for (const [id, parent] of this.#parents) this.#node(parent, "module", id);
    for (const [id, op] of this.#satellites) {
      const { home } = this.#nodes.get(op) as SizedNode;
      const level = this.#level(home);
      const index = this.#node(home, "op", op);
      level.nodes[index]?.satellites.push(this.#nodes.get(id) as SizedNode);
    }
  }

  #legsOf(edge: PlainEdge): Leg[] {
    const { slot, tensor, direction } = edge;
    // Only where an edge enters its op does the slot matter; before that all slots share one way.
    const lane = direction === "in" ? slot : -1;
    return this.#way({ ...endsOf(edge), tensor, lane, update: false });
  }

  #way({ from: start, to: end, tensor, lane, update }: Stroke): Leg[] {
    const from = this.#nodes.get(start);
    const to = this.#nodes.get(end);
    if (from === undefined || to === undefined) return [];
    const outward = this.#path(from.home);
    const inward = this.#path(to.home);
    while (outward.length > 0 && outward.at(-1) === inward.at(-1)) {
      outward.pop();
      inward.pop();
    }
    const legs: Leg[] = [];
    const add = (module: string, first: number, second: number, slot: number): void => {
      legs.push(this.#leg(module, first, second, { tensor, slot, update }));
    };
    let exit = { kind: from.kind as LevelKind, id: from.id };
    for (const module of outward) {
      const sink = this.#node(module, "sink", tensor);
      add(module, this.#node(module, exit.kind, exit.id), sink, -1);
      exit = { kind: "module", id: module };
    }
    const meeting = this.#parents.get(outward.at(-1) ?? inward.at(-1) ?? "") ?? from.home;
    let level = meeting;
    let start_ = this.#node(meeting, exit.kind, exit.id);
    for (const module of inward.reverse()) {
      add(level, start_, this.#node(level, "module", module), -1);
      level = module;
      start_ = this.#node(module, "source", tensor);
    }
    add(level, start_, this.#node(level, to.kind, to.id), lane);
    return legs;
  }

  #leg(module: string, from: number, to: number, { tensor, slot, update }: Run): Leg {
    const level = this.#level(module);
    const key = `${module}\n${from}\n${to}\n${slot}\n${tensor}`;
    let edge = this.#edgeIndex.get(key);
    if (edge === undefined) {
      const alone = { tensor, lane: 0, lanes: 1, importance: 0, update };
      edge = level.edges.push({ from, to, ...alone }) - 1;
      this.#edgeIndex.set(key, edge);
    }
    return { level, edge };
  }

  #node(module: string, kind: LevelKind, id: string): number {
    const key = `${module}\n${kind}\n${id}`;
    let index = this.#nodeIndex.get(key);
    if (index === undefined) {
      const isNode = kind === "tensor" || kind === "op";
      const sized = (isNode && this.#nodes.get(id)) || null;
      const [passing, last] = [sized?.passing === true, isNode && this.#last.has(id)];
      index =
        this.#level(module).nodes.push({ id, kind, sized, satellites: [], passing, last }) - 1;
      this.#nodeIndex.set(key, index);
    }
    return index;
  }

  #level(module: string): Level {
    return this.#levels.get(module) as Level;
  }

  /** The module and those around it, innermost first, without the root. */
  #path(module: string): string[] {
    const path: string[] = [];
    for (let id = module; id !== ""; id = this.#parents.get(id) ?? "") path.push(id);
    return path;
  }
}

/** A line from node to node: an edge, or an update. */
interface Stroke {
  from: string;
  to: string;
  tensor: string;
  /** What tells parallel ones apart where they arrive; -1 where nothing does. */
  lane: number;
  update: boolean;
}

/** What runs along an edge of a level. */
interface Run {
  tensor: string;
  slot: number;
  update: boolean;
}

/**
 * Leaves that serve a single op stand beside it, so that the line which the data follows stays
 * straight: b above the + of W @ x + b. An op keeps at least one input in the line: whatever other
 * ops made, else the inputs, else the parameters.
 */
function findSatellites(
  request: LayoutRequest,
  nodes: ReadonlyMap<string, SizedNode>,
): Map<string, string> {
  const uses = new Map<string, number>();
  const inputs = new Map<string, string[]>();
  /** Ops into which others lead directly. */
  const led = new Set<string>();
  for (const { op, tensor, direction, from } of request.edges) {
    if (direction === "out") continue;
    if (from !== undefined) led.add(op);
    uses.set(tensor, (uses.get(tensor) ?? 0) + 1);
    inputs.set(op, [...(inputs.get(op) ?? []), tensor]);
  }
  const satellites = new Map<string, string>();
  for (const [op, tensors] of inputs) {
    const { home } = nodes.get(op) as SizedNode;
    const sized = tensors.flatMap((tensor) => nodes.get(tensor) ?? []);
    const ranks = sized.map((node) => (node.home === home ? rankOf(node) : 0));
    const line = led.has(op) ? 0 : Math.min(...ranks);
    for (const node of sized)
      if (node.home === home && uses.get(node.id) === 1 && rankOf(node) > line)
        satellites.set(node.id, op);
  }
  return satellites;
}

const LINE_RANKS = { input: 1, intermediate: 1, output: 1, parameter: 2, target: 3, constant: 4 };

function rankOf({ leaf }: SizedNode): number {
  return leaf === null ? 0 : LINE_RANKS[leaf];
}

function endsOf({ op, tensor, direction, from = tensor }: PlainEdge): { from: string; to: string } {
  return direction === "in" ? { from, to: op } : { from: op, to: tensor };
}

/** Whatever comes from an input is more important than the longest way from a parameter. */
const DATA_FIRST = 1e6;
/** Of two elements the one that goes to a single op: the other has to fan out in any case. */
const ALONE_FIRST = 0.5;
const FANNING = 1e-3;

/** By edge: the number of nodes on the longest way through it. */
function importances(
  { nodes, edges, modules }: LayoutRequest,
  sized: ReadonlyMap<string, SizedNode>,
): number[] {
  const ends = edges.map(endsOf);
  const ids = nodes.map(({ id }) => id);
  const kept = new Set(modules.flatMap((module) => (module.kept ? [module.id] : [])));
  const uses = new Map<string, number>();
  for (const { from } of ends) uses.set(from, (uses.get(from) ?? 0) + 1);
  const headStart = (id: string): number => {
    const node = sized.get(id);
    if (kept.has(node?.home ?? "")) return uses.get(id) === 1 ? ALONE_FIRST : 0;
    return node?.leaf === "input" ? DATA_FIRST : 0;
  };
  const depths = longestWays(ids, ends, headStart);
  const heights = longestWays(
    ids,
    ends.map(({ from, to }) => ({ from: to, to: from })),
    () => 0,
  );
  return ends.map(({ from, to }) => {
    const whole = (depths.get(from) ?? 0) + (heights.get(to) ?? 0);
    const fans = (uses.get(from) ?? 0) > 1 && kept.has(sized.get(from)?.home ?? "");
    return fans ? whole * FANNING : whole;
  });
}

/** The length of the longest way to each node, with a head start for some. */
function longestWays(
  ids: readonly string[],
  ends: readonly { from: string; to: string }[],
  headStart: (id: string) => number,
): Map<string, number> {
  const next = new Map<string, string[]>(ids.map((id) => [id, []]));
  const waiting = new Map<string, number>(ids.map((id) => [id, 0]));
  for (const { from, to } of ends) {
    next.get(from)?.push(to);
    waiting.set(to, (waiting.get(to) ?? 0) + 1);
  }
  const lengths = new Map<string, number>(ids.map((id) => [id, headStart(id)]));
  const queue = ids.filter((id) => waiting.get(id) === 0);
  for (const id of queue)
    for (const follower of next.get(id) ?? []) {
      lengths.set(follower, Math.max(lengths.get(follower) ?? 0, (lengths.get(id) ?? 0) + 1));
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) queue.push(follower);
    }
  return lengths;
}

function assignLanes(level: Level): void {
  const bundles = new Map<string, LevelEdge[]>();
  for (const edge of level.edges) {
    const key = `${edge.from}:${edge.to}:${edge.tensor}`;
    bundles.set(key, [...(bundles.get(key) ?? []), edge]);
  }
  for (const bundle of bundles.values())
    bundle.forEach((edge, lane) => Object.assign(edge, { lane, lanes: bundle.length }));
}
