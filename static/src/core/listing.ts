/** The graph as a list: the order in which it is read, and the ways from entry to entry along edges. */
import { type Folding, hiddenBy } from "./folding.ts";
import { ancestors, type Graph } from "./graph.ts";

/** A line of the list: the title of a module, or a tensor or an op. */
export interface Row {
  /** Id of the module, "" for the program itself, or of the tensor or op. */
  id: string;
  kind: "title" | "tensor" | "op";
  /** Modules around it. */
  depth: number;
  /** A title that came before and comes again, behind the modules inside it. */
  again: boolean;
}

type Member = { id: string; kind: Row["kind"] };

/**
 * All that can be read with these modules folded: each op after its inputs and before its outputs,
 * what a module holds together, and first in it what the program gives it.
 */
export function listing(graph: Graph, folding: Folding): Row[] {
  const rows: Row[] = [];
  const members = membersOf(graph);
  const read = (module: string, depth: number): void => {
    rows.push({ id: module, kind: "title", depth, again: false });
    if (folding.has(module)) return;
    let inside = true;
    for (const { id, kind } of members.get(module) ?? []) {
      if (kind === "title") {
        read(id, depth + 1);
        inside = false;
        continue;
      }
      if (!inside) rows.push({ id: module, kind: "title", depth, again: true });
      inside = true;
      rows.push({ id, kind, depth, again: false });
    }
  };
  read("", 0);
  return rows;
}

/** By module, what is directly in it in the order of reading. */
function membersOf(graph: Graph): Map<string, Member[]> {
  const members = new Map<string, Member[]>([["", []]]);
  const placed = new Set<string>();
  const given = givenTo(graph);
  const put = (id: string): void => {
    if (placed.has(id)) return;
    placed.add(id);
    const home = graph.homes.get(id) ?? "";
    open(home);
    members.get(home)?.push({ id, kind: graph.ops.has(id) ? "op" : "tensor" });
  };
  const open = (module: string): void => {
    for (const id of ancestors(graph, module).toReversed()) {
      if (members.has(id)) continue;
      members.get(graph.modules.get(id)?.parent ?? "")?.push({ id, kind: "title" });
      members.set(id, []);
      given.get(id)?.forEach(put);
    }
  };
  given.get("")?.forEach(put);
  for (const { id, inputs, outputs } of graph.ops.values())
    [...inputs, id, ...outputs].forEach(put);
  for (const id of graph.tensors.keys()) put(id);
  return members;
}

/** By module: the leaves that stand in it from the start. A constant stands where it is used. */
function givenTo(graph: Graph): Map<string, string[]> {
  const given = new Map<string, string[]>();
  for (const { id, source, role, previous } of graph.tensors.values()) {
    if (source != null || role === "constant" || previous !== undefined) continue;
    const home = graph.homes.get(id) ?? "";
    const here = given.get(home);
    if (here === undefined) given.set(home, [id]);
    else here.push(id);
  }
  return given;
}

/** The row at which an entry is read: its own, or the title of the module that hides it; -1: none. */
export function rowOf(
  graph: Graph,
  folding: Folding,
  rows: readonly Row[],
  id: string | null,
): number {
  const seen = id === null ? null : (hiddenBy(graph, folding, id) ?? id);
  return rows.findIndex((row) => row.id === seen && !row.again);
}

/** What an op takes; what made a tensor, or the version before it. */
export function producersOf(graph: Graph, id: string): string[] {
  const op = graph.ops.get(id);
  if (op) return [...new Set(op.inputs)];
  const { source, previous } = graph.tensors.get(id) ?? {};
  return [source ?? previous].filter((one) => one !== undefined);
}

/** What an op gives; the ops that take a tensor, and the version after it. */
export function consumersOf(graph: Graph, id: string): string[] {
  const op = graph.ops.get(id);
  if (op) return [...op.outputs];
  const users = (graph.consumers.get(id) ?? []).map((edge) => edge.op);
  const next = nextVersions(graph).get(id);
  return [...new Set(next === undefined ? users : [...users, next])];
}

const versions = new WeakMap<object, ReadonlyMap<string, string>>();

function nextVersions(graph: Graph): ReadonlyMap<string, string> {
  let known = versions.get(graph.form);
  if (known === undefined) {
    const updated = [...graph.tensors.values()].filter(({ previous }) => previous !== undefined);
    known = new Map(updated.map(({ id, previous }) => [previous as string, id]));
    versions.set(graph.form, known);
  }
  return known;
}

const sizes = new WeakMap<object, ReadonlyMap<string, number>>();

/** By module, how many ops are in it, however deep; "" holds them all. */
export function sizesOf(graph: Graph): ReadonlyMap<string, number> {
  const known = sizes.get(graph.form);
  if (known !== undefined) return known;
  const counts = new Map<string, number>();
  for (const id of graph.ops.keys())
    for (const module of ["", ...ancestors(graph, graph.homes.get(id) ?? "")])
      counts.set(module, (counts.get(module) ?? 0) + 1);
  sizes.set(graph.form, counts);
  return counts;
}
