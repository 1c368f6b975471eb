import { describe, expect, it } from "vitest";
import type { ArrayJson, GraphDocument, Num, Tensor } from "./document.ts";
import { documentOf, graphOf, PROGRAMS } from "./fixtures/read.ts";
import { displayName, type Graph, indexDocument, isFull } from "./graph.ts";
import { type Changes, type Moved, refilled } from "./refill.ts";
import { timelineOf } from "./timeline.ts";

const kept = ["values", "locals", "gradients", "contributions"] as const;

/** Every number doubled, as the server would say it, and the document in which they stand. */
function doubled(document: GraphDocument): { changes: Changes; document: GraphDocument } {
  const arrays: Required<Changes["arrays"]> = {
    values: {},
    locals: {},
    gradients: {},
    contributions: {},
    expansions: {},
  };
  const move = (group: (typeof kept)[number], place: string, array: ArrayJson): ArrayJson => {
    if (!isFull(array)) return array;
    const data = array.data.map((one): Num => (typeof one === "number" ? 2 * one : one));
    (arrays[group] as Record<string, Moved>)[place] = data;
    return { shape: array.shape, data };
  };
  const all = (group: "gradients" | "contributions", pass: number, of: Record<string, ArrayJson>) =>
    Object.fromEntries(
      Object.entries(of).map(([id, one]) => [id, move(group, `${pass}:${id}`, one)]),
    );
  const moved: GraphDocument = {
    ...document,
    tensors: document.tensors.map((tensor) => {
      const constant = tensor.role === "constant";
      if (!tensor.value || constant) return tensor;
      return { ...tensor, value: move("values", tensor.id, tensor.value) };
    }),
    edges: document.edges.map((edge) =>
      edge.local ? { ...edge, local: move("locals", `${edge.op}:${edge.slot}`, edge.local) } : edge,
    ),
    passes: document.passes.map((pass) => ({
      ...pass,
      ...(pass.gradients && { gradients: all("gradients", pass.index, pass.gradients) }),
      ...(pass.contributions && {
        contributions: all("contributions", pass.index, pass.contributions),
      }),
    })),
    printed: ["moved"],
  };
  const changes = { structure: document.structure, arrays, printed: ["moved"] };
  return { changes, document: moved };
}

/** What a graph says; its form is only an identity. */
function said(graph: Graph): Graph {
  return { ...graph, form: {} };
}

describe("a graph that is filled with other numbers", () => {
  it.each(["square", "network", "attention", "training", "several", "classes"] as const)(
    "is the graph of the document that has them: %s",
    (name) => {
      const graph = graphOf(name);
      const { changes, document } = doubled(documentOf(name));
      expect(said(refilled(graph, changes))).toEqual(said(indexDocument(document)));
    },
  );

  it("keeps what does not change, and with it names and timeline", () => {
    const graph = graphOf("network");
    const structure = graph.document.structure;
    const next = refilled(graph, { structure, arrays: { values: { W: [9, 8, 7, 6, 5, 4] } } });
    expect(next.form).toBe(graph.form);
    expect(timelineOf(next)).toBe(timelineOf(graph));
    expect(next.tensors.get("W")?.value).toEqual({
      shape: graph.tensors.get("W")?.shape,
      data: [9, 8, 7, 6, 5, 4],
    });
    expect(next.tensors.get("V")).toBe(graph.tensors.get("V"));
    expect([next.edges, next.consumers, next.document.diagnostics]).toEqual([
      graph.edges,
      graph.consumers,
      graph.document.diagnostics,
    ]);
  });

  it("takes a summary for an array that travels as one", () => {
    const graph = graphOf("square");
    const whole = graph.document.tensors[0];
    const summary = { min: 0, max: 1, mean: 0.5, std: 0, nan: 0, inf: 0, zero: 0 };
    const thumbnail = { shape: [1, 1], data: [0.5] };
    const id = whole?.id ?? "";
    const arrays = { values: { [id]: { summary, thumbnail } } };
    const next = refilled(graph, { structure: "", arrays });
    expect(next.tensors.get(id)?.value).toEqual({ shape: whole?.shape, summary, thumbnail });
  });

  it("names a constant anew that changed", () => {
    const isNumber = ({ role, label, shape }: Tensor): boolean =>
      role === "constant" && !label && shape.length === 0;
    const graphs = PROGRAMS.map(graphOf);
    const graph = graphs.find(({ document }) => document.tensors.some(isNumber)) as Graph;
    const id = graph.document.tensors.find(isNumber)?.id ?? "";
    expect(displayName(graph, id)).not.toBe("7.5");
    const next = refilled(graph, { structure: "", arrays: { values: { [id]: [7.5] } } });
    expect(displayName(next, id)).toBe("7.5");
  });
});
