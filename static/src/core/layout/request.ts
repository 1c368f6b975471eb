/** What the layout needs to know, and no more: it travels to a worker at every change. */
import type { Module, Role } from "../document.ts";
import { foldedCaption } from "../captions.ts";
import { roomForNumbers } from "../edge_numbers.ts";
import type { Folding } from "../folding.ts";
import { closedOf, type Graph, isLastVersion } from "../graph.ts";
import { measureFolded, measureOp, measureTensor, OVERHANG } from "../measure.ts";
import { isOpened, OPENED_TENSOR } from "../scalar/groups.ts";
import { leftOut, type Reading } from "../shorthand.ts";
import { type Direction, edgeKey } from "./scene.ts";

/** A tensor or an op. Lengths are CSS pixels along ("main") and across the reading direction. */
export interface SizedNode {
  id: string;
  kind: "tensor" | "op";
  /** Id of the module it is drawn in, "" for the root. */
  home: string;
  /** The whole box, but for what of its name may hang over on both sides along the reading. */
  main: number;
  cross: number;
  overhang: number;
  /** Where edges run, across the reading direction, from the box's start. */
  anchor: number;
  /** Free space along the reading direction between the box's ends and the body. */
  inset: number;
  /** Where the body starts and ends across the reading direction, from the box's start. */
  bodyStart: number;
  bodyEnd: number;
  /** Role of a tensor that no op made; null otherwise. */
  leaf: Role | null;
  /** A result without a name of its own, or the op that makes it: it belongs to what uses it. */
  passing: boolean;
}

export interface SizedModule {
  id: string;
  parent: string;
  folded: boolean;
  /** Whether its members keep the order of the request in each column, as elements do. */
  kept: boolean;
  /** Size of its box when it is folded. */
  main: number;
  cross: number;
}

export interface PlainEdge {
  op: string;
  slot: number;
  tensor: string;
  direction: "in" | "out";
  /** See {@link Route.from}. */
  from?: string;
  first?: string;
}

/** A version of a leaf that an update made and that nothing has taken, and the one before it. */
export interface PlainUpdate {
  from: string;
  to: string;
}

export interface LayoutRequest {
  direction: Direction;
  /** In the order of the document's steps as far as one is known: leaves where they are first used. */
  nodes: SizedNode[];
  /** Parents before children. */
  modules: SizedModule[];
  edges: PlainEdge[];
  updates: PlainUpdate[];
  /** Room for what is written on an edge, along and across the reading; 0 where nothing is. */
  edgeRoom: { main: number; cross: number };
}

export function layoutRequest(
  graph: Graph,
  folding: Folding,
  direction: Direction,
  reading: Reading = "full",
  numbers = false,
): LayoutRequest {
  const along = direction === "left-right";
  const nodes = new Map<string, SizedNode>();
  const out = leftOut(graph, reading);
  const unseen = new Set([...out.values()].map(({ tensor }) => tensor));
  const together = elementsTogether(graph);
  const addTensor = (id: string) => {
    for (const one of together.get(id) ?? [id])
      if (!nodes.has(one) && !unseen.has(one) && graph.tensors.has(one))
        nodes.set(one, sizedTensor(graph, one, direction));
  };
  for (const op of graph.document.ops) {
    // What an opened op takes stands before it, as it did when the op was closed.
    closedOf(graph)
      .ops.get(op.module ?? "")
      ?.inputs.forEach(addTensor);
    op.inputs.forEach(addTensor);
    const { width, height } = measureOp(op);
    const [main, cross] = along ? [width, height] : [height, width];
    const home = graph.homes.get(op.id) ?? "";
    const place = {
      home,
      main,
      cross,
      anchor: cross / 2,
      overhang: 0,
      inset: 0,
      bodyStart: 0,
      bodyEnd: cross,
    };
    const passing = op.outputs.every((id) => isPassing(graph, id));
    nodes.set(op.id, { id: op.id, kind: "op", ...place, leaf: null, passing });
    op.outputs.forEach(addTensor);
  }
  graph.document.tensors.forEach(({ id }) => addTensor(id));
  const room = numbers ? roomForNumbers(graph) : { width: 0, height: 0 };
  // Of an opened tensor that the shorthand leaves out, no box stays behind.
  const homes = new Set([...nodes.values()].map(({ home }) => home));
  const holdsAnything = ({ id, type }: Module) => type !== OPENED_TENSOR || homes.has(id);
  return {
    direction,
    updates: lastUpdates(graph),
    edgeRoom: along
      ? { main: room.width, cross: room.height }
      : { main: room.height, cross: room.width },
    nodes: [...nodes.values()],
    modules: graph.document.modules.filter(holdsAnything).map((module) => {
      const { id, parent, name, type } = module;
      const { width, height } = measureFolded(name, foldedCaption(graph, module));
      const [main, cross] = along ? [width, height] : [height, width];
      const kept = isOpened({ type });
      return { id, parent: parent ?? "", folded: folding.has(id), kept, main, cross };
    }),
    edges: graph.document.edges.flatMap(({ op, slot, tensor, direction: way }) => {
      if (way === "out" && unseen.has(tensor)) return [];
      const plain: PlainEdge = { op, slot, tensor, direction: way };
      const { from, first } = out.get(edgeKey(op, slot, way)) ?? {};
      return from === undefined || first === undefined ? plain : { ...plain, from, first };
    }),
  };
}

function lastUpdates(graph: Graph): PlainUpdate[] {
  return graph.document.tensors.flatMap(({ id, previous }) =>
    previous !== undefined && isLastVersion(graph, id) ? [{ from: previous, to: id }] : [],
  );
}

/** By opened tensor, and by each of its elements: all its elements, which come together. */
function elementsTogether({ document, modules }: Graph): Map<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, module = "" } of document.tensors)
    if (modules.get(module)?.type === OPENED_TENSOR)
      groups.set(module, [...(groups.get(module) ?? []), id]);
  return new Map(
    [...groups].flatMap(([group, all]) => [group, ...all].map((id) => [id, all] as const)),
  );
}

function sizedTensor(graph: Graph, id: string, direction: Direction): SizedNode {
  const { width, height, body, value } = measureTensor(graph, id, direction);
  const tensor = graph.tensors.get(id);
  const leaf = tensor && tensor.source == null ? (tensor.role ?? "intermediate") : null;
  const home = graph.homes.get(id) ?? "";
  const shared = { id, kind: "tensor", home, leaf, passing: isPassing(graph, id) } as const;
  if (direction === "left-right") {
    const overhang = Math.min(body.x, OVERHANG);
    return {
      ...shared,
      main: width - 2 * overhang,
      overhang,
      cross: height,
      anchor: value.y + value.height / 2,
      inset: body.x - overhang,
      bodyStart: body.y,
      bodyEnd: body.y + body.height,
    };
  }
  return {
    ...shared,
    main: height,
    overhang: 0,
    cross: width,
    anchor: body.x + body.width / 2,
    inset: body.y,
    bodyStart: body.x,
    bodyEnd: body.x + body.width,
  };
}

function isPassing(graph: Graph, id: string): boolean {
  const tensor = graph.tensors.get(id);
  return tensor?.source != null && !tensor.label && graph.consumers.get(id)?.length === 1;
}
