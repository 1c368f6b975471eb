/**
 * The graph with some of its ops opened into scalar ops. An opened op is a module that holds them; a
 * tensor all of whose ops are opened is a module that holds its elements. A tensor that also meets a
 * closed op stays what it is: the opened op takes it apart, or puts it together, by an op of its own,
 * so that the graph stays bipartite.
 */
import type { Edge, Expansion, GraphDocument, Module, Op, Tensor } from "../document.ts";
import { displayName, type Graph, indexAs } from "../graph.ts";
import { shortExpression } from "../expression.ts";
import { OPENED_OP, OPENED_TENSOR } from "./groups.ts";
import { buildGroups, type Groups, type OpGroup } from "./members.ts";
import { derivePasses, deriveSteps } from "./rows.ts";

/** Which ops are opened: some by id, or all that can be. */
export type Opened = ReadonlySet<string> | "all";

export const NONE_OPENED: Opened = new Set();

/** Longest title of an opened op. */
const LONGEST_TITLE = 28;

/** Whether an op works on single numbers anyway, so that opening it would show nothing new. */
export function isTrivial({ ops, tensors }: Expansion): boolean {
  return ops.length === 1 && tensors.every(({ index }) => index?.length === 0);
}

/**
 * A graph drawn with its opened ops, as far as the document brings what is in them.
 * @param whole ids of tensors that stay whole even where only opened ops meet them
 */
export function openGraph(
  base: Graph,
  opened: Opened,
  whole: ReadonlySet<string> = new Set(),
): Graph {
  const expansions = (base.document.expansions ?? []).filter(
    (one) =>
      one.refused === undefined &&
      !isTrivial(one) &&
      base.ops.has(one.op) &&
      (opened === "all" || opened.has(one.op)),
  );
  if (expansions.length === 0) return base;
  const ids = [...expansions.map(({ op }) => op), "whole", ...whole].join();
  const groups = buildGroups(base, expansions, whole);
  const steps = deriveSteps(base, groups);
  const tensors = allTensors(base, groups);
  const document: GraphDocument = {
    ...base.document,
    structure: `${base.document.structure} opened ${ids}`,
    tensors,
    ops: base.document.ops.flatMap((op) => groups.ops.get(op.id)?.ops ?? [op]),
    edges: allEdges(base, groups),
    modules: [...base.document.modules, ...modulesOf(base, groups)],
    passes: derivePasses(base, groups),
    steps: steps.map(({ step }) => step),
  };
  return indexAs({
    document,
    form: formOf(base, ids),
    closed: base,
    origins: steps.map(({ origin }) => origin),
    called: new Map(tensors.flatMap(({ id }) => nameOf(base, groups, id))),
    homes: new Map(tensors.map(({ id, module = "" }) => [id, base.homes.get(id) ?? module])),
  });
}

const forms = new WeakMap<object, Map<string, object>>();

/** Where nothing but numbers differs and the same ops are opened, nothing else differs either. */
function formOf({ form }: Graph, opened: string): object {
  const known = forms.get(form) ?? new Map<string, object>();
  forms.set(form, known);
  const found = known.get(opened) ?? {};
  known.set(opened, found);
  return found;
}

function nameOf(base: Graph, groups: Groups, id: string): [string, string][] {
  const name = groups.names.get(id) ?? (base.tensors.has(id) ? displayName(base, id) : undefined);
  return name === undefined ? [] : [[id, name]];
}

/** Elements stand where their tensor stood; what is between comes last. */
function allTensors(base: Graph, groups: Groups): Tensor[] {
  return [
    ...base.document.tensors.flatMap((tensor) => {
      const source = groups.ops.get(tensor.source ?? "")?.sources.get(tensor.id);
      const whole = source === undefined ? tensor : { ...tensor, source };
      return groups.tensors.get(tensor.id)?.elements ?? [whole];
    }),
    ...[...groups.ops.values()].flatMap(({ between }) => between),
  ];
}

function allEdges(base: Graph, groups: Groups): Edge[] {
  return base.document.ops.flatMap((op) => {
    const group = groups.ops.get(op.id);
    if (group) return edgesWithin(group);
    const slots = (direction: Edge["direction"]) => (tensor: string, slot: number) => ({
      ...base.edges.get(`${op.id}:${slot}:${direction}`),
      op: op.id,
      slot,
      tensor,
      direction,
    });
    return [...op.inputs.map(slots("in")), ...op.outputs.map(slots("out"))];
  });
}

function edgesWithin({ ops, locals }: OpGroup): Edge[] {
  return ops.flatMap(({ id, inputs, outputs }: Op) => [
    ...inputs.map((tensor, slot): Edge => {
      const local = locals.get(id)?.[slot];
      const known = local !== undefined && local !== null;
      return {
        op: id,
        slot,
        tensor,
        direction: "in",
        ...(known && { local: { shape: [], data: [local] } }),
      };
    }),
    ...outputs.map((tensor, slot): Edge => ({ op: id, slot, tensor, direction: "out" })),
  ]);
}

function modulesOf(base: Graph, groups: Groups): Module[] {
  const name = (id: string): string => displayName(base, id);
  return [
    ...[...groups.tensors.values()].map(({ id, tensor }): Module => {
      const parent = base.homes.get(tensor.id) ?? "";
      return { id, name: name(tensor.id), type: OPENED_TENSOR, parent };
    }),
    ...[...groups.ops.values()].map(({ id, op }): Module => ({
      id,
      name: shortExpression(op, name, LONGEST_TITLE),
      type: OPENED_OP,
      parent: op.module ?? "",
    })),
  ];
}
